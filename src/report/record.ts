import { RECORDS_BRANCH } from '../records/place.ts'
import { shortCommit } from './text.ts'

/**
 * Where a record stands, for people: with its hash, since whoever has kept a log of it can tell later whether it is
 * still the same.
 */
export function recordText(
  entry: { readonly commit: string; readonly sequence: number; readonly hash: string } | undefined,
): string[] {
  if (entry === undefined) return []
  return [
    `Recorded as entry ${entry.sequence} (${entry.hash}) in ${shortCommit(entry.commit)} on ${RECORDS_BRANCH}.`,
  ]
}
