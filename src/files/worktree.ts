import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import type { Dirent, Stats } from 'node:fs'
import { join, resolve } from 'node:path'
import type { FairleadError } from '../errors.ts'
import { inputError, remoteError } from '../errors.ts'
import { statusOf } from './way.ts'
import { checkInside } from './write.ts'
import { isGitFolder } from '../tree/paths.ts'
import type { FileMode, Tree, TreeEntry, TreeFile } from '../tree/tree.ts'

/**
 * Returns the current files of a folder, which need not be a git repository.
 *
 * Everything is listed, also files that git ignores; only `.git` and `node_modules` are left out, at any depth. Links
 * are listed and never followed. Windows has no executable bit: all files are 100644 there.
 *
 * Reads are synchronous: for thousands of small files, which are in the system's cache after a checkout, that takes a
 * fraction of the time of asynchronous calls.
 *
 * @param dir the folder; may itself be reached through links
 */
export function worktree(dir: string): Tree {
  const root = resolve(dir)
  const folders = new Set<string>()
  return {
    name: dir,
    // A call by itself costs nothing.
    atOnce: 200,
    async list() {
      const entries: TreeEntry[] = []
      listFolder(root, '', entries)
      return entries.toSorted((a, b) => (a.path < b.path ? -1 : 1))
    },
    async read(paths) {
      const contents = new Map<string, TreeFile>()
      for (const path of new Set(paths)) {
        const content = readEntry(root, path, folders)
        if (content) contents.set(path, content)
      }
      return contents
    },
  }
}

function listFolder(root: string, folder: string, found: TreeEntry[]): void {
  let entries: Dirent[]
  try {
    entries = readdirSync(join(root, folder), { withFileTypes: true })
  } catch (error) {
    throw unreadable(join(root, folder), error)
  }
  for (const entry of entries) {
    if (isLeftOut(entry.name)) continue
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (entry.isSymbolicLink()) found.push({ path, mode: '120000' })
    else if (entry.isDirectory()) listFolder(root, path, found)
    else if (entry.isFile()) found.push({ path, mode: modeOf(lstatSync(join(root, path))) })
  }
}

function isLeftOut(name: string): boolean {
  return name === 'node_modules' || isGitFolder(name)
}

function modeOf(status: Stats): FileMode {
  return process.platform !== 'win32' && status.mode & 0o100 ? '100755' : '100644'
}

/** Returns the content of a file, the target of a link, or undefined if the tree has no such entry. */
function readEntry(root: string, path: string, folders: Set<string>): TreeFile | undefined {
  if (path.split('/').some(isLeftOut)) return undefined
  checkInside(root, path, folders)
  const file = join(root, path)
  const status = statusOf(file)
  if (status?.isSymbolicLink())
    return { content: Buffer.from(readlinkSync(file).replaceAll('\\', '/')), mode: '120000' }
  if (!status?.isFile()) return undefined
  try {
    return { content: readFileSync(file), mode: modeOf(status) }
  } catch (error) {
    throw unreadable(file, error)
  }
}

function unreadable(file: string, error: unknown): FairleadError {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ENOENT' || code === 'ENOTDIR') return inputError(`there is no folder ${file}`)
  return remoteError(`cannot read ${file}: ${message}`, { cause: error })
}
