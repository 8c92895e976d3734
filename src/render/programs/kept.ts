import { createHash } from 'node:crypto'
import { lstat, lutimes, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { keepFile } from '../../cache/keep-file.ts'
import { checksumIn } from './releases.ts'
import type { Release } from './releases.ts'

/** Files that are unused for this time are removed when a new file is added. */
const UNUSED_MS = 90 * 24 * 60 * 60 * 1000

/**
 * Archives that are kept between runs, as their publishers packed them. Each archive is checked again at every use,
 * and the program is unpacked from the bytes that were checked. It is checked against the user's checksums or, if
 * there are none, against the publisher's checksum at the time of the download, which is stored beside it. The latter
 * detects damage; who shares the folder is decided when it is opened (`openShelf`).
 *
 * An archive from one mirror is never used in place of one from another mirror or from the publisher.
 */
export class KeptArchives {
  readonly #folder: string

  /** @param origin the address that the archives are downloaded from */
  constructor(folder: string, origin: string) {
    const key = createHash('sha256').update(origin).digest('hex').slice(0, 16)
    this.#folder = join(folder, key)
  }

  /**
   * Reads an archive.
   *
   * @param good the user's checksums, if any
   * @returns the archive; undefined if there is none with a correct checksum
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

  /**
   * Stores an archive.
   *
   * @param isPublishers whether its checksum is from the publisher's file, so that it can be used without a user's
   *   checksum
   */
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

/** Returns the SHA-256 in lowercase hexadecimal digits. */
export function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}
