import { MergeRequest } from './api.ts'
import { anything } from '../../shapes/answer.ts'
import { withoutCommands } from './quick-actions.ts'
import type { NewPullRequest, PullRequest, PullRequestChange, Told, UpdatedPullRequest } from '../forge.ts'
import { deleteBranch, readBranch } from './branches.ts'
import { isLost } from './failures.ts'
import { leftOut, peopleOf, withMilestoneTitle } from './metadata.ts'
import type { People } from './metadata.ts'
import { addNote } from './notes.ts'
import { currentUser, projectInfo } from './project.ts'
import type { Project } from './project.ts'

const draftPrefix = 'Draft: '

/**
 * Returns the merge requests from the project's own branches, newest first. The branch of a fork may have any name.
 */
export async function listOf(
  project: Project,
  query: Readonly<Record<string, string>>,
  most: number,
): Promise<MergeRequest[]> {
  const { id } = await projectInfo(project)
  const path = `${project.at}/merge_requests`
  const all = await project.client.list(
    path,
    MergeRequest,
    { ...query, order_by: 'created_at', sort: 'desc', per_page: Math.min(most, 100) },
    most,
  )
  return all.filter(({ source_project_id }) => source_project_id === id)
}

/**
 * Converts a merge request to a pull request: without the prefix in its title that makes it a draft.
 *
 * @param account the id of the token's user
 */
export function toPullRequest(one: MergeRequest, account: number): PullRequest {
  return {
    number: String(one.iid),
    url: one.web_url,
    branch: one.source_branch,
    head: one.sha ?? '',
    title: one.draft ? plainTitle(one.title) : one.title,
    body: plainBody(one.description ?? ''),
    draft: one.draft === true,
    labels: one.labels,
    own: one.author?.id === account,
    startsWorkflows: true,
  }
}

/** Returns a title without the draft prefix. Source: https://docs.gitlab.com/user/project/merge_requests/drafts/ */
export function plainTitle(title: string): string {
  return title.replace(/^(\[draft\]|\(draft\)|draft:)\s*/i, '')
}

/** Returns a description with its commands unescaped. */
function plainBody(description: string): string {
  return description.replaceAll(/^([^\S\n\r\u2028\u2029]*)\\\/(?=[a-z])/gim, '$1/')
}

/**
 * Opens a merge request, or returns the one that is open for its branch and base. GitLab allows only one, so a lost
 * response and a race end the same way. Labels, people and the milestone are part of the request; what an existing
 * merge request lacks is added.
 */
export async function openMergeRequest(
  project: Project,
  wanted: NewPullRequest,
): Promise<PullRequest & Told> {
  const request = await withMilestoneTitle(project, wanted)
  const { client, at } = project
  const { branch, base, title, body, draft, labels, milestone, deleteBranch: removes } = request
  const people = await peopleOf(project, request)
  let isFound = false
  const mergeRequest = await client.retry<MergeRequest>(
    async () => {
      const fields = {
        source_branch: branch,
        target_branch: base,
        title: draft ? draftPrefix + plainTitle(title) : title,
        description: withoutCommands(body),
        // If it is not set, the project's settings apply.
        ...(removes === true && { remove_source_branch: true }),
        ...(labels.length > 0 && { labels }),
        ...(milestone !== undefined && milestone !== '' && { milestone }),
        ...(people.assignees.length > 0 && { assignee_ids: people.assignees.map(({ id }) => id) }),
        ...(people.reviewers.length > 0 && { reviewer_ids: people.reviewers.map(({ id }) => id) }),
      }
      return (
        await client.request('POST', `${at}/merge_requests`, MergeRequest, { body: fields, once: true })
      ).data
    },
    {
      async find() {
        const query = { state: 'opened', source_branch: branch, target_branch: base }
        const [found] = await listOf(project, query, 20)
        isFound = found !== undefined
        return found
      },
      again: (failure) => isLost(failure) || failure.status === 409,
    },
  )
  // Its title and description stay: the person who opened it may have added text.
  const lacking = { labels, milestone }
  const { made, warnings } = isFound
    ? await changeFields(project, mergeRequest, lacking, people)
    : { made: mergeRequest, warnings: leftOut(project, mergeRequest, request, people) }
  const head = made.sha ?? (await readBranch(project, branch))?.id ?? ''
  const shown = toPullRequest(made, (await currentUser(project)).id)
  return { ...shown, head, warnings: [...people.warnings, ...warnings] }
}

/**
 * Changes the given fields. The merge request is read first: a draft stays a draft, and people are added to the
 * existing ones.
 */
export async function updateMergeRequest(
  project: Project,
  number: number,
  wanted: PullRequestChange,
): Promise<UpdatedPullRequest> {
  const change = await withMilestoneTitle(project, wanted)
  const people = await peopleOf(project, change)
  const current = await readMergeRequest(project, number)
  const { made, warnings } = await changeFields(project, current, change, people)
  const state = made.state === 'opened' || made.state === 'locked' ? 'open' : 'closed'
  return { state, warnings: [...people.warnings, ...warnings] }
}

async function changeFields(
  project: Project,
  current: MergeRequest,
  change: PullRequestChange,
  people: People,
): Promise<Told & { readonly made: MergeRequest }> {
  const { title, body, base, labels = [], milestone } = change
  const missing = labels.filter((label) => !current.labels.includes(label))
  const wanted = title === undefined ? undefined : current.draft ? draftPrefix + plainTitle(title) : title
  const fields = {
    ...(wanted !== undefined && wanted !== current.title && { title: wanted }),
    ...(body !== undefined &&
      withoutCommands(body) !== current.description && { description: withoutCommands(body) }),
    ...(base !== undefined && base !== current.target_branch && { target_branch: base }),
    ...(missing.length > 0 && { add_labels: missing }),
    ...(milestone !== undefined &&
      milestone !== '' &&
      milestone !== current.milestone?.title && { milestone }),
    ...unionOf('assignee_ids', current.assignees, people.assignees),
    ...unionOf('reviewer_ids', current.reviewers, people.reviewers),
  }
  if (Object.keys(fields).length === 0) return { made: current, warnings: [] }
  const path = `${project.at}/merge_requests/${current.iid}`
  const { data } = await project.client.request('PUT', path, MergeRequest, { body: fields })
  return { made: data, warnings: leftOut(project, data, change, people) }
}

function unionOf(
  field: string,
  present: MergeRequest['assignees'],
  added: readonly { readonly id: number }[],
): Record<string, number[]> {
  const ids = new Set((present ?? []).map(({ id }) => id))
  if (added.every(({ id }) => ids.has(id))) return {}
  for (const { id } of added) ids.add(id)
  return { [field]: [...ids] }
}

export function readMergeRequest({ client, at }: Project, number: number): Promise<MergeRequest> {
  return client.get(`${at}/merge_requests/${number}`, MergeRequest)
}

/** Comments on a merge request and closes it; does nothing if it is already closed. */
export async function closeMergeRequest(
  project: Project,
  number: number,
  comment: string,
  remove?: { readonly branch: string; readonly from: string },
): Promise<void> {
  const { client, at } = project
  const { state } = await readMergeRequest(project, number)
  if (state === 'closed' || state === 'merged') return
  await addNote(project, number, comment)
  // Delete the branch before closing: if the run ends in between, the next run still finds the merge request.
  if (remove) await deleteBranch(project, remove.branch, remove.from)
  await client.request('PUT', `${at}/merge_requests/${number}`, anything, {
    body: { state_event: 'close' },
  })
}
