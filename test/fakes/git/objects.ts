/**
 * The objects of a bare repository. This process writes new objects as loose files and caches them in memory, since
 * they never change: most requests then need no git process, and git still finds every object on disk.
 */
import { createHash, randomUUID } from 'node:crypto'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'

import { CatFile, type GitObject, type ObjectType } from './cat-file.ts'

export interface Identity {
  readonly name: string
  readonly email: string
  /** ISO 8601, to the second, in UTC. */
  readonly date: string
}

export interface CommitData {
  readonly tree: string
  readonly parents: readonly string[]
  readonly author: Identity
  readonly committer: Identity
  readonly message: string
  readonly signature: string | undefined
}

export interface Commit extends CommitData {
  readonly oid: string
}

export interface TreeEntry {
  /** Six digits, as forges write it: git itself omits the leading zero of a directory's mode. */
  readonly mode: string
  readonly name: string
  readonly oid: string
}

const largestCached = 4 * 1024 * 1024

export class ObjectStore {
  readonly directory: string
  readonly #cache = new Map<string, GitObject>()
  readonly #trees = new Map<string, readonly TreeEntry[]>()
  readonly #commits = new Map<string, Commit>()
  readonly #lender: ObjectStore | undefined
  #catFile: CatFile | undefined

  /**
   * @param lender the store of the repository that this one borrows its objects from, if any: most of them are cached
   *   there
   */
  constructor(directory: string, lender?: ObjectStore) {
    this.directory = directory
    this.#lender = lender
  }

  async write(type: ObjectType, data: Buffer): Promise<string> {
    const stored = Buffer.concat([Buffer.from(`${type} ${data.length}\0`), data])
    const oid = createHash('sha1').update(stored).digest('hex')
    if (this.#cache.has(oid)) return oid
    const folder = join(this.directory, 'objects', oid.slice(0, 2))
    await mkdir(folder, { recursive: true })
    const temporary = join(folder, `tmp_${randomUUID()}`)
    await writeFile(temporary, deflateSync(stored, { level: 1 }), { mode: 0o444 })
    await rename(temporary, join(folder, oid.slice(2)))
    this.#remember(oid, { type, data })
    return oid
  }

  async read(oid: string): Promise<GitObject | undefined> {
    if (!/^[0-9a-f]{40}$/.test(oid)) return undefined
    const known = this.#cache.get(oid)
    if (known !== undefined) return known
    const lent = await this.#lender?.read(oid)
    if (lent !== undefined) return lent
    this.#catFile ??= new CatFile(this.directory)
    const found = await this.#catFile.read(oid)
    if (found !== undefined) this.#remember(oid, found)
    return found
  }

  async readBlob(oid: string): Promise<Buffer | undefined> {
    const found = await this.read(oid)
    return found?.type === 'blob' ? found.data : undefined
  }

  async readTree(oid: string): Promise<readonly TreeEntry[] | undefined> {
    const known = this.#trees.get(oid)
    if (known !== undefined) return known
    const found = await this.read(oid)
    if (found?.type !== 'tree') return undefined
    const entries = parseTree(found.data)
    this.#trees.set(oid, entries)
    return entries
  }

  async readCommit(oid: string): Promise<Commit | undefined> {
    const known = this.#commits.get(oid)
    if (known !== undefined) return known
    const found = await this.read(oid)
    if (found?.type !== 'commit') return undefined
    const commit = { oid, ...parseCommit(found.data.toString()) }
    this.#commits.set(oid, commit)
    return commit
  }

  async commit(oid: string): Promise<Commit> {
    const found = await this.readCommit(oid)
    if (found === undefined) throw new Error(`the fake's repository has no commit ${oid}`)
    return found
  }

  writeTree(entries: readonly TreeEntry[]): Promise<string> {
    return this.write('tree', formatTree(entries))
  }

  writeCommit(commit: CommitData): Promise<string> {
    return this.write('commit', Buffer.from(formatCommit(commit)))
  }

  close(): void {
    this.#catFile?.close()
  }

  #remember(oid: string, object: GitObject): void {
    if (object.data.length <= largestCached) this.#cache.set(oid, object)
  }
}

function parseTree(data: Buffer): TreeEntry[] {
  const entries: TreeEntry[] = []
  for (let position = 0; position < data.length;) {
    const nameEnd = data.indexOf(0, position)
    const head = data.subarray(position, nameEnd).toString()
    const space = head.indexOf(' ')
    const oid = data.subarray(nameEnd + 1, nameEnd + 21).toString('hex')
    entries.push({ mode: head.slice(0, space).padStart(6, '0'), name: head.slice(space + 1), oid })
    position = nameEnd + 21
  }
  return entries
}

function formatTree(entries: readonly TreeEntry[]): Buffer {
  // git sorts a directory as if its name ended with a slash.
  const sortKey = (entry: TreeEntry) => Buffer.from(entry.mode === '040000' ? `${entry.name}/` : entry.name)
  const sorted = entries.toSorted((a, b) => Buffer.compare(sortKey(a), sortKey(b)))
  return Buffer.concat(
    sorted.flatMap((entry) => [
      Buffer.from(`${entry.mode.replace(/^0/, '')} ${entry.name}\0`),
      Buffer.from(entry.oid, 'hex'),
    ]),
  )
}

function parseCommit(text: string): CommitData {
  const headerEnd = text.indexOf('\n\n')
  const headers = text.slice(0, headerEnd).split(/\n(?! )/)
  const values = (name: string) =>
    headers.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1))
  return {
    tree: values('tree')[0] ?? '',
    parents: values('parent'),
    author: parseIdentity(values('author')[0] ?? ''),
    committer: parseIdentity(values('committer')[0] ?? ''),
    signature: values('gpgsig')[0]?.replaceAll('\n ', '\n'),
    message: text.slice(headerEnd + 2),
  }
}

export function formatCommit(commit: CommitData): string {
  const lines = [
    `tree ${commit.tree}`,
    ...commit.parents.map((parent) => `parent ${parent}`),
    `author ${formatIdentity(commit.author)}`,
    `committer ${formatIdentity(commit.committer)}`,
  ]
  if (commit.signature !== undefined) lines.push(`gpgsig ${commit.signature.replaceAll('\n', '\n ')}`)
  return `${lines.join('\n')}\n\n${commit.message}`
}

function parseIdentity(line: string): Identity {
  const [, name = '', email = '', seconds = '0'] = /^(.*?) ?<(.*?)> (\d+)/.exec(line) ?? []
  return { name, email, date: isoSeconds(new Date(Number(seconds) * 1000)) }
}

function formatIdentity(identity: Identity): string {
  return `${identity.name} <${identity.email}> ${Math.floor(Date.parse(identity.date) / 1000)} +0000`
}

export function isoSeconds(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, 'Z')
}
