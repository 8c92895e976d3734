import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Environment } from '../../git/environment.ts'
import { onPath } from './on-path.ts'

/** A command that runs a program without network access. */
export interface Sandbox {
  readonly name: 'unshare' | 'bwrap'
  /** The command that precedes the program and its arguments. */
  readonly command: readonly string[]
}

/** Timeout of the trial run in milliseconds. */
const PATIENCE = 5000

/**
 * Returns the sandboxes that this system may have to run a program without network access, the best first. Only a
 * trial run shows whether a sandbox is allowed (in a container, by AppArmor, by a limit). It is a second line of
 * defense: with or without it, anything that renderers could fetch or read is removed from their input, and they run
 * with a proxy that does not answer.
 *
 * An ordinary user can only create a network namespace inside a user namespace. Root does not need one, and would
 * lose root's read access in it.
 *
 * Rules: unshare(1) and user_namespaces(7) of Linux; https://github.com/containers/bubblewrap
 *
 * @param environment the environment whose PATH is searched
 */
export async function sandboxesOf(environment: Environment): Promise<Sandbox[]> {
  if (process.platform !== 'linux') return []
  const [unshare, bwrap] = await Promise.all([onPath('unshare', environment), onPath('bwrap', environment)])
  const isRoot = process.getuid?.() === 0
  const candidates: Sandbox[] = []
  if (unshare !== undefined)
    for (const options of isRoot ? [['-n'], ['-U', '-n']] : [['-U', '-n']])
      candidates.push({ name: 'unshare', command: [unshare, ...options, '--'] })
  if (bwrap !== undefined)
    candidates.push({
      name: 'bwrap',
      command: [bwrap, '--unshare-net', '--die-with-parent', '--dev-bind', '/', '/', '--'],
    })
  return candidates
}

/**
 * Finds the first sandbox that works.
 *
 * @param environment the environment whose PATH is searched
 * @returns undefined if there is none, as on many hosted runners, in containers, and on systems other than Linux
 */
export async function findSandbox(environment: Environment): Promise<Sandbox | undefined> {
  for (const candidate of await sandboxesOf(environment)) if (await works(candidate)) return candidate
  return undefined
}

/** Reports whether a sandbox is allowed on this system. */
export async function works({ command: [program = '', ...options] }: Sandbox): Promise<boolean> {
  try {
    await promisify(execFile)(program, [...options, '/bin/sh', '-c', ':'], {
      env: { PATH: '' },
      timeout: PATIENCE,
      killSignal: 'SIGKILL',
    })
    return true
  } catch {
    return false
  }
}

/** Reports whether the sandbox failed, such as because of too many namespaces, and not the program in it. */
export function failedIn({ name }: Sandbox, stderr: string): boolean {
  return stderr.startsWith(`${name}: `)
}
