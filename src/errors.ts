import { distance } from 'fastest-levenshtein'

/**
 * The errors that Fairlead reports, and the exit code of each. Everything that a user may have to act on is a
 * `FairleadError`; any other error is a bug in Fairlead.
 */

/** The location of an error in a file; line and column count from 1. */
export interface Location {
  readonly file: string
  readonly line?: number
  readonly column?: number
}

/** One error: a sentence, its location, and what to try. */
export interface Fault {
  readonly message: string
  readonly at?: Location | undefined
  readonly hint?: string | undefined
  /** Whether a requested app, image or environment is not known: it may be in a location that is not read. */
  readonly isNotFound?: true
}

/**
 * The kind of an error:
 * - `refused`: a rule of Fairlead blocks it (exit code 1)
 * - `input`: the inputs, a file or the configuration are wrong (exit code 2)
 * - `remote`: a server or the network failed (exit code 3)
 */
export type FaultKind = 'refused' | 'input' | 'remote'

const exitCodes: Record<FaultKind, number> = { refused: 1, input: 2, remote: 3 }

/** An error for users: one or more errors of one kind, all found at once. */
export class FairleadError extends Error {
  readonly kind: FaultKind
  readonly faults: readonly [Fault, ...Fault[]]

  constructor(kind: FaultKind, faults: readonly [Fault, ...Fault[]], options?: { cause?: unknown }) {
    super(faults.map(describeFault).join('\n'), options)
    this.name = 'FairleadError'
    this.kind = kind
    this.faults = faults
  }
}

/** Returns an error about the inputs, to be thrown. */
export function inputError(message: string, details: Omit<Fault, 'message'> = {}): FairleadError {
  return new FairleadError('input', [{ message, ...details }])
}

/** Returns a refusal by a rule, to be thrown; `hint` contains the input that allows it. */
export function refusal(message: string, details: Omit<Fault, 'message'> = {}): FairleadError {
  return new FairleadError('refused', [{ message, ...details }])
}

/** Returns an error about a server or the network, to be thrown. */
export function remoteError(
  message: string,
  details: Omit<Fault, 'message'> & { cause?: unknown } = {},
): FairleadError {
  const { cause, ...rest } = details
  return new FairleadError('remote', [{ message, ...rest }], { cause })
}

/**
 * Converts anything that was thrown to an error about the one item that was processed (an app, an object, a file), so
 * that all other items are still processed. The content of a repository may be too large or too deeply nested; a bug
 * in Fairlead is reported as one.
 *
 * @returns a FairleadError unchanged
 */
export function contained(error: unknown): FairleadError {
  if (error instanceof FairleadError) return error
  if (error instanceof RangeError)
    return inputError(`it is too large or too deeply nested for Fairlead (${error.message.slice(0, 80)})`, {
      hint: 'Look for values or templates that repeat themselves.',
    })
  // The message of a JavaScript error may quote a secret value; the location where it was thrown cannot.
  const [, place] = (error instanceof Error && /\n {4}at ([^\n]{1,200})/.exec(error.stack ?? '')) || []
  const name = error instanceof Error ? error.name : typeof error
  return remoteError(
    `this is a bug in Fairlead: ${name}${place === undefined ? '' : ` at ${withoutFolders(place)}`}`,
    {
      cause: error,
      hint: `Please report it: ${REPORT_AT}`,
    },
  )
}

/**
 * Handles an error of a step whose result may be missing.
 *
 * @throws anything that is not a FairleadError, because that is a bug
 */
export function unlessBug(error: unknown): undefined {
  if (!(error instanceof FairleadError)) throw error
}

/** Returns a frame of a stack with only the name of the file. */
function withoutFolders(frame: string): string {
  const [before, path] = [frame.slice(0, frame.lastIndexOf('(') + 1), frame.slice(frame.lastIndexOf('(') + 1)]
  return before + (path.split(/[\\/]/).at(-1) ?? '')
}

/** The address for reports of bugs in Fairlead. */
export const REPORT_AT = 'https://github.com/fairlead-dev/fairlead/issues'

/**
 * Collects the errors of several independent steps, so that a user sees all of them in one run. `attempt` runs one
 * step and stores its `FairleadError`; `throwIfAny` throws the stored errors as one error, of the most severe kind
 * among them (remote, then input, then refused).
 */
export class FaultCollector {
  readonly #errors: FairleadError[] = []

  attempt<T>(step: () => T): T | undefined {
    try {
      return step()
    } catch (error) {
      this.keep(error)
      return undefined
    }
  }

  /** Stores a `FairleadError`; rethrows anything else. */
  keep(error: unknown): void {
    if (!(error instanceof FairleadError)) throw error
    this.#errors.push(error)
  }

  /** Adds sentences to the errors, if there are any, such as what was done nevertheless. */
  add(...messages: readonly string[]): void {
    const [first] = this.#errors
    for (const message of first ? messages : [])
      this.#errors.push(new FairleadError('refused', [{ message }]))
  }

  throwIfAny(): void {
    const [first, ...others] = this.#errors
    if (!first) return
    if (others.length === 0) throw first
    const kind = (['remote', 'input', 'refused'] as const).find((k) => this.#errors.some((e) => e.kind === k))
    const faults = this.#errors.flatMap((error) => error.faults)
    const seen = new Set<string>()
    const distinct = faults.filter((fault) => {
      const text = describeFault(fault)
      return seen.has(text) ? false : seen.add(text)
    })
    throw new FairleadError(kind ?? 'input', distinct as unknown as [Fault, ...Fault[]])
  }
}

/** Returns the exit code for an error: 1 refused, 2 invalid input, 3 remote error or bug. */
export function exitCodeOf(error: unknown): number {
  return error instanceof FairleadError ? exitCodes[error.kind] : 3
}

/** Returns `file:line:column`, as far as it is known. */
export function describeLocation(at: Location): string {
  return [at.file, at.line, at.column].filter((part) => part !== undefined).join(':')
}

/** Returns an error as text: the location and the message, and the hint on further lines. */
export function describeFault(fault: Fault): string {
  const where = fault.at ? `${describeLocation(fault.at)}: ` : ''
  const hint = fault.hint ? `\n  ${fault.hint}` : ''
  return `${where}${fault.message}${hint}`
}

/** Limits, because names may be untrusted: a longer name is not a typo, and real lists are shorter. */
const MAX_WORD = 200
const MAX_CANDIDATES = 10_000

/**
 * Returns the entry of `known` that is closest to a mistyped `name`; undefined if none is close (more than a third of
 * its letters, at least two, would have to change).
 */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  let best: string | undefined
  let bestDistance = Math.max(2, Math.floor(name.length / 3)) + 1
  let left = MAX_CANDIDATES
  if (name.length > MAX_WORD) return undefined
  for (const candidate of known) {
    if (left-- <= 0) break
    if (Math.abs(candidate.length - name.length) >= bestDistance) continue
    const changes = distance(name.toLowerCase(), candidate.toLowerCase())
    if (changes < bestDistance) {
      best = candidate
      bestDistance = changes
    }
  }
  return best
}

/** Returns `Did you mean "x"?`, or a list of the known names (at most ten), or an empty text. */
export function suggestion(name: string, known: Iterable<string>): string {
  const all = [...new Set(known)].toSorted()
  const near = nearest(name, all)
  if (near !== undefined) return `Did you mean "${near}"?`
  if (all.length === 0) return ''
  return `Available: ${all.slice(0, 10).join(', ')}${all.length > 10 ? `, and ${all.length - 10} more` : ''}.`
}
