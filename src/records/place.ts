import { createHash } from 'node:crypto'

/** The branch of the infra repo that contains the records. */
export const RECORDS_BRANCH = 'fairlead-records'

/**
 * The folder of the entries. The path of an entry depends only on its number, not on a time or an id. So one path can
 * hold only one entry, and two writers of the same number collide on every forge, including one that locks files
 * (GitLab). A folder holds a thousand entries, so the last ones are found by reading two folders, however many there
 * are.
 */
export const FOLDER = 'entries'

/** Returns the folder of a number, from the root. */
export function folderOf(sequence: number): string {
  return `${FOLDER}/${digits(sequence).slice(0, -3)}`
}

export function pathOf(sequence: number): string {
  return `${folderOf(sequence)}/${digits(sequence)}.json`
}

/**
 * Returns the number that a folder's name represents; undefined for any other name, which does not belong to the
 * records.
 */
export function folderNumber(name: string): number | undefined {
  return /^\d{5,12}$/.test(name) ? Number(name) : undefined
}

/** Returns the number of an entry by its file's name; undefined for another file. */
export function entryNumber(name: string): number | undefined {
  const [, number] = /^(\d{8,15})\.json$/.exec(name) ?? []
  return number === undefined || digits(Number(number)) !== number ? undefined : Number(number)
}

function digits(sequence: number): string {
  return String(sequence).padStart(8, '0')
}

/** Returns the hash of an entry, which the next entry contains. */
export function hashOf(content: Uint8Array): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`
}
