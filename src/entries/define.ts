import type { CommandDescription, InputDescriptions, Result, Values } from '../commands/describe.ts'
import type { Context } from '../runtime/context.ts'
import { formerNotes, readInputs } from '../runtime/inputs.ts'
import type { RawInputs } from '../runtime/inputs.ts'
import type { Screen } from '../runtime/surface.ts'

/** What the wiring of a command may use. */
export interface Wiring {
  readonly context: Context
  /** Tells a person something while the work goes on, such as a wait. */
  say(message: string): void
  /** Tells a person something that should not be missed, while the work goes on. */
  warn(message: string): void
  /** How many columns a line may take. */
  readonly width: number
  /** Shows lines that the next ones replace; none takes them away. What is told meanwhile stands above them. */
  progress(lines: string | undefined): void
  /** The screen that a person looks at; undefined where nobody does, as in a job. */
  readonly screen?: () => Screen | undefined
  /** Has these texts replaced by `***` in everything that is printed. */
  hide(secrets: readonly string[]): void
  /** Has this done when the command is over, however it ends. */
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

/** Puts a command's description and what runs it together. */
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
