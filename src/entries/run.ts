import { resolve } from 'node:path'
import process from 'node:process'
import type { CommandDescription, Input } from '../commands/describe.ts'
import { namesOf } from '../commands/describe.ts'
import { exitCodeOf } from '../errors.ts'
import { clearOutputs } from '../files/outputs.ts'
import type { ClearOptions, Outputs } from '../files/outputs.ts'
import { isBelow } from '../files/way.ts'
import { splitList } from '../runtime/inputs.ts'
import type { RawInputs } from '../runtime/inputs.ts'
import { failureOf } from '../runtime/surface.ts'
import type { Surface } from '../runtime/surface.ts'
import type { Command } from './define.ts'

/**
 * Runs a command on a surface: reads the inputs, runs, reports, and sets the exit code. It does not throw.
 *
 * @param load returns the command; it is called inside, so that an error during loading is also reported
 */
export async function run(load: () => Promise<Command>, surface: Surface): Promise<void> {
  await guard(surface, async () => {
    if (surface.leaves) await clearOutputs([surface.leaves], clearing(surface))
    await runCommand(await load(), surface)
  })
}

/** Runs some work and converts its errors to messages and the exit code of the process. */
export async function guard(surface: Surface, work: () => Promise<void>): Promise<void> {
  const fail = (error: unknown) => {
    const failure = failureOf(error, surface.context.debug)
    process.exitCode = failure.exitCode
    surface.fail(failure)
  }
  // An error outside of the awaited work: the state is unknown, so nothing more is done.
  process.once('uncaughtException', (error) => {
    fail(error)
    process.exit()
  })
  try {
    await work()
  } catch (error) {
    fail(error)
  }
}

/**
 * Runs a command and reports its result.
 *
 * @throws FairleadError, or whatever a bug throws
 */
export async function runCommand(command: Command, surface: Surface): Promise<void> {
  const closers: (() => Promise<void>)[] = []
  try {
    const raw = surface.read(command.description)
    await clearOutputs(...outputsOf(command.description, raw, surface))
    const result = await command.run(raw, {
      context: surface.context,
      say: (message) => surface.say(message),
      warn: (message) => surface.warn(message),
      width: surface.width ?? 100,
      progress: (lines) => surface.progress?.(lines),
      screen: () => surface.screen?.(),
      hide: (secrets) => surface.hide(secrets),
      atEnd: (close) => closers.push(close),
    })
    await surface.report(result)
    if (result.failure) process.exitCode = exitCodeOf(result.failure)
    const more = await result.afterwards?.()
    for (const warning of more?.warnings ?? []) surface.warn(warning)
    if (!more?.failure) return
    const failure = failureOf(more.failure, surface.context.debug)
    surface.fail(failure)
    process.exitCode ??= failure.exitCode
  } finally {
    // A temporary folder that is not removed does not change the outcome.
    await Promise.allSettled(closers.toReversed().map((close) => close()))
  }
}

/**
 * Returns the files that the inputs declare as outputs, before they are checked, because an invalid input is also a
 * way to fail.
 */
function outputsOf(
  { inputs }: CommandDescription,
  { texts }: RawInputs,
  surface: Surface,
): [Outputs[], ClearOptions] {
  const given = (name: string, input: Input) =>
    namesOf(name, input)
      .flatMap((other) => texts.get(other) ?? [])
      .map((text) => text.trim())
      .filter(Boolean)
  const outputs = Object.entries(inputs).flatMap(([name, input]) => {
    const { writes } = input
    return writes === undefined
      ? []
      : given(name, input).map((folder) => ({ folder, ...namesIn(folder, writes, surface) }))
  })
  const read = Object.entries(inputs).flatMap(([name, input]) =>
    input.reads ? given(name, input).flatMap(splitList) : [],
  )
  return [outputs, { ...clearing(surface), inputs: read }]
}

/**
 * Returns the names to clear in a folder. A folder that must be new is cleared of the change's files if it is inside
 * Fairlead's own folder; otherwise a person has to clear it.
 */
function namesIn(
  folder: string,
  writes: readonly string[] | 'everything',
  { leaves, context }: Surface,
): Omit<Outputs, 'folder'> {
  if (writes !== 'everything') return { names: writes }
  const own = leaves && resolve(context.workspace, leaves.folder)
  const real = resolve(context.workspace, folder)
  const isOwn = own !== undefined && real !== own && isBelow(real, own)
  return { names: [], isOurs: isOwn }
}

function clearing(surface: Surface): ClearOptions {
  const { workspace, job, environment } = surface.context
  return {
    workspace,
    job,
    inputs: [],
    // Loaded only if something is in the way.
    isTracked: async (path) => (await import('../git/tracked.ts')).isTracked(path, environment),
    warn: (message) => surface.warn(message),
  }
}
