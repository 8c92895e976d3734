import { FairleadError, refusal, remoteError } from '../errors.ts'
import type { Ledger } from '../forge/ledger.ts'
import { chainFaults, linkOf } from './chain.ts'
import type { NewEntry } from './entry.ts'
import { hashOf, pathOf } from './place.ts'
import { lastEntries, read } from './read.ts'
import type { StoredEntry } from './read.ts'
import { README } from './readme.ts'

/** The spacing of attempts. */
export interface Pace {
  sleep(milliseconds: number): Promise<void>
  /** A number from 0 to below 1. */
  random(): number
}

/** An entry that is stored in the records. */
export interface Appended {
  /** The commit of the branch that contains it. */
  readonly commit: string
  readonly sequence: number
  /** `sha256:…` of its bytes. The next entry contains it, and anyone who has seen it can check for it later. */
  readonly hash: string
  /** Warnings for the user, as sentences without a full stop. */
  readonly warnings: readonly string[]
}

/**
 * The most attempts. Fifty concurrent writers on one branch need about twenty attempts, so more than this is not
 * contention but an error.
 */
const MAX_TRIES = 60

/** The highest possible number. No run reaches it, but someone may add a file with that number by hand. */
const MOST = 999_999_999_999_999

/** The number of last entries that are checked before a new one is added. */
const LOOKED_AT = 5

/**
 * Adds an entry to the records with compare-and-swap: in each attempt, it follows the entry that is then the last
 * one. The entry has an id, so that an entry whose answer was lost is found again and not written twice.
 *
 * Broken entries are reported, but a new entry is still added after them: someone who breaks one must not prevent
 * the next from being written.
 *
 * @param draft an entry of any kind
 * @param title describes the entry in the commit message, in a few words
 * @throws FairleadError if it cannot be written
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
    // The longer each writer waits, the fewer attempts collide.
    await pace.sleep(pace.random() * 400 * Math.min(tries, 10))
  }
}

/** The attempts to write one entry. */
class Attempts {
  readonly #ledger: Ledger
  readonly #draft: NewEntry
  readonly #title: string
  /** The numbers of all attempts: the entry cannot have another number. */
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
      // The branch exists now, whoever created it.
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
      // The message contains the id, so that no two commits are identical.
      const message = `Record ${number}: ${this.#title}\n\nEntry ${this.#draft.id}\n\n[skip ci]`
      const made = await ledger.add({ from: tip, path: pathOf(number), content, message })
      if (made === 'lost') return 'lost'
      const told = [...warnings, ...made.warnings]
      return { commit: made.sha, sequence: number, hash: hashOf(content), warnings: told }
    } catch (error) {
      return await this.#afterAll(error)
    }
  }

  /** Checks after a failure whether the entry was written: the answer may have been lost. */
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

  /** Finds our entry if an earlier attempt wrote it after all, under one of the numbers of the attempts. */
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
