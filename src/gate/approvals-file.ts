import * as v from 'valibot'
import { isCalendarDay } from '../config/gate-shape.ts'
import { inputError } from '../errors.ts'
import { parseJsonAnswer } from '../shapes/answer.ts'
import type { Approval } from '../forge/approvals.ts'

const entry = v.object({
  by: v.string(),
  digest: v.string(),
  at: v.string(),
  head: v.optional(v.string()),
  note: v.optional(v.string()),
})

/**
 * Reads approvals from a file, for repositories without a forge: `[{"by", "digest", "at", "head", "note"}]`.
 *
 * @throws FairleadError (input) if it has another format
 */
export function readApprovals(content: Uint8Array): Approval[] {
  const answer = parseJsonAnswer(v.array(entry), content, 'the list')
  if ('fault' in answer)
    throw inputError(`the file of approvals cannot be read: ${answer.fault}`, {
      hint: 'Expected format: [{"by": "bob", "digest": "…", "at": "2026-11-27T10:00:00Z", "head": "…"}].',
    })
  return answer.data.map(({ by, digest, at, head, note }) => ({
    by: { id: by, name: by, isBot: false },
    digest: digest.replace(/^sha256:/, ''),
    at: timeOf(at, 'at'),
    head,
    note,
  }))
}

/**
 * Parses a time in the format of RFC 3339, with its time zone: without one, the time would be ambiguous.
 *
 * @returns milliseconds since 1970
 * @throws FairleadError (input) for anything else
 */
export function timeOf(text: string, input: string): number {
  const isWhole = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/.test(text)
  // JavaScript parses 30 February as a day in March, and fails for the thirteenth month.
  const at = isWhole && isCalendarDay(text.slice(0, 10)) ? Date.parse(text) : Number.NaN
  if (!Number.isNaN(at)) return at
  throw inputError(`${input} is ${JSON.stringify(text.slice(0, 60))}, which is not a valid time`, {
    hint: 'Expected format: 2026-11-27T10:00:00Z.',
  })
}
