import { cureOfUnreachable, reasonOfUnreachable } from '../../net/unreachable.ts'
import type { Fault } from '../../errors.ts'
import { FairleadError, remoteError } from '../../errors.ts'
import type { Client } from '../../forge/github/client.ts'
import { explain } from '../../forge/github/explain.ts'
import { failureOf } from '../../forge/github/failures.ts'
import { GateFacts } from '../../forge/github/approvals/facts.ts'
import { openGitHubApprovals } from '../../forge/github/approvals/approvals.ts'
import type { GitHubApprovals } from '../../forge/github/approvals/approvals.ts'
import { rulesOfMerge } from '../../forge/github/merge-rules.ts'
import type { MergeRules } from '../../forge/merging.ts'
import type { Repository } from '../../forge/github/repository.ts'

/** What GitHub said to a question: what was asked for, or a refusal with its cure. */
export type Answer<T> =
  | { readonly given: true; readonly data: T; readonly headers: Headers }
  | {
      readonly given: false
      readonly status: number
      readonly fault: Fault
      readonly isSaml: boolean
      readonly headers: Headers
    }

type Headers = Readonly<Record<string, string | number | undefined>>

/** How long git's own door may take, in milliseconds. */
const patience = 30_000

/**
 * Questions about one repository of GitHub, all of them by GET. Each is asked once, and the answer kept.
 *
 * @throws FairleadError (remote) from each question where GitHub fails, is not reached, or its rate limit is
 */
export class GitHubApi {
  readonly repository: string
  readonly owner: string
  readonly serverUrl: string
  readonly #repository: Repository
  readonly #at: Repository['at']
  /** What has to be so for a gate to hold. */
  readonly gateSetup: GitHubApprovals['setup']
  /** What its settings say of merges into a branch. */
  readonly mergeRules: (base: string) => Promise<MergeRules>
  readonly #answers = new Map<string, Promise<unknown>>()
  /** Set once GitHub is not reached, or its limit is: every further question would only wait for the same. */
  #closed: unknown

  constructor(repository: Repository) {
    this.repository = repository.name
    this.owner = repository.at.owner
    this.serverUrl = repository.serverUrl
    this.#repository = repository
    this.#at = repository.at
    const { setup } = openGitHubApprovals(repository)
    this.gateSetup = setup
    this.mergeRules = (base) => rulesOfMerge(new GateFacts(repository), base)
  }

  getRepository() {
    return this.#ask('repository', 'metadata: read', (rest) => rest.repos.get(this.#at))
  }

  /** Who a user's token is of. */
  getUser() {
    return this.#ask('user', 'metadata: read', (rest) => rest.users.getAuthenticated())
  }

  getBranch(branch: string) {
    return this.#ask(`branch ${branch}`, 'contents: read', (rest) =>
      rest.repos.getBranch({ ...this.#at, branch }),
    )
  }

  /** The classic protection; told to administrators only. */
  getProtection(branch: string) {
    return this.#ask(`protection ${branch}`, 'administration: read', (rest) =>
      rest.repos.getBranchProtection({ ...this.#at, branch }),
    )
  }

  listBranches() {
    return this.#ask('branches', 'contents: read', (rest) =>
      rest.repos.listBranches({ ...this.#at, per_page: 100 }),
    )
  }

  /** The rules of all rulesets, the organization's too; the branch need not be there. */
  getRules(branch: string) {
    return this.#ask(`rules ${branch}`, 'metadata: read', (rest) =>
      rest.repos.getBranchRules({ ...this.#at, branch, per_page: 100 }),
    )
  }

  getWorkflowPermissions() {
    return this.#ask('workflow permissions', 'administration: read', (rest) =>
      rest.actions.getGithubActionsDefaultWorkflowPermissionsRepository(this.#at),
    )
  }

  getEnvironment(name: string) {
    return this.#ask(`environment ${name}`, 'actions: read', (rest) =>
      rest.repos.getEnvironment({ ...this.#at, environment_name: name }),
    )
  }

  /** The branches whose names begin so. */
  listBranchesFrom(prefix: string) {
    return this.#ask(`refs ${prefix}`, 'contents: read', (rest) =>
      rest.git.listMatchingRefs({ ...this.#at, ref: `heads/${prefix}` }),
    )
  }

  /** Open pull requests; with a branch only those from it. */
  listPullRequests(branch?: string) {
    return this.#ask(`pulls ${branch}`, 'pull requests: read', (rest) =>
      rest.pulls.list({
        ...this.#at,
        state: 'open',
        per_page: 1,
        ...(branch === undefined ? {} : { head: `${this.owner}:${branch}` }),
      }),
    )
  }

  getCommit(revision: string) {
    return this.#ask(`commit ${revision}`, 'contents: read', (rest) =>
      rest.repos.getCommit({ ...this.#at, ref: revision, per_page: 1 }),
    )
  }

  /**
   * Knocks at git's own door for a push, as every push does first: GitHub answers it only to who may push, and
   * nothing is written. No question of the API tells it of an App's or a fine-grained token.
   *
   * @param name `owner/name` as GitHub gives it: git's door does not follow an old name
   * @returns undefined where the token may push; else the words of the refusal
   */
  async refusesPush(name: string): Promise<{ status: number; reason: string } | undefined> {
    const { serverUrl, token = '', client } = this.#repository
    const url = new URL(`${serverUrl}/${name}.git/info/refs?service=git-receive-pack`)
    const ask = client.fetchFor(url)
    const authorization = `Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`
    let response: Response
    try {
      response = await ask(url.href, {
        headers: { authorization, 'user-agent': 'fairlead' },
        redirect: 'manual',
        signal: AbortSignal.timeout(patience),
      })
    } catch (error) {
      const reason = reasonOfUnreachable(error)
      throw remoteError(`${serverUrl} cannot be reached: ${reason}`, {
        hint: cureOfUnreachable(reason),
        cause: error,
      })
    }
    const { status } = response
    if (status === 200) {
      await response.body?.cancel()
      return undefined
    }
    const text = (await response.text()).replaceAll(/\s+/g, ' ').trim().slice(0, 300)
    if (status >= 500 || status === 429)
      throw remoteError(`${serverUrl} did not answer whether the token may push (${status})`, {
        hint: 'Try again later.',
      })
    return { status, reason: text.startsWith('<') ? '' : text }
  }

  async #ask<T>(
    name: string,
    needs: string,
    ask: (rest: Client['rest']) => Promise<{ data: T; headers: Headers }>,
  ): Promise<Answer<T>> {
    const known = this.#answers.get(name) as Promise<Answer<T>> | undefined
    const answer = known ?? this.#askNow(name, needs, ask)
    this.#answers.set(name, answer)
    return answer
  }

  async #askNow<T>(
    name: string,
    needs: string,
    ask: (rest: Client['rest']) => Promise<{ data: T; headers: Headers }>,
  ): Promise<Answer<T>> {
    if (this.#closed !== undefined) throw this.#closed
    try {
      const { data, headers } = await ask(this.#repository.client.rest)
      return { given: true, data, headers }
    } catch (error) {
      const { serverUrl, token } = this.#repository
      const place = { repository: this.repository, serverUrl, token, isKnown: name !== 'repository' }
      const explained = explain(error, place, { doing: `read the ${name}`, needs })
      const failure = failureOf(error)
      if (!(explained instanceof FairleadError) || !failure) throw explained
      if (failure.status === undefined || failure.isRateLimit) this.#closed = explained
      if (failure.status === undefined || failure.isRateLimit || failure.status >= 500) throw explained
      const { status, headers, isSaml } = failure
      return { given: false, status, headers, isSaml, fault: explained.faults[0] }
    }
  }
}
