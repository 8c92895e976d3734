/**
 * Runs whose jobs wait for reviewers at protected environments. The functions act only as far as GitHub allows it.
 */
import { nextId, now } from './repository.ts'
import type { FakeRepository } from './repository.ts'
import { environmentOf } from './rest/environments.ts'
import type { WorkflowRun } from './state.ts'
import type { World } from './world.ts'

export interface NewRun {
  readonly actor: string
  /** Default: `pull_request_target`. */
  readonly event?: string
  /** The branch whose workflow runs. Default: the default branch. */
  readonly branch?: string
  /** The environments of its jobs, including misspelled ones. */
  readonly environments: readonly string[]
  readonly at?: string
}

/**
 * Starts a run. Jobs of unprotected environments continue at once, and a misspelled name creates a new environment.
 */
export function startRun(repository: FakeRepository, run: NewRun): number {
  const id = nextId()
  const { settings } = repository
  const { event = 'pull_request_target', branch = settings.defaultBranch, at = now() } = run
  const sha = repository.branch(branch) ?? ''
  const path = '.github/workflows/gate.yml'
  const made: WorkflowRun = { path, event, status: 'waiting', actor: run.actor, branch, sha, createdAt: at }
  settings.workflowRuns = { ...settings.workflowRuns, [id]: made }
  for (const name of run.environments) {
    if (environmentOf(repository, name) === undefined)
      settings.environments = { ...settings.environments, [name]: {} }
    const statuses = [{ id: nextId(), state: 'queued', createdAt: at }]
    settings.deployments.push({
      id: nextId(),
      environment: name,
      run: id,
      ref: branch,
      sha,
      createdAt: at,
      statuses,
    })
    if ((reviewersOf(repository, name)?.length ?? 0) === 0) letGo(repository, id, name, at)
  }
  return id
}

/** @throws Error if GitHub does not allow the user to approve */
export function approveRun(
  world: World,
  repository: FakeRepository,
  review: { run: number; environment: string; user: string; comment?: string; at?: string },
): void {
  const { run: id, environment, user, comment = '', at = now() } = review
  const run = runOf(repository, id)
  const found = environmentOf(repository, environment)
  const people = [
    ...(found?.environment.reviewers ?? []),
    ...(found?.environment.teamReviewers ?? []).flatMap(
      (slug) => world.teams.get(`${repository.owner.login}/${slug}`.toLowerCase()) ?? [],
    ),
  ]
  if (!people.some((one) => one.toLowerCase() === user.toLowerCase()))
    throw new Error(`${user} is no reviewer of ${environment}`)
  if (found?.environment.preventSelfReview === true && (run.triggeredBy ?? run.actor) === user)
    throw new Error(`${user} has started the run`)
  world.accounts.add(user)
  const said = { environment, user, state: 'approved', comment } as const
  change(repository, id, { ...run, reviews: [...(run.reviews ?? []), said] })
  letGo(repository, id, environment, at)
}

/** @throws Error if the environment's protection also applies to administrators */
export function letThrough(repository: FakeRepository, run: number, environment: string, at = now()): void {
  if (environmentOf(repository, environment)?.environment.adminsBypass === false)
    throw new Error(`administrators do not bypass ${environment}`)
  letGo(repository, run, environment, at)
}

/**
 * Runs the same run again. Its approvals stay in the list, and nothing shows that they belong to an earlier attempt.
 */
export function runAgain(repository: FakeRepository, id: number, by: string): void {
  const run = runOf(repository, id)
  change(repository, id, { ...run, attempt: (run.attempt ?? 1) + 1, triggeredBy: by })
}

function reviewersOf(repository: FakeRepository, name: string) {
  const found = environmentOf(repository, name)?.environment
  return found && [...(found.reviewers ?? []), ...(found.teamReviewers ?? [])]
}

function letGo({ settings }: FakeRepository, run: number, environment: string, at: string): void {
  const found = settings.deployments.findLast((one) => one.run === run && one.environment === environment)
  found?.statuses.push({ id: nextId(), state: 'in_progress', createdAt: at })
}

function runOf({ settings }: FakeRepository, id: number): WorkflowRun {
  const run = settings.workflowRuns[id]
  if (run === undefined) throw new Error(`there is no run ${id}`)
  return run
}

function change({ settings }: FakeRepository, id: number, run: WorkflowRun): void {
  settings.workflowRuns = { ...settings.workflowRuns, [id]: run }
}
