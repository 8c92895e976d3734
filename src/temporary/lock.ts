import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/** The file in a temporary folder that says which process it belongs to. */
export const LOCK = 'fairlead.lock'

interface Lock {
  /** Another machine or container may share the disk: about its processes nothing can be said here. */
  readonly host: string
  /** Changes when the machine starts anew; undefined where the system does not tell. */
  readonly boot: string | undefined
  /** Which processes can be seen at all; undefined where the system has no such thing. */
  readonly namespace: string | undefined
  readonly pid: number
  /** When the process began: numbers of processes are used again. Undefined where the system does not tell. */
  readonly start: string | undefined
}

/** The text of a lock of this process. */
export function ownLock(): string {
  const lock: Lock = { ...here(), pid: process.pid, start: startOf(process.pid) }
  return JSON.stringify(lock)
}

/** Whether the process of a lock is gone for certain. What cannot be known, or read, is not. */
export function isGone(text: string): boolean {
  const lock = readLock(text)
  const { host, boot, namespace } = here()
  if (lock?.host !== host) return false
  if (boot !== undefined && lock.boot !== undefined && boot !== lock.boot) return true
  if (lock.namespace !== namespace) return false
  if (!isRunning(lock.pid)) return true
  const start = startOf(lock.pid)
  return start !== undefined && lock.start !== undefined && start !== lock.start
}

function readLock(text: string): Lock | undefined {
  try {
    const { host, boot, namespace, pid, start } = JSON.parse(text) as Partial<Lock>
    if (typeof host !== 'string' || typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid < 1)
      return undefined
    return { host, boot, namespace, pid, start }
  } catch {
    return undefined
  }
}

function here(): Omit<Lock, 'pid' | 'start'> {
  const boot = attempt(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim())
  return { host: hostname(), boot, namespace: attempt(() => readlinkSync('/proc/self/ns/pid')) }
}

/** Signal 0 asks without doing anything; a process of another user may not be asked, so it is there. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

/** The 22nd field of the process's line; the second is its name, which may hold anything. Source: proc(5). */
function startOf(pid: number): string | undefined {
  const line = attempt(() => readFileSync(`/proc/${pid}/stat`, 'utf8'))
  return line?.slice(line.lastIndexOf(')') + 2).split(' ')[19]
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
