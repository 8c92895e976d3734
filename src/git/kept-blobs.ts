/** The cache size in bytes. The cache helps because the two sides of a change share nearly all their files. */
const KEPT = 64 * 1024 * 1024

/** A cache of contents by git's id, regardless of their tree; the oldest are removed first. */
export class KeptBlobs {
  readonly #contents = new Map<string, Uint8Array>()
  #size = 0

  get(id: string): Uint8Array | undefined {
    return this.#contents.get(id)
  }

  keep(id: string, content: Uint8Array): void {
    if (this.#contents.has(id) || content.length > KEPT / 8) return
    this.#contents.set(id, content)
    this.#size += content.length
    for (const [oldest, { length }] of this.#contents) {
      if (this.#size <= KEPT) break
      this.#contents.delete(oldest)
      this.#size -= length
    }
  }
}
