import { remoteError } from '../errors.ts'
import type { Protection } from './approvals.ts'

/**
 * A check of the settings that a gate relies on. A new check needs an entry in a table, and tests of what it
 * prevents.
 */
export interface GateCheck<P> {
  /** A stable id, for tests and documentation; the findings also use it. */
  readonly id: string
  /** The requirement, as a sentence for the documentation. */
  readonly description: string
  /**
   * Runs the check.
   *
   * @throws FairleadError (remote) if the forge fails: then nothing is known
   */
  inspect(place: P): Promise<readonly Finding[]>
}

export type Finding = Omit<Protection, 'id'>

/** Runs all checks in sequence, because they share what they read. */
export async function inspectAll<P>(checks: readonly GateCheck<P>[], place: P): Promise<Protection[]> {
  const found: Protection[] = []
  for (const { id, inspect } of checks)
    found.push(...(await inspect(place)).map((finding) => ({ id, ...finding })))
  return found
}

export const yes = (message: string): Finding => ({ word: 'yes', message, cure: undefined })
export const no = (message: string, cure: string): Finding => ({ word: 'no', message, cure })

/** The reason that a setting could not be read. */
export interface Unread {
  /** The required permission. */
  readonly needs: string
  readonly fault: { readonly message: string }
}

/**
 * Returns the finding for a setting that could not be read.
 *
 * @param what a clause that begins with `whether` or `who`
 */
export function unread(what: string, { needs, fault }: Unread): Finding {
  return {
    word: 'unread',
    message: `Could not read ${what}, which requires ${needs} (${fault.message}).`,
    cure: `Use a token with ${needs}.`,
  }
}

/**
 * Returns the time of a forge, in milliseconds since 1970, from the `Date` header of its response: the clock of a
 * runner can be set to anything.
 *
 * @param forge its name
 * @throws FairleadError (remote) if the header is missing or is not a date
 */
export function timeOfForge(forge: string, date: string | undefined): number {
  const now = date === undefined ? Number.NaN : Date.parse(date)
  if (Number.isNaN(now))
    throw remoteError(
      `${forge} does not return the time (Date header), so windows and ages cannot be judged`,
      {
        hint: 'Check whether a proxy removes that header.',
      },
    )
  return now
}

/**
 * Reports whether the members of a policy's teams can be read.
 *
 * @param word the forge's name for a team
 * @param members reads the members of one team
 * @param page the page where a team is edited
 */
export async function teamsRead(
  teams: readonly string[],
  word: string,
  members: (
    team: string,
  ) => Promise<{ readonly data: readonly unknown[] } | ({ readonly data?: undefined } & Unread)>,
  page: (team: string) => string,
): Promise<Finding[]> {
  const found: Finding[] = []
  for (const team of teams) {
    const answer = await members(team)
    if (answer.data === undefined) found.push(unread(`who is a member of ${team}`, answer))
    else if (answer.data.length === 0)
      found.push(no(`The ${word} ${team} has no members.`, `Add some: ${page(team)}`))
    else
      found.push(
        yes(`The ${word} ${team} has ${answer.data.length} member${answer.data.length === 1 ? '' : 's'}.`),
      )
  }
  return found
}
