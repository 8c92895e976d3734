import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { checkoutAround, statusOf, wayTo } from '../files/way.ts'
import { writeFiles } from '../files/write.ts'

export interface ShelfOptions {
  /**
   * Folders that count as checkouts even if neither they nor their parents contain `.git`, such as a job's workspace.
   */
  readonly checkouts: readonly string[]
  /** Whether CI can only cache files in the project folder, as GitLab does. */
  readonly mayBeInCheckout: boolean
  /** The identity of the repository, which separates its entries from those of other repositories. */
  readonly repository: string
  /** Reports whether git tracks a real path, or anything below it; undefined if git cannot determine it. */
  isTracked(path: string): Promise<boolean | undefined>
}

/** A folder for the cached files of one repository; or the reason why there is none, as the end of a sentence. */
export type Shelf = { readonly folder: string } | { readonly unusable: string }

/**
 * Decides whether a folder can be trusted with cached files, and creates the part of it that belongs to one
 * repository. Anyone who can write to the folder can falsify reports. So an untrusted change must not be able to put
 * files there: the folder is outside the checkout or, if the CI system allows no other folder, git tracks nothing in
 * it; no link leads to it or is in it; and the current user owns it.
 *
 * @param path absolute
 */
export async function openShelf(path: string, options: ShelfOptions): Promise<Shelf> {
  try {
    const reason = (await faultOfPlace(path, options)) ?? makeFolder(path) ?? strangerBelow(path, 1)
    if (reason !== undefined) return { unusable: reason }
    // Keeps `git add` from adding the cache to a merge request.
    const isInCheckout = wayTo(path, options.checkouts).isInCheckout
    if (isInCheckout && !statusOf(join(path, '.gitignore')))
      writeFiles(path, [{ path: '.gitignore', content: Buffer.from('*\n'), mode: '100644' }])
    const key = createHash('sha256').update(options.repository).digest('hex').slice(0, 32)
    const folder = join(path, key)
    const fault = makeFolder(folder) ?? faultOfOwner(folder) ?? strangerBelow(folder)
    return fault === undefined ? { folder } : { unusable: fault }
  } catch (error) {
    return { unusable: `it cannot be used: ${(error as Error).message}` }
  }
}

async function faultOfPlace(path: string, options: ShelfOptions): Promise<string | undefined> {
  const { folder, rest, obstacle, links, isInCheckout } = wayTo(path, options.checkouts)
  if (obstacle) return `${obstacle.path} is ${obstacle.what}`
  if (links[0] !== undefined) return `${links[0]} is a link: use the real path of the folder`
  if (!isInCheckout) return undefined
  if (!options.mayBeInCheckout)
    return 'it is inside the checkout, where a change can put any file: use a folder outside the checkout'
  const checkout = checkoutAround(folder)
  if (checkout === undefined || checkout === join(folder, ...rest))
    return 'it is not a folder of this project alone'
  if (checkoutAround(dirname(checkout)) !== undefined)
    return `it is inside ${checkout}, a repository in another repository`
  // A file that is not on the disk may still be tracked, as in a sparse checkout.
  const isIn = await options.isTracked(join(folder, ...rest.slice(0, 1)))
  if (isIn === true) return 'git tracks files in it, which a merge request can change'
  return isIn === undefined ? 'git cannot determine whether it tracks files in it' : undefined
}

function makeFolder(folder: string): string | undefined {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    return undefined
  } catch (error) {
    return `it cannot be created: ${(error as Error).message}`
  }
}

/** Returns a reason if another user owns the folder or can write to it, on systems that distinguish users. */
function faultOfOwner(folder: string): string | undefined {
  const status = statusOf(folder)
  if (!status?.isDirectory()) return `${folder} is not a folder`
  const own = process.getuid?.()
  if (own === undefined) return undefined
  if (status.uid !== own) return `${folder} belongs to another user`
  return (status.mode & 0o022) === 0 ? undefined : `other users can write to ${folder}`
}

/**
 * Finds entries that a cache never contains, such as links and pipes. Hard links are harmless because no file is ever
 * written in place.
 *
 * @param depth the number of folder levels to search; default: all
 */
function strangerBelow(folder: string, depth = Infinity): string | undefined {
  const folders = [{ path: folder, depth }]
  for (let at = folders.pop(); at; at = folders.pop())
    for (const entry of readdirSync(at.path, { withFileTypes: true })) {
      const path = join(at.path, entry.name)
      if (entry.isDirectory()) {
        if (at.depth > 1) folders.push({ path, depth: at.depth - 1 })
      } else if (!entry.isFile())
        return `it contains ${path}, which is ${entry.isSymbolicLink() ? 'a link' : 'not a file'}`
    }
  return undefined
}
