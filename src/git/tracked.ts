import { lstatSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import type { Environment } from './environment.ts'
import { createGit } from './git.ts'

/**
 * Whether git tracks a file, or anything below a folder. A name in other letters counts as well: on many disks it is
 * the same file. Undefined where git cannot say, as outside of a repository.
 *
 * @param path the real path; its folder must be there
 */
export async function isTracked(path: string, environment: Environment): Promise<boolean | undefined> {
  const directory = dirname(path)
  if (!lstatSync(directory, { throwIfNoEntry: false })?.isDirectory()) return undefined
  const git = createGit({ directory, environment })
  const args = ['ls-files', '-z', '--', `:(icase,literal)${basename(path)}`]
  const listed = await git.attempt(args, { inWorktree: true })
  return listed.ok ? listed.stdout !== '' : undefined
}
