/**
 * npm run bed                  starts a bed and tells how to use it; Ctrl-C ends it
 * npm run bed -- COMMAND …     starts a bed, runs the command in its network and ends with it
 * npm run test:bed -- …        runs the suite `bed`; what follows goes to vitest
 * npm run soak -- …            runs what takes longer than the suite (`soak.ts`)
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
import { soakOf } from './soak.ts'

// npm takes the first `--` away; who calls this program itself may leave it in.
const given = process.argv.slice(2)
const [mode = '', ...words] = given[0] === '--' ? given.slice(1) : given
/** Of vitest. */
const projects = { '--suite': 'bed', '--soak': 'soak' } as const
/** How this program calls itself in the new network. */
const inside = '--inside'
/**
 * How long the inner process may take to end after a signal, in milliseconds; then it is ended with all that it
 * started. The terminal sends Ctrl-C to both processes, and the inner one ends in order; others signal the outer alone.
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

/** Outside: builds, makes the folder that all goes with, and runs the rest in a network of its own. */
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

/** Takes the words of a soak out of a command: its tests find them in the environment. */
function withSeed([mode = '', ...words]: string[]): string[] {
  const soak = soakOf(words)
  Object.assign(process.env, soak.env)
  say(`the same soak again: npm run soak -- ${soak.again}`)
  return [mode, ...soak.words]
}

async function inFolder(place: string, command: string[]): Promise<number> {
  // Where this process is killed, the next run of the bed, or of Fairlead, removes the folder by this lock.
  const folder = mkdtempSync(join(place, 'fairlead-bed-'))
  writeFileSync(join(folder, LOCK), ownLock())
  const end = new AbortController()
  for (const [signal, within] of Object.entries(endWithin))
    process.on(signal, () => setTimeout(() => end.abort(), within).unref())
  try {
    const env = scrubbed(process.env, folder, dirname(buildsFolder(process.env)))
    for (const name of [env['HOME'], env['TMPDIR']]) mkdirSync(name ?? '', { recursive: true })
    const itself = [process.execPath, fileURLToPath(import.meta.url), inside, ...command]
    // Another cluster cannot be reached from a network of our own.
    const isOwn = chosen(process.env).cluster === undefined
    return await (isOwn
      ? runIsolated(itself, env, end.signal)
      : finished(process.execPath, itself.slice(1), env))
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
