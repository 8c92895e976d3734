import { readFileSync, realpathSync, rmSync, unlinkSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { FaultCollector, inputError } from '../errors.ts'
import { wayTo, statusOf } from './way.ts'
import type { Obstacle, Way } from './way.ts'
import { writeFiles } from './write.ts'

/** Files that a run will write into one folder. */
export interface Outputs {
  /** As it is named; a relative one starts from the workspace. */
  readonly folder: string
  readonly names: readonly string[]
  /** Nobody but us has anything in the folder: where git tracks something in it, the whole folder goes. */
  readonly isOurs?: boolean
}

/** Where a run works. */
export interface Workspace {
  /** The folder that relative paths start from. In a job it counts as a checkout, also where no `.git` is in it. */
  readonly workspace: string
  readonly job: { readonly present: boolean }
}

export interface ClearOptions extends Workspace {
  /** Files that this run reads. What git does not track of them stays. */
  readonly inputs: readonly string[]
  /** Whether git tracks what is at a real path, or below it; undefined where it cannot say. */
  isTracked(path: string): Promise<boolean | undefined>
  /** Tells a person what was removed. */
  warn(message: string): void
}

/**
 * Removes what a run will write, before anything can fail: else a failing run would leave there what the change or an
 * older run has put there, and CI would publish it as a result. Of what git tracks, links on the way go as well. Other
 * files in the folders stay.
 *
 * @throws FairleadError (input) where there is something in the way that is not the change's, after all that can be
 *   removed is
 */
export async function clearOutputs(outputs: readonly Outputs[], options: ClearOptions): Promise<void> {
  const faults = new FaultCollector()
  for (const { folder, names, isOurs } of outputs) {
    try {
      const real = await clearWay(folder, options)
      if (isOurs === true && (await options.isTracked(real)) === true)
        rmSync(real, { recursive: true, force: true })
      for (const name of names) {
        // A name is made of the component's, which a pipeline gives.
        if (name !== basename(name)) throw inputError(`${JSON.stringify(name)} is not a valid file name`)
        // It keeps the files of earlier jobs beside it out of a request, and says nothing by itself.
        if (name === '.gitignore' && (await isOwnIgnore(join(real, name), options))) continue
        await clearFile(join(real, name), options)
      }
    } catch (error) {
      faults.keep(error)
    }
  }
  faults.throwIfAny()
}

/**
 * Writes texts into a folder, and makes the folder where it is not there.
 *
 * @param folder as it is named; a relative one starts from the workspace
 * @param texts by name
 * @returns the folder's path
 * @throws FairleadError (input) where a link of the checkout or a file is in the way, (remote) where the disk refuses
 */
export function writeOutputs(
  folder: string,
  texts: ReadonlyMap<string, string>,
  workspace: Workspace,
): string {
  const { base, folder: real, rest, obstacle } = wayFrom(folder, workspace)
  if (obstacle) throw inTheWay(folder, obstacle)
  // From the checkout's own folder on nothing is taken for granted.
  const below = [...relative(base, real).split(sep).filter(Boolean), ...rest]
  const changes = [...texts].map(([name, text]) => ({
    path: [...below, name].join('/'),
    content: Buffer.from(text),
    mode: '100644' as const,
  }))
  writeFiles(base, changes)
  return resolve(workspace.workspace, folder)
}

/** The way to a folder as it is named: a relative name starts from the workspace. */
export function wayFrom(name: string, { workspace, job }: Workspace): Way {
  return wayTo(resolve(workspace, name), job.present ? [workspace] : [])
}

/** Removes what the change has put in the way, and gives the folder's real path, which need not be there. */
async function clearWay(folder: string, options: ClearOptions): Promise<string> {
  for (;;) {
    const { obstacle, ...way } = wayFrom(folder, options)
    if (!obstacle) return join(way.folder, ...way.rest)
    if ((await options.isTracked(obstacle.path)) !== true) throw inTheWay(folder, obstacle)
    unlinkSync(obstacle.path)
    options.warn(
      `${obstacle.path} is ${obstacle.what}, but ${folder} has to be a folder: the one from the repository was removed.`,
    )
  }
}

/** Whether a file is the one that has git ignore our own folder, as an earlier job left it. */
async function isOwnIgnore(file: string, { isTracked }: ClearOptions): Promise<boolean> {
  if (statusOf(file)?.isFile() !== true || (await isTracked(file)) === true) return false
  return readFileSync(file, 'utf8').trim() === '*'
}

async function clearFile(file: string, { workspace, inputs, isTracked }: ClearOptions): Promise<void> {
  const status = statusOf(file)
  if (!status) return
  const isInput = inputs.some((input) => realPlace(resolve(workspace, input)) === file)
  if (isInput && (await isTracked(file)) !== true) return
  if (!status.isDirectory()) return unlinkSync(file)
  if ((await isTracked(file)) !== true)
    throw inputError(`${file} is a folder, but a file with this name has to be written`, {
      hint: 'Remove it, or use another folder.',
    })
  rmSync(file, { recursive: true, force: true })
}

/** The real path of a file's folder, with its name: the file itself may be a link. */
function realPlace(file: string): string {
  try {
    return join(realpathSync(dirname(file)), basename(file))
  } catch {
    return file
  }
}

function inTheWay(folder: string, { path, what }: Obstacle): Error {
  return inputError(`nothing was written to ${folder}: ${path} is ${what}`, {
    hint:
      what === 'a link'
        ? 'Links in a checkout are not followed. Use the real path of the folder.'
        : 'Use another folder, or remove it.',
  })
}
