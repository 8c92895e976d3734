import { randomBytes } from 'node:crypto'
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import type { Dirent, Stats } from 'node:fs'
import { chmod, mkdir, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { FairleadError, inputError, remoteError } from '../errors.ts'
import type { FileChange } from '../forge/forge.ts'
import { isGitFolder, pathFault } from '../git/paths.ts'
import type { FileMode, Tree, TreeEntry, TreeFile } from './tree.ts'

/**
 * The files of a folder, which need not be a git repository, as they are now.
 *
 * Everything is listed, also what git ignores; only `.git` and `node_modules` are left out, at any depth.
 * Links are listed and never followed. Windows knows no executable bit: all files are 100644 there.
 *
 * Reading is synchronous inside: for thousands of small files, which the system has in its cache after a
 * checkout, that takes a fraction of the time of asynchronous calls.
 *
 * @param dir the folder; that it is itself reached through links is no matter
 */
export function worktree(dir: string): Tree {
  const root = resolve(dir)
  const folders = new Set<string>()
  return {
    name: dir,
    async list() {
      return [...listFolder(root, '')].toSorted((a, b) => (a.path < b.path ? -1 : 1))
    },
    async read(paths) {
      const contents = new Map<string, TreeFile>()
      for (const path of new Set(paths)) {
        const content = readEntry(root, path, folders)
        if (content) contents.set(path, content)
      }
      return contents
    },
  }
}

/**
 * Writes files of a folder: each by a temporary file beside it and a rename, so that no reader ever sees half
 * a file. All changes are checked, and all temporary files written, before the first file is replaced.
 *
 * A file that is there keeps its rights; only the executable bit follows the change. Links are neither
 * followed nor replaced.
 *
 * @throws FairleadError (input) where a path leaves the folder, goes through a link or names no file
 * @throws FairleadError (remote) where the disk refuses; nothing is changed then, unless the last step fails
 *   halfway, and then the message names what was written
 */
export async function writeFiles(dir: string, changes: readonly FileChange[]): Promise<void> {
  const root = resolve(dir)
  for (const change of changes) checkChange(root, change)
  const paths = new Set(changes.map(({ path }) => path))
  if (paths.size < changes.length) throw inputError('a file is to be written twice at once')

  const staged: { path: string; temporary: string | undefined }[] = []
  const folders: string[] = []
  const done: string[] = []
  try {
    for (const change of changes) {
      const temporary = change.content && temporaryName(root, change.path)
      staged.push({ path: change.path, temporary })
      if (temporary !== undefined) await stage(root, change, temporary, folders)
    }
    for (const { path, temporary } of staged) {
      if (temporary === undefined) await rm(join(root, path), { force: true })
      else await rename(temporary, join(root, path))
      done.push(path)
    }
  } catch (error) {
    const left = staged.slice(done.length)
    for (const { temporary } of left) if (temporary !== undefined) await rm(temporary, { force: true })
    // A folder that has got a file stays: rmdir removes only empty ones.
    for (const folder of folders.toReversed()) await rmdir(folder).catch(() => undefined)
    if (error instanceof FairleadError) throw error
    const written = done.length === 0 ? 'nothing was changed' : `already written: ${done.join(', ')}`
    throw remoteError(`cannot write to ${dir}: ${(error as Error).message}; ${written}`, { cause: error })
  }
}

function* listFolder(root: string, folder: string): Generator<TreeEntry> {
  let entries: Dirent[]
  try {
    entries = readdirSync(join(root, folder), { withFileTypes: true })
  } catch (error) {
    throw unreadable(join(root, folder), error)
  }
  for (const entry of entries) {
    if (isLeftOut(entry.name)) continue
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (entry.isSymbolicLink()) yield { path, mode: '120000' }
    else if (entry.isDirectory()) yield* listFolder(root, path)
    else if (entry.isFile()) yield { path, mode: modeOf(lstatSync(join(root, path))) }
  }
}

function isLeftOut(name: string): boolean {
  return name === 'node_modules' || isGitFolder(name)
}

function modeOf(status: Stats): FileMode {
  return process.platform !== 'win32' && status.mode & 0o100 ? '100755' : '100644'
}

/** The content of a file, the target of a link, or undefined where the tree has no such entry. */
function readEntry(root: string, path: string, folders: Set<string>): TreeFile | undefined {
  if (path.split('/').some(isLeftOut)) return undefined
  checkInside(root, path, folders)
  const file = join(root, path)
  const status = statusOf(file)
  if (status?.isSymbolicLink())
    return { content: Buffer.from(readlinkSync(file).replaceAll('\\', '/')), mode: '120000' }
  if (!status?.isFile()) return undefined
  try {
    return { content: readFileSync(file), mode: modeOf(status) }
  } catch (error) {
    throw unreadable(file, error)
  }
}

/**
 * Makes sure that a path stays in its folder: a hostile tree may hold `apps -> /etc`.
 *
 * @param known folders that were looked at before; each is looked at once
 * @throws FairleadError (input) where it does not
 */
function checkInside(root: string, path: string, known = new Set<string>()): void {
  const fault = pathFault(path) ?? windowsFault(path)
  if (fault !== undefined) throw inputError(`this path is not allowed: ${fault}`)
  const parts = path.split('/')
  for (let depth = 1; depth < parts.length; depth++) {
    const folder = parts.slice(0, depth).join('/')
    if (known.has(folder)) continue
    if (statusOf(join(root, folder))?.isSymbolicLink())
      throw inputError(`${path} goes through the link ${folder}`, { hint: 'Name the file by its real path.' })
    known.add(folder)
  }
}

/** `C:x` and `a:stream` mean other places on Windows, and there the backslash separates too. */
function windowsFault(path: string): string | undefined {
  return process.platform === 'win32' && /[\\:]/.test(path) ? `${path} has a backslash or colon` : undefined
}

function checkChange(root: string, { path, mode, content }: FileChange): void {
  checkInside(root, path)
  if (content && mode !== '100644' && mode !== '100755')
    throw inputError(`${path} is a link or a submodule, and only files can be written`)
  const status = statusOf(join(root, path))
  if (status?.isSymbolicLink())
    throw inputError(`${path} is a link`, { hint: 'Name the file that it points to.' })
  if (status && !status.isFile()) throw inputError(`${path} is no file`)
}

/** Writes the temporary file, and makes the folders that it needs. */
async function stage(root: string, change: FileChange, temporary: string, folders: string[]): Promise<void> {
  const file = join(root, change.path)
  const status = statusOf(file)
  folders.push(...(await makeFolders(dirname(file))))
  await writeFile(temporary, change.content ?? '', {
    flag: 'wx',
    mode: change.mode === '100755' ? 0o777 : 0o666,
  })
  if (!status || process.platform === 'win32') return
  const readable = (status.mode & 0o444) >> 2
  const rights = change.mode === '100755' ? status.mode | readable : status.mode & ~0o111
  await chmod(temporary, rights & 0o777)
}

/** Makes a folder and those above it; gives those that were not there, outermost first. */
async function makeFolders(folder: string): Promise<string[]> {
  const first = await mkdir(folder, { recursive: true })
  if (first === undefined) return []
  const made = [folder]
  while (made[0] !== undefined && made[0].length > first.length) made.unshift(dirname(made[0]))
  return made
}

/** In the same folder, since a rename is atomic only within one file system. */
function temporaryName(root: string, path: string): string {
  return join(root, dirname(path), `.fairlead-${randomBytes(6).toString('hex')}.tmp`)
}

function statusOf(file: string): Stats | undefined {
  try {
    return lstatSync(file, { throwIfNoEntry: false })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw unreadable(file, error)
  }
}

function unreadable(file: string, error: unknown): FairleadError {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ENOENT' || code === 'ENOTDIR') return inputError(`there is no folder ${file}`)
  return remoteError(`cannot read ${file}: ${message}`, { cause: error })
}
