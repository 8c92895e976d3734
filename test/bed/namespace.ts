/**
 * The network of a bed: a namespace of its own with nothing but loopback, so that no part can reach anything outside
 * and nothing outside can reach it. Its processes are in a namespace of their own, too: the system ends them all
 * with the first of them, whatever happens to it.
 */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { run } from './run.ts'
import { Skipped } from './skipped.ts'

/** Whether this process sees loopback only. */
export function isIsolated(): boolean {
  return Object.keys(networkInterfaces()).every((name) => name === 'lo')
}

/** A way to run a command in new namespaces: its words come before the command's. */
type Launcher = readonly string[]

/** With the list of its own processes at /proc: whoever looks there for a number must not find a stranger's. */
const unshare = ['unshare', '--net', '--pid', '--mount-proc', '--fork', '--kill-child']
/** The new network is down at first. */
const withLoopback = ['sh', '-c', 'ip link set lo up && exec "$@"', 'sh']

/** The ways, the plainest first. Sudo is asked only where it needs no password. */
function launchers(): Launcher[] {
  const { uid, gid } = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 }
  const asUser = ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--init-groups']
  return [
    [...unshare, ...withLoopback],
    [...unshare, '--user', '--map-root-user', ...withLoopback],
    ['sudo', '--non-interactive', '--preserve-env', ...unshare, ...withLoopback, ...asUser],
  ]
}

/**
 * Runs a command in new namespaces, with this process's terminal.
 *
 * @param end ends it and all that it started, at once
 * @returns its exit code
 * @throws Skipped where the machine refuses them
 */
export async function runIsolated(
  command: readonly string[],
  env: NodeJS.ProcessEnv,
  end?: AbortSignal,
): Promise<number> {
  const [program = '', ...words] = [...(await launcher(env)), ...command]
  // The command ends with this process, even where that is killed.
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', program, ...words], { env, stdio: 'inherit' })
  end?.addEventListener('abort', () => endAll(child))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 1)))
  })
}

/**
 * Ends the first process of the namespace, and the system all others with it: only then the launcher ends. Where that
 * is sudo, this process may not, and all go on until they are told by another.
 */
function endAll({ pid }: ChildProcess): void {
  for (const child of readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean)) {
    try {
      process.kill(Number(child), 'SIGKILL')
    } catch (error) {
      if (!['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
    }
  }
}

async function launcher(env: NodeJS.ProcessEnv): Promise<Launcher> {
  const refusals: string[] = []
  for (const launcher of launchers()) {
    const [program = '', ...words] = launcher
    try {
      await run(program, [...words, 'true'], { env })
      // Sudo has a PATH of its own.
      return [...launcher, 'env', `PATH=${env['PATH'] ?? ''}`]
    } catch (error) {
      refusals.push((error as Error).message.split('\n').at(-1) ?? '')
    }
  }
  throw new Skipped(
    [
      'network namespaces are refused here; the bed needs root, or user namespaces, or sudo without a password',
      ...refusals,
      'On Ubuntu 24.04: sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0',
    ].join('\n  '),
  )
}
