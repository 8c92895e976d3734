import { inputError } from '../../errors.ts'
import { isGitFolder, pathFault } from '../../tree/paths.ts'

/** Maximum bytes of a name, as on most file systems, and of a whole path, which is below a folder of Fairlead. */
const MAX_NAME = 255
const MAX_PATH = 1024

/** Names of devices on Windows, with any extension. Source: Win32, "Naming Files, Paths, and Namespaces" */
const DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\.|$)/i

/**
 * Returns the reason why a path may not be staged, or undefined if it may. The same rules apply on every system,
 * because the rendered output must not depend on the runner.
 *
 * The final path is checked, no matter how it was composed: from names of dependencies and charts, from fields of
 * kustomizations, from entries of a package.
 */
export function stagedPathFault(path: string): string | undefined {
  const fault = pathFault(path)
  if (fault !== undefined) return fault
  if (Buffer.byteLength(path) > MAX_PATH) return `${shown(path.slice(0, 100))}… is too long`
  for (const name of path.split('/')) {
    const what = nameFault(name)
    if (what !== undefined) return `${shown(path)} ${what}`
  }
  return undefined
}

function nameFault(name: string): string | undefined {
  if (name.includes('\\')) return 'has a backslash, which some programs treat as a slash'
  if (/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(name)) return 'has a control character'
  if (!name.isWellFormed() || name.includes('\ufffd')) return 'is not valid text'
  if (/^[a-z]:/i.test(name)) return 'begins with a Windows drive letter'
  if (/[. ]$/.test(name)) return 'has a name that ends with a dot or a space, which Windows removes'
  if (DEVICE.test(name)) return 'has a name that is a Windows device'
  const plain = sameName(name)
  if (plain === '.' || plain === '..') return 'has a name that reads as "." or ".."'
  if (plain.includes('/') || plain.includes('\\')) return 'has a character that reads as a slash'
  if (isGitFolder(plain.split(':')[0] ?? '')) return "is inside git's own folder"
  if (Buffer.byteLength(name) > MAX_NAME) return 'has a name that is too long'
  return undefined
}

/**
 * Returns the form in which a file system that does not distinguish some names compares them: without case, in one
 * form of Unicode.
 */
function sameName(name: string): string {
  return name
    .normalize('NFKC')
    .replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '')
    .toUpperCase()
    .toLowerCase()
    .normalize('NFKC')
}

/**
 * Checks the paths of everything that is staged together. Every path that is written or packed for a renderer is
 * checked here.
 *
 * @param paths paths from the root of the stage or package
 * @param where the stage or package, for messages
 * @throws FairleadError (input) if a path may not be staged, two paths are the same on some file systems, or a path
 *   is both a file and a folder
 */
export function checkStaged(paths: Iterable<string>, where: string): void {
  const folders = new Map<string, string>()
  const spellings = new Map<string, { readonly path: string; readonly isFolder: boolean }>()

  function take(path: string, isFolder: boolean): string {
    const slash = path.lastIndexOf('/')
    const parent = slash < 0 ? '' : folder(path.slice(0, slash))
    const key = `${parent}/${sameName(path.slice(slash + 1))}`
    const known = spellings.get(key)
    if (known && (known.path !== path || !isFolder || !known.isFolder))
      throw inputError(clash(known.path, path, known.isFolder !== isFolder, where), {
        hint: 'Rename or remove one of them: the rendered output must not depend on the file system.',
      })
    spellings.set(key, { path, isFolder })
    return key
  }

  function folder(path: string): string {
    const known = folders.get(path)
    if (known !== undefined) return known
    const key = take(path, true)
    folders.set(path, key)
    return key
  }

  for (const path of paths) {
    const fault = stagedPathFault(path)
    if (fault !== undefined) throw inputError(`${where} contain a path that is not allowed: ${fault}`)
    take(path, false)
  }
}

function clash(one: string, other: string, areTwoKinds: boolean, where: string): string {
  if (one !== other)
    return `${shown(one)} and ${shown(other)} in ${where} have the same name on some file systems`
  return areTwoKinds
    ? `${shown(one)} is a file and a folder in ${where}`
    : `${shown(one)} appears twice in ${where}`
}

function shown(path: string): string {
  return /[^\x20-\x7e]/.test(path) ? JSON.stringify(path) : path
}
