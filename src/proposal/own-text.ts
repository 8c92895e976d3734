import { createHash } from 'node:crypto'
import type { PullRequestMetadata } from '../forge/forge.ts'

/**
 * What of a pull request's text is ours, and whether it has to be written again. Our part stands between two hidden
 * marks; the second one, that of the group, is the last line. Beside it stands a digest of all that was wished for: as
 * long as the wish is the same nothing is written, so that what people changed since (a title, a ticked box, a label
 * that they took away, a review that was given) stays theirs.
 */

const BEGIN = '<!-- fairlead-begin -->'
const WISH = /^<!-- fairlead-wish: ([0-9a-f]{16}) -->$/m

/** The link to the run that wrote a text: another run has another one, and that alone is no news. */
export const RUN_LINK = /Made by \[this run\]\([^)\n]*\)\./g

/** What rendering told: whether a run can render is no news, and what is told then is a view of the same change. */
const PROOF_LINES = /^(?:Rendered|Not proved): .*\n*/gm

/**
 * A digest of what a step wishes for: the text without the link to its run and what it could render, labels and people
 * in any order.
 *
 * @param body our part, without marks
 */
export function wishOf(title: string, body: string, metadata: PullRequestMetadata): string {
  const { labels, assignees, reviewers, teamReviewers, milestone = '' } = metadata
  const lists = [labels, assignees, reviewers, teamReviewers].map((list) =>
    list.map((text) => text.toLowerCase()).toSorted(),
  )
  const all = JSON.stringify([
    title,
    body.replaceAll(PROOF_LINES, '').replaceAll(RUN_LINK, ''),
    lists,
    milestone,
  ])
  return createHash('sha256').update(all).digest('hex').slice(0, 16)
}

/** Whether a step wishes for more than a text. */
export function hasMetadata(metadata: PullRequestMetadata): boolean {
  const { labels, assignees, reviewers, teamReviewers, milestone = '' } = metadata
  return labels.length + assignees.length + reviewers.length + teamReviewers.length > 0 || milestone !== ''
}

/** The wish that a body was written for; undefined where it has none, as those of earlier versions. */
export function wishIn(body: string): string | undefined {
  return WISH.exec(body.replaceAll('\r\n', '\n'))?.[1]
}

/**
 * Our part with its marks.
 *
 * @param body ends with the mark of the group
 * @param wish undefined while the wish is not fulfilled yet
 */
export function withMarks(body: string, wish: string | undefined): string {
  const lines = body.trimEnd().split('\n')
  const mark = lines.pop() ?? ''
  const done = wish === undefined ? [] : [`<!-- fairlead-wish: ${wish} -->`]
  return [BEGIN, ...lines, ...done, mark, ''].join('\n')
}

/**
 * A new text in place of our part of a body. What people wrote above and below it stays, above it: the mark of the
 * group is the last line. A body without our first mark is all ours, as earlier versions wrote it.
 *
 * @param fresh our part with its marks
 * @param limit the longest body, in UTF-16 units; notes for which there is no room are left out
 */
export function renewed(present: string, fresh: string, limit: number): string {
  const text = present.replaceAll('\r\n', '\n')
  const begin = text.indexOf(BEGIN)
  if (begin < 0) return fresh
  const end = /^<!-- fairlead-group: [0-9a-f]{16} -->$/m.exec(text.slice(begin))
  const after = end ? text.slice(begin + end.index + end[0].length) : ''
  const notes = [text.slice(0, begin), after].map((part) => part.trim()).filter((part) => part !== '')
  const body = [...notes, fresh].join('\n\n')
  return body.length > limit ? fresh : body
}
