import { FairleadError, refusal, remoteError } from '../errors.ts'
import type { Ledger } from '../forge/ledger.ts'
import { chainFaults, linkOf } from './chain.ts'
import type { NewEntry } from './entry.ts'
import { hashOf, pathOf } from './place.ts'
import { lastEntries, read } from './read.ts'
import type { StoredEntry } from './read.ts'
import { README } from './readme.ts'

/** How tries are spaced. */
export interface Pace {
  sleep(milliseconds: number): Promise<void>
  /** From 0 to below 1. */
  random(): number
}

/** An entry that is in the records. */
export interface Appended {
  /** The commit of the branch that has it. */
  readonly commit: string
  readonly sequence: number
  /** `sha256:…` of its bytes: what the next entry names, and what whoever has seen it can keep. */
  readonly hash: string
  /** What a person should know, as sentences without a full stop. */
  readonly warnings: readonly string[]
}

/** Fifty racers on one branch need about twenty tries; more than this is no race but a fault. */
const MAX_TRIES = 60

/** The last number that there can be: no run gets there, but a file that somebody puts there may. */
const MOST = 999_999_999_999_999

/** How many of the last entries are looked at before another one follows them. */
const LOOKED_AT = 5

/**
 * Adds an entry to the records, by compare-and-swap: in each try it follows whatever is the last one then. The entry
 * has an id, so that one whose answer was lost is found again and not written twice.
 *
 * Entries that are broken are told, and followed all the same: who breaks one must not keep the next from being written.
 *
 * @param draft of whatever kind
 * @param title what the commit says of it, in a few words
 * @throws FairleadError where it cannot be written
 */
export async function append(
  ledger: Ledger,
  draft: NewEntry,
  pace: Pace,
  title = draft.kind,
): Promise<Appended> {
  const mine = new Attempts(ledger, draft, title)
  for (let tries = 1; ; tries++) {
    const appended = await mine.once()
    if (appended !== 'lost') return appended
    if (tries >= MAX_TRIES)
      throw remoteError(
        `others pushed to the branch ${ledger.branch} at the same time, ${tries} times in a row`,
        {
          hint: 'Run the step again.',
        },
      )
    // Fewer tries collide the longer each waits.
    await pace.sleep(pace.random() * 400 * Math.min(tries, 10))
  }
}

/** The tries to write one entry. */
class Attempts {
  readonly #ledger: Ledger
  readonly #draft: NewEntry
  readonly #title: string
  /** The numbers that it was tried with: it can be nowhere else. */
  readonly #tried = new Set<number>()

  constructor(ledger: Ledger, draft: NewEntry, title: string) {
    this.#ledger = ledger
    this.#draft = draft
    this.#title = title
  }

  async once(): Promise<Appended | 'lost'> {
    const ledger = this.#ledger
    const tip = await ledger.tip()
    if (tip === undefined) {
      const content = Buffer.from(README)
      await ledger.begin({ path: 'README.md', content }, 'Begin the records of Fairlead\n\n[skip ci]')
      // Whoever has made it, it is there now.
      return 'lost'
    }
    const last = await lastEntries(ledger, tip, LOOKED_AT)
    const number = (last.at(-1)?.sequence ?? 0) + 1
    const found = this.#mine(tip, last) ?? (await this.#found(tip, number - 1))
    if (found !== undefined) return found
    if (number > MOST)
      throw refusal(
        `${last.at(-1)?.path} on ${ledger.branch} has an invalid number: no entry can follow it`,
        {
          hint: 'Someone added it by hand. Delete it.',
        },
      )
    const warnings = chainFaults(last).map(({ message }) => `the records are not intact: ${message}`)
    const content = contentOf(this.#draft, number, last.at(-1))
    this.#tried.add(number)
    try {
      // It names the id, so that no two are the same.
      const message = `Record ${number}: ${this.#title}\n\nEntry ${this.#draft.id}\n\n[skip ci]`
      const made = await ledger.add({ from: tip, path: pathOf(number), content, message })
      if (made === 'lost') return 'lost'
      const told = [...warnings, ...made.warnings]
      return { commit: made.sha, sequence: number, hash: hashOf(content), warnings: told }
    } catch (error) {
      return await this.#afterAll(error)
    }
  }

  /** An answer was lost where the entry is there although its writing failed. */
  async #afterAll(failure: unknown): Promise<Appended> {
    if (!(failure instanceof FairleadError) || failure.kind !== 'remote') throw failure
    const found = await this.#lastAppended().catch(() => undefined)
    if (found === undefined) throw failure
    return found
  }

  async #lastAppended(): Promise<Appended | undefined> {
    const tip = await this.#ledger.tip()
    if (tip === undefined) return undefined
    const [last] = await lastEntries(this.#ledger, tip, 1)
    return last && this.#found(tip, last.sequence)
  }

  /** Our entry, where an earlier try has written it after all: under one of the numbers that it was tried with. */
  async #found(tip: string, last: number): Promise<Appended | undefined> {
    const numbers = [...this.#tried].filter((number) => number <= last)
    return this.#mine(tip, await read(this.#ledger, tip, numbers))
  }

  #mine(tip: string, entries: readonly StoredEntry[]): Appended | undefined {
    for (const entry of entries) {
      const link = linkOf(entry)
      if ('data' in link && link.data.id === this.#draft.id)
        return { commit: tip, sequence: entry.sequence, hash: hashOf(entry.content), warnings: [] }
    }
    return undefined
  }
}

function contentOf(draft: NewEntry, sequence: number, before: StoredEntry | undefined): Buffer {
  const { version, kind, id, ...rest } = draft
  const previous = before === undefined ? null : hashOf(before.content)
  return Buffer.from(`${JSON.stringify({ version, kind, id, sequence, previous, ...rest }, undefined, 2)}\n`)
}
