/**
 * Builds the programs of the bed from Go modules, once. The builds are stored outside of the project, under a hash of
 * their sources (`versions.ts`, `compile.ts` and the locks in `go/`). A machine that has them needs no Go.
 */
import { createHash, randomUUID } from 'node:crypto'
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, readdirSync } from 'node:fs'
import { renameSync, rmSync, statSync, utimesSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { compile } from './compile.ts'
import { exclusively } from './exclusive.ts'
import { GoTool, sources } from './go-tool.ts'
import { timed } from './report.ts'
import type { Say } from './report.ts'
import { pinned } from './versions.ts'
import type { Program } from './versions.ts'

const day = 24 * 60 * 60 * 1000
/** The prefix of folders that do not hold a complete build. */
const unfinished = 'unfinished-'

/** A finished build. */
export interface Built {
  /** The folder of the programs, for PATH. */
  readonly bin: string
  /** Returns the path of one program. */
  program(name: Program): string
  /** Returns the path of a file that came with a module: `argocd/crds/application-crd.yaml`. */
  asset(name: string): string
}

/** Returns the folder of the builds: `fairlead-bed` in the user's cache folder. */
export function buildsFolder(env: NodeJS.ProcessEnv): string {
  return join(env['XDG_CACHE_HOME'] || join(env['HOME'] || homedir(), '.cache'), 'fairlead-bed')
}

/**
 * Returns the programs. Builds them if that has not been done yet, which takes about 25 minutes on two processors.
 *
 * @throws Skipped if they have to be built and Go is missing or too old
 * @throws Error if the build fails, or if the locks contain other versions than `versions.ts`
 */
export async function build(env: NodeJS.ProcessEnv, say: Say): Promise<Built> {
  const builds = buildsFolder(env)
  const folder = join(builds, key())
  if (!existsSync(folder)) await makeOnce(builds, folder, new GoTool(env, say), say)
  markUsed(folder)
  removeOld(builds)
  const bin = join(folder, 'bin')
  return { bin, program: (name) => join(bin, name), asset: (name) => join(folder, 'assets', name) }
}

/** Returns a key that changes whenever the result of the build would change. */
function key(): string {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch} ${JSON.stringify(pinned)}`)
  for (const file of ['compile.ts', ...globSync('go/**', { cwd: join(sources, '..') }).toSorted()]) {
    const path = join(sources, '..', file)
    if (statSync(path).isFile()) hash.update(`\0${file}\0`).update(readFileSync(path))
  }
  return hash.digest('hex').slice(0, 16)
}

/** Builds the programs. If several processes do so at once, one builds and the others use its result. */
async function makeOnce(builds: string, folder: string, go: GoTool, say: Say): Promise<void> {
  await go.need()
  mkdirSync(builds, { recursive: true })
  const wait = () => say('another build is under way: waiting for it')
  await exclusively(join(builds, 'lock'), wait, async () => {
    if (existsSync(folder)) return
    // No other process builds now, so these folders are left over from builds that were killed.
    for (const name of readdirSync(builds)) if (name.startsWith(unfinished)) remove(join(builds, name))
    say('the programs of the bed are built, once: about 25 minutes on two processors')
    // The folder gets its final name only when it is complete, so that a build that is killed halfway is not used.
    const making = mkdtempSync(join(builds, unfinished))
    try {
      await timed(say, 'build', () => compile(making, go, say))
      renameSync(making, folder)
    } catch (error) {
      throw withAdvice(error as Error, builds)
    } finally {
      remove(making)
    }
  })
}

function withAdvice(error: Error, builds: string): Error {
  if (!/ENOSPC|no space left on device/.test(error.message)) return error
  const where = `${builds} takes 1 GB, Go's caches (go env GOMODCACHE GOCACHE) 15 GB`
  return new Error(`the disk is full; ${where}: ${error.message}`, { cause: error })
}

/** Marks a build as used, so that it is not removed as old. A read-only cache is left as it is. */
function markUsed(folder: string): void {
  try {
    utimesSync(folder, new Date(), new Date())
  } catch (error) {
    if (!['EPERM', 'EACCES', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  }
}

/**
 * Removes builds of other versions that were not used for two weeks, and the leftovers of killed builds after a day.
 */
function removeOld(builds: string): void {
  for (const name of readdirSync(builds)) {
    const folder = join(builds, name)
    const status = statSync(folder, { throwIfNoEntry: false })
    if (!status?.isDirectory()) continue
    const age = Date.now() - status.mtimeMs
    if (age > (name.startsWith(unfinished) ? day : 14 * day)) remove(folder)
  }
}

/**
 * Renames the folder first, so that no process finds half a build. Leaves it if another process has removed it, or if
 * this one has no permission.
 */
function remove(folder: string): void {
  const gone = `${dirname(folder)}/${unfinished}${randomUUID()}`
  try {
    renameSync(folder, gone)
  } catch (error) {
    if (['ENOENT', 'EPERM', 'EACCES', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '')) return
    throw error
  }
  rmSync(gone, { recursive: true, force: true })
}
