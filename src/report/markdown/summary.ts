import type { Review } from '../../review/model.ts'
import { comments } from './comments.ts'

/** GitHub refuses a step summary of more than 1 MiB for all of a step; some room is for what others add. */
const SUMMARY_BYTES = 900_000

/**
 * The report as the summary of a step: the same as a comment, in one piece.
 *
 * @param request `pull request`, or `merge request`
 * @returns markdown of at most 900,000 bytes; what did not fit is counted in it
 */
export function summary(report: Review, request: string, bytes: number = SUMMARY_BYTES): string {
  // A UTF-16 unit is up to three bytes: the second limit is sure to fit.
  for (const limit of [bytes, Math.floor(bytes / 3)]) {
    const [text = ''] = comments(report, { limit, most: 1, request })
    if (Buffer.byteLength(text) <= bytes) return `${text}\n`
  }
  throw new Error('the summary is longer than its limit')
}
