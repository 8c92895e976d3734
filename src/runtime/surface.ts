import type { CommandDescription, Result } from '../commands/describe.ts'
import { exitCodeOf, FairleadError, REPORT_AT } from '../errors.ts'
import type { Fault, FaultKind } from '../errors.ts'
import type { Outputs } from '../files/outputs.ts'
import type { Context } from './context.ts'
import type { RawInputs } from './inputs.ts'

/**
 * Where Fairlead runs: GitHub Actions or a terminal. A surface is the only one that reads the process's
 * environment and arguments, and the only one that prints.
 */
export interface Surface {
  readonly context: Context
  /** The inputs that are given for a command. Their secrets are hidden from here on. */
  read(command: CommandDescription): RawInputs
  /** Tells a person something while the work goes on, such as a wait. */
  say(message: string): void
  /** Tells a person something that should not be missed, while the work goes on. */
  warn(message: string): void
  /** Files that the surface itself leaves for the next job; undefined where it leaves none in the workspace. */
  readonly leaves?: Outputs
  /** How many columns a line may take; undefined where that does not matter. */
  readonly width?: number
  /** Shows lines that the next ones replace, and takes them away again; undefined where nobody watches. */
  readonly progress?: ((lines: string | undefined) => void) | undefined
  /** The screen that a person looks at, as large as it is now; undefined where nobody does. */
  readonly screen?: (() => Screen | undefined) | undefined
  /** Has these texts replaced by `***` in everything that is printed. */
  hide(secrets: readonly string[]): void
  /** Hands a result to the person and to the next step. */
  report(result: Result): Promise<void>
  /** Says what went wrong, on every way that the surface has: nothing is thrown. */
  fail(failure: Failure): void
}

export interface Screen {
  readonly rows: number
  readonly columns: number
}

/** An error as it is reported. */
export interface Failure {
  /** `bug`: an error that Fairlead did not foresee. */
  readonly kind: FaultKind | 'bug'
  readonly exitCode: number
  readonly faults: readonly Fault[]
  /** Where a bug happened; only when debugging. */
  readonly stack?: string
}

/** How an error is reported: faults as they are, and anything else as a bug of Fairlead. */
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
