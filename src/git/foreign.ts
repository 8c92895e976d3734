/**
 * A repository that Fairlead did not create: the checkout that a job or a person works in. git never opens it
 * directly, because it would then use its configuration, run its hooks and write into it. Instead, git works in an
 * empty repository of our own that uses the objects and refs of the other one. Everything that is fetched or created
 * stays there.
 */
import { existsSync, realpathSync, statSync } from 'node:fs'
import { copyFile, lstat, mkdir, readdir, readFile, symlink, utimes, writeFile } from 'node:fs/promises'
import { devNull } from 'node:os'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { inputError } from '../errors.ts'
import { checkoutAround, statusOf } from '../files/way.ts'
import { Bounds } from './bounds.ts'
import { allowedSettings, parseConfig, rewritten, safeDirectories, settingOf } from './config.ts'
import type { ConfigEntry, Whereabouts } from './config.ts'
import type { Environment, Setting } from './environment.ts'
import { readingEnvironment } from './environment.ts'
import { runGit } from './process.ts'
import type { GitResult } from './process.ts'
import { makeTemporary } from '../temporary/folders.ts'

/** A repository that git can use safely. */
export interface Foreign {
  /** The repository of our own, in which git runs. */
  readonly directory: string
  /** The folder of the checkout; undefined for a bare repository. */
  readonly top: string | undefined
  /** The address of its remote `origin`, after the settings have rewritten it; undefined if it has none. */
  readonly origin: string | undefined
  /** The default branch of `origin`, as the clone knows it. */
  readonly defaultBranch: string | undefined
  /** The allowed settings of the user and of the repository. */
  readonly settings: readonly Setting[]
  readonly safeDirectories: readonly string[]
  /** Whether it is a partial clone, in which objects of its server can be missing. */
  readonly isPartial: boolean
  /** Whether it is a sparse checkout: only the files that its patterns name are on the disk. */
  readonly isSparse: boolean
  /** The names of the filters (git-lfs and similar) that the user has configured. They are not run. */
  readonly filters: ReadonlySet<string>
  /** The copy of the checkout's index, which may not exist. */
  readonly index: string
  /** The copy of the checkout's FETCH_HEAD, which may not exist. */
  readonly fetched: string
}

interface Found extends Whereabouts {
  /**
   * The folder in which the repository was found, with links not resolved: file names from git are relative to it.
   */
  readonly start: string
  readonly gitDir: string
  readonly objectFormat: string
}

/** A name other than FETCH_HEAD, which is for fetches in our own repository. */
const FETCHED = 'fetched'

/** A folder, and how to find its repository. */
export interface Place {
  readonly directory: string
  /**
   * Whether a person names the folder as the repository, possibly a bare one: then folders above it are not searched.
   */
  readonly isNamed?: boolean | undefined
  readonly environment: Environment
}

/**
 * Finds the repository of a folder.
 *
 * @returns git's output if there is none, or if git refuses it because it belongs to another user
 * @throws FairleadError (input) if the folder does not exist
 */
export async function findRepository(place: Place): Promise<Found | { readonly failed: GitResult }> {
  return findFrom(place, startOf(place))
}

async function findFrom(
  place: Place,
  start: string | undefined,
): Promise<Found | { readonly failed: GitResult }> {
  const { directory, environment } = place
  const result = await read(
    ['rev-parse', '--path-format=absolute', '--git-dir', '--git-common-dir', '--show-object-format'],
    start ?? directory,
    environment,
    ceilingOf(place),
  )
  if (!result.ok) return { failed: result }
  const [gitDir = '', commonDir = '', objectFormat = ''] = result.stdout.split(/\r?\n/)
  return {
    start: start ?? directory,
    gitDir,
    commonDir: realpathSync(commonDir),
    top: start === undefined ? undefined : realpathSync(start),
    objectFormat,
  }
}

/**
 * Returns the folder of the checkout, from which git starts; undefined if there is none, as for a bare repository.
 */
function startOf({ directory, isNamed }: Place): string | undefined {
  if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory())
    throw inputError(`there is no folder ${directory}`)
  if (isNamed !== true) return checkoutAround(resolve(directory))
  return statusOf(join(directory, '.git')) ? resolve(directory) : undefined
}

/** Prevents git from searching above a named folder. Rule: git(1), GIT_CEILING_DIRECTORIES */
function ceilingOf({ directory, isNamed }: Place): Environment {
  return isNamed === true ? { GIT_CEILING_DIRECTORIES: dirname(realpathSync(directory)) } : {}
}

/** Returns only the settings of the user, for a repository that Fairlead created. */
export async function readUserSettings(environment: Environment): Promise<readonly ConfigEntry[]> {
  const isNowhere = (name: string) => environment[name] === devNull || environment[name] === '/dev/null'
  const hasSystem = !environment['GIT_CONFIG_NOSYSTEM'] && !isNowhere('GIT_CONFIG_SYSTEM')
  const hasAny = hasSystem || !isNowhere('GIT_CONFIG_GLOBAL') || environment['GIT_CONFIG_COUNT'] !== undefined
  return hasAny ? readConfig('/', environment, { GIT_DIR: devNull }) : []
}

async function readConfig(
  start: string,
  environment: Environment,
  extra?: Environment,
): Promise<ConfigEntry[]> {
  const args = ['config', '--list', '--includes', '--show-scope', '--show-origin', '-z']
  const result = await read(args, start, environment, extra)
  // If a configuration file is damaged, git reports it when it is used; here its settings are ignored.
  return result.ok ? parseConfig(result.stdout, start) : []
}

function read(
  args: readonly string[],
  directory: string,
  environment: Environment,
  extra?: Environment,
): Promise<GitResult> {
  const bounds = new Bounds(undefined)
  return runGit(args, { directory, environment: readingEnvironment(environment, extra), bounds, secrets: [] })
}

/**
 * Opens the repository of a folder. Its temporary files are removed when the process ends.
 *
 * @throws FairleadError (input) if the folder does not exist
 */
export async function openForeign(place: Place): Promise<Foreign | { readonly failed: GitResult }> {
  const start = startOf(place)
  const [found, entries] = await Promise.all([
    findFrom(place, start),
    readConfig(start ?? place.directory, place.environment, ceilingOf(place)),
  ])
  if ('failed' in found) return found
  const own = makeTemporary()
  const refStorage = settingOf(entries, 'extensions.refstorage')
  await borrow(found, own, refStorage)
  const known = settingOf(entries, 'remote.origin.url')
  const origin = known === undefined ? undefined : absolute(known, found.start)
  const settings = allowedSettings(entries, found)
  return {
    directory: own,
    index: join(own, 'index'),
    fetched: join(own, FETCHED),
    top: found.top,
    settings: origin === undefined ? settings : [...settings, ['remote.origin.url', origin]],
    origin: origin === undefined ? undefined : rewritten(origin, settings, 'fetch'),
    defaultBranch: await defaultBranchIn(found, refStorage, place),
    safeDirectories: safeDirectories(entries),
    isPartial: entries.some(
      ({ key, value }) =>
        key === 'extensions.partialclone' || (/^remote\..*\.promisor$/.test(key) && value === 'true'),
    ),
    isSparse: settingOf(entries, 'core.sparsecheckout') === 'true',
    filters: new Set(entries.flatMap(({ key }) => /^filter\.(.+)\.(?:clean|process)$/.exec(key)?.[1] ?? [])),
  }
}

/** Returns the default branch of `origin`. If refs are files, reading the file costs less than a process. */
async function defaultBranchIn(
  { commonDir }: Found,
  refStorage: string | undefined,
  place: Place,
): Promise<string | undefined> {
  const name = 'refs/remotes/origin/'
  const told =
    refStorage === undefined || refStorage === 'files'
      ? (await readFile(join(commonDir, name, 'HEAD'), 'utf8').catch(() => '')).replace(/^ref: */, '')
      : (await read(['symbolic-ref', '--quiet', `${name}HEAD`], place.directory, place.environment)).stdout
  return told.startsWith(name) ? told.trim().slice(name.length) : undefined
}

/** Resolves a path against the checkout, because git runs in another folder. */
function absolute(address: string, start: string): string {
  const isPath = !/^[a-z0-9+.-]+::?/i.test(address) && !/^[^/\\:]{2,}:/.test(address)
  return isPath && !isAbsolute(address) ? resolve(start, address) : address
}

/** Creates the repository of our own. */
async function borrow(found: Found, own: string, refStorage: string | undefined): Promise<void> {
  const { gitDir, commonDir, objectFormat } = found
  const objects = join(commonDir, 'objects')
  if (/[\r\n]/.test(objects))
    throw inputError(`${JSON.stringify(objects)} cannot be used: it contains a line break`)
  await Promise.all([
    mkdir(join(own, 'objects', 'info'), { recursive: true }),
    mkdir(join(own, 'info')),
    // The folder info is for the patterns of a sparse checkout, which git needs to read its index.
    link(join(commonDir, 'refs'), join(own, 'refs')),
    link(join(commonDir, 'logs'), join(own, 'logs')),
    link(join(commonDir, 'reftable'), join(own, 'reftable')),
  ])
  const extensions = [
    ...(objectFormat === '' || objectFormat === 'sha1' ? [] : [`objectFormat = ${objectFormat}`]),
    ...(refStorage === 'reftable' ? ['refStorage = reftable'] : []),
  ]
  const version = extensions.length > 0 ? 1 : 0
  const config = [
    `[core]`,
    `repositoryformatversion = ${version}`,
    'bare = true',
    '[extensions]',
    ...extensions,
  ]
  await Promise.all([
    writeFile(join(own, 'config'), `${config.join('\n')}\n`),
    writeFile(join(own, 'objects', 'info', 'alternates'), `${objects}\n`),
    copy(join(gitDir, 'HEAD'), join(own, 'HEAD')),
    // A linked worktree may not have fetched anything itself.
    copy(
      join(
        [gitDir, commonDir].find((folder) => existsSync(join(folder, 'FETCH_HEAD'))) ?? gitDir,
        'FETCH_HEAD',
      ),
      join(own, FETCHED),
    ),
    copy(join(commonDir, 'packed-refs'), join(own, 'packed-refs')),
    copy(join(commonDir, 'shallow'), join(own, 'shallow')),
    copy(join(commonDir, 'info', 'exclude'), join(own, 'info', 'exclude')),
    copy(join(gitDir, 'info', 'sparse-checkout'), join(own, 'info', 'sparse-checkout')),
    borrowIndex(gitDir, own),
  ])
}

async function link(target: string, path: string): Promise<void> {
  if (existsSync(target)) await symlink(target, path, 'junction')
}

async function copy(from: string, to: string): Promise<void> {
  if ((await lstat(from).catch(() => undefined))?.isFile() === true) await copyFile(from, to)
}

/**
 * Copies the index, which records the files of the checkout that are unchanged: they need not be read again, and
 * their content on the disk may be the output of a filter (git-lfs).
 */
async function borrowIndex(gitDir: string, own: string): Promise<void> {
  if (!(await copyIndex(join(gitDir, 'index'), join(own, 'index')))) return
  const parts = (await readdir(gitDir)).filter((name) => name.startsWith('sharedindex.'))
  await Promise.all(parts.map((name) => copy(join(gitDir, name), join(own, name))))
}

/**
 * Copies an index. The copy gets a slightly older time than the original, because git checks files again that were
 * written at the same time as the index.
 *
 * @returns whether there is one
 */
export async function copyIndex(from: string, to: string): Promise<boolean> {
  const status = await lstat(from).catch(() => undefined)
  if (status?.isFile() !== true) return false
  await copyFile(from, to)
  const time = Math.floor(status.mtimeMs / 1000) - 1
  await utimes(to, time, time)
  return true
}
