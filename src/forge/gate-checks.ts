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
