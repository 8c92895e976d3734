import { createHash } from 'node:crypto'
import { lstat, lutimes, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { keepFile } from './keep-file.ts'

/**
 * A cache of texts in a folder that CI may keep between runs. The key of a text is the hash of all its inputs. A
 * damaged entry counts as missing. A folder that cannot be written is not an error, because the work can be done
 * without a cache.
 */
export class FolderCache {
  readonly #folder: string
  readonly #limit: number

  /** @param limit the maximum size after `trim`, in megabytes */
  constructor(folder: string, limit: number) {
    this.#folder = folder
    this.#limit = limit * 1024 * 1024
  }

  /**
   * Returns the text for a key; undefined if there is none.
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
    // `trim` removes the least recently used entries. If the time of this use cannot be stored, the entry only seems
    // older.
    await lutimes(file, now, now).catch(() => undefined)
    return body
  }

  put(key: string, body: string): Promise<void> {
    return keepFile(this.#file(key), `${checksum(key, body)}\n${body}`)
  }

  /** Deletes the least recently used entries beyond the limit. */
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

/** Returns the folders that contain entries. Links are ignored, wherever they lead. */
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
