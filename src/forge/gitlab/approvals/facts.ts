import * as v from 'valibot'
import type { Account } from '../../approvals.ts'
import { accountIn } from './accounts.ts'
import {
  AccountInfo,
  Branch,
  Deployment,
  EnvironmentInfo,
  FreezePeriod,
  GatedRequestInfo,
  JobInfo,
  Person,
  PipelineInfo,
  ProjectSettings,
  ProtectedBranchInfo,
  ProtectedEnvironmentInfo,
  PushEvent,
  SystemNote,
} from '../api.ts'
import { part } from '../client.ts'
import type { Query } from '../headers.ts'
import type { Shape } from '../../../shapes/answer.ts'
import { GitlabFailure } from '../failures.ts'
import { explained } from '../project.ts'
import type { Project } from '../project.ts'
import type { Attempt } from '../explain.ts'

/** GitLab's response to a request: the data, or a refusal, which is also an answer. */
export type Asked<T> =
  | { readonly data: T; readonly fault?: undefined }
  | {
      readonly data?: undefined
      /** 404: it does not exist, or the token has no permission to see it. */
      readonly status: number
      readonly fault: { readonly message: string }
      /** The role and the scope that the request requires. */
      readonly needs: string
    }

const REFUSALS: ReadonlySet<number | undefined> = new Set([400, 401, 403, 404])

/** The number of pushes that are listed. The account that pushed an older commit is unknown. */
const MOST_PUSHES = 10_000

/**
 * The jobs of a pipeline that wait for a person. Source: https://docs.gitlab.com/api/graphql/reference/#pipelinejobs
 */
const MANUAL_JOBS = `query($project: ID!, $pipeline: CiPipelineID!) {
  project(fullPath: $project) { pipeline(id: $pipeline) { jobs(whenExecuted: ["manual"]) { nodes { id } } } }
}`

const ManualJobs = v.object({
  data: v.object({
    project: v.nullable(
      v.object({
        pipeline: v.nullable(v.object({ jobs: v.object({ nodes: v.array(v.object({ id: v.string() })) }) })),
      }),
    ),
  }),
})

/** The facts that a gate reads from a project; each request is sent once. */
export class GateFacts {
  readonly project: Project
  /** The same project with the token that may read the settings that only Maintainers see. */
  readonly settings: Project
  /** The same project with the token of the job itself; undefined outside of a job. */
  readonly job: Project | undefined
  readonly #answers = new Map<string, Promise<unknown>>()

  constructor(project: Project, settings: Project = project, job?: Project) {
    this.project = project
    this.settings = settings
    this.job = job
  }

  /**
   * Returns a merge request.
   *
   * @throws FairleadError (input) if there is no such merge request, or the token has no permission to read it
   */
  request(iid: string): Promise<GatedRequestInfo> {
    const attempt = { doing: `read the merge request !${iid}`, role: 'Reporter', scope: 'read_api' } as const
    return this.#once(attempt.doing, () =>
      explained(
        this.project,
        attempt,
        () => this.project.client.get(`${this.project.at}/merge_requests/${part(iid)}`, GatedRequestInfo),
        true,
      ),
    )
  }

  /**
   * Returns who last edited the description of a merge request, if that is not its author: GitLab adds a note for
   * each edit.
   *
   * Source: https://docs.gitlab.com/api/notes/, and app/services/system_notes/issuables_service.rb of GitLab
   */
  editor(iid: string): Promise<Asked<string | undefined>> {
    const { client, at } = this.project
    return this.#ask(
      this.project,
      { doing: `read who edited the merge request !${iid}`, ...reporter },
      async () => {
        const { author } = await this.request(iid)
        const query = { sort: 'desc', order_by: 'created_at' }
        const notes = await client.list(`${at}/merge_requests/${part(iid)}/notes`, SystemNote, query)
        const last = notes.find(({ system, body }) => system && /^changed the description\b/.test(body))
        return last && last.author.id !== author?.id ? last.author.username : undefined
      },
    )
  }

  /** Returns the project with its settings. */
  itself() {
    const attempt = { doing: 'read the project', role: 'Reporter', scope: 'read_api' } as const
    return this.#once(attempt.doing, () =>
      explained(this.settings, attempt, () => this.settings.client.get(this.settings.at, ProjectSettings)),
    )
  }

  /** Returns the Date header of a new response. It is not cached, because a rendering may have taken place since. */
  async date(): Promise<string | undefined> {
    const { client, at } = this.project
    const attempt = { doing: 'read the project', role: 'Reporter', scope: 'read_api' } as const
    const answer = await explained(this.project, attempt, () => client.request('GET', at, ProjectSettings))
    return answer.headers['date']
  }

  /**
   * Returns the job that runs this, by its own token. Its variables are not used, because whoever starts the job can
   * set them. Source: https://docs.gitlab.com/api/jobs/#get-job-tokens-job
   */
  ownJob(): Promise<Asked<v.InferOutput<typeof JobInfo>>> {
    const { job } = this
    if (job === undefined)
      return Promise.resolve({
        status: 401,
        fault: { message: 'there is no CI_JOB_TOKEN' },
        needs: 'a job of GitLab CI',
      })
    return this.#ask(job, { doing: 'read the job itself', ...reporter }, () =>
      job.client.get('/job', JobInfo),
    )
  }

  pipeline(id: number) {
    return this.#get(`read the pipeline ${id}`, reporter, `/pipelines/${id}`, PipelineInfo)
  }

  /** Returns all jobs of a pipeline, including those that were retried. */
  jobsOf(pipeline: number) {
    const query = { include_retried: true }
    return this.#list(
      `read the jobs of the pipeline ${pipeline}`,
      reporter,
      `/pipelines/${pipeline}/jobs`,
      JobInfo,
      query,
    )
  }

  /** Returns the ids of a pipeline's jobs that wait for a person to start them. */
  manualJobs(pipeline: number): Promise<Asked<readonly number[]>> {
    const { client } = this.project
    return this.#ask(
      this.project,
      { doing: `read which jobs of the pipeline ${pipeline} wait`, ...reporter },
      async () => {
        const { path_with_namespace: project } = await this.itself()
        const variables = { project, pipeline: `gid://gitlab/Ci::Pipeline/${pipeline}` }
        const { data } = await client.graphql(MANUAL_JOBS, variables, ManualJobs)
        const nodes = data.project?.pipeline?.jobs.nodes
        if (nodes === undefined) throw new GitlabFailure(404, 'the pipeline is not there', {})
        return nodes.map(({ id }) => Number(id.slice(id.lastIndexOf('/') + 1)))
      },
    )
  }

  /** Returns a pipeline of another project, by the project's path. */
  pipelineOf(path: string, id: number) {
    const { client } = this.project
    return this.#ask(this.project, { doing: `read the pipeline ${id} of ${path}`, ...reporter }, () =>
      client.get(`/projects/${part(path)}/pipelines/${id}`, PipelineInfo),
    )
  }

  /** Returns the environment with exactly this name; an empty list if there is none. */
  environments(name: string) {
    return this.#list(`read the environment ${name}`, reporter, '/environments', EnvironmentInfo, { name })
  }

  /** Returns the newest deployments to an environment, the newest first. */
  deployments(environment: string) {
    const query = { environment, order_by: 'id', sort: 'desc', per_page: 20 }
    return this.#list(
      `read the deployments to ${environment}`,
      reporter,
      '/deployments',
      Deployment,
      query,
      20,
    )
  }

  /** Returns a deployment with its approvals. */
  deployment(id: number) {
    return this.#get(`read the deployment ${id}`, reporter, `/deployments/${id}`, Deployment)
  }

  /** Returns the protection of an environment. It requires Premium; the other tiers respond with 404. */
  protectedEnvironment(name: string) {
    return this.#get(
      `read the protection of the environment ${name}`,
      maintainer,
      `/protected_environments/${part(name)}`,
      ProtectedEnvironmentInfo,
      this.settings,
    )
  }

  branch(name: string) {
    return this.#get(`read the branch ${name}`, reporter, `/repository/branches/${part(name)}`, Branch)
  }

  protectedBranches() {
    return this.#list(
      'read the protected branches',
      maintainer,
      '/protected_branches',
      ProtectedBranchInfo,
      {},
      Infinity,
      this.settings,
    )
  }

  freezePeriods() {
    return this.#list('read the freeze periods', reporter, '/freeze_periods', FreezePeriod)
  }

  /** Returns the newest pushes to a project, the newest first. */
  pushes(project: number): Promise<Asked<v.InferOutput<typeof PushEvent>[]>> {
    const attempt = { doing: `read the pushes to the project ${project}`, ...reporter }
    const query = { action: 'pushed', sort: 'desc' }
    return this.#ask(this.project, attempt, () =>
      this.project.client.list(`/projects/${project}/events`, PushEvent, query, MOST_PUSHES),
    )
  }

  /** Returns the account with this name; an empty list if there is none. */
  users(name: string) {
    return this.#ask(this.project, { doing: `read the account ${name}`, ...reporter }, () =>
      this.project.client.list('/users', Person, { username: name }),
    )
  }

  /**
   * Returns an account, and whether it is a bot. A service account can have any name, so only this response
   * identifies it.
   *
   * Source: https://docs.gitlab.com/api/users/#retrieve-a-user
   *
   * @throws FairleadError if it cannot be read
   */
  account({ id, username }: Person): Promise<Account> {
    const attempt = { doing: `read the account ${username} (${id})`, ...reporter }
    return this.#once(attempt.doing, async () => {
      const { client } = this.project
      const ask = () => client.get(`/users/${id}`, AccountInfo)
      return accountIn(await explained(this.project, attempt, ask, true))
    })
  }

  /**
   * Returns the direct members of a group. Members of a parent group do not count, whatever their role is, as for
   * GitLab's protected branches, protected environments and CODEOWNERS.
   *
   * Source: https://docs.gitlab.com/user/project/repository/branches/protected/#group-inheritance-and-eligibility
   *
   * @param group its path, such as `acme/sre`
   */
  members(group: string) {
    const { client } = this.settings
    return this.#ask(this.settings, { doing: `read the members of ${group}`, ...reporter }, () =>
      client.list(`/groups/${part(group)}/members`, Person),
    )
  }

  #get<T>(doing: string, needs: Needs, path: string, shape: Shape<T>, project = this.project) {
    return this.#ask(project, { doing, ...needs }, () => project.client.get(`${project.at}${path}`, shape))
  }

  #list<T>(
    doing: string,
    needs: Needs,
    path: string,
    shape: Shape<T>,
    query: Query = {},
    most = Infinity,
    project = this.project,
  ): Promise<Asked<T[]>> {
    return this.#ask(project, { doing, ...needs }, () =>
      project.client.list(`${project.at}${path}`, shape, query, most),
    )
  }

  #ask<T>(project: Project, attempt: Attempt, ask: () => Promise<T>): Promise<Asked<T>> {
    return this.#once(attempt.doing, async () => {
      try {
        return { data: await ask() }
      } catch (error) {
        if (error instanceof GitlabFailure && REFUSALS.has(error.status)) {
          const needs = `the role ${attempt.role} and the scope ${attempt.scope}`
          return { status: error.status ?? 0, fault: { message: error.reason }, needs }
        }
        return explained(project, attempt, () => Promise.reject(error as Error), true)
      }
    })
  }

  #once<T>(question: string, ask: () => Promise<T>): Promise<T> {
    const answer = (this.#answers.get(question) as Promise<T> | undefined) ?? ask()
    this.#answers.set(question, answer)
    return answer
  }
}

type Needs = Omit<Attempt, 'doing'>
const reporter: Needs = { role: 'Reporter', scope: 'read_api' }
const maintainer: Needs = { role: 'Maintainer', scope: 'read_api' }
