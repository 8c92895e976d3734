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

/** The answer of GitHub to a request: the requested data, or a refusal and how to fix it. */
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

/** The timeout of git's own endpoint, in milliseconds. */
const patience = 30_000

/**
 * Requests about one repository on GitHub, all with GET. Each request is sent once, and its answer is cached.
 *
 * @throws FairleadError (remote) from each request if GitHub fails, cannot be reached, or its rate limit is reached
 */
export class GitHubApi {
  readonly repository: string
  readonly owner: string
  readonly serverUrl: string
  readonly #repository: Repository
  readonly #at: Repository['at']
  /** Checks the settings that a gate requires. */
  readonly gateSetup: GitHubApprovals['setup']
  /** Reads the settings for merges into a branch. */
  readonly mergeRules: (base: string) => Promise<MergeRules>
  readonly #answers = new Map<string, Promise<unknown>>()
  /**
   * Set once GitHub cannot be reached, or its rate limit is reached: further requests would only wait for the same
   * error.
   */
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

  /** Reads the user that the token belongs to. */
  getUser() {
    return this.#ask('user', 'metadata: read', (rest) => rest.users.getAuthenticated())
  }

  getBranch(branch: string) {
    return this.#ask(`branch ${branch}`, 'contents: read', (rest) =>
      rest.repos.getBranch({ ...this.#at, branch }),
    )
  }

  /** Reads the classic branch protection, which only administrators can see. */
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

  /** Reads the rules of all rulesets, including those of the organization. The branch does not have to exist. */
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

  /** Lists the branches whose names start with the prefix. */
  listBranchesFrom(prefix: string) {
    return this.#ask(`refs ${prefix}`, 'contents: read', (rest) =>
      rest.git.listMatchingRefs({ ...this.#at, ref: `heads/${prefix}` }),
    )
  }

  /** Lists open pull requests; if a branch is given, only those from this branch. */
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
   * Checks the permission to push at git's own endpoint, with the request that starts every push. GitHub accepts it
   * only if the token may push, and nothing is written. The API does not report this permission for the token of an
   * App or a fine-grained token.
   *
   * @param name `owner/name` as GitHub returns it: git's endpoint does not follow an old name
   * @returns undefined if the token may push; otherwise the reason for the refusal
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
      throw remoteError(`${serverUrl} did not report whether the token may push (${status})`, {
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
