/** Bytes that are kept: two sides of a change share nearly all their files. */
const KEPT = 64 * 1024 * 1024

/** Contents by git's id, whatever tree they came from; the oldest go first. */
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
