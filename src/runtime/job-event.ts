import type { JobChange } from './job-change.ts'

/** The pull request that a job runs for. */
export interface RequestContext {
  readonly number: string
  /** The branch that it goes into. */
  readonly base: string | undefined
  /** The repository that it goes into, and so the one that it is a request of: a fork's job runs elsewhere. */
  readonly repository?: string | undefined
  /** The commit of its source branch that the job runs for. */
  readonly head?: string | undefined
  /** Whether its source branch is in another repository, whose jobs have fewer rights. */
  readonly isFork?: boolean
}

/** The run that a trusted workflow runs after, as the event tells it: never as the run's own files do. */
export interface FinishedRun {
  /** `owner/name` of the repository that its commit is from. */
  readonly headRepository: string
  readonly headBranch: string
  readonly headCommit: string
}

/** What the event of a job says beside its variables. */
export interface JobEvent {
  /** The commit that was built, where GITHUB_SHA is another one. */
  readonly commit?: string | undefined
  readonly request?: RequestContext | undefined
  readonly finishedRun?: FinishedRun | undefined
  readonly change?: JobChange | undefined
}
