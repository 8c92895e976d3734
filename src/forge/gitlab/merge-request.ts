/** What GitLab says of a merge request, as far as it is needed here. */
export interface MergeRequest {
  readonly iid: number
  readonly web_url: string
  readonly state: 'opened' | 'closed' | 'locked' | 'merged'
  readonly title: string
  readonly description: string | null
  readonly draft: boolean
  readonly author: { readonly id: number } | null
  readonly source_branch: string
  readonly source_project_id: number
  readonly target_branch: string
  /** Its head; null for a moment after it was opened. */
  readonly sha: string | null
  readonly labels: readonly string[]
  readonly assignees?: readonly { readonly id: number; readonly username: string }[] | null
  readonly reviewers?: readonly { readonly id: number; readonly username: string }[] | null
  readonly milestone?: { readonly title: string } | null
  readonly user_notes_count?: number
  readonly detailed_merge_status?: string
  readonly merge_when_pipeline_succeeds?: boolean
}
