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
 * The folder that the input `path` names.
 *
 * @throws FairleadError (input) where it is none
 */
export async function folderOf(path: string, context: Context): Promise<string> {
  refuseLink('path', path, context)
  const folder = resolve(context.workspace, path)
  const found = await stat(folder).catch(() => undefined)
  if (!found?.isDirectory())
    throw inputError(`the path ${JSON.stringify(path)} is ${found ? 'no folder' : 'not there'}`, {
      hint: `It is the folder of the infra repo, from the current folder. ${checkoutCure('checkout', context.environment)}`,
    })
  if (context.job.present) await refuseSubmodule(path, folder, context)
  return folder
}

/**
 * Makes sure that a checkout within another one is not there by the other one's word: a change could make a submodule
 * of the folder, and so bring a repository of its choice in the place of the infra repo, its base included.
 *
 * @throws FairleadError (input) where it is so
 */
async function refuseSubmodule(path: string, folder: string, { environment }: Context): Promise<void> {
  const top = checkoutAround(await realpath(folder))
  const around = top === undefined ? undefined : checkoutAround(dirname(top))
  if (top === undefined || around === undefined || (await isTracked(top, environment)) !== true) return
  throw inputError(
    `the path ${JSON.stringify(path)} is a repository that the one around it tracks, as a submodule is`,
    {
      hint: 'Which repository that is would be for a change to say. Check the infra repo out by a step of its own, to a folder that is in no other repository or that the other one does not track.',
    },
  )
}

/**
 * Makes sure that a folder is where its name says. In a job a link in the checkout may be one of the change, and would
 * have another folder of the machine shown as the repository, or written to.
 *
 * @param input the name of the input
 * @throws FairleadError (input) where it is a link, or below one
 */
export function refuseLink(input: string, path: string, context: Context): void {
  const { obstacle } = context.job.present ? wayFrom(path, context) : {}
  if (obstacle?.what === 'a link')
    throw inputError(`the ${input} ${JSON.stringify(path)} leads through a link (${obstacle.path})`, {
      hint: 'In a checkout no link is followed. Name the folder by its real path.',
    })
}

/** git for the checkout in a folder. */
export function gitIn(folder: string, { environment }: Context): Git {
  return createGit({ directory: folder, environment })
}

/** git for a folder that is itself a repository: none around it counts. */
export function gitAt(folder: string, { environment }: Context): Git {
  return createGit({ directory: folder, environment, isNamed: true })
}

/** The address of the repository that a folder is a clone of; undefined where it is none, or of a path. */
export async function originAddress(git: Git): Promise<string | undefined> {
  const address = await originOf(git)
  return address === undefined ? undefined : addressOnHost(address)
}
