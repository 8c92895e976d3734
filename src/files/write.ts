import { randomBytes } from 'node:crypto'
import { closeSync, constants, fchmodSync, openSync, renameSync, unlinkSync, writeFileSync } from 'node:fs'
import type { Stats } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { FairleadError, inputError, remoteError } from '../errors.ts'
import { pathFault } from '../tree/paths.ts'
import type { FileMode } from '../tree/tree.ts'
import { Folders } from './folders.ts'
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
  if (paths.size < changes.length) throw inputError('a file would be written twice at the same time')

  const staged: Staged[] = []
  const done: string[] = []
  let folders: Folders | undefined
  try {
    folders = new Folders(resolve(dir))
    for (const change of changes) staged.push(stage(folders, change))
    for (const { path, file, temporary } of staged) {
      if (temporary !== undefined) renameSync(temporary, file)
      else if (statusOf(file)) unlinkSync(file)
      done.push(path)
    }
  } catch (error) {
    for (const { temporary } of staged.slice(done.length)) if (temporary !== undefined) discard(temporary)
    folders?.takeBack()
    if (error instanceof FairleadError) throw error
    const written = done.length === 0 ? 'nothing was changed' : `already written: ${done.join(', ')}`
    throw remoteError(`cannot write to ${dir}: ${(error as Error).message}; ${written}`, { cause: error })
  } finally {
    folders?.close()
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
      throw inputError(`${path} leads through the link ${folder}`, { hint: 'Use the real path of the file.' })
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
    throw inputError(`${path} is a link or a submodule; only files can be written`)
  const status = statusOf(join(root, path))
  if (status?.isSymbolicLink())
    throw inputError(`${path} is a link`, { hint: 'Use the file that it points to.' })
  if (status && !status.isFile()) throw inputError(`${path} is not a file`)
}

interface Staged {
  readonly path: string
  /** A path to it that holds while the folders are open. */
  readonly file: string
  /** That of its new content beside it; undefined where the file is to go. */
  readonly temporary: string | undefined
}

/** Writes the temporary file: in the same folder, since a rename is atomic only within one file system. */
function stage(folders: Folders, { path, mode, content }: FileWrite): Staged {
  // A file that is to go is not there where its folder is not; to make the folder for that moment does no harm.
  const folder = folders.of(path)
  const file = join(folder, basename(path))
  if (content === undefined) return { path, file, temporary: undefined }
  const status = statusOf(file)
  const temporary = join(folder, `.fairlead-${randomBytes(6).toString('hex')}.tmp`)
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0)
  const handle = openSync(temporary, flags, mode === '100755' ? 0o777 : 0o666)
  try {
    writeFileSync(handle, content)
    if (status && process.platform !== 'win32') fchmodSync(handle, rightsOf(status, mode))
  } catch (error) {
    discard(temporary)
    throw error
  } finally {
    closeSync(handle)
  }
  return { path, file, temporary }
}

/** Those of the file that was there; who can read it can also run it where it is to be a program. */
function rightsOf({ mode: rights }: Stats, mode: FileMode): number {
  return (mode === '100755' ? rights | ((rights & 0o444) >> 2) : rights & ~0o111) & 0o777
}

function discard(file: string): void {
  try {
    unlinkSync(file)
  } catch {
    // It is not there.
  }
}
