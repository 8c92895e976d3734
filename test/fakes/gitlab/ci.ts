/** The objects that CI creates in a project besides pipelines: jobs and deployments. */
import type { User } from './accounts.ts'
import { nextId, now } from './ids.ts'
import type { FakeProject } from './project.ts'
import type { Deployment, Job, PipelineStatus } from './state.ts'
import { newEnvironment } from './world.ts'

export interface NewJob {
  readonly name: string
  readonly stage?: string
  readonly ref?: string
  readonly username?: string
  readonly status?: PipelineStatus
  readonly artifacts?: Readonly<Record<string, string>>
  /** The id of a pipeline. Default: the newest pipeline of the ref's head, or a new one. */
  readonly pipeline?: number
  readonly retried?: boolean
  readonly environment?: string
  readonly when?: Job['when']
  readonly tag?: boolean
  /** Default: a job that is running or has run started at once; any other job has not started. */
  readonly startedAt?: string | null
}

const notStarted: readonly PipelineStatus[] = ['created', 'pending', 'manual', 'skipped']

export function addJob(project: FakeProject, user: User, job: NewJob): Job {
  const {
    name,
    stage = 'test',
    ref = project.settings.defaultBranch,
    status = 'success',
    artifacts = {},
  } = job
  const at = now()
  const { retried, environment, when, tag } = job
  const added: Job = {
    id: nextId(),
    name,
    stage,
    ref,
    pipeline: job.pipeline ?? pipelineOf(project, ref, status),
    status,
    user: user.id,
    createdAt: at,
    startedAt: job.startedAt === undefined ? (notStarted.includes(status) ? null : at) : job.startedAt,
    artifacts,
    ...(retried === undefined ? {} : { retried }),
    ...(environment === undefined ? {} : { environment }),
    ...(when === undefined ? {} : { when }),
    ...(tag === undefined ? {} : { tag }),
  }
  project.state.jobs.push(added)
  return added
}

function pipelineOf(project: FakeProject, ref: string, status: PipelineStatus): number {
  const sha = headOf(project, ref)
  return (project.pipelineOf(sha) ?? project.addPipeline({ ref, sha, status, source: 'push' })).id
}

function headOf(project: FakeProject, branch: string): string {
  const oid = project.branch(branch)
  if (oid === undefined) throw new Error(`there is no branch ${branch}`)
  return oid
}

export interface NewDeployment {
  readonly environment: string
  readonly username?: string
  readonly ref?: string
  readonly status?: string
  /** The id of its job. */
  readonly job?: number
}

export function addDeployment(project: FakeProject, user: User, deployment: NewDeployment): Deployment {
  const { environments, deployments } = project.state
  const { environment: name, ref = project.settings.defaultBranch, status = 'blocked' } = deployment
  const environment = environments.find((known) => known.name === name) ?? newEnvironment(name)
  if (!environments.includes(environment)) environments.push(environment)
  const at = now()
  const added: Deployment = {
    id: nextId(),
    iid: deployments.length + 1,
    environment: environment.id,
    sha: headOf(project, ref),
    ref,
    user: user.id,
    createdAt: at,
    updatedAt: at,
    status,
    approvals: [],
    ...(deployment.job === undefined ? {} : { job: deployment.job }),
  }
  deployments.push(added)
  return added
}
