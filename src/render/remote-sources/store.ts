import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { keepFile } from '../../cache/keep-file.ts'
import { parseJsonIfValid } from '../../shapes/answer.ts'

const Noted = v.object({ etag: v.string(), digest: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)) })

/**
 * Files that are kept between runs. Their digest is checked when they are read. A file that is damaged, or that
 * cannot be read or written, is treated as missing, and is fetched.
 */
export class Store {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  /**
   * Returns the file with a digest; undefined if there is none.
   *
   * @param digest the sha256 in hexadecimal digits
   */
  async get(digest: string): Promise<Buffer | undefined> {
    const content = await readFile(join(this.#folder, 'packages', digest)).catch(() => undefined)
    return content !== undefined && sha256(content) === digest ? content : undefined
  }

  put(content: Uint8Array): Promise<void> {
    return keepFile(join(this.#folder, 'packages', sha256(content)), content)
  }

  /** Returns the stored response of an address, for a server that can check whether it is still current. */
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
  /** The validator that the server sent with it. */
  readonly etag: string
  readonly content: Buffer
}

export function sha256(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex')
}
