import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { lstat, open, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isGone, LOCK } from './lock.ts'

/** The maximum size of a lock; a larger file is not a lock. */
const MOST_BYTES = 1000

/**
 * Removes the temporary folders of runs that were killed: only those of this user, and only if the lock shows that
 * the process no longer exists. It never follows a link, neither in place of a folder nor inside one.
 *
 * @param place the folder that contains them
 */
export async function removeAbandoned(place: string): Promise<void> {
  for (const name of await readdir(place)) {
    if (!/^fairlead-[A-Za-z0-9-]+$/.test(name)) continue
    const folder = join(place, name)
    if (!(await isOurs(folder)) || !isGone(await readLock(folder))) continue
    // Two runs may clean up at the same time: the one that renames the folder removes it. If it does not finish, the
    // next run finds the rest.
    const claimed = join(place, `fairlead-gone-${randomBytes(6).toString('hex')}`)
    const isClaimed = await rename(folder, claimed).then(
      () => true,
      () => false,
    )
    if (isClaimed && isGone(await readLock(claimed))) await rm(claimed, { recursive: true, force: true })
  }
}

/** Reports whether nobody else can have put anything into a folder. */
async function isOurs(folder: string): Promise<boolean> {
  const status = await lstat(folder).catch(() => undefined)
  if (!status?.isDirectory()) return false
  const user = process.getuid?.()
  return user === undefined || (status.uid === user && (status.mode & 0o077) === 0)
}

/** Returns the lock in a folder; an empty text if there is none, as in a folder that was just created. */
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
