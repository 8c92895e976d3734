/** Work that one process of the machine does at a time. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'

/**
 * Does a piece of work while it holds the lock of a file. The system frees the lock when this process ends, whatever
 * ends it.
 *
 * @param file is made where it is missing, and stays
 * @param onWait is called where another process has the lock
 * @throws Error where the file cannot be locked
 */
export async function exclusively<T>(file: string, onWait: () => void, work: () => Promise<T>): Promise<T> {
  // It has the lock until its input ends, which it does with this process.
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
