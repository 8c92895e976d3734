import { createHash } from 'node:crypto'

/** The branch of the infra repo that the records are on. */
export const RECORDS_BRANCH = 'fairlead-records'

/**
 * Where entries are. The path follows from the number alone, not from a time or an id: so one path can hold one entry
 * only, and two writers of the same number collide on every forge, also on one whose lock is on files (GitLab). A
 * thousand are in a folder, so that the last ones are found by reading two folders, however many there are.
 */
export const FOLDER = 'entries'

/** The folder of a number, from the root. */
export function folderOf(sequence: number): string {
  return `${FOLDER}/${digits(sequence).slice(0, -3)}`
}

export function pathOf(sequence: number): string {
  return `${folderOf(sequence)}/${digits(sequence)}.json`
}

/** The numbers that names of folders begin with, and of entries in them; anything else there is not ours. */
export function folderNumber(name: string): number | undefined {
  return /^\d{5,12}$/.test(name) ? Number(name) : undefined
}

/** The number of an entry by its file's name; undefined for another file. */
export function entryNumber(name: string): number | undefined {
  const [, number] = /^(\d{8,15})\.json$/.exec(name) ?? []
  return number === undefined || digits(Number(number)) !== number ? undefined : Number(number)
}

function digits(sequence: number): string {
  return String(sequence).padStart(8, '0')
}

/** What the next entry says of the one before. */
export function hashOf(content: Uint8Array): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`
}
