import { createHash } from 'node:crypto'
import { readdir, readFile, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { keepFile } from './keep-file.ts'

/**
 * Texts by the hash of all that they come from, in a folder that CI may keep over runs. What is damaged in it is
 * not there; a folder that cannot be written is no fault, as the work can be done without it.
 */
export class FolderCache {
  readonly #folder: string
  readonly #limit: number

  /** @param limit megabytes that are left after `trim` */
  constructor(folder: string, limit: number) {
    this.#folder = folder
    this.#limit = limit * 1024 * 1024
  }

  /**
   * The text for a key; undefined where there is none.
   *
   * @param key a hash in hexadecimal digits
   */
  async get(key: string): Promise<string | undefined> {
    const file = this.#file(key)
    let text: string
    try {
      text = await readFile(file, 'utf8')
    } catch {
      return undefined
    }
    const end = text.indexOf('\n')
    const body = text.slice(end + 1)
    if (text.slice(0, end) !== checksum(key, body)) return undefined
    const now = new Date()
    // The last use decides what stays; where it cannot be noted, the entry is only the older.
    await utimes(file, now, now).catch(() => undefined)
    return body
  }

  put(key: string, body: string): Promise<void> {
    return keepFile(this.#file(key), `${checksum(key, body)}\n${body}`)
  }

  /** Deletes what was not used for the longest time, beyond the limit. */
  async trim(): Promise<void> {
    const entries: { file: string; size: number; used: number }[] = []
    for (const name of await readdir(this.#folder, { recursive: true }).catch(() => [])) {
      const file = join(this.#folder, name)
      const status = await stat(file).catch(() => undefined)
      if (status?.isFile()) entries.push({ file, size: status.size, used: status.mtimeMs })
    }
    let size = 0
    for (const entry of entries.toSorted((a, b) => b.used - a.used)) {
      size += entry.size
      if (size > this.#limit) await rm(entry.file, { force: true }).catch(() => undefined)
    }
  }

  #file(key: string): string {
    return join(this.#folder, key.slice(0, 2), `${key}.json`)
  }
}

function checksum(key: string, body: string): string {
  return createHash('sha256').update(`${key}\n${body}`).digest('hex')
}
