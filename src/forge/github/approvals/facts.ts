import * as v from 'valibot'
import { FairleadError } from '../../../errors.ts'
import type { Fault } from '../../../errors.ts'
import { explained } from '../repository.ts'
import type { Repository } from '../repository.ts'
import { failureOf } from '../failures.ts'
import type { Attempt } from '../explain.ts'

/** GitHub's response to a request: the data, or a refusal, which is also an answer. */
export type AnswerOrRefusal<T> =
  | { readonly data: T; readonly fault?: undefined }
  | {
      readonly data?: undefined
      /** 404: it does not exist, or the token has no permission to see it. */
      readonly status: number | undefined
      readonly fault: Fault
      /** The permission that the request requires, as GitHub's forms call it. */
      readonly needs: string
    }

/**
 * Sends a request that GitHub may refuse.
 *
 * @throws FairleadError (remote) if GitHub fails, or its rate limit is reached: then nothing is known
 */
export async function answerOrRefusal<T>(
  repository: Repository,
  attempt: Attempt,
  work: () => Promise<T>,
): Promise<AnswerOrRefusal<T>> {
  try {
    return { data: await explained(repository, attempt, work, true) }
  } catch (error) {
    if (!(error instanceof FairleadError) || error.kind === 'remote') throw error
    return { status: failureOf(error.cause)?.status, fault: error.faults[0], needs: attempt.needs }
  }
}

/** Reads the pages of a list until one is not full. */
export async function allPages<T>(page: (number: number) => Promise<readonly T[]>): Promise<T[]> {
  const all: T[] = []
  for (let number = 1; ; number++) {
    const items = await page(number)
    all.push(...items)
    if (items.length < PER_PAGE) return all
  }
}

export const PER_PAGE = 100

/** A pull request, as a gate reads it. */
export type Request = Awaited<ReturnType<GateFacts['request']>>
export type Environment = Awaited<ReturnType<Repository['client']['rest']['repos']['getEnvironment']>>['data']

const EDITOR = `query($owner: String!, $repo: String!, $number: Int!) {
  repository(owner: $owner, name: $repo) { pullRequest(number: $number) { author { login } editor { login } } }
}`

const someone = v.nullable(v.object({ login: v.string() }))
const EditorAnswer = v.object({
  repository: v.nullable(
    v.object({ pullRequest: v.nullable(v.object({ author: someone, editor: someone })) }),
  ),
})

/** The facts that a gate reads from a repository; each request is sent once. */
export class GateFacts {
  readonly repository: Repository
  /** The same repository with the token that may read the settings that only administrators and members see. */
  readonly settings: Repository
  readonly #answers = new Map<string, Promise<unknown>>()

  constructor(repository: Repository, settings: Repository = repository) {
    this.repository = repository
    this.settings = settings
  }

  /**
   * Returns a pull request.
   *
   * @throws FairleadError (input) if there is no such pull request, or the token has no permission to read it
   */
  request(number: string) {
    return this.#once(`request ${number}`, async () => {
      const { client, at } = this.repository
      const attempt = { doing: `read the pull request #${number}`, needs: 'pull requests: read' }
      return explained(
        this.repository,
        attempt,
        async () => (await client.rest.pulls.get({ ...at, pull_number: Number(number) })).data,
        true,
      )
    })
  }

  /** Returns who last edited the text of a request, if that is not its author. Only GraphQL returns it. */
  editor(number: string): Promise<AnswerOrRefusal<string | undefined>> {
    return this.#ask(
      this.repository,
      { doing: `read who edited the pull request #${number}`, needs: 'pull requests: read' },
      async (client, { owner, repo }) => {
        const variables = { owner, repo, number: Number(number) }
        const { repository } = await client.graphql(EditorAnswer, EDITOR, variables)
        const { author, editor } = repository?.pullRequest ?? {}
        return editor && editor.login !== author?.login ? editor.login : undefined
      },
    )
  }

  itself() {
    return this.#once('itself', async () => (await this.#repositoryNow()).data)
  }

  /** Returns the Date header of a new response. It is not cached, because a rendering may have taken place since. */
  async date(): Promise<string | undefined> {
    return (await this.#repositoryNow()).headers.date
  }

  #repositoryNow() {
    const { client, at } = this.repository
    const attempt = { doing: 'read the repository', needs: 'metadata: read' }
    return explained(this.repository, attempt, () => client.rest.repos.get(at))
  }

  /**
   * Returns a workflow run.
   *
   * @throws FairleadError (input) if the run does not exist, or the token has no permission to read it
   */
  run(id: number) {
    return this.#once(`run ${id}`, async () => {
      const { client, at } = this.repository
      const attempt = { doing: `read the run ${id}`, needs: 'actions: read' }
      return explained(
        this.repository,
        attempt,
        async () => (await client.rest.actions.getWorkflowRun({ ...at, run_id: id })).data,
        true,
      )
    })
  }

  /** Returns who approved a run for which environments. The response contains neither a time nor the attempt. */
  reviewsOf(run: number) {
    return this.#once(`reviews ${run}`, async () => {
      const { client, at } = this.repository
      const attempt = { doing: `read who approved the run ${run}`, needs: 'actions: read' }
      return explained(
        this.repository,
        attempt,
        async () => (await client.rest.actions.getReviewsForRun({ ...at, run_id: run })).data,
        true,
      )
    })
  }

  environment(name: string) {
    return this.#ask(
      this.repository,
      { doing: `read the environment ${name}`, needs: 'actions: read' },
      async ({ rest }, at) => (await rest.repos.getEnvironment({ ...at, environment_name: name })).data,
    )
  }

  /** Returns the names and patterns of branches and tags whose jobs may use an environment. */
  branchPolicies(name: string) {
    return this.#ask(
      this.repository,
      { doing: `read the branches of the environment ${name}`, needs: 'actions: read' },
      ({ rest }, at) =>
        allPages(async (page) => {
          const paging = { environment_name: name, per_page: PER_PAGE, page }
          return (await rest.repos.listDeploymentBranchPolicies({ ...at, ...paging })).data.branch_policies
        }),
    )
  }

  deployments(environment: string) {
    return this.#ask(
      this.repository,
      { doing: `read the deployments to ${environment}`, needs: 'deployments: read' },
      // The newest come first, including that of this run.
      async ({ rest }, at) =>
        (await rest.repos.listDeployments({ ...at, environment, per_page: PER_PAGE })).data,
    )
  }

  statusesOf(deployment: number) {
    return this.#ask(
      this.repository,
      { doing: `read the statuses of the deployment ${deployment}`, needs: 'deployments: read' },
      async ({ rest }, at) =>
        (await rest.repos.listDeploymentStatuses({ ...at, deployment_id: deployment, per_page: PER_PAGE }))
          .data,
    )
  }

  branch(name: string) {
    return this.#ask(
      this.repository,
      { doing: `read the branch ${name}`, needs: 'contents: read' },
      async ({ rest }, at) => (await rest.repos.getBranch({ ...at, branch: name })).data,
    )
  }

  /** Returns the rules of all rulesets that apply to a branch, without those in "Evaluate" mode. */
  rules(branch: string) {
    return this.#ask(
      this.repository,
      { doing: `read the rules of ${branch}`, needs: 'metadata: read' },
      ({ rest }, at) =>
        allPages(
          async (page) => (await rest.repos.getBranchRules({ ...at, branch, per_page: PER_PAGE, page })).data,
        ),
    )
  }

  /**
   * Returns all rulesets in full, including those in "Evaluate" mode. Only tokens that may write a ruleset can read
   * who may bypass it.
   */
  rulesets() {
    return this.#ask(
      this.settings,
      { doing: 'read the rulesets', needs: 'metadata: read' },
      async ({ rest }, at) => {
        const list = await allPages(
          async (page) => (await rest.repos.getRepoRulesets({ ...at, per_page: PER_PAGE, page })).data,
        )
        return Promise.all(
          list.map(async ({ id }) => (await rest.repos.getRepoRuleset({ ...at, ruleset_id: id })).data),
        )
      },
    )
  }

  /** Returns the classic protection of a branch. */
  protection(branch: string) {
    return this.#ask(
      this.settings,
      { doing: `read the branch protection of ${branch}`, needs: 'administration: read' },
      async ({ rest }, at) => (await rest.repos.getBranchProtection({ ...at, branch })).data,
    )
  }

  user(name: string) {
    return this.#ask(
      this.repository,
      { doing: `read the account ${name}`, needs: 'metadata: read' },
      async ({ rest }) => (await rest.users.getByUsername({ username: name })).data,
    )
  }

  /**
   * Returns the members of a team.
   *
   * @param team `organization/team`
   */
  members(team: string) {
    const [org = '', slug = ''] = team.split('/')
    return this.#ask(
      this.settings,
      { doing: `read the members of ${team}`, needs: 'members: read (of the organization)' },
      ({ rest }) =>
        allPages(
          async (page) =>
            (await rest.teams.listMembersInOrg({ org, team_slug: slug, per_page: PER_PAGE, page })).data,
        ),
    )
  }

  #ask<T>(
    repository: Repository,
    attempt: Attempt,
    ask: (client: Repository['client'], at: Repository['at']) => Promise<T>,
  ): Promise<AnswerOrRefusal<T>> {
    return this.#once(attempt.doing, () =>
      answerOrRefusal(repository, attempt, () => ask(repository.client, repository.at)),
    )
  }

  #once<T>(question: string, ask: () => Promise<T>): Promise<T> {
    const answer = (this.#answers.get(question) as Promise<T> | undefined) ?? ask()
    this.#answers.set(question, answer)
    return answer
  }
}
