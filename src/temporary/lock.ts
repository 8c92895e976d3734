import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/** The file in a temporary folder that identifies the process that owns the folder. */
export const LOCK = 'fairlead.lock'

interface Lock {
  /** Another machine or container may share the disk: the state of its processes is not known here. */
  readonly host: string
  /** Changes when the machine restarts; undefined if the system does not report it. */
  readonly boot: string | undefined
  /** Identifies the set of processes that are visible; undefined if the system has no such namespaces. */
  readonly namespace: string | undefined
  readonly pid: number
  /** When the process started, because process ids are reused. Undefined if the system does not report it. */
  readonly start: string | undefined
}

/** Returns the text of a lock of this process. */
export function ownLock(): string {
  const lock: Lock = { ...here(), pid: process.pid, start: startOf(process.pid) }
  return JSON.stringify(lock)
}

/**
 * Reports whether the process of a lock has certainly ended; false if this is not known, or the lock cannot be read.
 */
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

/**
 * Reports whether a process exists. Signal 0 only checks this; if a process of another user refuses it, the process
 * exists.
 */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

/**
 * Returns the 22nd field of the line of the process. The second field is its name, which may contain anything.
 * Source: proc(5).
 */
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
