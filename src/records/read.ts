import type { Ledger } from '../forge/ledger.ts'
import { entryNumber, FOLDER, folderNumber, pathOf } from './place.ts'

/** An entry in a commit, regardless of its content. If it is not a file, such as a link, the content is empty. */
export interface StoredEntry {
  readonly sequence: number
  readonly path: string
  readonly content: Uint8Array
}

/**
 * Reads the last entries of a commit, the oldest first. Only their folders and the entries themselves are read.
 *
 * @param most how many
 */
export async function lastEntries(ledger: Ledger, commit: string, most: number): Promise<StoredEntry[]> {
  const folders = await numbersIn(ledger, commit, FOLDER, folderNumber)
  const last: number[] = []
  for (const folder of folders.toReversed()) {
    const name = `${FOLDER}/${String(folder).padStart(5, '0')}`
    const numbers = await numbersIn(ledger, commit, name, entryNumber)
    last.unshift(...numbers.filter((number) => Math.floor(number / 1000) === folder))
    if (last.length >= most) break
  }
  const wanted = last.slice(-most)
  const found = new Map((await read(ledger, commit, wanted)).map((entry) => [entry.sequence, entry]))
  // The number of an unreadable entry is still taken: the next entry gets another one.
  return wanted.map(
    (sequence) => found.get(sequence) ?? { sequence, path: pathOf(sequence), content: new Uint8Array() },
  )
}

/** Reads all entries of a commit, the oldest first. */
export function allEntries(ledger: Ledger, commit: string): Promise<StoredEntry[]> {
  return lastEntries(ledger, commit, Number.POSITIVE_INFINITY)
}

/** Reads entries by their numbers; missing ones are left out. */
export async function read(
  ledger: Ledger,
  commit: string,
  numbers: readonly number[],
): Promise<StoredEntry[]> {
  if (numbers.length === 0) return []
  const contents = await ledger.read(commit, numbers.map(pathOf))
  return numbers.flatMap((sequence) => {
    const path = pathOf(sequence)
    const content = contents.get(path)
    return content === undefined ? [] : [{ sequence, path, content }]
  })
}

async function numbersIn(
  ledger: Ledger,
  commit: string,
  folder: string,
  numberOf: (name: string) => number | undefined,
): Promise<number[]> {
  const numbers = (await ledger.names(commit, folder)).flatMap((name) => numberOf(name) ?? [])
  return numbers.toSorted((a, b) => a - b)
}
