/** Work that only one process of the machine may do at a time. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'

/**
 * Does a piece of work while it holds the lock of a file. The system releases the lock when this process ends, for
 * any reason.
 *
 * @param file the lock file; it is created if it is missing, and is not removed
 * @param onWait is called if another process holds the lock
 * @throws Error if the file cannot be locked
 */
export async function exclusively<T>(file: string, onWait: () => void, work: () => Promise<T>): Promise<T> {
  // The child holds the lock until its input ends, which happens when this process ends.
  const holder = spawn('flock', [file, 'sh', '-c', 'echo held; exec cat > /dev/null'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const timer = setTimeout(onWait, 1000)
  const ended = once(holder, 'exit')
  try {
    const held = await Promise.race([once(holder.stdout, 'data').then(() => true), ended.then(() => false)])
    if (!held) throw new Error(`${file} cannot be locked`)
    clearTimeout(timer)
    return await work()
  } finally {
    clearTimeout(timer)
    holder.stdin.end()
    await ended
  }
}
