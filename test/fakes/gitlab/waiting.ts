/** Pipelines of the default branch whose jobs wait for people: what people press, held to what GitLab lets them. */
import type { Accounts, User } from './accounts.ts'
import { accessLevels } from './accounts.ts'
import { addDeployment, addJob } from './ci.ts'
import { now } from './ids.ts'
import type { FakeProject } from './project.ts'
import { mayMerge } from './protection.ts'
import type { Deployment, Job } from './state.ts'
import type { World } from './world.ts'

export interface NewGate {
  /** Who starts the pipeline. */
  readonly username: string
  /** `web`, unless given. */
  readonly source?: string
  /** The default branch, unless given. */
  readonly ref?: string
  /** Whether the ref is a tag of that name. */
  readonly tag?: boolean
  /** The environments whose jobs wait, each in a job of its own. */
  readonly environments: readonly string[]
  /** How these jobs start: by a person, unless given. */
  readonly when?: Job['when']
}

/** A pipeline that waits, with the token of the job that will judge. */
export interface Gate {
  readonly pipeline: number
  readonly jobToken: string
}

/** Starts a pipeline; its last job, which judges, runs with a token of its own. */
export function startGate(world: World, project: FakeProject, gate: NewGate): Gate {
  const {
    username,
    source = 'web',
    ref = project.settings.defaultBranch,
    environments,
    when = 'manual',
    tag = false,
  } = gate
  const user = world.accounts.add(username)
  const sha = project.branch(ref) ?? ''
  const pipeline = project.addPipeline({ ref, sha, status: 'running', source })
  pipeline.user = user.id
  const common = { ref, tag, pipeline: pipeline.id }
  for (const [index, environment] of environments.entries()) {
    const name = index === 0 ? 'gate-approve' : `gate-approve-${index + 1}`
    const status = when === 'manual' ? 'manual' : 'running'
    const job = addJob(project, user, { ...common, name, environment, when, status })
    const waits = asksForApprovals(world, project, environment)
    addDeployment(project, user, {
      environment,
      ref,
      status: waits ? 'blocked' : 'created',
      job: job.id,
    })
  }
  const judging = addJob(project, user, { ...common, name: 'gate', status: 'running' })
  const jobToken = `glcbt-gate-${judging.id}`
  world.accounts.addToken(jobToken, { kind: 'job', username, project: project.fullPath, job: judging.id })
  return { pipeline: pipeline.id, jobToken }
}

function asksForApprovals(world: World, project: FakeProject, environment: string): boolean {
  const rule = project.settings.protectedEnvironments[environment]
  return (
    world.settings.tier !== 'free' &&
    rule !== undefined &&
    ((rule.requiredApprovals ?? 0) > 0 || (rule.rules ?? []).length > 0)
  )
}

/**
 * Starts the job of an environment that waits, as its button does.
 *
 * @throws Error where GitLab does not show them the button
 */
export function letGo(
  { accounts, settings }: World,
  project: FakeProject,
  { pipeline, environment, username, at = now() }: Press,
): void {
  const { job, deployment } = waiting(project, pipeline, environment)
  const level = accounts.accessLevel(accounts.find(username), project.fullPath)
  if (!mayMerge(project.settings, job.ref, level))
    throw new Error(`${username} may not start jobs of ${job.ref}`)
  const rule = settings.tier === 'free' ? undefined : project.settings.protectedEnvironments[environment]
  if (rule !== undefined && level < accessLevels[rule.deploy ?? 'maintainer'])
    throw new Error(`${username} may not deploy to ${environment}`)
  if (deployment.status === 'blocked') throw new Error(`the deployment to ${environment} is not approved`)
  start(job, accounts.add(username), at)
  deployment.status = 'success'
}

export interface Press {
  readonly pipeline: number
  readonly environment: string
  readonly username: string
  readonly at?: string
}

function start(job: Job, user: User, at: string): void {
  Object.assign(job, { user: user.id, status: 'success', startedAt: at })
}

/** The same job once more: a new one of the same name, which takes the turn of the first. */
export function runAgain(
  accounts: Accounts,
  project: FakeProject,
  { pipeline, environment, username, at = now() }: Press,
): void {
  const { job, deployment } = waiting(project, pipeline, environment)
  job.retried = true
  const user = accounts.add(username)
  const { name, ref, when } = job
  const again = addJob(project, user, {
    name,
    ref,
    pipeline,
    environment,
    status: 'success',
    startedAt: at,
    ...(when && { when }),
  })
  const next = addDeployment(project, user, { environment, ref, status: 'success', job: again.id })
  // GitLab copies nothing: but who approved the first is asked no more where no rule is left.
  next.approvals.push(...deployment.approvals)
}

/** The newest job of an environment in a pipeline, with its deployment. */
export function waiting(
  project: FakeProject,
  pipeline: number,
  environment: string,
): { job: Job; deployment: Deployment } {
  const { jobs, deployments } = project.state
  const job = jobs.findLast((one) => one.pipeline === pipeline && one.environment === environment)
  const deployment = deployments.findLast((one) => one.job === job?.id)
  if (job === undefined || deployment === undefined)
    throw new Error(`no job of the pipeline ${pipeline} waits for ${environment}`)
  return { job, deployment }
}

/** Answers the one question of GraphQL that Fairlead has: which jobs of a pipeline a person has to start. */
export function manualJobs(world: World, user: User | undefined, variables: unknown): object {
  const { project: path, pipeline } = variables as { project: string; pipeline: string }
  const project = world.find(path)
  const level = project === undefined ? 0 : world.accounts.accessLevel(user, project.fullPath)
  if (project === undefined || level < accessLevels.reporter) return { data: { project: null } }
  const id = Number(/^gid:\/\/gitlab\/Ci::Pipeline\/(\d+)$/.exec(pipeline)?.[1])
  const nodes = project.state.jobs
    .filter((job) => job.pipeline === id && job.when === 'manual')
    .map((job) => ({ id: `gid://gitlab/Ci::Build/${job.id}` }))
  return { data: { project: { pipeline: { jobs: { nodes } } } } }
}
