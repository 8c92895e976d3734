/** Pipelines of the default branch whose jobs wait for people. The functions act only as far as GitLab allows it. */
import type { Accounts, User } from './accounts.ts'
import { accessLevels } from './accounts.ts'
import { addDeployment, addJob } from './ci.ts'
import { now } from './ids.ts'
import type { FakeProject } from './project.ts'
import { mayMerge } from './protection.ts'
import type { Deployment, Job } from './state.ts'
import type { World } from './world.ts'

export interface NewGate {
  /** The user who starts the pipeline. */
  readonly username: string
  /** Default: `web`. */
  readonly source?: string
  /** Default: the default branch. */
  readonly ref?: string
  /** True if the ref is a tag of that name. */
  readonly tag?: boolean
  /** The environments with a waiting job, one job for each. */
  readonly environments: readonly string[]
  /** How these jobs start. Default: manually. */
  readonly when?: Job['when']
}

/** A waiting pipeline, with the token of the job that checks it. */
export interface Gate {
  readonly pipeline: number
  readonly jobToken: string
}

/** Starts a pipeline. Its last job, which does the check, runs with its own token. */
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
 * Starts the waiting job of an environment, like its button.
 *
 * @throws Error if GitLab does not allow the user to start it
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

/** Runs the same job again: a new job of the same name replaces the first one. */
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
  // GitLab does not copy approvals, but it does not request them again if no rule is left.
  next.approvals.push(...deployment.approvals)
}

/** Returns the newest job of an environment in a pipeline, with its deployment. */
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

/** Responds to the only GraphQL query of Fairlead: which jobs of a pipeline a person has to start. */
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
