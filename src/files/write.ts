import { chmodSync, closeSync, constants, mkdirSync, openSync, realpathSync } from 'node:fs'
import { renameSync, rmdirSync, unlinkSync, writeFileSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { dirname, join, resolve } from 'node:path'
import { FairleadError, inputError, remoteError } from '../errors.ts'
import { pathFault } from '../git/paths.ts'
import type { FileMode } from '../tree/tree.ts'
import { statusOf } from './way.ts'

/** A file to write. */
export interface FileWrite {
  /** With forward slashes, from the folder that is written to. */
  readonly path: string
  /** The whole new content; undefined deletes the file. */
  readonly content: Uint8Array | undefined
  readonly mode: FileMode
}

/**
 * Writes files below a folder: the one way to do so wherever a stranger may have shaped what is there, as in every
 * checkout. Each goes by a new temporary file beside it and a rename, so that no reader ever sees half a file, and
 * what has the name (a hard link, a pipe) is replaced and never opened. All changes are checked, and all temporary
 * files written, before the first file is replaced.
 *
 * A file that is there keeps its rights; only the executable bit follows the change. Links are neither followed nor
 * replaced. It is synchronous, so that a surface can still leave its files when the process is about to end.
 *
 * @param dir the folder; that it is itself reached through links is no matter
 * @throws FairleadError (input) where a path leaves the folder, goes through a link or names no file
 * @throws FairleadError (remote) where the disk refuses; nothing is changed then, unless the last step fails
 *   halfway, and then the message names what was written
 */
export function writeFiles(dir: string, changes: readonly FileWrite[]): void {
  for (const change of changes) checkChange(resolve(dir), change)
  const paths = new Set(changes.map(({ path }) => path))
  if (paths.size < changes.length) throw inputError('a file is to be written twice at once')

  const staged: { path: string; temporary: string | undefined }[] = []
  const folders: string[] = []
  const done: string[] = []
  try {
    const root = realpathSync(resolve(dir))
    for (const change of changes) {
      const temporary = change.content && temporaryName(root, change.path)
      staged.push({ path: change.path, temporary })
      if (temporary !== undefined) stage(root, change, temporary, folders)
    }
    for (const { path, temporary } of staged) {
      // The temporary name is a secret: where its folder has been swapped for a link, it is not found there.
      if (temporary !== undefined) renameSync(temporary, join(root, path))
      else if (statusOf(join(root, path))) unlinkSync(join(root, path))
      done.push(path)
    }
  } catch (error) {
    for (const { temporary } of staged.slice(done.length)) if (temporary !== undefined) discard(temporary)
    // A folder that has got a file stays: rmdir removes only empty ones.
    for (const folder of folders.toReversed()) discard(folder, rmdirSync)
    if (error instanceof FairleadError) throw error
    const written = done.length === 0 ? 'nothing was changed' : `already written: ${done.join(', ')}`
    throw remoteError(`cannot write to ${dir}: ${(error as Error).message}; ${written}`, { cause: error })
  }
}

/**
 * Makes sure that a path stays in its folder: a hostile tree may hold `apps -> /etc`.
 *
 * @param known folders that were looked at before; each is looked at once
 * @throws FairleadError (input) where it does not
 */
export function checkInside(root: string, path: string, known = new Set<string>()): void {
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

function checkChange(root: string, { path, mode, content }: FileWrite): void {
  checkInside(root, path)
  if (content && mode !== '100644' && mode !== '100755')
    throw inputError(`${path} is a link or a submodule, and only files can be written`)
  const status = statusOf(join(root, path))
  if (status?.isSymbolicLink())
    throw inputError(`${path} is a link`, { hint: 'Name the file that it points to.' })
  if (status && !status.isFile()) throw inputError(`${path} is no file`)
}

/** Writes the temporary file, and makes the folders that it needs. */
function stage(root: string, change: FileWrite, temporary: string, folders: string[]): void {
  const status = statusOf(join(root, change.path))
  makeFolders(root, change.path, folders)
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0)
  const file = openSync(temporary, flags, change.mode === '100755' ? 0o777 : 0o666)
  try {
    // A folder on the way that was swapped since it was looked at: the file is elsewhere, and gets no content.
    if (realpathSync(temporary) !== temporary)
      throw inputError(`${change.path} goes through a link that has just been made`)
    writeFileSync(file, change.content ?? '')
  } finally {
    closeSync(file)
  }
  if (!status || process.platform === 'win32') return
  const readable = (status.mode & 0o444) >> 2
  const rights = change.mode === '100755' ? status.mode | readable : status.mode & ~0o111
  chmodSync(temporary, rights & 0o777)
}

/** Makes the folders of a path one by one: each is looked at before the next is made in it. */
function makeFolders(root: string, path: string, made: string[]): void {
  let folder = root
  for (const part of path.split('/').slice(0, -1)) {
    folder = join(folder, part)
    if (!statusOf(folder)) {
      mkdirSync(folder)
      made.push(folder)
    }
    if (!statusOf(folder)?.isDirectory()) throw inputError(`${path} goes through ${part}, which is no folder`)
  }
}

/** In the same folder, since a rename is atomic only within one file system. */
function temporaryName(root: string, path: string): string {
  return join(root, dirname(path), `.fairlead-${randomBytes(6).toString('hex')}.tmp`)
}

function discard(path: string, remove: (path: string) => void = unlinkSync): void {
  try {
    remove(path)
  } catch {
    // It is not there, or no longer empty.
  }
}
