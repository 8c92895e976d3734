import { createHash } from 'node:crypto'
import { lstat, lutimes, readdir, readFile, rm } from 'node:fs/promises'
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
    await lutimes(file, now, now).catch(() => undefined)
    return body
  }

  put(key: string, body: string): Promise<void> {
    return keepFile(this.#file(key), `${checksum(key, body)}\n${body}`)
  }

  /** Deletes what was not used for the longest time, beyond the limit. */
  async trim(): Promise<void> {
    const entries: { file: string; size: number; used: number }[] = []
    for (const folder of await foldersIn(this.#folder))
      for (const name of await readdir(folder).catch(() => [])) {
        const file = join(folder, name)
        const status = await lstat(file).catch(() => undefined)
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

/** The folders that entries stand in; a link is none, wherever it leads. */
async function foldersIn(folder: string): Promise<string[]> {
  if (!(await lstat(folder).catch(() => undefined))?.isDirectory()) return []
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  return entries.flatMap((entry) =>
    entry.isDirectory() && /^[0-9a-f]{2}$/.test(entry.name) ? [join(folder, entry.name)] : [],
  )
}

function checksum(key: string, body: string): string {
  return createHash('sha256').update(`${key}\n${body}`).digest('hex')
}
