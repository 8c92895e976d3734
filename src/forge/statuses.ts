/** What a commit is said to be by Fairlead, beside the pipelines: `github` and `gitlab` know such statuses. */
export interface Statuses {
  /** Sets the status of this name on a commit; nothing where it is that already. */
  put(status: CommitStatus): Promise<void>
}

export interface CommitStatus {
  readonly commit: string
  /** Tells it from those of others, such as `fairlead/guard`. */
  readonly name: string
  readonly state: 'pending' | 'running' | 'success' | 'failed'
  /** One line. */
  readonly description: string
  /** The page that says more. */
  readonly url: string | undefined
}
