import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

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
    return this.#write(join('packages', sha256(content)), content)
  }

  /** What was said of an address: for a server that can tell whether that still holds. */
  async recall(address: string): Promise<Recalled | undefined> {
    try {
      const file = join(this.#folder, 'indexes', `${sha256(address)}.json`)
      const { etag, digest } = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>
      if (typeof etag !== 'string' || typeof digest !== 'string' || !/^[0-9a-f]{64}$/.test(digest))
        return undefined
      const content = await this.get(digest)
      return content && { etag, content }
    } catch {
      return undefined
    }
  }

  async remember(address: string, { etag, content }: Recalled): Promise<void> {
    await this.put(content)
    await this.#write(
      join('indexes', `${sha256(address)}.json`),
      JSON.stringify({ etag, digest: sha256(content) }),
    )
  }

  async #write(name: string, content: Uint8Array | string): Promise<void> {
    const file = join(this.#folder, name)
    try {
      await mkdir(dirname(file), { recursive: true })
      const temporary = `${file}.${randomUUID()}`
      await writeFile(temporary, content)
      await rename(temporary, file)
    } catch {
      // A cache that cannot be written makes the next run slower, and no more than that.
    }
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
