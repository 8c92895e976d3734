import type { CommandDescription, InputDescriptions, Result, Values } from '../commands/describe.ts'
import type { Context } from '../runtime/context.ts'
import { formerNotes, readInputs } from '../runtime/inputs.ts'
import type { RawInputs } from '../runtime/inputs.ts'
import type { Screen } from '../runtime/surface.ts'

/** The services that the wiring of a command can use. */
export interface Wiring {
  readonly context: Context
  /** Prints a message while work continues, such as a wait. */
  say(message: string): void
  /** Prints a message that should not be missed while work continues. */
  warn(message: string): void
  /** The maximum width of a line in columns. */
  readonly width: number
  /**
   * Shows lines that the next call replaces; undefined removes them. Messages in the meantime are printed above them.
   */
  progress(lines: string | undefined): void
  /** Returns the screen that a person looks at; undefined if there is none, as in a job. */
  readonly screen?: () => Screen | undefined
  /** Replaces these texts with `***` in all output. */
  hide(secrets: readonly string[]): void
  /** Runs this when the command ends, with or without an error. */
  atEnd(close: () => Promise<void>): void
}

/** A command that is ready to run. */
export interface Command {
  readonly description: CommandDescription
  /**
   * Checks the inputs, wires the ports and runs.
   *
   * @throws FairleadError, or whatever a bug throws
   */
  run(raw: RawInputs, wiring: Wiring): Promise<Result>
}

/** Combines a command's description with the function that runs it. */
export function defineCommand<I extends InputDescriptions>(
  description: CommandDescription<I>,
  run: (values: Values<I>, wiring: Wiring) => Promise<Result>,
): Command {
  return {
    description,
    run: async (raw, wiring) => {
      for (const note of formerNotes(description.inputs, raw)) wiring.warn(note)
      return run(readInputs(description.inputs, raw), wiring)
    },
  }
}
