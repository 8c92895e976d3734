/**
 *   npm run bed                  starts a bed and prints how to use it; Ctrl-C stops it
 *   npm run bed -- COMMAND …     starts a bed, runs the command in its network and stops with it
 *   npm run test:bed -- …        runs the suite `bed`; further arguments go to vitest
 *   npm run soak -- …            runs the tests that take longer than the suite (`soak.ts`)
 *
 * Builds the programs if needed, then runs itself again in its own network. Exit code 77: a bed cannot run here.
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
import { soakOf } from './soak.ts'

// npm removes the first `--`. If this program is run directly, it can be present.
const given = process.argv.slice(2)
const [mode = '', ...words] = given[0] === '--' ? given.slice(1) : given
/** The vitest projects. */
const projects = { '--suite': 'bed', '--soak': 'soak' } as const
/** The mode of the process in the new network. */
const inside = '--inside'
/**
 * The time that the inner process has to end after a signal, in milliseconds. After that it is killed with all
 * processes that it started. The terminal sends Ctrl-C to both processes, so the inner one stops in order. Other
 * signals reach only the outer one.
 */
const endWithin = { SIGINT: 60_000, SIGTERM: 5000, SIGHUP: 5000 } as const

try {
  process.exitCode = await (mode === inside
    ? work(words)
    : prepare([mode, ...words].filter((word) => word !== '')))
} catch (error) {
  say(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}

/** Runs outside of the network: builds the programs, creates the folder, and runs the rest in its own network. */
async function prepare(command: string[]): Promise<number> {
  const place = realpathSync(tmpdir())
  await removeAbandoned(place).catch(() => undefined)
  try {
    needPrograms(process.env)
    await build(process.env, say)
    return await inFolder(place, command[0] === '--soak' ? withSeed(command) : command)
  } catch (error) {
    if (!(error instanceof Skipped)) throw error
    process.stderr.write(`bed: skipped: ${error.message}\n`)
    return skippedExitCode
  }
}

/** Removes the arguments of a soak from a command. The tests read them from the environment. */
function withSeed([mode = '', ...words]: string[]): string[] {
  const soak = soakOf(words)
  Object.assign(process.env, soak.env)
  say(`the same soak again: npm run soak -- ${soak.again}`)
  return [mode, ...soak.words]
}

async function inFolder(place: string, command: string[]): Promise<number> {
  // If this process is killed, the next run of the bed or of Fairlead finds the folder by this lock and removes it.
  const folder = mkdtempSync(join(place, 'fairlead-bed-'))
  writeFileSync(join(folder, LOCK), ownLock())
  const end = new AbortController()
  for (const [signal, within] of Object.entries(endWithin))
    process.on(signal, () => setTimeout(() => end.abort(), within).unref())
  try {
    const env = scrubbed(process.env, folder, dirname(buildsFolder(process.env)))
    for (const name of [env['HOME'], env['TMPDIR']]) mkdirSync(name ?? '', { recursive: true })
    const itself = [process.execPath, fileURLToPath(import.meta.url), inside, ...command]
    // Another cluster cannot be reached from an isolated network.
    const isOwn = chosen(process.env).cluster === undefined
    return await (isOwn
      ? runIsolated(itself, env, end.signal)
      : finished(process.execPath, itself.slice(1), env))
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** Runs inside of the network: the suite, or a bed with a command, or only a bed. */
async function work([first = '', ...rest]: string[]): Promise<number> {
  // The first process of a namespace only ends by signals that it handles.
  const ended = new Promise<number>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve(130))
  })
  if (first === '--suite' || first === '--soak')
    return Promise.race([
      ended,
      finished('vitest', ['run', '--project', projects[first], ...rest], process.env),
    ])
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

/** A bed for a person: one cluster with both controllers. */
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

/** Returns the variables by which a command in the bed's network finds its parts. */
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
    // The process has a different id outside of its namespace.
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
