/**
 * The network of a bed: a separate namespace that contains only loopback, so that no part can reach anything outside
 * and nothing outside can reach it. Its processes are also in a separate namespace: when the first process ends, for
 * any reason, the system ends all others.
 */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { run } from './run.ts'
import { Skipped } from './skipped.ts'

/** Reports whether this process sees loopback only. */
export function isIsolated(): boolean {
  return Object.keys(networkInterfaces()).every((name) => name === 'lo')
}

/** A way to run a command in new namespaces: the words that come before the command. */
type Launcher = readonly string[]

/**
 * Mounts a /proc of the new namespace, because a process id that is looked up there must not be one of another
 * namespace.
 */
const unshare = ['unshare', '--net', '--pid', '--mount-proc', '--fork', '--kill-child']
/** The loopback of a new network is down at first. */
const withLoopback = ['sh', '-c', 'ip link set lo up && exec "$@"', 'sh']

/** Returns the ways to create the namespaces, the simplest first. Sudo is used only if it needs no password. */
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
 * @param end ends the command and all processes that it started, at once
 * @returns the exit code of the command
 * @throws Skipped if the machine does not allow namespaces
 */
export async function runIsolated(
  command: readonly string[],
  env: NodeJS.ProcessEnv,
  end?: AbortSignal,
): Promise<number> {
  const [program = '', ...words] = [...(await launcher(env)), ...command]
  // The command ends with this process, even if this process is killed.
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', program, ...words], { env, stdio: 'inherit' })
  end?.addEventListener('abort', () => endAll(child))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 1)))
  })
}

/**
 * Kills the first process of the namespace, and the system kills all others with it. Only then the launcher ends. If
 * the launcher is sudo, this process has no permission to do so, and all processes continue until someone else stops
 * them.
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
      // Sudo sets its own PATH.
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
