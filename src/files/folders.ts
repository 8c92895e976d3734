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

/** Linux shows open folders by their numbers; a path that begins so stays in that very folder, whatever its name becomes. */
const OPEN = '/proc/self/fd'

/**
 * Folders below one folder, entered part after part and held open: no link is followed on the way, also none that is
 * put there while we work. Where the system shows no open folders, each is looked at just before it is used.
 */
export class Folders {
  readonly #root: string
  readonly #known = new Map<string, string>()
  readonly #open: number[] = []
  readonly #made: { readonly at: string; readonly name: string }[] = []
  readonly #hasHandles = existsSync(OPEN)

  /** @param root that it is itself reached through links is no matter */
  constructor(root: string) {
    this.#root = realpathSync(root)
  }

  /**
   * A path that leads into the folder of a file, for use until `close`. Folders that are not there are made.
   *
   * @param path the file's, with forward slashes, from the root
   * @throws FairleadError (input) where a part is no folder
   */
  of(path: string): string {
    const folder = dirname(path)
    return folder === '.' ? this.#enter('', this.#root) : this.#below(folder)
  }

  /** Removes the folders that were made, as far as they are empty. */
  takeBack(): void {
    for (const { at, name } of this.#made.toReversed())
      try {
        rmdirSync(join(at, name))
      } catch {
        // It has got a file.
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
