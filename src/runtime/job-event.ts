import type { JobChange } from './job-change.ts'

/** The pull request that a job runs for. */
export interface RequestContext {
  readonly number: string
  /** The target branch. */
  readonly base: string | undefined
  /**
   * The target repository, which is the one that the request belongs to. The job of a fork runs in another
   * repository.
   */
  readonly repository?: string | undefined
  /** The commit of its source branch that the job runs for. */
  readonly head?: string | undefined
  /** Whether its source branch is in another repository, whose jobs have fewer permissions. */
  readonly isFork?: boolean
}

/** The run that triggered a trusted workflow. The facts are from the event, never from the files of the run. */
export interface FinishedRun {
  /** The `owner/name` of the repository that its commit is from. */
  readonly headRepository: string
  readonly headBranch: string
  readonly headCommit: string
}

/** The facts from the event of a job that its variables do not contain. */
export interface JobEvent {
  /** The commit that was built, if GITHUB_SHA is another one. */
  readonly commit?: string | undefined
  readonly request?: RequestContext | undefined
  readonly finishedRun?: FinishedRun | undefined
  readonly change?: JobChange | undefined
}
