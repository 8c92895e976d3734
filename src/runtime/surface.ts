import type { CommandDescription, Result } from '../commands/describe.ts'
import { exitCodeOf, FairleadError, REPORT_AT } from '../errors.ts'
import type { Fault, FaultKind } from '../errors.ts'
import type { Outputs } from '../files/outputs.ts'
import type { Context } from './context.ts'
import type { RawInputs } from './inputs.ts'

/**
 * The environment in which Fairlead runs: GitHub Actions, a GitLab job or a terminal. Only a surface reads the
 * environment and arguments of the process, and only a surface prints.
 */
export interface Surface {
  readonly context: Context
  /** Reads the inputs that are given for a command. From then on, their secrets are hidden. */
  read(command: CommandDescription): RawInputs
  /** Prints a message while work continues, such as a wait. */
  say(message: string): void
  /** Prints a message that should not be missed while work continues. */
  warn(message: string): void
  /** The files that the surface itself leaves for the next job; undefined if it leaves none in the workspace. */
  readonly leaves?: Outputs
  /** The maximum width of a line in columns; undefined if it does not matter. */
  readonly width?: number
  /** Shows lines that the next call replaces or removes; undefined if nobody watches. */
  readonly progress?: ((lines: string | undefined) => void) | undefined
  /** The screen that a person looks at, with its current size; undefined if there is none. */
  readonly screen?: (() => Screen | undefined) | undefined
  /** Replaces these texts with `***` in all output. */
  hide(secrets: readonly string[]): void
  /** Passes a result to the person and to the next step. */
  report(result: Result): Promise<void>
  /** Reports an error on every channel that the surface has. It does not throw. */
  fail(failure: Failure): void
}

export interface Screen {
  readonly rows: number
  readonly columns: number
}

/** An error in the form in which it is reported. */
export interface Failure {
  /** `bug` is an error that Fairlead did not foresee. */
  readonly kind: FaultKind | 'bug'
  readonly exitCode: number
  readonly faults: readonly Fault[]
  /** The stack trace of a bug; only set when debugging. */
  readonly stack?: string
}

/**
 * Converts an error to a failure: a `FairleadError` keeps its faults, and anything else is reported as a bug of
 * Fairlead.
 */
export function failureOf(error: unknown, debug: boolean): Failure {
  const exitCode = exitCodeOf(error)
  if (error instanceof FairleadError) return { kind: error.kind, exitCode, faults: error.faults }
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  const stack = error instanceof Error ? error.stack : undefined
  return {
    kind: 'bug',
    exitCode,
    faults: [
      {
        message: `this is a bug in Fairlead: ${message}`,
        hint: debug
          ? `Please report it with the lines below: ${REPORT_AT}`
          : `Please report it: ${REPORT_AT}. Debug logging (FAIRLEAD_DEBUG=1, or "Enable debug logging" for a rerun) shows where it happened.`,
      },
    ],
    ...(debug && stack !== undefined ? { stack } : {}),
  }
}
