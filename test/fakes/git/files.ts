/** Files as tests define them, and the commit that a person would push with them. */
import { isoSeconds, type ObjectStore } from './objects.ts'
import { editTree } from './trees.ts'

export interface FileOptions {
  readonly content?: string | Uint8Array
  readonly executable?: boolean
  /** The target of a symbolic link, instead of content. */
  readonly symlink?: string
}

export type Files = Readonly<Record<string, string | Uint8Array | FileOptions>>

/** Null deletes a file. */
export type FileEdits = Files | Readonly<Record<string, Files[string] | null>>

/** Writes an unsigned commit of a person on top of the parent, and returns its id. It does not move any ref. */
export async function writeHumanCommit(
  store: ObjectStore,
  parent: string | undefined,
  files: FileEdits,
  options: { readonly message?: string; readonly author?: string; readonly email?: string } = {},
): Promise<string> {
  const edits = new Map<string, { mode: string; oid: string } | null>()
  for (const [path, file] of Object.entries(files)) {
    edits.set(path, file === null ? null : await writeFile(store, file))
  }
  const base = parent === undefined ? undefined : (await store.commit(parent)).tree
  const name = options.author ?? 'A Human'
  const email = options.email ?? `${name.toLowerCase().replaceAll(/\W+/g, '.')}@example.com`
  const author = { name, email, date: isoSeconds(new Date()) }
  return store.writeCommit({
    tree: await editTree(store, base, edits),
    parents: parent === undefined ? [] : [parent],
    author,
    committer: author,
    message: options.message ?? `Change ${Object.keys(files).join(', ')}`,
    signature: undefined,
  })
}

async function writeFile(store: ObjectStore, file: Files[string]): Promise<{ mode: string; oid: string }> {
  const options: FileOptions =
    typeof file === 'string' || file instanceof Uint8Array ? { content: file } : file
  const { symlink, executable = false, content = '' } = options
  const mode = executable ? '100755' : '100644'
  const oid = await store.write('blob', Buffer.from(symlink ?? content))
  return { mode: symlink === undefined ? mode : '120000', oid }
}
