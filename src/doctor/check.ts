import type { Finding, RuleInfo } from '../findings/finding.ts'
import { FairleadError } from '../errors.ts'
import type { FaultKind, Location } from '../errors.ts'
import { capitalised } from '../text/capitalised.ts'

/**
 * The level of a finding:
 * - `ok`: it was checked and is correct
 * - `note`: for information, nothing to do
 * - `warning`: it works, but not as it should, or only until something happens
 * - `fault`: something will fail
 * - `unknown`: it could not be checked; never to be treated as correct
 */
export type Level = 'ok' | 'note' | 'warning' | 'fault' | 'unknown'

/** One finding of a check. Its rule is the check. */
export type Found = Omit<Finding<Level>, 'rule'>

/** The result of a check: at least one finding, so that an empty result is never treated as correct. */
export type Findings = readonly [Found, ...Found[]]

/**
 * One check of a set-up, as a rule: the level of the rule is the highest level that it reports.
 *
 * To add a check, create a file with its `Check` in the folder of its part (`here`, `files`, `github` …), and add a
 * line to `registry.ts`. A check only reads.
 */
export interface Check<P> extends RuleInfo<Level> {
  /** The subject of the check, in a few words. */
  readonly title: string
  /**
   * Runs the check. If it throws a `FairleadError`, the reason becomes an `unknown` finding.
   *
   * @throws any other error, which is a bug
   */
  run(ports: P): Promise<Findings> | Findings
}

/** The checks of one subject, with everything that they read. */
export interface Part {
  readonly title: string
  run(): Promise<readonly Report[]>
}

/** The result of one check. */
export interface Report {
  readonly check: string
  readonly title: string
  readonly findings: readonly Finding<Level>[]
  /** The kind of error if the check could not be performed. */
  readonly failure?: FaultKind
}

/** Returns a part. Its checks run one after the other because they share what they read. */
export function part<P>(title: string, checks: readonly Check<P>[], ports: P): Part {
  return {
    title,
    async run() {
      const reports: Report[] = []
      for (const check of checks) reports.push(await runCheck(check, ports))
      return reports
    },
  }
}

async function runCheck<P>({ id, title, run }: Check<P>, ports: P): Promise<Report> {
  try {
    return { check: id, title, findings: (await run(ports)).map((found) => ({ rule: id, ...found })) }
  } catch (error) {
    if (!(error instanceof FairleadError)) throw error
    const findings = error.faults.map(({ message, hint, at }) => ({
      rule: id,
      ...unknown(sentence(message), hint, at),
    }))
    return { check: id, title, findings, failure: error.kind }
  }
}

export const ok = (message: string): Found => ({ level: 'ok', message })
export const note = (message: string, hint?: string, at?: Location): Found => ({
  level: 'note',
  message,
  hint,
  at,
})
export const warning = (message: string, hint?: string, at?: Location): Found => ({
  level: 'warning',
  message,
  hint,
  at,
})
export const fault = (message: string, hint?: string, at?: Location): Found => ({
  level: 'fault',
  message,
  hint,
  at,
})
export const unknown = (message: string, hint?: string, at?: Location): Found => ({
  level: 'unknown',
  message,
  hint,
  at,
})

/** Returns the findings, or one `ok` finding with the message if there are none. */
export function orOk(found: readonly Found[], message: string): Findings {
  const [first, ...others] = found
  return first ? [first, ...others] : [ok(message)]
}

/**
 * Returns the findings; one `ok` finding if there are none; one `unknown` finding if there was nothing to check.
 *
 * @param looked the number of things that were checked
 */
export function orOkOf(
  looked: number,
  found: readonly Found[],
  words: { right: string; nothing: string },
): Findings {
  if (found.length === 0 && looked === 0) return [unknown(words.nothing)]
  return orOk(found, words.right)
}

/** Returns the first findings of a list, and one more that contains the number of the others. */
export function atMost(found: readonly Found[], most = 20): readonly Found[] {
  const [next] = found.slice(most)
  if (next === undefined) return found
  return [...found.slice(0, most), { level: next.level, message: `${found.length - most} more like these.` }]
}

/** Returns the message of an error as a sentence: `there is no x` becomes `There is no x.` Names do not change. */
export function sentence(message: string): string {
  const text = message.trim().replace(/^(?:the|there|they|this|it|an?) /, capitalised)
  return /[.!?…]$/.test(text) ? text : `${text}.`
}

/** The maximum number of names in a list; the others are only counted. */
const MOST_NAMES = 5

/** Returns `a, b and c`, or `a, b, c, d, e and 3 more`. */
export function few(names: readonly string[]): string {
  const shown = names.slice(0, names.length > MOST_NAMES + 1 ? MOST_NAMES : names.length)
  const last = shown.length < names.length ? `${names.length - shown.length} more` : shown.pop()
  return shown.length === 0 ? (last ?? '') : `${shown.join(', ')} and ${last ?? ''}`
}

/** Returns a number with its noun: `1 app`, `2 apps`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`
}
