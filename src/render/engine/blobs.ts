import { remoteError } from '../../errors.ts'
import type { KeptBlobs } from '../../git/kept-blobs.ts'
import { blobId } from '../../tree/blob-id.ts'
import type { Listing, Tree } from '../../tree/tree.ts'

/** A reader of a tree's files. It combines the simultaneous requests of several jobs into one. */
export class BlobReader {
  readonly #tree: Tree
  readonly #listing: Listing
  readonly #kept: KeptBlobs
  readonly #ids = new Map<string, string>()
  #waiting: { paths: Set<string>; answer: Promise<ReadonlyMap<string, Uint8Array>> } | undefined

  constructor(tree: Tree, listing: Listing, kept: KeptBlobs) {
    this.#tree = tree
    this.#listing = listing
    this.#kept = kept
  }

  /** Returns the ids of files by path. */
  async ids(paths: readonly string[]): Promise<Map<string, string>> {
    const unknown = paths.filter((path) => this.#id(path) === undefined)
    if (unknown.length > 0) await this.read(unknown)
    return new Map(paths.map((path) => [path, this.#id(path) ?? '']))
  }

  /** Returns the contents of files by path. The paths must be files of the tree. */
  async read(paths: readonly string[]): Promise<Map<string, Uint8Array>> {
    const result = new Map<string, Uint8Array>()
    const absent: string[] = []
    for (const path of paths) {
      const content = this.#kept.get(this.#id(path) ?? '')
      if (content) result.set(path, content)
      else absent.push(path)
    }
    const read = absent.length > 0 ? await this.#request(absent) : new Map<string, Uint8Array>()
    for (const path of absent) {
      const content = read.get(path)
      if (!content) throw remoteError(`the content of ${path} is missing in ${this.#tree.name}`)
      result.set(path, content)
    }
    return result
  }

  #id(path: string): string | undefined {
    return this.#listing.get(path)?.oid ?? this.#ids.get(path)
  }

  #request(paths: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
    if (!this.#waiting) {
      const wanted = new Set<string>()
      const answer = new Promise<void>((resolve) => setImmediate(resolve)).then(async () => {
        this.#waiting = undefined
        const files = await this.#tree.read([...wanted])
        const read = new Map<string, Uint8Array>()
        for (const [path, { content }] of files) {
          read.set(path, content)
          const id = this.#listing.get(path)?.oid ?? blobId(content)
          this.#ids.set(path, id)
          this.#kept.keep(id, content)
        }
        return read
      })
      this.#waiting = { paths: wanted, answer }
    }
    for (const path of paths) this.#waiting.paths.add(path)
    return this.#waiting.answer
  }
}
