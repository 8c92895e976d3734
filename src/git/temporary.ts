import { rmSync } from 'node:fs'
import { mkdtemp, realpath } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The folders still to be removed when the process ends. */
const folders = new Set<string>()
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Makes a temporary folder. It goes with `removeTemporary`, and else with the process: at its exit or at a
 * signal that ends it, but of course not when it is killed outright.
 */
export async function makeTemporary(): Promise<string> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'fairlead-'))
  if (folders.size === 0) {
    process.on('exit', removeAll)
    for (const signal of signals) process.on(signal, endBySignal)
  }
  folders.add(folder)
  return folder
}

/** Removes a folder of `makeTemporary`; no fault where it is gone. */
export function removeTemporary(folder: string): void {
  // On Windows a virus scanner may hold a file for a moment.
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
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

/** Cleans up; then the signal does what it would have done, unless others listen to it as well. */
function endBySignal(signal: NodeJS.Signals): void {
  removeAll()
  stopListening()
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal)
}
