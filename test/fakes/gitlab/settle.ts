/** The effects of a push on open merge requests. The caller holds the project's lock. */
import { compareCommits } from '../git/history.ts'
import { nextId, now } from './ids.ts'
import type { FakeProject } from './project.ts'
import type { MergeRequest } from './state.ts'

/**
 * Updates the heads of merge requests, adds a new diff version and a system note, and cancels auto-merge. A merge
 * request whose source branch is deleted is closed; one whose head is now in the target is merged.
 */
export async function settleMergeRequests(
  project: FakeProject,
  before: ReadonlyMap<string, string>,
  actor: number | undefined,
): Promise<void> {
  for (const mergeRequest of project.state.mergeRequests) {
    if (mergeRequest.state !== 'opened') continue
    const by = actor ?? mergeRequest.author
    const head = project.branch(mergeRequest.source)
    const target = project.branch(mergeRequest.target)
    const targetMoved = target !== before.get(`refs/heads/${mergeRequest.target}`)
    if (head === undefined) {
      closeMergeRequest(project, mergeRequest, by)
    } else if (head !== mergeRequest.sha) {
      await moveHead(project, mergeRequest, head, by)
    } else if (targetMoved && target !== undefined && (await project.contains(head, target))) {
      mergeRequest.state = 'merged'
      mergeRequest.merged = { at: now(), by, mergeCommit: null, squashCommit: null }
      mergeRequest.updatedAt = now()
    }
  }
}

async function moveHead(
  project: FakeProject,
  mergeRequest: MergeRequest,
  head: string,
  by: number,
): Promise<void> {
  const before = mergeRequest.sha
  mergeRequest.sha = head
  mergeRequest.unprepared = project.settings.preparedAfterReads
  mergeRequest.updatedAt = now()
  await addVersion(project, mergeRequest)
  const { ahead } = await compareCommits(project.store, before, head)
  addSystemNote(project, mergeRequest, by, `added ${ahead.length} commit${ahead.length === 1 ? '' : 's'}`)
  if (mergeRequest.autoMerge !== null) {
    mergeRequest.autoMerge = null
    addSystemNote(
      project,
      mergeRequest,
      by,
      'aborted the automatic merge because the source branch was updated',
    )
  }
}

/** Adds a diff version of the current changes of the merge request. */
export async function addVersion(project: FakeProject, mergeRequest: MergeRequest): Promise<void> {
  const target = project.branch(mergeRequest.target) ?? mergeRequest.sha
  const { mergeBase } = await compareCommits(project.store, target, mergeRequest.sha)
  mergeRequest.versions.push({
    id: nextId(),
    head: mergeRequest.sha,
    base: mergeBase?.oid ?? target,
    start: target,
    createdAt: now(),
  })
}

export function closeMergeRequest(project: FakeProject, mergeRequest: MergeRequest, by: number): void {
  mergeRequest.state = 'closed'
  mergeRequest.closed = { at: now(), by }
  mergeRequest.autoMerge = null
  mergeRequest.updatedAt = now()
  addSystemNote(project, mergeRequest, by, 'closed')
}

export function addSystemNote(
  project: FakeProject,
  mergeRequest: MergeRequest,
  author: number,
  body: string,
): void {
  const at = now()
  project.state.notes.push({
    id: nextId(),
    mergeRequest: mergeRequest.iid,
    author,
    system: true,
    createdAt: at,
    updatedAt: at,
    body,
  })
}
