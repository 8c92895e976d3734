/** Who has approved a pull request. */
export interface Approvals {
  read(request: string): Promise<ApprovalState>
}

export interface ApprovalState {
  /** The head of the pull request when this was read. */
  readonly head: string
  readonly approvals: readonly Approval[]
  /**
   * Whether the forge's own rules are met. Where it has none (GitLab Free), this says no more than that nothing is
   * missing: a gate has to ask for approvals itself.
   */
  readonly isApproved: boolean
}

export interface Approval {
  readonly user: string
  /** In ISO 8601; undefined where the forge does not tell. */
  readonly at: string | undefined
}
