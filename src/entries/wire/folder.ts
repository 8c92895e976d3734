import { realpath, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { inputError } from '../../errors.ts'
import { wayFrom } from '../../files/outputs.ts'
import { checkoutAround } from '../../files/way.ts'
import { originOf } from '../../git/checkout.ts'
import { checkoutCure } from '../../git/ci-words.ts'
import { createGit } from '../../git/git.ts'
import type { Git } from '../../git/git.ts'
import { addressOnHost } from '../../git/location.ts'
import { isTracked } from '../../git/tracked.ts'
import type { Context } from '../../runtime/context.ts'

/**
 * Returns the folder that the input `path` names.
 *
 * @throws FairleadError (input) if it is not a folder
 */
export async function folderOf(path: string, context: Context): Promise<string> {
  refuseLink('path', path, context)
  const folder = resolve(context.workspace, path)
  const found = await stat(folder).catch(() => undefined)
  if (!found?.isDirectory())
    throw inputError(`the path ${JSON.stringify(path)} ${found ? 'is not a folder' : 'does not exist'}`, {
      hint: `Set path to the folder of the infra repo, relative to the current folder. ${checkoutCure('checkout', context.environment)}`,
    })
  if (context.job.present) await refuseSubmodule(path, folder, context)
  return folder
}

/**
 * Checks that the surrounding repository does not track a checkout inside it. A change could add a submodule at this
 * folder, and so replace the infra repo, including its base, with any repository.
 *
 * @throws FairleadError (input) if it does
 */
async function refuseSubmodule(path: string, folder: string, { environment }: Context): Promise<void> {
  const top = checkoutAround(await realpath(folder))
  const around = top === undefined ? undefined : checkoutAround(dirname(top))
  if (top === undefined || around === undefined || (await isTracked(top, environment)) !== true) return
  throw inputError(
    `the path ${JSON.stringify(path)} is a repository that the surrounding repository tracks, like a submodule`,
    {
      hint: 'A change could replace that repository with any other. Check out the infra repo in its own step, to a folder that is not inside another repository or that the other repository does not track.',
    },
  )
}

/**
 * Checks that the path of a folder contains no links. In a job, a link in the checkout may come from the change, and
 * could make Fairlead read another folder of the machine as the repository, or write to it.
 *
 * @param input the name of the input
 * @throws FairleadError (input) if it is a link, or below one
 */
export function refuseLink(input: string, path: string, context: Context): void {
  const { obstacle } = context.job.present ? wayFrom(path, context) : {}
  if (obstacle?.what === 'a link')
    throw inputError(`the ${input} ${JSON.stringify(path)} leads through a link (${obstacle.path})`, {
      hint: 'Links in a checkout are not followed. Use the real path of the folder.',
    })
}

/** Returns git for the checkout in a folder. */
export function gitIn(folder: string, { environment }: Context): Git {
  return createGit({ directory: folder, environment })
}

/** Returns git for a folder that is itself a repository. Surrounding repositories are ignored. */
export function gitAt(folder: string, { environment }: Context): Git {
  return createGit({ directory: folder, environment, isNamed: true })
}

/**
 * Returns the address of the repository that a folder is a clone of; undefined if it is not a clone, or is a clone of
 * a path.
 */
export async function originAddress(git: Git): Promise<string | undefined> {
  const address = await originOf(git)
  return address === undefined ? undefined : addressOnHost(address)
}
