import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { lstat, open, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isGone, LOCK } from './lock.ts'

/** A lock is far smaller; more is none of ours. */
const MOST_BYTES = 1000

/**
 * Removes the temporary folders of runs that were killed: of this user only, and only where the lock says that the
 * process is gone. A link is never followed, neither in place of a folder nor in one.
 *
 * @param place the folder that they are in
 */
export async function removeAbandoned(place: string): Promise<void> {
  for (const name of await readdir(place)) {
    if (!/^fairlead-[A-Za-z0-9-]+$/.test(name)) continue
    const folder = join(place, name)
    if (!(await isOurs(folder)) || !isGone(await readLock(folder))) continue
    // Two runs may clean up at the same time: who renames it has it. What is left of this is found by the next.
    const claimed = join(place, `fairlead-gone-${randomBytes(6).toString('hex')}`)
    const isClaimed = await rename(folder, claimed).then(
      () => true,
      () => false,
    )
    if (isClaimed && isGone(await readLock(claimed))) await rm(claimed, { recursive: true, force: true })
  }
}

/** Nobody else can have put anything in such a folder. */
async function isOurs(folder: string): Promise<boolean> {
  const status = await lstat(folder).catch(() => undefined)
  if (!status?.isDirectory()) return false
  const user = process.getuid?.()
  return user === undefined || (status.uid === user && (status.mode & 0o077) === 0)
}

/** The lock in a folder; an empty text where there is none, as in a folder that was made a moment ago. */
async function readLock(folder: string): Promise<string> {
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)
  const file = await open(join(folder, LOCK), flags).catch(() => undefined)
  if (!file) return ''
  try {
    const status = await file.stat()
    return status.isFile() && status.size <= MOST_BYTES ? await file.readFile('utf8') : ''
  } catch {
    return ''
  } finally {
    await file.close()
  }
}
