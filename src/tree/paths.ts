import { posix } from 'node:path'

/**
 * Why a path cannot name a file inside a tree, or undefined where it can. Such a path is relative, has
 * forward slashes, and no part of it is empty, `.`, `..` or git's own folder under any of its disguises.
 */
export function pathFault(path: string): string | undefined {
  if (path === '') return 'the path is empty'
  if (path.includes('\0')) return 'the path contains a NUL'
  if (path.startsWith('/')) return `${path} is absolute`
  for (const part of path.split('/')) {
    if (part === '') return `${path} has an empty part`
    if (part === '.' || part === '..') return `${path} contains "${part}"`
    if (isGitFolder(part)) return `${path} is inside git's own folder`
  }
  return undefined
}

/** Whether a name means `.git` on some file system: other case, 8.3 names, trailing dots and blanks. */
export function isGitFolder(name: string): boolean {
  return /^(\.git|git~1)[. ]*$/i.test(name)
}

/** A path with a part that is no name, such as `..`; the empty one, too. */
const UNUSUAL = /(^|\/)\.{0,2}(\/|$)/

/** Joins a folder and a path as a source names it; undefined where the result leaves the repo. */
export function joinPath(folder: string, path: string): string | undefined {
  // Nearly all are plain, and are asked for by the thousand.
  if (!UNUSUAL.test(path) && (folder === '' || !UNUSUAL.test(folder)))
    return folder === '' ? path : `${folder}/${path}`
  const joined = posix.normalize(posix.join(folder, path)).replace(/\/$/, '')
  if (joined === '..' || joined.startsWith('../') || joined.startsWith('/')) return undefined
  return joined === '.' ? '' : joined
}

/** The folder of a path; empty for the root of the tree. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}

/** The path of what is in a folder, by its name there; the folder may be the root (empty). */
export function inFolder(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`
}
