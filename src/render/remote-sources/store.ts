import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { keepFile } from '../../cache/keep-file.ts'
import { parseJsonIfValid } from '../../shapes/answer.ts'

const Noted = v.object({ etag: v.string(), digest: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)) })

/**
 * Files that are kept over runs. What is read is checked by its digest; what was damaged, or cannot be read or
 * written, is as if it were not there: then it is fetched.
 */
export class Store {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  /** @param digest sha256 in hexadecimal digits */
  async get(digest: string): Promise<Buffer | undefined> {
    const content = await readFile(join(this.#folder, 'packages', digest)).catch(() => undefined)
    return content !== undefined && sha256(content) === digest ? content : undefined
  }

  put(content: Uint8Array): Promise<void> {
    return keepFile(join(this.#folder, 'packages', sha256(content)), content)
  }

  /** What was said of an address: for a server that can tell whether that still holds. */
  async recall(address: string): Promise<Recalled | undefined> {
    try {
      const file = join(this.#folder, 'indexes', `${sha256(address)}.json`)
      const noted = parseJsonIfValid(Noted, await readFile(file, 'utf8'))
      const content = noted && (await this.get(noted.digest))
      return content && { etag: noted.etag, content }
    } catch {
      return undefined
    }
  }

  async remember(address: string, { etag, content }: Recalled): Promise<void> {
    await this.put(content)
    await keepFile(
      join(this.#folder, 'indexes', `${sha256(address)}.json`),
      JSON.stringify({ etag, digest: sha256(content) }),
    )
  }
}

export interface Recalled {
  /** The validator that the server gave with it. */
  readonly etag: string
  readonly content: Buffer
}

export function sha256(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex')
}
