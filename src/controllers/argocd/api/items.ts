import { NoAnswer, ServerRefusal } from '../faults/failure.ts'
import type { Refused } from '../faults/failure.ts'

/** The status and content type of an answer. */
export type Got = Pick<Refused, 'status' | 'type'>

/** The maximum size in bytes of a whole answer, or of an item of a list. No valid answer is larger. */
const MOST = 64 * 1024 * 1024

/** Rejects an answer that is too large. @throws NoAnswer */
export function refuseTooLarge(bytes: number): void {
  if (bytes > MOST)
    throw new NoAnswer(`its response is too large: it has more than ${MOST / 1024 / 1024} MiB`)
}

const [QUOTE, BACKSLASH] = [0x22, 0x5c]
const [OBJECT, ARRAY] = [0x7b, 0x5b]
const [OBJECT_END, ARRAY_END] = [0x7d, 0x5d]

/**
 * Yields the objects of the list in an answer such as `{"metadata":{…},"items":[…]}`, each as soon as it has arrived.
 * A list of 500 Applications has about ten megabytes, and several times that when it is parsed as a whole. Here only
 * one object is in memory.
 *
 * @param chunks the body, as it arrives
 * @param mayHold whether an object can be of interest; other objects are not parsed
 * @throws NoAnswer if it ends before the list does, and ServerRefusal if it is not JSON
 */
export async function* itemsOf(
  chunks: AsyncIterable<Uint8Array>,
  got: Got,
  mayHold: (json: Uint8Array) => boolean = () => true,
): AsyncGenerator<unknown> {
  const scan = new Scan()
  for await (const chunk of chunks)
    for (const bytes of scan.take(chunk)) {
      if (!mayHold(bytes)) continue
      const item = parsed(textOf(bytes))
      if (item === undefined) throw new NoAnswer('its response is not JSON')
      yield item
    }
  if (scan.isPage) throw new ServerRefusal({ ...got, code: undefined, message: '', isPage: true })
  if (!scan.isWhole) throw new NoAnswer('its response ended before the end of the list')
}

/** Joins bytes that arrived in chunks. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [first = new Uint8Array(), ...others] = parts
  return others.length === 0 ? first : Buffer.concat(parts)
}

export function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
}

/** Parses JSON; returns undefined if the text is not JSON. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * The state of the scan: the open brackets, and whether a string is open. In UTF-8 no other character contains these
 * bytes.
 */
class Scan {
  /** For the two outermost brackets only the kind matters: objects in an array in an object are the items. */
  readonly #open: number[] = []
  #inString = false
  #escaped = false
  #seen = false
  #parts: Uint8Array[] = []
  #size = 0
  isPage = false

  get isWhole(): boolean {
    return this.#seen && this.#open.length === 0
  }

  *take(chunk: Uint8Array): Generator<Uint8Array> {
    let start = this.#isInItem ? 0 : -1
    for (let i = 0; i < chunk.length && !this.isPage; i++) {
      const byte = chunk[i] ?? 0
      if (this.#inString) this.#string(byte)
      else if (byte === QUOTE) this.#inString = true
      else if (byte === OBJECT || byte === ARRAY) {
        this.#open.push(byte)
        if (start < 0 && this.#isInItem) start = i
      } else if (byte === OBJECT_END || byte === ARRAY_END) {
        const was = this.#isInItem
        this.#open.pop()
        if (was && !this.#isInItem) {
          yield joined([...this.#parts, chunk.subarray(start, i + 1)])
          this.#parts = []
          this.#size = 0
          start = -1
        }
      }
      // A text that does not begin with a bracket is a web page or another unexpected answer.
      if (!this.#seen && byte > 0x20) [this.#seen, this.isPage] = [true, byte !== OBJECT]
    }
    if (start < 0) return
    this.#parts.push(chunk.subarray(start))
    this.#size += chunk.length - start
    refuseTooLarge(this.#size)
  }

  get #isInItem(): boolean {
    const [first, second, third] = this.#open
    return first === OBJECT && second === ARRAY && third === OBJECT
  }

  #string(byte: number): void {
    if (this.#escaped) this.#escaped = false
    else if (byte === BACKSLASH) this.#escaped = true
    else if (byte === QUOTE) this.#inString = false
  }
}
