import { RECORDS_BRANCH } from '../records/place.ts'
import { shortCommit } from './text.ts'

/**
 * Returns the location of a record as text. It includes the hash, so that anyone who has stored a log of it can check
 * later whether the record is still the same.
 */
export function recordText(
  entry: { readonly commit: string; readonly sequence: number; readonly hash: string } | undefined,
): string[] {
  if (entry === undefined) return []
  return [
    `Recorded as entry ${entry.sequence} (${entry.hash}) in ${shortCommit(entry.commit)} on ${RECORDS_BRANCH}.`,
  ]
}
