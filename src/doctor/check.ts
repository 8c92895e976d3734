import type { Finding, RuleInfo } from '../findings/finding.ts'
import { FairleadError } from '../errors.ts'
import type { FaultKind, Location } from '../errors.ts'

/**
 * How a finding is to be taken:
 * - `ok`: it was looked at, and it is right
 * - `note`: worth knowing, nothing to do
 * - `warning`: it works, but not as it should, or only until something happens
 * - `fault`: something will fail
 * - `unknown`: it could not be looked at; never to be taken for right
 */
export type Level = 'ok' | 'note' | 'warning' | 'fault' | 'unknown'

/** One thing that a check found; the check is its rule. */
export type Found = Omit<Finding<Level>, 'rule'>

/** What a check gives: at least one finding, so that silence is never taken for right. */
export type Findings = readonly [Found, ...Found[]]

/**
 * One question about a set-up, as a rule: its level is the gravest that it gives.
 *
 * A new one needs: a file with its `Check` in the folder of its part (`here`, `files`, `github` …), and a line
 * in `registry.ts`. It only reads.
 */
export interface Check<P> extends RuleInfo<Level> {
  /** What is looked at, in a few words. */
  readonly title: string
  /**
   * Looks. A `FairleadError` that it throws becomes a finding `unknown` with its reason.
   *
   * @throws whatever a bug throws
   */
  run(ports: P): Promise<Findings> | Findings
}

/** Checks of one subject, with all that they look at. */
export interface Part {
  readonly title: string
  run(): Promise<readonly Report[]>
}

/** What one check found. */
export interface Report {
  readonly check: string
  readonly title: string
  readonly findings: readonly Finding<Level>[]
  /** Where the check could not be made: whose fault that was. */
  readonly failure?: FaultKind
}

/** A part: its checks are made one after the other, since they share what they read. */
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

/** What was found, or the sentence that all is right. */
export function orOk(found: readonly Found[], message: string): Findings {
  const [first, ...others] = found
  return first ? [first, ...others] : [ok(message)]
}

/**
 * What was found, or the sentence that all is right; where there was nothing to look at, that.
 *
 * @param looked how much was looked at
 */
export function orOkOf(
  looked: number,
  found: readonly Found[],
  words: { right: string; nothing: string },
): Findings {
  if (found.length === 0 && looked === 0) return [unknown(words.nothing)]
  return orOk(found, words.right)
}

/** The first ones of many of a kind, and how many there are beside them. */
export function atMost(found: readonly Found[], most = 20): readonly Found[] {
  const [next] = found.slice(most)
  if (next === undefined) return found
  return [...found.slice(0, most), { level: next.level, message: `${found.length - most} more like these.` }]
}

/** The message of an error, as a sentence of a finding: `there is no x` is `There is no x.` Names stay as they are. */
export function sentence(message: string): string {
  const text = message
    .trim()
    .replace(/^(?:the|there|they|this|it|an?) /, (word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
  return /[.!?…]$/.test(text) ? text : `${text}.`
}

/** More names than so many are only counted. */
const MOST_NAMES = 5

/** `a, b and c`, `a, b, c, d, e and 3 more`. */
export function few(names: readonly string[]): string {
  const shown = names.slice(0, names.length > MOST_NAMES + 1 ? MOST_NAMES : names.length)
  const last = shown.length < names.length ? `${names.length - shown.length} more` : shown.pop()
  return shown.length === 0 ? (last ?? '') : `${shown.join(', ')} and ${last ?? ''}`
}

/** `1 app`, `2 apps`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`
}
