import { lstatSync, realpathSync } from 'node:fs'
import type { Stats } from 'node:fs'
import { dirname, join, parse, relative, resolve, sep } from 'node:path'
import { inputError, remoteError } from '../errors.ts'
import { isGitFolder } from '../tree/paths.ts'

/**
 * The way to a folder that a run writes to. The author of a commit controls the content of a checkout, so a link
 * there is never followed. Links outside of it belong to the machine (`/tmp` of macOS, a disk of the runner).
 */
export interface Way {
  /** The real path of the last existing folder on the way. */
  readonly folder: string
  /** The missing parts below it. */
  readonly rest: readonly string[]
  /** The real path of the obstacle: a link in a checkout, or something that is not a folder. */
  readonly obstacle: Obstacle | undefined
  /** The checkout's folder that the way enters; if it enters none, the last existing folder. */
  readonly base: string
  /** The links outside of checkouts that were followed. */
  readonly links: readonly string[]
  /** Whether the folder is, or will be, in a checkout. */
  readonly isInCheckout: boolean
}

export interface Obstacle {
  readonly path: string
  readonly what: 'a link' | 'not a folder'
}

/**
 * Checks the way to a folder, part by part. Creates nothing.
 *
 * @param path absolute
 * @param checkouts folders that count as checkouts even without a `.git` in them or above, such as a job's workspace
 * @throws FairleadError (input) if the way goes through git's own folder
 */
export function wayTo(path: string, checkouts: readonly string[]): Way {
  const target = resolve(path)
  const { root } = parse(target)
  const parts = target.slice(root.length).split(sep).filter(Boolean)
  const known = checkouts.flatMap((folder) => realPath(folder) ?? [])
  const git = parts.find(isGitFolder)
  if (git !== undefined)
    throw inputError(`${path} is inside git's own folder, where nothing is written`, {
      hint: 'Use a separate folder.',
    })
  const links: string[] = []
  let folder = root
  let base: string | undefined
  for (const [index, part] of parts.entries()) {
    const next = join(folder, part)
    const status = statusOf(next)
    const rest = parts.slice(index)
    const isInCheckout = liesInCheckout(folder, known) || known.includes(next)
    if (liesInCheckout(folder, known)) base ??= folder
    if (!status) return { base: base ?? folder, folder, rest, obstacle: undefined, links, isInCheckout }
    const real = status.isSymbolicLink() && !isInCheckout ? realPath(next) : undefined
    if (status.isDirectory()) folder = next
    else if (real !== undefined && statusOf(real)?.isDirectory()) {
      links.push(next)
      folder = real
    } else {
      const what = status.isSymbolicLink() ? 'a link' : 'not a folder'
      return { base: base ?? folder, folder, rest, obstacle: { path: next, what }, links, isInCheckout }
    }
  }
  const isInCheckout = liesInCheckout(folder, known)
  return { base: base ?? folder, folder, rest: [], obstacle: undefined, links, isInCheckout }
}

/** Returns the nearest folder, starting with this one, that contains a checkout; undefined if there is none. */
export function checkoutAround(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (statusOf(join(at, '.git'))) return at
    if (dirname(at) === at) return undefined
  }
}

/** Returns the status of a path without following links; undefined if nothing exists there. */
export function statusOf(file: string): Stats | undefined {
  try {
    return lstatSync(file, { throwIfNoEntry: false })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw remoteError(`cannot read ${file}: ${message}`, { cause: error })
  }
}

function liesInCheckout(folder: string, known: readonly string[]): boolean {
  return known.some((other) => isBelow(folder, other)) || checkoutAround(folder) !== undefined
}

/** Reports whether a folder is another one or below it; both are real paths. */
export function isBelow(folder: string, other: string): boolean {
  const way = relative(other, folder)
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !parse(way).root)
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path)
  } catch {
    return undefined
  }
}
