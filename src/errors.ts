import { distance } from 'fastest-levenshtein'

/**
 * The faults that Fairlead reports and the exit code of each. Everything that a person may have to act on
 * is a `FairleadError`; any other error is a bug of ours.
 */

/** Where in a file a fault is; line and column count from 1. */
export interface Location {
  readonly file: string
  readonly line?: number
  readonly column?: number
}

/** One thing that is wrong: a sentence, where it is, and what to try. */
export interface Fault {
  readonly message: string
  readonly at?: Location | undefined
  readonly hint?: string | undefined
  /** Whether an app, an image or an environment that was asked for is not known: it may be where nothing is read. */
  readonly isNotFound?: true
}

/**
 * - `refused`: a rule of Fairlead says no (exit code 1)
 * - `input`: the inputs, a file or the configuration are wrong (exit code 2)
 * - `remote`: a server or the network failed (exit code 3)
 */
export type FaultKind = 'refused' | 'input' | 'remote'

const exitCodes: Record<FaultKind, number> = { refused: 1, input: 2, remote: 3 }

/** An error for people: one or more faults of one kind, all found at once. */
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

/** A fault of the inputs, to be thrown. */
export function inputError(message: string, details: Omit<Fault, 'message'> = {}): FairleadError {
  return new FairleadError('input', [{ message, ...details }])
}

/** A refusal by a rule, to be thrown; `hint` says which input allows it. */
export function refusal(message: string, details: Omit<Fault, 'message'> = {}): FairleadError {
  return new FairleadError('refused', [{ message, ...details }])
}

/** A fault of a server or the network, to be thrown. */
export function remoteError(
  message: string,
  details: Omit<Fault, 'message'> & { cause?: unknown } = {},
): FairleadError {
  const { cause, ...rest } = details
  return new FairleadError('remote', [{ message, ...rest }], { cause })
}

/**
 * Whatever was thrown as an error of the one thing that was worked on (an app, an object, a file), so that all others
 * are still done. What a repository says may be too large or too deep for us; and a bug of ours is reported as one.
 *
 * @returns a FairleadError as it is
 */
export function contained(error: unknown): FairleadError {
  if (error instanceof FairleadError) return error
  if (error instanceof RangeError)
    return inputError(`it is too large or too deeply nested for Fairlead (${error.message.slice(0, 80)})`, {
      hint: 'Look for values or templates that repeat themselves.',
    })
  // The message of an error of JavaScript may quote a secret value; where it was thrown cannot.
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

/** A frame of a stack, with the name of the file alone. */
function withoutFolders(frame: string): string {
  const [before, path] = [frame.slice(0, frame.lastIndexOf('(') + 1), frame.slice(frame.lastIndexOf('(') + 1)]
  return before + (path.split(/[\\/]/).at(-1) ?? '')
}

/** Where bugs of Fairlead are reported. */
export const REPORT_AT = 'https://github.com/fairlead-dev/fairlead/issues'

/**
 * Collects the faults of several independent steps, so that a person sees all of them in one run.
 * `attempt` runs one step and keeps its `FairleadError`; `throwIfAny` throws what was kept as one error,
 * of the gravest kind among them (remote, then input, then refused).
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

  /** Keeps a `FairleadError`; throws anything else on. */
  keep(error: unknown): void {
    if (!(error instanceof FairleadError)) throw error
    this.#errors.push(error)
  }

  /** Adds sentences to the faults, if there are any, such as what was done all the same. */
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

/** The exit code for an error: 1 refused, 2 a fault of the input, 3 a remote fault or a bug. */
export function exitCodeOf(error: unknown): number {
  return error instanceof FairleadError ? exitCodes[error.kind] : 3
}

/** `file:line:column`, as far as it is known. */
export function describeLocation(at: Location): string {
  return [at.file, at.line, at.column].filter((part) => part !== undefined).join(':')
}

/** One fault as text: `where: what. What to try.` */
export function describeFault(fault: Fault): string {
  const where = fault.at ? `${describeLocation(fault.at)}: ` : ''
  const hint = fault.hint ? `\n  ${fault.hint}` : ''
  return `${where}${fault.message}${hint}`
}

/** Names may be a stranger's: what is longer is no mistyped word, and nobody has so many. */
const MAX_WORD = 200
const MAX_CANDIDATES = 10_000

/**
 * The entry of `known` that is nearest to a mistyped `name`, or undefined where none is near
 * (more than a third of its letters, at least two, would have to change).
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

/** `Did you mean "x"?`, or a list of what there is (at most ten), or nothing. */
export function suggestion(name: string, known: Iterable<string>): string {
  const all = [...new Set(known)].toSorted()
  const near = nearest(name, all)
  if (near !== undefined) return `Did you mean "${near}"?`
  if (all.length === 0) return ''
  return `Available: ${all.slice(0, 10).join(', ')}${all.length > 10 ? `, and ${all.length - 10} more` : ''}.`
}
