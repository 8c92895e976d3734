import { remoteError } from '../../errors.ts'
import { Lanes } from '../../lanes.ts'
import { withTrailer } from '../../text/trailer.ts'
import type { Environment } from '../../git/environment.ts'
import type { Git } from '../../git/git.ts'
import type { FileChange, NewCommit } from '../forge.ts'
import { checkFileChange } from '../file-change.ts'

/** The name and email of a committer. */
export interface Committer {
  readonly name: string
  readonly email: string
}

/** The data of a new commit; without a parent it starts a new history. */
export type MadeCommit = Omit<NewCommit, 'parent'> & { readonly parent: string | undefined }

const ownCommitter: Committer = { name: 'fairlead', email: 'fairlead@localhost' }

/**
 * Finds the committer: the given one, otherwise the user's (git's settings or GIT_COMMITTER_NAME and similar
 * variables), otherwise Fairlead itself.
 *
 * @returns variables for `writeCommit`; none if git knows the user
 */
export async function committerOf(git: Git, author: Committer | undefined): Promise<Environment> {
  if (!author && (await git.attempt(['var', 'GIT_COMMITTER_IDENT'])).ok) return {}
  const { name, email } = author ?? ownCommitter
  return {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
  }
}

/**
 * Creates a commit with two processes, regardless of the number of files: fast-import writes the blobs and trees of a
 * draft, and commit-tree creates the final commit, whose message may name the tree. With an index it would take five.
 *
 * @throws FairleadError (input) if a path or mode cannot be committed
 */
export async function writeCommit(
  git: Git,
  { parent, changes, message, treeTrailer }: MadeCommit,
  committer: Environment,
): Promise<{ sha: string; tree: string }> {
  const tree = await writeTree(git, parent, changes)
  const text = treeTrailer === undefined ? message : withTrailer(message, treeTrailer, tree)
  const sha = await git.run(['commit-tree', tree, ...(parent === undefined ? [] : ['-p', parent])], {
    input: text.endsWith('\n') ? text : `${text}\n`,
    environment: committer,
  })
  return { sha: sha.trim(), tree }
}

/**
 * Writes the tree that results if changes are applied to a commit's tree.
 *
 * @returns its id
 * @throws FairleadError (input) if a path or mode cannot be committed
 */
export async function writeTree(
  git: Git,
  parent: string | undefined,
  changes: readonly FileChange[],
): Promise<string> {
  const listed = await importing(git).run(() =>
    git.run(['fast-import', '--quiet', '--force', '--done'], { input: importStream(parent, changes) }),
  )
  const tree = /^040000 tree ([0-9a-f]+)\t/.exec(listed)?.[1]
  if (tree === undefined) throw remoteError(`git fast-import gave no tree: ${listed.slice(0, 100)}`)
  return tree
}

const imports = new WeakMap<Git, Lanes>()

/**
 * Returns the queue of a repository's imports. Two of them at the same time would collide: they write the same ref, and
 * the name of a pack file depends only on its content.
 */
function importing(git: Git): Lanes {
  const known = imports.get(git) ?? new Lanes(1)
  imports.set(git, known)
  return known
}

/** Returns the draft as a stream for fast-import, which prints the id of its root tree. */
function importStream(parent: string | undefined, changes: readonly FileChange[]): Buffer {
  const parts: Uint8Array[] = []
  const say = (text: string) => parts.push(Buffer.from(text))
  say(`commit refs/fairlead/draft\nmark :1\ncommitter ${ownCommitter.name} <${ownCommitter.email}> 0 +0000\n`)
  say('data 0\n')
  if (parent !== undefined) say(`from ${parent}\n`)
  for (const change of changes) {
    checkFileChange(change)
    const { path, mode, content } = change
    if (!content) {
      say(`D ${quote(path)}\n`)
      continue
    }
    say(`M ${mode} inline ${quote(path)}\ndata ${content.length}\n`)
    parts.push(content)
    say('\n')
  }
  say('\nls :1 ""\ndone\n')
  return Buffer.concat(parts)
}

/** Quotes a path for fast-import, like a C string. */
function quote(path: string): string {
  const escaped = path.replaceAll(/[\\"]/g, String.raw`\$&`).replaceAll('\n', String.raw`\n`)
  return `"${escaped}"`
}
