/** Merge requests: list, create, read, change. */
import { accessLevels } from '../accounts.ts'
import { badParameter, forbidden } from '../errors.ts'
import { createMergeRequest, type Fields, updateMergeRequest } from '../merge-requests.ts'
import { isDraft } from '../mergeability.ts'
import type { MergeRequest } from '../state.ts'
import { basicMergeRequest, fullMergeRequest, type SingleInput } from './merge-request-shapes.ts'
import {
  actor,
  type Call,
  list,
  mergeRequestOf,
  operation,
  paginate,
  type Paging,
  type RestOperations,
} from './operation.ts'

interface ListInput extends Paging {
  readonly state?: 'opened' | 'closed' | 'locked' | 'merged' | 'all'
  readonly source_branch?: string
  readonly target_branch?: string
  readonly labels?: string[]
  readonly author_id?: number
  readonly author_username?: string
  readonly assignee_id?: number | string
  readonly reviewer_id?: number | string
  readonly milestone?: string
  readonly search?: string
  readonly in?: string
  readonly draft?: boolean
  readonly wip?: 'yes' | 'no'
  readonly iids?: number[]
  readonly scope?: string
  readonly created_after?: string
  readonly created_before?: string
  readonly updated_after?: string
  readonly updated_before?: string
  readonly order_by?: string
  readonly sort?: 'asc' | 'desc'
}

/**
 * The supported filters. If the fake ignored another filter, the list would be too long, without an obvious reason.
 */
const known = new Set(
  (
    'id state source_branch target_branch labels author_id author_username assignee_id reviewer_id milestone search in ' +
    'draft wip iids scope created_after created_before updated_after updated_before order_by sort page per_page ' +
    'with_labels_details with_merge_status_recheck view'
  ).split(' '),
)

function selected(call: Call, mergeRequest: MergeRequest, input: ListInput): boolean {
  const is = <T>(wanted: T | undefined, value: T) => wanted === undefined || wanted === value
  const person = (wanted: number | string | undefined, ids: readonly number[]) => {
    if (wanted === undefined || wanted === 'Any') return wanted === undefined || ids.length > 0
    return wanted === 'None' ? ids.length === 0 : ids.includes(Number(wanted))
  }
  const labels = (wanted: readonly string[] = []) => {
    if (wanted[0] === 'None') return mergeRequest.labels.length === 0
    if (wanted[0] === 'Any') return mergeRequest.labels.length > 0
    return wanted.every((name) => mergeRequest.labels.includes(name))
  }
  const time = (after: string | undefined, before: string | undefined, value: string) =>
    (after === undefined || Date.parse(value) >= Date.parse(after)) &&
    (before === undefined || Date.parse(value) <= Date.parse(before))
  const author = call.world.accounts.byId(mergeRequest.author)
  const milestone = call.project.state.milestones.find(({ id }) => id === mergeRequest.milestone)?.title
  const fields = (input.in ?? 'title,description').split(',')
  const text = [
    ...(fields.includes('title') ? [mergeRequest.title] : []),
    ...(fields.includes('description') ? [mergeRequest.description ?? ''] : []),
  ].join('\n')
  const draft = input.draft ?? (input.wip === undefined ? undefined : input.wip === 'yes')
  const { scope = 'all', state = 'all' } = input
  return (
    (state === 'all' || state === mergeRequest.state) &&
    is(input.source_branch, mergeRequest.source) &&
    is(input.target_branch, mergeRequest.target) &&
    is(input.author_id, mergeRequest.author) &&
    is(input.author_username, author?.username) &&
    is(draft, isDraft(mergeRequest.title)) &&
    is(input.milestone, milestone) &&
    person(input.assignee_id, mergeRequest.assignees) &&
    person(input.reviewer_id, mergeRequest.reviewers) &&
    labels(list(input.labels)) &&
    (input.iids === undefined || input.iids.includes(mergeRequest.iid)) &&
    (input.search === undefined || text.toLowerCase().includes(input.search.toLowerCase())) &&
    (!scope.startsWith('created') || mergeRequest.author === call.token?.user.id) &&
    (!scope.startsWith('assigned') || mergeRequest.assignees.includes(call.token?.user.id ?? 0)) &&
    time(input.created_after, input.created_before, mergeRequest.createdAt) &&
    time(input.updated_after, input.updated_before, mergeRequest.updatedAt)
  )
}

const lists = operation({ level: 'reporter', job: true }, async (call, input: ListInput) => {
  const unknown = Object.keys(input).filter((name) => !known.has(name))
  if (unknown.length > 0) throw new Error(`the fake does not filter merge requests by ${unknown.join(', ')}`)
  const timeOf = ({ createdAt, updatedAt }: MergeRequest) =>
    input.order_by === 'updated_at' ? updatedAt : createdAt
  const found = call.project.state.mergeRequests
    .filter((mergeRequest) => selected(call, mergeRequest, input))
    .toSorted((a, b) => timeOf(a).localeCompare(timeOf(b)) || a.iid - b.iid)
  const page = paginate(call, input.sort === 'asc' ? found : found.toReversed(), input)
  const body = await Promise.all(page.items.map((mergeRequest) => basicMergeRequest(call, mergeRequest)))
  return { status: 200, headers: page.headers, body }
})

interface EditInput {
  readonly title?: string
  readonly description?: string | null
  readonly labels?: string | string[]
  readonly add_labels?: string | string[]
  readonly remove_labels?: string | string[]
  readonly assignee_id?: number
  readonly assignee_ids?: number[]
  readonly reviewer_ids?: number[]
  readonly milestone_id?: number
  readonly milestone?: string
  readonly squash?: boolean
  readonly remove_source_branch?: boolean
}

/** 0 or an empty list removes everybody. */
const ids = (value: readonly number[] | undefined) => value?.filter((id) => id !== 0)

function fieldsOf(call: Call, input: EditInput): Fields {
  const byTitle = call.project.state.milestones.find(({ title }) => title === input.milestone)?.id
  return {
    title: input.title,
    description: input.description,
    labels: list(input.labels),
    addLabels: list(input.add_labels),
    removeLabels: list(input.remove_labels),
    assignees: ids(input.assignee_ids ?? (input.assignee_id === undefined ? undefined : [input.assignee_id])),
    reviewers: ids(input.reviewer_ids),
    milestone: input.milestone === undefined ? input.milestone_id : (byTitle ?? null),
    squash: input.squash,
    removeSourceBranch: input.remove_source_branch,
  }
}

interface NewInput extends EditInput {
  readonly title: string
  readonly source_branch: string
  readonly target_branch: string
  readonly target_project_id?: number
}

const create = operation({ level: 'developer', signedIn: true }, (call, input: NewInput) =>
  call.project.write(async () => {
    const { target_project_id: other = call.project.id } = input
    if (other !== call.project.id) throw new Error('the fake has no merge requests between projects')
    const created = await createMergeRequest(call.world, call.project, actor(call), {
      ...fieldsOf(call, input),
      title: input.title,
      source: input.source_branch,
      target: input.target_branch,
    })
    return { status: 201, body: await fullMergeRequest(call, created) }
  }),
)

interface UpdateInput extends EditInput {
  readonly merge_request_iid: number
  readonly target_branch?: string
  readonly state_event?: 'close' | 'reopen'
}

const update = operation({ level: 'reporter', signedIn: true }, (call, input: UpdateInput) =>
  call.project.write(async () => {
    const mergeRequest = mergeRequestOf(call, input.merge_request_iid)
    const user = actor(call)
    if (call.level < accessLevels.developer && mergeRequest.author !== user.id) throw forbidden()
    if (Object.keys(input).length <= 2) {
      throw badParameter('assignee_id, labels, title are missing, at least one parameter must be provided')
    }
    await updateMergeRequest(call.world, call.project, user, mergeRequest, {
      ...fieldsOf(call, input),
      target: input.target_branch,
      stateEvent: input.state_event,
    })
    return { status: 200, body: await fullMergeRequest(call, mergeRequest) }
  }),
)

const get = operation(
  { level: 'reporter', job: true },
  async (call, input: SingleInput & { merge_request_iid: number }) => {
    const mergeRequest = mergeRequestOf(call, input.merge_request_iid)
    const body = await fullMergeRequest(call, mergeRequest, input)
    // GitLab checks a merge request in the background; here it is done after some reads.
    mergeRequest.unprepared = Math.max(mergeRequest.unprepared - 1, 0)
    return { status: 200, body }
  },
)

export const mergeRequestOperations: RestOperations = {
  'GET /projects/{id}/merge_requests': lists,
  'POST /projects/{id}/merge_requests': create,
  'GET /projects/{id}/merge_requests/{merge_request_iid}': get,
  'PUT /projects/{id}/merge_requests/{merge_request_iid}': update,
}
