import { createHash } from 'node:crypto'
import { lstat, lutimes, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { keepFile } from '../../cache/keep-file.ts'
import { checksumIn } from './releases.ts'
import type { Release } from './releases.ts'

/** What nobody has used for so long goes when something new comes. */
const UNUSED_MS = 90 * 24 * 60 * 60 * 1000

/**
 * Archives that are kept over runs, as their publishers packed them. Each is checked again at every use, and what is
 * run is unpacked from the very bytes that were checked: against the checksums that the user gives, or else against the
 * one that its publisher gave when it was fetched, which stands beside it. The second finds damage; whom the folder is
 * shared with is decided when it is opened (`openShelf`).
 *
 * What one mirror gave is never taken for what another one, or the publisher, gives.
 */
export class KeptArchives {
  readonly #folder: string

  /** @param origin the address that archives come from */
  constructor(folder: string, origin: string) {
    const key = createHash('sha256').update(origin).digest('hex').slice(0, 16)
    this.#folder = join(folder, key)
  }

  /**
   * @param good the user's checksums, if any
   * @returns the archive; undefined where there is none that is as it should be
   */
  async read({ file }: Release, good: readonly string[]): Promise<Buffer | undefined> {
    const path = join(this.#folder, file)
    try {
      const content = await readFile(path)
      const sums = good.length > 0 ? good : [checksumIn(await readFile(`${path}.sha256sum`, 'utf8'), file)]
      if (!sums.includes(sha256(content))) return undefined
      const now = new Date()
      for (const used of [path, `${path}.sha256sum`]) await lutimes(used, now, now).catch(() => undefined)
      return content
    } catch {
      return undefined
    }
  }

  /** @param isPublishers whether its checksum is the one of the publisher's file, so that it counts by itself */
  async keep({ file }: Release, content: Uint8Array, isPublishers: boolean): Promise<void> {
    const path = join(this.#folder, file)
    await keepFile(path, content)
    if (isPublishers) await keepFile(`${path}.sha256sum`, `${sha256(content)}  ${file}\n`)
    await this.#trim()
  }

  async #trim(): Promise<void> {
    const oldest = Date.now() - UNUSED_MS
    for (const name of await readdir(this.#folder).catch(() => [])) {
      const path = join(this.#folder, name)
      const status = await lstat(path).catch(() => undefined)
      if (status?.isFile() && status.mtimeMs < oldest) await rm(path, { force: true }).catch(() => undefined)
    }
  }
}

/** In small hexadecimal digits. */
export function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}
