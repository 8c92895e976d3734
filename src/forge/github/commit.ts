import type { CreatedCommit, FileChange, NewCommit } from '../forge.ts'
import { inParallel } from './files.ts'
import { treeOf } from './repository.ts'
import type { Repository } from './repository.ts'
import { withTrailer } from '../../text/trailer.ts'
import { commitVerified } from './verified-commit.ts'
import { checkFileChange } from '../file-change.ts'

/** The number of entries in a request that creates a tree. */
const chunk = 100

/**
 * Creates a commit through the Git Data API: one request for the tree of up to 100 changes and one for the commit. It
 * sets no author and no committer, because only then GitHub signs the commits of an App or a job's own token. GitHub
 * does not sign commits of a personal access token here, so these are created a second time in another way.
 *
 * All requests may be repeated: they create the same objects again, or a commit that no branch contains.
 *
 * @throws FairleadError (input) if a path or mode cannot be committed, and the errors of the client
 */
export async function createCommit(repository: Repository, commit: NewCommit): Promise<CreatedCommit> {
  const { parent, changes, message, treeTrailer } = commit
  const { client, at, trees, parents } = repository
  const tree = await makeTree(repository, parent, changes)
  const text = treeTrailer === undefined ? message : withTrailer(message, treeTrailer, tree)
  const { data } = await client.rest.git.createCommit({ ...at, message: text, tree, parents: [parent] })
  const plain = { sha: data.sha, tree, verified: data.verification.verified }
  const { made = plain, warnings } = plain.verified
    ? { warnings: [] }
    : await commitVerified(repository, { parent, changes, message: text, tree })
  trees.set(made.sha, tree)
  parents.set(made.sha, parent)
  return { ...made, warnings }
}

/**
 * Creates the tree of a commit with changes applied to it.
 *
 * @throws FairleadError (input) if a path or mode cannot be committed, and the errors of the client
 */
export async function makeTree(
  repository: Repository,
  commit: string,
  changes: readonly FileChange[],
): Promise<string> {
  for (const change of changes) checkFileChange(change)
  const { client, at } = repository
  let tree = await treeOf(repository, commit)
  const entries = await inParallel(withoutImplied(changes), (change) => treeEntry(repository, change))
  for (let start = 0; start < entries.length; start += chunk) {
    const part = entries.slice(start, start + chunk)
    tree = (await client.rest.git.createTree({ ...at, base_tree: tree, tree: part })).data.sha
  }
  return tree
}

/**
 * Returns the changes without the deletions that writing a path implies: of files in a folder that becomes a file,
 * and of a file that becomes a folder. In one tree, GitHub would apply both, and the written file would be missing.
 */
function withoutImplied(changes: readonly FileChange[]): readonly FileChange[] {
  const written = new Set(changes.flatMap(({ path, content }) => (content === undefined ? [] : [path])))
  const parentsOf = (path: string) =>
    path
      .split('/')
      .slice(0, -1)
      .map((_, i, all) => all.slice(0, i + 1).join('/'))
  const folders = new Set([...written].flatMap(parentsOf))
  return changes.filter(
    ({ path, content }) =>
      content !== undefined || !(folders.has(path) || parentsOf(path).some((parent) => written.has(parent))),
  )
}

/**
 * Returns the entry of a tree. Text is part of the entry; other bytes need a blob of their own, because JSON contains
 * only text.
 */
async function treeEntry({ client, at }: Repository, { path, mode, content }: FileChange) {
  const entry = { path, mode, type: 'blob' as const }
  if (content === undefined) return { ...entry, sha: null }
  const text = textOf(content)
  if (text !== undefined) return { ...entry, content: text }
  const encoded = Buffer.from(content).toString('base64')
  const { data } = await client.rest.git.createBlob({ ...at, content: encoded, encoding: 'base64' })
  return { ...entry, sha: data.sha }
}

/** Returns the text of valid UTF-8 with its BOM; undefined for other bytes and for those with a NUL. */
function textOf(content: Uint8Array): string | undefined {
  if (content.includes(0)) return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content)
  } catch {
    return undefined
  }
}
