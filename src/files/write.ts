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
  /** With forward slashes, relative to the target folder. */
  readonly path: string
  /** The whole new content; undefined deletes the file. */
  readonly content: Uint8Array | undefined
  readonly mode: FileMode
}

/**
 * Writes files below a folder. All writes to a folder whose content may be untrusted, such as a checkout, go through
 * this function. It writes each file to a new temporary file next to it and renames that, so that no reader ever sees
 * half a file, and an existing entry (a hard link, a pipe) is replaced and never opened. All changes are checked, and
 * all temporary files written, before the first file is replaced.
 *
 * An existing file keeps its permissions; only the executable bit follows the change. Links are neither followed nor
 * replaced. The function is synchronous, so that files can still be written when the process is about to end.
 *
 * @param dir the folder; may itself be reached through links
 * @throws FairleadError (input) if a path leaves the folder, goes through a link or does not name a file
 * @throws FairleadError (remote) if writing to the disk fails; nothing is changed then, unless the last step fails
 *   halfway, and then the message names the files that were written
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
 * Checks that a path stays in its folder: an untrusted tree may contain `apps -> /etc`.
 *
 * @param known folders that were checked before; each is checked once
 * @throws FairleadError (input) if the path leaves the folder
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

/** On Windows, `C:x` and `a:stream` refer to other locations, and the backslash is also a separator. */
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
  /** A path that is valid while the folders are open. */
  readonly file: string
  /** The path of the temporary file with the new content; undefined if the file is to be deleted. */
  readonly temporary: string | undefined
}

/** Writes the temporary file. It is in the same folder, because a rename is atomic only within one file system. */
function stage(folders: Folders, { path, mode, content }: FileWrite): Staged {
  // For a deletion, this may create a missing folder for a moment, which does no harm.
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

/** Returns the permissions of the existing file; whoever can read an executable can also run it. */
function rightsOf({ mode: rights }: Stats, mode: FileMode): number {
  return (mode === '100755' ? rights | ((rights & 0o444) >> 2) : rights & ~0o111) & 0o777
}

function discard(file: string): void {
  try {
    unlinkSync(file)
  } catch {
    // The file does not exist.
  }
}
