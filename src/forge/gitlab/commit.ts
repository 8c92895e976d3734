import { refusal, remoteError } from '../../errors.ts'
import { branchRef } from '../../git/refs.ts'
import type { BranchCommitRequest, CreatedCommit, FileChange } from '../forge.ts'
import { Commit } from './api.ts'
import { anything } from '../../shapes/answer.ts'
import { cureOfRule } from '../platform-rules.ts'
import { withTrailer } from '../../text/trailer.ts'
import type { GitlabFailure } from './failures.ts'
import { isLost, isRace, reasonFor } from './failures.ts'
import { treeOf } from './gitlab-tree.ts'
import { moveBranch, readBranch } from './branches.ts'
import { committerOf } from './committer.ts'
import { inParallel } from './project.ts'
import type { CommitTree, Project } from './project.ts'
import { blobId, changedTreeId } from './tree-id.ts'
import type { FolderEntry } from './tree-id.ts'
import { checkFileChange } from '../file-change.ts'

/** Source: https://docs.gitlab.com/api/commits/#create-a-commit-with-multiple-files-and-actions */
interface Action {
  readonly action: 'create' | 'update' | 'delete' | 'chmod'
  readonly file_path: string
  readonly content?: string
  readonly encoding?: 'base64'
  readonly execute_filemode?: boolean
  readonly last_commit_id?: string
}

/**
 * Creates a commit on a branch. The way depends on the branch, because each way has another lock:
 *
 * - A new branch: one request of the Commits API with `start_sha`. GitLab creates the branch only if it does not
 *   exist, and the parent is the commit that was read. (No `last_commit_id`: with `start_sha`, GitLab compares it
 *   with the project's default branch, which is not always the base.)
 * - One more commit on a branch: one request of the Commits API, with the `last_commit_id` of every file. GitLab adds
 *   the commit to the current tip, and refuses if one of the files has changed. Changes of others to other files
 *   remain. Between GitLab's check of the files and its commit are some milliseconds in which somebody may change one
 *   of them: then the response has another parent, and the commit is reverted (see `judge`).
 * - A branch that is replaced, and changes that the Commits API cannot write (links, a folder that replaces a file):
 *   a commit that is created locally and pushed with a lease.
 */
export async function commit(
  project: Project,
  request: BranchCommitRequest,
): Promise<CreatedCommit | 'lost'> {
  const { branch, from, parent, changes, message, treeTrailer } = request
  branchRef(branch)
  for (const change of changes) checkFileChange(change)
  const tree = treeOf(project, parent)
  const entries = new Map(
    await inParallel(changes, async ({ path }) => [path, await tree.entry(path)] as const),
  )
  const actions = await actionsFor(tree, changes, entries, from !== undefined)
  if ((from !== undefined && from !== parent) || actions === undefined || actions.length === 0)
    return commitByLease(project, request)

  const made = await treeWith(project, parent, changes)
  const text = treeTrailer === undefined ? message : withTrailer(message, treeTrailer, made)
  const body = {
    branch,
    commit_message: text,
    actions,
    stats: false,
    ...(from === undefined && { start_sha: parent }),
  }
  const created = await create(project, {
    branch,
    from: from ?? parent,
    isNew: from === undefined,
    text,
    body,
  })
  if (created === 'lost') return 'lost'
  const verdict = await judge(project, request, created)
  return verdict === 'lost' ? 'lost' : { sha: created.id, tree: made, verified: undefined, warnings: [] }
}

/** Returns the id of the tree after changes to a commit's tree, computed from the folders on their paths. */
export function treeWith(
  project: Project,
  revision: string,
  changes: readonly FileChange[],
): Promise<string> {
  const tree = treeOf(project, revision)
  const files = changes.map(({ path, content, mode }) => {
    const file = content === undefined ? undefined : { mode, id: blobId(content, revision) }
    return [path, file] as const
  })
  return changedTreeId((folder) => tree.folder(folder), new Map(files), revision)
}

/** Returns the actions of the Commits API, or undefined if it cannot make the changes. */
async function actionsFor(
  tree: CommitTree,
  changes: readonly FileChange[],
  entries: ReadonlyMap<string, FolderEntry | undefined>,
  lock: boolean,
): Promise<Action[] | undefined> {
  const isPlain = (mode: string | undefined) => mode === undefined || mode.startsWith('100')
  if (changes.some(({ path, mode }) => !isPlain(mode) || !isPlain(entries.get(path)?.mode))) return undefined
  const actions = await inParallel(changes, async ({ path, content, mode }): Promise<Action[]> => {
    const entry = entries.get(path)
    const place = { file_path: path }
    const isExecutable = mode === '100755'
    const text = { content: Buffer.from(content ?? []).toString('base64'), encoding: 'base64' } as const
    const chmod = { action: 'chmod', ...place, execute_filemode: isExecutable } as const
    if (entry === undefined) {
      if (content === undefined) return []
      return [{ action: 'create', ...place, ...text }, ...(isExecutable ? [chmod] : [])]
    }
    const last = lock ? await tree.lastCommit(path) : undefined
    const known = last === undefined ? {} : { last_commit_id: last }
    if (content === undefined) return [{ action: 'delete', ...place, ...known }]
    const isSame = blobId(content, entry.id) === entry.id
    return [
      ...(isSame ? [] : [{ action: 'update' as const, ...place, ...text, ...known }]),
      ...(isExecutable === (entry.mode === '100755') ? [] : [chmod]),
    ]
  })
  return actions.flat()
}

interface Wanted {
  readonly branch: string
  /** The tip of the branch, or the parent of a new branch. */
  readonly from: string
  readonly isNew: boolean
  readonly text: string
  readonly body: object
}

/**
 * Creates a commit with the Commits API. After a failure, the branch shows the result: this commit may be on it, or
 * somebody else's.
 */
async function create(project: Project, wanted: Wanted): Promise<Commit | 'lost'> {
  const { client, at } = project
  const { branch, from, isNew, text, body } = wanted
  const find = async (): Promise<Commit | 'lost' | undefined> => {
    const tip = await readBranch(project, branch)
    if (tip === undefined) return isNew ? undefined : 'lost'
    if (tip.id === from && !isNew) return undefined
    const query = { ref_name: `${from}..${tip.id}` }
    const since = await client.list(`${at}/repository/commits`, Commit, query, 100)
    return since.find(({ message }) => message.trim() === text.trim()) ?? 'lost'
  }
  try {
    return await client.retry<Commit | 'lost'>(
      async () => {
        const path = `${at}/repository/commits`
        return (await client.request('POST', path, Commit, { body, once: true })).data
      },
      { find, again: (failure) => isLost(failure) || isRace(failure) },
    )
  } catch (error) {
    throw asRefusal(error, branch, isNew)
  }
}

/**
 * Handles the race that GitLab allows: if the commit has another parent than the one that was read, and that parent
 * changed one of its files, the commit has overwritten this change. It is reverted, and the race is lost.
 *
 * @throws FairleadError (remote) if it cannot be reverted: then a person has to check the branch
 */
async function judge(
  project: Project,
  { branch, parent, changes }: BranchCommitRequest,
  { id, parent_ids }: Commit,
): Promise<'won' | 'lost'> {
  const [landed] = parent_ids
  if (landed === undefined || landed === parent) return 'won'
  const [before, meanwhile] = [treeOf(project, parent), treeOf(project, landed)]
  const changed = await inParallel(changes, async ({ path }) => {
    const [a, b] = [await before.entry(path), await meanwhile.entry(path)]
    return a?.id !== b?.id || a?.mode !== b?.mode
  })
  if (!changed.includes(true)) return 'won'
  try {
    const path = `${project.at}/repository/commits/${id}/revert`
    await project.client.request('POST', path, anything, { body: { branch }, once: true })
  } catch (error) {
    throw remoteError(
      `the commit ${id} on ${branch} overwrote a change that somebody made at the same time, and could not be reverted: ${reasonFor(error)}`,
      { hint: `Check ${landed} and the commits after it.`, cause: error },
    )
  }
  return 'lost'
}

async function commitByLease(
  project: Project,
  { branch, from, ...commit }: BranchCommitRequest,
): Promise<CreatedCommit | 'lost'> {
  const { sha, tree } = await project.lease.commit(commit, await committerOf(project))
  const moved = await moveBranch(project, { branch, from, to: sha })
  return moved === 'lost' ? 'lost' : { sha, tree, verified: undefined, warnings: [] }
}

function asRefusal(error: unknown, branch: string, isNew: boolean): unknown {
  const { status, reason } = error as Partial<GitlabFailure>
  if (status !== 400 && status !== 403) return error
  if (!/not allowed to push|protected branch|pre-receive|GitLab:/i.test(reason ?? '')) return error
  return refusal(`GitLab did not update the branch "${branch}": ${reason}`, {
    hint:
      cureOfRule(reason ?? '') ??
      `${isNew ? 'Set `branch` to another name' : 'Use `method: pull-request`'}, or allow the role of the token to push to it (Settings > Repository > Protected branches).`,
  })
}
