import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { copyFile, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Writes a file of a cache completely or not at all. If it cannot be written, the next run is slower, but nothing
 * fails.
 */
export function keepFile(file: string, content: Uint8Array | string): Promise<void> {
  return keep(file, (temporary) => writeFile(temporary, content, { flag: 'wx' }))
}

/** Copies another file of any size into a cache, completely or not at all. */
export function keepCopy(file: string, of: string): Promise<void> {
  return keep(file, (temporary) => copyFile(of, temporary, constants.COPYFILE_EXCL))
}

async function keep(file: string, write: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`
  try {
    await mkdir(dirname(file), { recursive: true })
    await write(temporary)
    await rename(temporary, file)
  } catch {
    await rm(temporary, { force: true }).catch(() => undefined)
  }
}
