import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inputError } from '../errors.ts'
import { removeAbandoned } from './abandoned.ts'
import { LOCK, ownLock } from './lock.ts'

/** The folders still to be removed when the process ends. */
const folders = new Set<string>()
const cleaned = new Set<string>()
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Creates a temporary folder that only this user can read. `removeTemporary` removes it; otherwise it is removed when
 * the process exits, or when a signal ends the process. If the process is killed outright, the next one that creates
 * a folder in the same location removes it, based on its lock.
 *
 * @param base the folder to create it in; default: the system's folder for temporary files
 * @throws FairleadError (input) if it cannot be created there
 */
export function makeTemporary(base: string = tmpdir()): string {
  const [place, folder] = makeIn(base)
  if (folders.size === 0) {
    process.on('exit', removeAll)
    for (const signal of signals) process.on(signal, endBySignal)
  }
  folders.add(folder)
  writeFileSync(join(folder, LOCK), ownLock(), { flag: 'wx', mode: 0o600 })
  // This may take long, and nothing waits for it. Once per process is enough.
  if (!cleaned.has(place)) removeAbandoned(place).catch(() => undefined)
  cleaned.add(place)
  return folder
}

function makeIn(base: string): [place: string, folder: string] {
  try {
    const place = realpathSync(base)
    return [place, mkdtempSync(join(place, 'fairlead-'))]
  } catch (error) {
    throw inputError(`cannot create a temporary folder in ${base}: ${(error as Error).message}`, {
      hint: 'The variable TMPDIR sets the folder for temporary files. The folder must exist and be writable for the user of this job.',
    })
  }
}

/** Removes a folder of `makeTemporary`. It is not an error if the folder no longer exists. */
export async function removeTemporary(folder: string): Promise<void> {
  // On Windows a virus scanner may hold a file for a moment.
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  folders.delete(folder)
  if (folders.size === 0) stopListening()
}

function removeAll(): void {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}

function stopListening(): void {
  process.off('exit', removeAll)
  for (const signal of signals) process.off(signal, endBySignal)
}

/** Cleans up. Then the signal has its usual effect, unless others also listen to it. */
function endBySignal(signal: NodeJS.Signals): void {
  removeAll()
  stopListening()
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal)
}
