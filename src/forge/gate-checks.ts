import { remoteError } from '../errors.ts'
import type { Protection } from './approvals.ts'

/** One thing to look at before anybody trusts a gate. A new one takes a line in a table, and tests of what it stops. */
export interface GateCheck<P> {
  /** Stable, for tests and documents; the findings have it as theirs. */
  readonly id: string
  /** What has to be so, as a sentence for the documents. */
  readonly description: string
  /** @throws FairleadError (remote) where the forge fails: then nothing is known */
  inspect(place: P): Promise<readonly Finding[]>
}

export type Finding = Omit<Protection, 'id'>

/** Looks at everything, one after the other, since they share what they read. */
export async function inspectAll<P>(checks: readonly GateCheck<P>[], place: P): Promise<Protection[]> {
  const found: Protection[] = []
  for (const { id, inspect } of checks)
    found.push(...(await inspect(place)).map((finding) => ({ id, ...finding })))
  return found
}

export const yes = (message: string): Finding => ({ word: 'yes', message, cure: undefined })
export const no = (message: string, cure: string): Finding => ({ word: 'no', message, cure })

/** Why something could not be read. */
export interface Unread {
  /** The permission that it takes. */
  readonly needs: string
  readonly fault: { readonly message: string }
}

/** @param what half a sentence that begins with `whether` or `who` */
export function unread(what: string, { needs, fault }: Unread): Finding {
  return {
    word: 'unread',
    message: `Could not read ${what}, which requires ${needs} (${fault.message}).`,
    cure: `Use a token with ${needs}.`,
  }
}

/**
 * The time of a forge, in milliseconds since 1970, by the `Date` header of its answer: that of a runner is whatever
 * somebody has set it to.
 *
 * @param forge its name
 * @throws FairleadError (remote) where the header is missing, or is no date
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
 * Whether the members of the teams of a policy can be read.
 *
 * @param word what the forge calls a team
 * @param members reads those of one
 * @param page where one is edited
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
