/** Creates and changes merge requests. The caller holds the project's lock. */
import { accessLevels, type User } from './accounts.ts'
import { ApiError, badRequest } from './errors.ts'
import { nextId, now } from './ids.ts'
import { isDraft } from './mergeability.ts'
import type { FakeProject } from './project.ts'
import { parseQuickActions, runQuickActions } from './quick-actions.ts'
import { addSystemNote, addVersion, closeMergeRequest } from './settle.ts'
import type { MergeRequest } from './state.ts'
import { addLabel, type World } from './world.ts'

const longestTitle = 255
const longestDescription = 1_048_576

/** The fields for both creating and updating; lists are already arrays of names. */
export interface Fields {
  readonly title?: string | undefined
  readonly description?: string | null | undefined
  readonly labels?: readonly string[] | undefined
  readonly addLabels?: readonly string[] | undefined
  readonly removeLabels?: readonly string[] | undefined
  readonly assignees?: readonly number[] | undefined
  readonly reviewers?: readonly number[] | undefined
  readonly milestone?: number | null | undefined
  readonly squash?: boolean | undefined
  readonly removeSourceBranch?: boolean | undefined
}

export interface NewMergeRequest extends Fields {
  readonly title: string
  readonly source: string
  readonly target: string
}

/** @throws ApiError 409 if one is already open, 422 if a branch does not exist or both are the same */
export async function createMergeRequest(
  world: World,
  project: FakeProject,
  user: User,
  input: NewMergeRequest,
): Promise<MergeRequest> {
  const { source, target } = input
  if (source === target) {
    throw new ApiError(422, ["You can't use same project/branch for source and target"])
  }
  const sha = project.branch(source)
  if (sha === undefined) throw new ApiError(422, [`Source branch "${source}" does not exist`])
  if (project.branch(target) === undefined) {
    throw new ApiError(422, [`Target branch "${target}" does not exist`])
  }
  refuseSecond(project, source, target)
  checkTexts(input)
  const { state, settings } = project
  const created: MergeRequest = {
    id: nextId(),
    iid: state.mergeRequests.length + 1,
    author: user.id,
    createdAt: now(),
    title: input.title,
    description: input.description ?? null,
    state: 'opened',
    source,
    target,
    sha,
    versions: [],
    labels: [],
    assignees: [],
    reviewers: [],
    milestone: null,
    squash: settings.squashOption === 'always' || settings.squashOption === 'default_on',
    removeSourceBranch: false,
    autoMerge: null,
    approvedBy: [],
    merged: null,
    closed: null,
    updatedAt: now(),
    unprepared: settings.preparedAfterReads,
  }
  await addVersion(project, created)
  setFields(world, project, created, input)
  state.mergeRequests.push(created)
  obeyDescription(project, created, user, input.description)
  return created
}

/** A description may also contain quick actions. */
function obeyDescription(
  project: FakeProject,
  mergeRequest: MergeRequest,
  user: User,
  description: string | null | undefined,
): void {
  const { text, commands } = parseQuickActions(description ?? '')
  if (commands.length === 0) return
  mergeRequest.description = text
  runQuickActions(project, mergeRequest, user.id, commands)
}

/** A source branch can have only one open merge request into the same target. GitLab's error message names it. */
export function refuseSecond(project: FakeProject, source: string, target: string, except?: number): void {
  const other = project.state.mergeRequests.find(
    (candidate) =>
      candidate.state === 'opened' &&
      candidate.source === source &&
      candidate.target === target &&
      candidate.iid !== except,
  )
  if (other === undefined) return
  throw new ApiError(409, [`Another open merge request already exists for this source branch: !${other.iid}`])
}

function checkTexts({ title, description }: Fields): void {
  if (title?.trim() === '') throw badRequest({ title: ["can't be blank"] })
  if ((title ?? '').length > longestTitle) {
    throw badRequest({ title: [`is too long (maximum is ${longestTitle} characters)`] })
  }
  if ((description ?? '').length > longestDescription) {
    throw badRequest({ description: [`is too long (maximum is ${longestDescription} characters)`] })
  }
}

/** A user who cannot see the merge request is ignored silently; Free uses only the first of several. */
function people(world: World, project: FakeProject, ids: readonly number[]): number[] {
  const known = [...new Set(ids)].filter((id) => {
    const user = world.accounts.byId(id)
    return world.accounts.accessLevel(user, project.fullPath) >= accessLevels.reporter
  })
  return world.settings.tier === 'free' ? known.slice(0, 1) : known
}

export function setFields(
  world: World,
  project: FakeProject,
  mergeRequest: MergeRequest,
  fields: Fields,
): void {
  checkTexts(fields)
  const { state } = project
  const named = (names: readonly string[]) => names.map((name) => addLabel(state.labels, name))
  if (fields.title !== undefined) mergeRequest.title = fields.title
  if (fields.description !== undefined) mergeRequest.description = fields.description
  if (fields.labels !== undefined) mergeRequest.labels = named(fields.labels)
  const removed = new Set(fields.removeLabels ?? [])
  mergeRequest.labels = [...new Set([...mergeRequest.labels, ...named(fields.addLabels ?? [])])]
    .filter((name) => !removed.has(name))
    .toSorted()
  if (fields.assignees !== undefined) mergeRequest.assignees = people(world, project, fields.assignees)
  if (fields.reviewers !== undefined) mergeRequest.reviewers = people(world, project, fields.reviewers)
  if (fields.milestone !== undefined) {
    const known = state.milestones.some(({ id }) => id === fields.milestone)
    mergeRequest.milestone = known ? fields.milestone : null
  }
  if (fields.squash !== undefined) mergeRequest.squash = fields.squash
  if (fields.removeSourceBranch !== undefined) mergeRequest.removeSourceBranch = fields.removeSourceBranch
  mergeRequest.updatedAt = now()
}

export interface Changes extends Fields {
  readonly target?: string | undefined
  readonly stateEvent?: 'close' | 'reopen' | undefined
}

export async function updateMergeRequest(
  world: World,
  project: FakeProject,
  user: User,
  mergeRequest: MergeRequest,
  changes: Changes,
): Promise<void> {
  const { target, stateEvent, title } = changes
  if (target !== undefined && target !== mergeRequest.target) {
    if (project.branch(target) === undefined)
      throw new ApiError(422, [`Target branch "${target}" does not exist`])
    if (mergeRequest.state === 'opened') refuseSecond(project, mergeRequest.source, target, mergeRequest.iid)
    const from = mergeRequest.target
    mergeRequest.target = target
    addSystemNote(project, mergeRequest, user.id, `changed target branch from \`${from}\` to \`${target}\``)
    await addVersion(project, mergeRequest)
  }
  if (title !== undefined && isDraft(title) !== isDraft(mergeRequest.title)) {
    const text = `marked this merge request as **${isDraft(title) ? 'draft' : 'ready'}**`
    addSystemNote(project, mergeRequest, user.id, text)
  }
  const { description } = mergeRequest
  setFields(world, project, mergeRequest, changes)
  obeyDescription(project, mergeRequest, user, changes.description)
  if (mergeRequest.description !== description)
    addSystemNote(project, mergeRequest, user.id, 'changed the description')
  if (stateEvent === 'close' && mergeRequest.state === 'opened') {
    closeMergeRequest(project, mergeRequest, user.id)
  }
  if (stateEvent === 'reopen') await reopen(project, mergeRequest, user)
}

/** A merge request that is merged, or whose source branch no longer exists, is not changed. */
async function reopen(project: FakeProject, mergeRequest: MergeRequest, user: User): Promise<void> {
  const head = project.branch(mergeRequest.source)
  if (mergeRequest.state !== 'closed' || head === undefined) return
  refuseSecond(project, mergeRequest.source, mergeRequest.target, mergeRequest.iid)
  mergeRequest.state = 'opened'
  mergeRequest.closed = null
  addSystemNote(project, mergeRequest, user.id, 'reopened')
  if (head === mergeRequest.sha) return
  mergeRequest.sha = head
  await addVersion(project, mergeRequest)
}
