import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { inputError } from '../../errors.ts'
import { createGit } from '../../git/git.ts'
import type { Context } from '../../runtime/context.ts'

/**
 * The folder that the input `path` names.
 *
 * @throws FairleadError (input) where it is none
 */
export async function folderOf(path: string, context: Context): Promise<string> {
  const folder = resolve(context.workspace, path)
  const found = await stat(folder).catch(() => undefined)
  if (!found?.isDirectory())
    throw inputError(`the path ${JSON.stringify(path)} is ${found ? 'no folder' : 'not there'}`, {
      hint: 'It is the folder of the infra repo, from the current folder. In a workflow, check the repo out first.',
    })
  return folder
}

/** The address of the repository that a folder is a clone of; undefined where it is none, or of a path. */
export async function identityOf(folder: string, context: Context): Promise<string | undefined> {
  const git = createGit({ directory: folder, environment: context.environment })
  const { ok, stdout } = await git.attempt(['config', '--get', 'remote.origin.url'])
  const address = stdout.trim()
  return ok && /^(https?|ssh|git):\/\/|^[^/\\:]{2,}:/.test(address) ? address : undefined
}
