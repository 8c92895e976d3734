import {
  closeSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  realpathSync,
  rmdirSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { inputError } from '../errors.ts'

/**
 * The folder in which Linux lists open file descriptors. A path below one of them stays in that folder, even if the
 * folder is renamed.
 */
const OPEN = '/proc/self/fd'

/**
 * Folders below one root folder, opened part by part and held open: no link is followed on the way, not even one that
 * is created while the code runs. If the system has no such list of open folders, each folder is checked right before
 * use.
 */
export class Folders {
  readonly #root: string
  readonly #known = new Map<string, string>()
  readonly #open: number[] = []
  readonly #made: { readonly at: string; readonly name: string }[] = []
  readonly #hasHandles = existsSync(OPEN)

  /**
   * Starts at a root folder.
   *
   * @param root may itself be reached through links
   */
  constructor(root: string) {
    this.#root = realpathSync(root)
  }

  /**
   * Returns a path to the folder of a file, which can be used until `close`. Creates missing folders.
   *
   * @param path the path of the file, with forward slashes, relative to the root
   * @throws FairleadError (input) if a part is not a folder
   */
  of(path: string): string {
    const folder = dirname(path)
    return folder === '.' ? this.#enter('', this.#root) : this.#below(folder)
  }

  /** Removes the created folders that are empty. */
  takeBack(): void {
    for (const { at, name } of this.#made.toReversed())
      try {
        rmdirSync(join(at, name))
      } catch {
        // The folder contains a file.
      }
  }

  close(): void {
    for (const handle of this.#open) closeSync(handle)
  }

  #below(folder: string): string {
    const known = this.#known.get(folder)
    if (known !== undefined) return known
    const at = this.of(folder)
    const name = folder.slice(folder.lastIndexOf('/') + 1)
    const path = join(at, name)
    if (!lstatSync(path, { throwIfNoEntry: false })) {
      mkdirSync(path)
      this.#made.push({ at, name })
    }
    return this.#enter(folder, path)
  }

  #enter(folder: string, path: string): string {
    const known = this.#known.get(folder)
    if (known !== undefined) return known
    const place = this.#hasHandles ? `${OPEN}/${this.#hold(path)}` : path
    if (!this.#hasHandles && (!lstatSync(path).isDirectory() || realpathSync(path) !== path))
      throw noFolder(path)
    this.#known.set(folder, place)
    return place
  }

  #hold(path: string): number {
    try {
      const handle = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW)
      this.#open.push(handle)
      return handle
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      throw code === 'ELOOP' || code === 'ENOTDIR' ? noFolder(path) : error
    }
  }
}

function noFolder(path: string): Error {
  return inputError(`${path.slice(path.lastIndexOf('/') + 1)} is a link or a file, but a folder was expected`)
}
