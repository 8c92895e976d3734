import type { FileMode, Tree, TreeEntry, TreeFile } from '../../tree/tree.ts'
import { isArchiveBetter, readArchive } from './archive.ts'
import { fileFields, fileMode, filesOf, inParallel } from './files.ts'
import * as v from 'valibot'
import { FileNode } from './nodes.ts'
import type { Repository } from './repository.ts'

/** The number of files per request. */
const batch = 100

const ReadAnswer = v.object({
  repository: v.object({ object: v.nullable(v.record(v.string(), FileNode)) }),
})

/** The tree of a commit, read by GitHub's API; each path is read only once. */
export class GithubTree implements Tree {
  readonly name: string
  readonly #repository: Repository
  readonly #commit: string
  /** The files by path; undefined for paths that are not a file. */
  readonly #files = new Map<string, TreeFile | undefined>()
  #listing: Promise<readonly TreeEntry[]> | undefined
  /** The blobs of the listed files and links. */
  readonly #blobs = new Map<string, Blob>()
  /** The contents of blobs by their ids. */
  #archive: Promise<ReadonlyMap<string, Uint8Array>> | undefined

  constructor(repository: Repository, commit: string, name: string) {
    this.#repository = repository
    this.#commit = commit
    this.name = name
  }

  /** Stores files that were read already. */
  keep(files: ReadonlyMap<string, TreeFile | undefined>): void {
    for (const [path, file] of files) this.#files.set(path, file)
  }

  async read(paths: readonly string[]): Promise<ReadonlyMap<string, TreeFile>> {
    const wanted = [...new Set(paths)].filter((path) => !this.#files.has(path))
    await this.#unpack(wanted)
    const missing = wanted.filter((path) => !this.#files.has(path))
    const batches = Array.from({ length: Math.ceil(missing.length / batch) }, (_, i) =>
      missing.slice(i * batch, (i + 1) * batch),
    )
    await inParallel(batches, async (some) => this.keep(await this.#fetch(some)))
    const found = new Map<string, TreeFile>()
    for (const path of paths) {
      const file = this.#files.get(path)
      if (file) found.set(path, file)
    }
    return found
  }

  list(): Promise<readonly TreeEntry[]> {
    this.#listing ??= this.#walk(this.#commit, '').then((entries) =>
      entries.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    )
    return this.#listing
  }

  /**
   * Stores those of some files that an archive of the commit contains. The archive is requested once, and only if
   * there are many files and a listing has returned their ids, which verify its contents.
   */
  async #unpack(paths: readonly string[]): Promise<void> {
    if (this.#archive === undefined) {
      const blobs = new Set<string>()
      let size = 0
      for (const blob of this.#blobs.values()) {
        blobs.add(blob.id)
        size += blob.size
      }
      const listed = paths.filter((path) => this.#blobs.has(path)).length
      const extent = { blobs, size }
      if (!isArchiveBetter(this.#repository, listed, extent)) return
      this.#archive = readArchive(this.#repository, this.#commit, extent)
    }
    const contents = await this.#archive
    for (const path of paths) {
      const { id = '', mode } = this.#blobs.get(path) ?? {}
      const content = contents.get(id)
      if (content !== undefined && mode !== undefined) this.#files.set(path, { mode, content })
    }
  }

  async #fetch(paths: readonly string[]): Promise<Map<string, TreeFile | undefined>> {
    const { client, at } = this.#repository
    const variables = paths.map((_, i) => `, $f${i}: String!`).join('')
    const query = `query readFiles($owner: String!, $repo: String!, $commit: GitObjectID!${variables}) {
      repository(owner: $owner, name: $repo) {
        object(oid: $commit) { ... on Commit { ${paths.map((_, i) => fileAlias(i)).join('\n')} } }
      }
    }`
    const { repository } = await client.graphql(ReadAnswer, query, {
      ...at,
      commit: this.#commit,
      ...Object.fromEntries(paths.map((path, i) => [`f${i}`, path])),
    })
    return filesOf(
      this.#repository,
      new Map(paths.map((path, i) => [path, repository.object?.[`f${i}`] ?? null])),
    )
  }

  /**
   * Lists all files below a folder. GitHub lists at most 100,000 entries (7 MB) at once and reports a truncated list:
   * then the folder is listed alone, and each of its folders separately.
   */
  async #walk(tree: string, prefix: string): Promise<TreeEntry[]> {
    const { client, at } = this.#repository
    const whole = await client.rest.git.getTree({ ...at, tree_sha: tree, recursive: 'true' })
    if (!whole.data.truncated) return this.#entriesOf(whole.data.tree, prefix)
    const { data } = await client.rest.git.getTree({ ...at, tree_sha: tree })
    const folders = data.tree.filter(({ type }) => type === 'tree')
    const below = await inParallel(folders, ({ sha, path }) => this.#walk(sha, `${prefix}${path}/`))
    return [...this.#entriesOf(data.tree, prefix), ...below.flat()]
  }

  #entriesOf(listed: readonly Listed[], prefix: string): TreeEntry[] {
    const entries: TreeEntry[] = []
    for (const { path: name, mode: digits, sha, size } of listed) {
      const mode = fileMode(Number.parseInt(digits, 8))
      if (mode === undefined) continue
      const path = `${prefix}${name}`
      entries.push({ path, mode })
      if (mode !== '160000') this.#blobs.set(path, { id: sha, size: size ?? 0, mode })
    }
    return entries
  }
}

interface Blob {
  readonly id: string
  /** The size in bytes. */
  readonly size: number
  readonly mode: FileMode
}

/** An entry of a tree, as the API lists it. */
interface Listed {
  readonly path: string
  readonly mode: string
  readonly sha: string
  readonly size?: number
}

/** Returns the query of one file, whose path is a variable. */
export function fileAlias(index: number): string {
  return `f${index}: file(path: $f${index}) { ${fileFields} }`
}
