import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { checkoutAround, statusOf, wayTo } from '../files/way.ts'
import { writeFiles } from '../files/write.ts'

export interface ShelfOptions {
  /** Folders that count as checkouts although no `.git` is in them or above, such as a job's workspace. */
  readonly checkouts: readonly string[]
  /** Whether CI can only keep what lies in the project folder, as GitLab's cache does. */
  readonly mayBeInCheckout: boolean
  /** What tells one repository's entries from those of another. */
  readonly repository: string
  /** Whether git tracks what is at a real path, or below it; undefined where it cannot say. */
  isTracked(path: string): Promise<boolean | undefined>
}

/** A folder of one repository's own for what is kept over runs, or why there is none, as the end of a sentence. */
export type Shelf = { readonly folder: string } | { readonly unusable: string }

/**
 * Decides whether a folder can be trusted with what is kept over runs, and makes the part of it that belongs to one
 * repository. Who can write there can have a report say anything. So nothing counts that the change of a stranger may
 * have brought: the folder lies outside of the checkout, or where the CI system allows no other, git tracks nothing of
 * it; no link leads to it or lies in it; and it is the user's own.
 *
 * @param path absolute
 */
export async function openShelf(path: string, options: ShelfOptions): Promise<Shelf> {
  try {
    const reason = (await faultOfPlace(path, options)) ?? makeFolder(path) ?? strangerBelow(path, 1)
    if (reason !== undefined) return { unusable: reason }
    // So that `git add` takes nothing of it into a merge request.
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
  // What is not on the disk may be tracked all the same, as in a sparse checkout.
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

/** Where users can be told apart, nobody else may have made the folder, or write to it. */
function faultOfOwner(folder: string): string | undefined {
  const status = statusOf(folder)
  if (!status?.isDirectory()) return `${folder} is not a folder`
  const own = process.getuid?.()
  if (own === undefined) return undefined
  if (status.uid !== own) return `${folder} belongs to another user`
  return (status.mode & 0o022) === 0 ? undefined : `other users can write to ${folder}`
}

/**
 * Looks for what a cache never has: links, pipes and the like. Hard links do no harm, as no file is ever written in
 * place.
 *
 * @param depth how many folders deep; all where it is not given
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
