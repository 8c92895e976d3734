/**
 * npm run bed                  starts a bed and tells how to use it; Ctrl-C ends it
 * npm run bed -- COMMAND …     starts a bed, runs the command in its network and ends with it
 * npm run test:bed -- …        runs the suite `bed`; what follows goes to vitest
 *
 * Builds where needed, then runs itself again in a network of its own. Exit code 77: there can be no bed here.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { removeAbandoned } from '../../src/temporary/abandoned.ts'
import { LOCK, ownLock } from '../../src/temporary/lock.ts'
import type { Argocd } from './argocd.ts'
import { startBed } from './bed.ts'
import type { Bed } from './bed.ts'
import { build, buildsFolder } from './build.ts'
import { chosen } from './chosen.ts'
import type { Cluster } from './cluster.ts'
import { scrubbed } from './environment.ts'
import { runIsolated } from './namespace.ts'
import { needPrograms } from './needs.ts'
import { toStandardError as say } from './report.ts'
import { Skipped, skippedExitCode } from './skipped.ts'

const [mode = '', ...words] = process.argv.slice(2)
/** How this program calls itself in the new network. */
const inside = '--inside'

try {
  process.exitCode = await (mode === inside
    ? work(words)
    : prepare([mode, ...words].filter((word) => word !== '')))
} catch (error) {
  say(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}

/** Outside: builds, makes the folder that all goes with, and runs the rest in a network of its own. */
async function prepare(command: string[]): Promise<number> {
  const place = realpathSync(tmpdir())
  await removeAbandoned(place).catch(() => undefined)
  // Where this process is killed, the next run of the bed, or of Fairlead, removes the folder by this lock.
  const folder = mkdtempSync(join(place, 'fairlead-bed-'))
  writeFileSync(join(folder, LOCK), ownLock())
  // The terminal sends Ctrl-C to both processes: this one waits for the other.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
  try {
    needPrograms(process.env)
    await build(process.env, say)
    const env = scrubbed(process.env, folder, dirname(buildsFolder(process.env)))
    for (const name of [env['HOME'], env['TMPDIR']]) mkdirSync(name ?? '', { recursive: true })
    const itself = [process.execPath, fileURLToPath(import.meta.url), inside, ...command]
    // Another cluster cannot be reached from a network of our own.
    const isOwn = chosen(process.env).cluster === undefined
    return await (isOwn ? runIsolated(itself, env) : finished(process.execPath, itself.slice(1), env))
  } catch (error) {
    if (!(error instanceof Skipped)) throw error
    process.stderr.write(`bed: skipped: ${error.message}\n`)
    return skippedExitCode
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** Inside: the suite, or a bed with a command, or a bed alone. */
async function work([first = '', ...rest]: string[]): Promise<number> {
  // The first process of a namespace does not end by a signal that it does not handle.
  const ended = new Promise<number>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve(130))
  })
  if (first === '--suite')
    return Promise.race([ended, finished('vitest', ['run', '--project', 'bed', ...rest], process.env)])
  const starting = startAll()
  const bed = await Promise.race([starting, ended])
  if (typeof bed === 'number') {
    await starting.then(({ bed }) => bed.close()).catch(() => undefined)
    return bed
  }
  try {
    if (first !== '')
      return await Promise.race([ended, finished(first, rest, { ...process.env, ...variablesOf(bed) })])
    process.stdout.write(instructions(bed))
    return await ended.then(() => 0)
  } finally {
    await bed.bed.close()
  }
}

/** The bed of a person: one cluster with both controllers. */
interface Whole {
  readonly bed: Bed
  readonly cluster: Cluster
  readonly argocd: Argocd
}

async function startAll(): Promise<Whole> {
  const bed = await startBed()
  try {
    const cluster = await bed.startCluster('a')
    const [argocd] = await Promise.all([
      bed.startArgocd(cluster, { hydrator: true, notifications: true }),
      bed.startFlux(cluster),
    ])
    return { bed, cluster, argocd }
  } catch (error) {
    await bed.close()
    throw error
  }
}

/** What a command in a bed's network finds its parts by. */
function variablesOf({ cluster, argocd }: Whole): Record<string, string> {
  return {
    KUBECONFIG: cluster.kubeconfig,
    ARGOCD_SERVER: argocd.url.replace('http://', ''),
    ARGOCD_AUTH_TOKEN: argocd.adminToken,
  }
}

function instructions(whole: Whole): string {
  const { bed } = whole
  const variables = Object.entries(variablesOf(whole)).map(([name, value]) => `  export ${name}=${value}`)
  return [
    `The bed is up. A shell in its network, from another terminal:`,
    // Its own number is another one there.
    `  sudo nsenter --target "$(pgrep --oldest --full ${join(bed.folder, 'a/etcd')})" --net bash`,
    'and in that:',
    ...variables,
    `Repositories: ${bed.git.url}/NAME.git, in ${join(bed.folder, 'git')}`,
    `Logs: ${join(bed.folder, 'log')}`,
    'Ctrl-C ends it.',
    '',
  ].join('\n')
}

function finished(program: string, args: string[], env: NodeJS.ProcessEnv): Promise<number> {
  const child = spawn(program, args, { stdio: 'inherit', env })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => resolve(code ?? 1))
  })
}
