import type { Review } from '../../review/model.ts'
import { comments } from './comments.ts'

/**
 * The maximum size of a summary. GitHub refuses more than 1 MiB for all of a step, so some room is left for other
 * output.
 */
const SUMMARY_BYTES = 900_000

/**
 * Returns the report as the summary of a step: the same as a comment, in one piece.
 *
 * @param request `pull request`, or `merge request`
 * @returns Markdown of at most 900,000 bytes, which counts what did not fit
 */
export function summary(report: Review, request: string, bytes: number = SUMMARY_BYTES): string {
  // A UTF-16 unit has up to three bytes, so the second limit always fits.
  for (const limit of [bytes, Math.floor(bytes / 3)]) {
    const [text = ''] = comments(report, { limit, most: 1, request })
    if (Buffer.byteLength(text) <= bytes) return `${text}\n`
  }
  throw new Error('the summary is longer than its limit')
}
