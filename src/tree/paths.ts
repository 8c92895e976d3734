import { posix } from 'node:path'

/**
 * Returns the reason why a path cannot name a file inside a tree, or undefined if it can. A valid path is relative,
 * uses forward slashes, and no part of it is empty, `.`, `..` or git's own folder in any spelling.
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

/** Reports whether a name means `.git` on any file system: other case, 8.3 names, trailing dots and spaces. */
export function isGitFolder(name: string): boolean {
  return /^(\.git|git~1)[. ]*$/i.test(name)
}

/** A path with a part that is not a name, such as `..` or an empty part. */
const UNUSUAL = /(^|\/)\.{0,2}(\/|$)/

/** Joins a folder and a path as a source names it; returns undefined if the result leaves the repo. */
export function joinPath(folder: string, path: string): string | undefined {
  // Nearly all paths are plain, and this function is called thousands of times.
  if (!UNUSUAL.test(path) && (folder === '' || !UNUSUAL.test(folder)))
    return folder === '' ? path : `${folder}/${path}`
  const joined = posix.normalize(posix.join(folder, path)).replace(/\/$/, '')
  if (joined === '..' || joined.startsWith('../') || joined.startsWith('/')) return undefined
  return joined === '.' ? '' : joined
}

/** Returns the folder of a path; empty for the root of the tree. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}

/** Returns the path of an entry in a folder; the folder may be the root (empty). */
export function inFolder(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`
}

/** Reports whether a path is the folder itself or something in it; everything is in the root (empty). */
export function isBelow(path: string, folder: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`)
}
