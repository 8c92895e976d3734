import { readFileSync, realpathSync, rmSync, unlinkSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { FaultCollector, inputError } from '../errors.ts'
import { wayTo, statusOf } from './way.ts'
import type { Obstacle, Way } from './way.ts'
import { writeFiles } from './write.ts'

/** The files that a run will write into one folder. */
export interface Outputs {
  /** The folder as it was named; relative to the workspace. */
  readonly folder: string
  readonly names: readonly string[]
  /** Whether only Fairlead writes into the folder: if git tracks something in it, the whole folder is removed. */
  readonly isOurs?: boolean
}

/** The working folder of a run. */
export interface Workspace {
  /** The folder that relative paths are resolved against. In a job it counts as a checkout, even without a `.git`. */
  readonly workspace: string
  readonly job: { readonly present: boolean }
}

export interface ClearOptions extends Workspace {
  /** The files that this run reads. They are not removed unless git tracks them. */
  readonly inputs: readonly string[]
  /** Reports whether git tracks a real path, or anything below it; undefined if git cannot determine it. */
  isTracked(path: string): Promise<boolean | undefined>
  /** Reports to the user what was removed. */
  warn(message: string): void
}

/**
 * Removes the files that a run will write, before anything can fail. Otherwise a failed run would leave the files of
 * the change or of an older run there, and CI would publish them as results. Links on the way are also removed if git
 * tracks them. Other files in the folders are kept.
 *
 * @throws FairleadError (input) if something that is not part of the change blocks the way; thrown after everything
 *   else is removed
 */
export async function clearOutputs(outputs: readonly Outputs[], options: ClearOptions): Promise<void> {
  const faults = new FaultCollector()
  for (const { folder, names, isOurs } of outputs) {
    try {
      const real = await clearWay(folder, options)
      if (isOurs === true && (await options.isTracked(real)) === true)
        rmSync(real, { recursive: true, force: true })
      for (const name of names) {
        // The name includes the component's name, which is an input of the pipeline.
        if (name !== basename(name)) throw inputError(`${JSON.stringify(name)} is not a valid file name`)
        // This file keeps the output of earlier jobs out of a request, and contains no results itself.
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
 * Writes texts into a folder, and creates the folder if it does not exist.
 *
 * @param folder as it was named; relative to the workspace
 * @param texts by name
 * @returns the folder's path
 * @throws FairleadError (input) if a link of the checkout or a file blocks the way, (remote) if writing to the disk
 *   fails
 */
export function writeOutputs(
  folder: string,
  texts: ReadonlyMap<string, string>,
  workspace: Workspace,
): string {
  const { base, folder: real, rest, obstacle } = wayFrom(folder, workspace)
  if (obstacle) throw inTheWay(folder, obstacle)
  // Every part below the checkout's folder is checked.
  const below = [...relative(base, real).split(sep).filter(Boolean), ...rest]
  const changes = [...texts].map(([name, text]) => ({
    path: [...below, name].join('/'),
    content: Buffer.from(text),
    mode: '100644' as const,
  }))
  writeFiles(base, changes)
  return resolve(workspace.workspace, folder)
}

/** Returns the way to a folder as it was named; a relative name is resolved against the workspace. */
export function wayFrom(name: string, { workspace, job }: Workspace): Way {
  return wayTo(resolve(workspace, name), job.present ? [workspace] : [])
}

/**
 * Removes obstacles that the change has put in the way, and returns the folder's real path, which may not exist yet.
 */
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

/** Reports whether a file is the `.gitignore` of our own folder, as an earlier job left it. */
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

/** Returns the real path of a file's folder, joined with the file's name: the file itself may be a link. */
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
