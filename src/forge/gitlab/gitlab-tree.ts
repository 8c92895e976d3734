import { remoteError } from '../../errors.ts'
import { fileMode } from '../../tree/file-mode.ts'
import type { TreeEntry, TreeFile } from '../../tree/tree.ts'
import * as v from 'valibot'
import { FileAnswer, TreeEntry as Entry } from './api.ts'
import { anything } from '../../shapes/answer.ts'
import { part } from './client.ts'
import { GitlabFailure } from './failures.ts'
import { inParallel } from './project.ts'
import type { CommitTree, Project } from './project.ts'
import { blobId, treeId } from './tree-id.ts'
import type { FolderEntry } from './tree-id.ts'

/** More files than this are read by one partial fetch of git, because GitLab has no request for many files. */
const manyFiles = 40

/** The tree of a commit, read by GitLab's API; each folder and each file is read only once. */
class GitlabTree implements CommitTree {
  readonly name: string
  readonly costly = true
  readonly #project: Project
  readonly #commit: string
  readonly #folders = new Map<string, Promise<readonly FolderEntry[]>>()
  readonly #files = new Map<string, Promise<TreeFile | undefined>>()
  readonly #lastCommits = new Map<string, string>()
  #listing: Promise<readonly Entry[]> | undefined

  constructor(project: Project, commit: string, name: string) {
    this.#project = project
    this.#commit = commit
    this.name = name
  }

  async read(paths: readonly string[]): Promise<ReadonlyMap<string, TreeFile>> {
    const missing = [...new Set(paths)].filter((path) => !this.#files.has(path))
    if (missing.length > manyFiles) {
      const read = await this.#project.lease.tree(this.#commit).read(missing)
      for (const path of missing) this.#files.set(path, Promise.resolve(read.get(path)))
    }
    const found = await inParallel(
      [...new Set(paths)],
      async (path) => [path, await this.#read(path)] as const,
    )
    return new Map(found.flatMap(([path, file]) => (file ? [[path, file] as const] : [])))
  }

  async list(): Promise<readonly TreeEntry[]> {
    this.#listing ??= this.#listAll()
    return (await this.#listing)
      .flatMap(({ path, mode }) => (mode === '040000' ? [] : [{ path, mode: fileMode(mode) }]))
      .toSorted((a, b) => (a.path < b.path ? -1 : 1))
  }

  async folder(path: string): Promise<readonly FolderEntry[]> {
    if (this.#listing !== undefined) return below(await this.#listing, path)
    const known = this.#folders.get(path) ?? this.#listFolder(path)
    this.#folders.set(path, known)
    return known
  }

  async entry(path: string): Promise<FolderEntry | undefined> {
    const slash = path.lastIndexOf('/')
    const entries = await this.folder(path.slice(0, Math.max(slash, 0)))
    return entries.find(({ name }) => name === path.slice(slash + 1))
  }

  async lastCommit(path: string): Promise<string | undefined> {
    const known = this.#lastCommits.get(path)
    if (known !== undefined) return known
    const { client, at } = this.#project
    const query = { ref: this.#commit }
    const { headers } = await client.request('HEAD', `${at}/repository/files/${part(path)}`, anything, {
      query,
    })
    return headers['x-gitlab-last-commit-id']
  }

  async id(): Promise<string> {
    return treeId(await this.folder(''), this.#commit)
  }

  #read(path: string): Promise<TreeFile | undefined> {
    const known = this.#files.get(path) ?? this.#fetch(path)
    this.#files.set(path, known)
    known.catch(() => this.#files.delete(path))
    return known
  }

  async #fetch(path: string): Promise<TreeFile | undefined> {
    // Read the folder first, because GitLab's response for a file does not distinguish a link from a file.
    const entry = path === '' ? undefined : await this.entry(path)
    if (entry === undefined || entry.mode === '040000' || entry.mode === '160000') return undefined
    const { client, at } = this.#project
    const query = { ref: this.#commit }
    const file = await client.get(`${at}/repository/files/${part(path)}`, FileAnswer, query)
    const content = Buffer.from(file.content, file.encoding === 'base64' ? 'base64' : 'utf8')
    if (blobId(content, entry.id) !== entry.id)
      throw remoteError(`the content that GitLab returned for ${path} does not match its blob ${entry.id}`, {
        hint: 'Try again.',
      })
    this.#lastCommits.set(path, file.last_commit_id)
    return { mode: fileMode(entry.mode), content }
  }

  async #listFolder(path: string): Promise<readonly FolderEntry[]> {
    const { client, at } = this.#project
    const query = { ref: this.#commit, ...(path === '' ? {} : { path }) }
    try {
      return (await client.list(`${at}/repository/tree`, Entry, query)).map(toEntry)
    } catch (error) {
      this.#folders.delete(path)
      if (error instanceof GitlabFailure && error.status === 404 && path !== '') return []
      throw error
    }
  }

  /** Lists all entries in one request if GitLab is new enough to support that, otherwise page by page. */
  async #listAll(): Promise<readonly Entry[]> {
    const { client, at } = this.#project
    const query = { ref: this.#commit, recursive: true }
    try {
      return await client.get(`${at}/repository/tree`, v.array(Entry), { ...query, pagination: 'none' })
    } catch (error) {
      if (!(error instanceof GitlabFailure) || error.status !== 400) throw error
      return client.list(`${at}/repository/tree`, Entry, { ...query, pagination: 'keyset' })
    }
  }
}

/** Returns the tree of a commit; the same object each time. */
export function treeOf(project: Project, commit: string, name = commit.slice(0, 7)): CommitTree {
  const tree = project.trees.get(commit) ?? new GitlabTree(project, commit, name)
  project.trees.set(commit, tree)
  return tree
}

function below(listing: readonly Entry[], folder: string): FolderEntry[] {
  const prefix = folder === '' ? '' : `${folder}/`
  return listing
    .filter(({ path }) => path.startsWith(prefix) && !path.slice(prefix.length).includes('/'))
    .map(toEntry)
}

function toEntry({ name, mode, id }: Entry): FolderEntry {
  return { name, mode, id }
}
