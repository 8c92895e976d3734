/**
 * A repository that somebody else made: the checkout that a job or a person works in. git never opens it as such, since
 * it would then follow its configuration, run its hooks and write into it. It works in an empty repository of our own
 * that borrows the objects and refs of the other one, and what it fetches or makes stays there.
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

/** A repository as git may work with it. */
export interface Foreign {
  /** The repository of our own. */
  readonly directory: string
  /** The folder of the checkout; undefined for a bare repository. */
  readonly top: string | undefined
  /** The address of its remote `origin`, as the settings rewrite it; undefined where it has none. */
  readonly origin: string | undefined
  /** The branch that is the default of `origin`, as the clone knows it. */
  readonly defaultBranch: string | undefined
  /** The settings of the user and of the repository that count. */
  readonly settings: readonly Setting[]
  readonly safeDirectories: readonly string[]
  /** Whether it is a partial clone, which may lack objects that its server has. */
  readonly isPartial: boolean
  /** Whether only a part of its files is on the disk: those that its patterns name. */
  readonly isSparse: boolean
  /** The names of filters (git-lfs and the like) that the user has set up. They are not run. */
  readonly filters: ReadonlySet<string>
  /** The copy of the checkout's index, which need not be there. */
  readonly index: string
  /** The copy of what the checkout's last fetch has left, which need not be there. */
  readonly fetched: string
}

interface Found extends Whereabouts {
  /** As the repository was found, links not resolved: files that git names count from it. */
  readonly start: string
  readonly gitDir: string
  readonly objectFormat: string
}

/** Git's own name for it is for what is fetched here. */
const FETCHED = 'fetched'

/** A folder, and how its repository is found. */
export interface Place {
  readonly directory: string
  /** A person names the folder as the repository, a bare one perhaps: nothing above it is looked at. */
  readonly isNamed?: boolean | undefined
  readonly environment: Environment
}

/**
 * Finds the repository of a folder.
 *
 * @returns what git says where there is none, or one that git refuses since it belongs to another user
 * @throws FairleadError (input) where the folder is not there
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

/** The folder from which git looks no further. */
function startOf({ directory, isNamed }: Place): string | undefined {
  if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory())
    throw inputError(`there is no folder ${directory}`)
  if (isNamed !== true) return checkoutAround(resolve(directory))
  return statusOf(join(directory, '.git')) ? resolve(directory) : undefined
}

/** Keeps git itself from looking above a folder that is named. Rule: git(1), GIT_CEILING_DIRECTORIES */
function ceilingOf({ directory, isNamed }: Place): Environment {
  return isNamed === true ? { GIT_CEILING_DIRECTORIES: dirname(realpathSync(directory)) } : {}
}

/** The settings of the user alone, for a repository that we made ourselves. */
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
  // A file of settings that is damaged is told by git when it is used; here its settings do not count.
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
 * Opens the repository of a folder. What is made for it goes with the process.
 *
 * @throws FairleadError (input) where the folder is not there
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

/** Where refs are files, a look at the file costs less than a process. */
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

/** A path counts from the checkout, and git runs elsewhere. */
function absolute(address: string, start: string): string {
  const isPath = !/^[a-z0-9+.-]+::?/i.test(address) && !/^[^/\\:]{2,}:/.test(address)
  return isPath && !isAbsolute(address) ? resolve(start, address) : address
}

/** Makes the repository of our own. */
async function borrow(found: Found, own: string, refStorage: string | undefined): Promise<void> {
  const { gitDir, commonDir, objectFormat } = found
  const objects = join(commonDir, 'objects')
  if (/[\r\n]/.test(objects))
    throw inputError(`${JSON.stringify(objects)} cannot be used: it contains a line break`)
  await Promise.all([
    mkdir(join(own, 'objects', 'info'), { recursive: true }),
    mkdir(join(own, 'info')),
    // The index of a checkout that is sparse is read by the patterns there.
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
    // A working tree beside a clone may have fetched nothing itself.
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
 * Copies the index, which says which files of the checkout are as they were: they need not be read, and may be what a
 * filter (git-lfs) has made of what is in the repository.
 */
async function borrowIndex(gitDir: string, own: string): Promise<void> {
  if (!(await copyIndex(join(gitDir, 'index'), join(own, 'index')))) return
  const parts = (await readdir(gitDir)).filter((name) => name.startsWith('sharedindex.'))
  await Promise.all(parts.map((name) => copy(join(gitDir, name), join(own, name))))
}

/**
 * Copies an index. The copy is a little older than the original: git looks again at files that were written at the
 * moment when the index was.
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
