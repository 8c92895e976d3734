/** The commit that reverts another one. */
import { type CommitData, isoSeconds } from '../git/objects.ts'
import { editTree, findEntry } from '../git/trees.ts'
import type { User } from './accounts.ts'
import { ApiError } from './errors.ts'
import type { FakeProject } from './project.ts'
import { diffShapes } from './rest/diffs.ts'
import { signedByGitlab } from './signing.ts'

/** GitLab cannot revert: the files were changed since, or already have the content that the revert would write. */
class RevertRefused extends ApiError {
  readonly #code: 'conflict' | 'empty'

  constructor(code: 'conflict' | 'empty') {
    super(
      400,
      'Sorry, we cannot revert this commit automatically. This commit may already have been reverted, or a more recent commit may have updated some of its content.',
    )
    this.#code = code
  }

  override get body(): Record<string, unknown> {
    return { message: this.reason, error_code: this.#code }
  }
}

/**
 * Writes the revert commit on top of the tip. It works file by file, not line by line: a file that was changed since
 * is a conflict. It does not move any ref.
 *
 * @throws ApiError 400
 */
export async function writeRevert(
  project: FakeProject,
  user: User,
  oid: string,
  tip: string,
): Promise<string> {
  const { store } = project
  const reverted = await store.commit(oid)
  const [parent] = reverted.parents
  if (parent === undefined) throw new RevertRefused('conflict')
  const before = await store.commit(parent)
  const now = await store.commit(tip)
  const edits = new Map<string, { mode: string; oid: string } | null>()
  for (const { old_path: oldPath, new_path: newPath } of await diffShapes(project, parent, oid)) {
    for (const path of new Set([oldPath, newPath])) {
      const there = await findEntry(store, now.tree, path)
      const after = await findEntry(store, reverted.tree, path)
      if (there?.oid !== after?.oid || there?.mode !== after?.mode) throw new RevertRefused('conflict')
      const original = await findEntry(store, before.tree, path)
      edits.set(path, original === undefined ? null : { mode: original.mode, oid: original.oid })
    }
  }
  const tree = await editTree(store, now.tree, edits)
  if (tree === now.tree) throw new RevertRefused('empty')
  const identity = { name: user.name, email: user.email, date: isoSeconds(new Date()) }
  const title = reverted.message.split('\n')[0] ?? ''
  const commit: CommitData = {
    tree,
    parents: [tip],
    author: identity,
    committer: identity,
    message: `Revert "${title}"\n\nThis reverts commit ${oid}`,
    signature: undefined,
  }
  return store.writeCommit(project.instance.signsCommits ? signedByGitlab(commit) : commit)
}
