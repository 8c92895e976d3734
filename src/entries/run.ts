import process from 'node:process'
import { exitCodeOf } from '../errors.ts'
import { failureOf } from '../runtime/surface.ts'
import type { Surface } from '../runtime/surface.ts'
import type { Command } from './define.ts'

/**
 * Runs a command on a surface: reads the inputs, runs, reports, and sets the exit code. Nothing is thrown.
 *
 * @param load gives the command; called inside, so that an error while it loads is reported too
 */
export async function run(load: () => Promise<Command>, surface: Surface): Promise<void> {
  await guard(surface, async () => runCommand(await load(), surface))
}

/** Does some work whose errors become messages and the exit code of the process. */
export async function guard(surface: Surface, work: () => Promise<void>): Promise<void> {
  const fail = (error: unknown) => {
    const failure = failureOf(error, surface.context.debug)
    process.exitCode = failure.exitCode
    surface.fail(failure)
  }
  // An error outside of what is awaited below: the state is unknown, so nothing more is done.
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
    const result = await command.run(raw, {
      context: surface.context,
      say: (message) => surface.say(message),
      width: surface.width ?? 100,
      progress: (line) => surface.progress?.(line),
      hide: (secrets) => surface.hide(secrets),
      atEnd: (close) => closers.push(close),
    })
    await surface.report(result)
    if (result.failure) process.exitCode = exitCodeOf(result.failure)
  } finally {
    // A temporary folder that stays behind changes nothing about the outcome.
    await Promise.allSettled(closers.toReversed().map((close) => close()))
  }
}
