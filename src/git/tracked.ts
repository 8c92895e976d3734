import { lstatSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import type { Environment } from './environment.ts'
import { createGit } from './git.ts'

/**
 * Reports whether git tracks a file, or anything below a folder. The comparison ignores case, because on many disks
 * such a name is the same file. Undefined if git cannot determine it, for example outside of a repository.
 *
 * @param path the real path; its folder must exist
 */
export async function isTracked(path: string, environment: Environment): Promise<boolean | undefined> {
  const directory = dirname(path)
  if (!lstatSync(directory, { throwIfNoEntry: false })?.isDirectory()) return undefined
  const git = createGit({ directory, environment })
  const args = ['ls-files', '-z', '--', `:(icase,literal)${basename(path)}`]
  const listed = await git.attempt(args, { inWorktree: true })
  return listed.ok ? listed.stdout !== '' : undefined
}
