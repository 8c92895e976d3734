/** The settings of the search for a value. */
export interface Sought {
  /** The source of the value, as messages show it: `Secret shop/db (key password)`. */
  readonly origin: string
  /**
   * - `anywhere`: also within a longer word
   * - `word`: not within a longer word
   * - `whole`: only if the text contains nothing else
   */
  readonly how: 'anywhere' | 'word' | 'whole'
}

/** A value in a text. */
export interface Found {
  readonly start: number
  readonly end: number
  readonly origin: string
}

/** The minimum length of a value: nearly every text contains shorter ones. */
export const SHORTEST = 6

/** Text that may be base64 of something that contains a value. */
const BASE64 = /[A-Za-z0-9+/_-]{16,}={0,2}/g
const MAX_DEPTH = 2
/** Longer texts are certificates and archives. */
const MAX_ENCODED = 100_000

/** The maximum number of short texts whose results are cached. */
const MOST_KNOWN = 20_000

/**
 * Finds values in texts. The time does not grow with the number of values, because they are looked up by their
 * beginnings.
 */
export class Finder {
  readonly #byStart = new Map<string, { readonly text: string; readonly sought: Sought }[]>()
  readonly #known = new Map<string, readonly Found[]>()
  /**
   * Marks the hash of each beginning; empty if there are no values. Most apps have no secrets, and there may be
   * thousands of apps.
   */
  readonly #starts: Uint8Array

  constructor(values: ReadonlyMap<string, Sought>) {
    const long = [...values].filter(([text]) => text.length >= SHORTEST)
    this.#starts = new Uint8Array(long.length > 0 ? 1 << 16 : 0)
    for (const [text, sought] of long) {
      const start = text.slice(0, SHORTEST)
      const same = this.#byStart.get(start)
      if (same) same.push({ text, sought })
      else this.#byStart.set(start, [{ text, sought }])
      this.#starts[hash(text, 0)] = 1
    }
    for (const same of this.#byStart.values()) same.sort((a, b) => b.text.length - a.text.length)
  }

  get isEmpty(): boolean {
    return this.#byStart.size === 0
  }

  /**
   * Finds the values in a text, also those encoded as base64 together with other text. The results do not overlap.
   */
  find(text: string): readonly Found[] {
    if (this.isEmpty || text.length < SHORTEST) return []
    const known = this.#known.get(text)
    if (known) return known
    const found = this.#search(text)
    // Texts such as labels are in every object.
    if (text.length < 100 && this.#known.size < MOST_KNOWN) this.#known.set(text, found)
    return found
  }

  #search(text: string): readonly Found[] {
    const plain = this.#plain(text)
    const encoded = this.#encoded(text, 0)
    if (encoded.length === 0) return plain
    const both = [...plain, ...encoded].toSorted((a, b) => a.start - b.start || b.end - a.end)
    let end = 0
    return both.filter((found) => {
      if (found.start < end) return false
      end = found.end
      return true
    })
  }

  #plain(text: string): Found[] {
    const found: Found[] = []
    for (let i = 0; i <= text.length - SHORTEST; i++) {
      if (this.#starts[hash(text, i)] === 0) continue
      const candidates = this.#byStart.get(text.slice(i, i + SHORTEST))
      const match = candidates?.find(
        ({ text: value, sought }) => text.startsWith(value, i) && fits(text, i, value.length, sought),
      )
      if (!match) continue
      found.push({ start: i, end: i + match.text.length, origin: match.sought.origin })
      i += match.text.length - 1
    }
    return found
  }

  #encoded(text: string, depth: number): Found[] {
    if (text.length < 16 || !/[A-Z]/.test(text)) return []
    const found: Found[] = []
    for (const { index, 0: run } of text.matchAll(BASE64)) {
      // Base64 of this length contains capital letters.
      if (run.length > MAX_ENCODED || !/[A-Z]/.test(run)) continue
      const decoded = Buffer.from(run, 'base64').toString()
      const inner =
        this.#plain(decoded)[0] ?? (depth < MAX_DEPTH ? this.#encoded(decoded, depth + 1)[0] : undefined)
      if (inner) found.push({ start: index, end: index + run.length, origin: inner.origin })
    }
    return found
  }
}

function hash(text: string, at: number): number {
  return (
    (text.charCodeAt(at) * 31 + text.charCodeAt(at + 2) * 1_021 + text.charCodeAt(at + 5) * 7_919) & 0xffff
  )
}

const isPartOfWord = (character: string | undefined) =>
  character !== undefined && /[A-Za-z0-9]/.test(character)

function fits(text: string, start: number, length: number, { how }: Sought): boolean {
  if (how === 'anywhere') return true
  if (how === 'whole') return text.trim().length === length
  return !isPartOfWord(text[start - 1]) && !isPartOfWord(text[start + length])
}
