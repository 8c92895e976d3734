import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Environment } from '../../git/environment.ts'
import { onPath } from './on-path.ts'

/** What runs a program without a network. */
export interface Sandbox {
  readonly name: 'unshare' | 'bwrap'
  /** The command that a program with its arguments is put behind. */
  readonly command: readonly string[]
}

/** Milliseconds for the trial. */
const PATIENCE = 5000

/**
 * What this system may have to run a program without a network, the best first. Whether it is allowed (in a container,
 * by AppArmor, by a limit) only trying it can tell. It is a second wall: what renderers could fetch or read is taken out
 * of what they get, and they run beside a dead proxy, with it or without.
 *
 * A user namespace of its own is all that an ordinary user can make a network namespace in. Root needs none, and
 * would lose in it what it may read as root.
 *
 * Rules: unshare(1) and user_namespaces(7) of Linux; https://github.com/containers/bubblewrap
 *
 * @param environment whose PATH counts
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
 * The first that works.
 *
 * @param environment whose PATH counts
 * @returns undefined where there is nothing, as on many hosted runners, in containers, and not on Linux
 */
export async function findSandbox(environment: Environment): Promise<Sandbox | undefined> {
  for (const candidate of await sandboxesOf(environment)) if (await works(candidate)) return candidate
  return undefined
}

/** Whether it is allowed here. */
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

/** Whether it was the sandbox that failed, such as for too many namespaces, and not what ran in it. */
export function failedIn({ name }: Sandbox, stderr: string): boolean {
  return stderr.startsWith(`${name}: `)
}
