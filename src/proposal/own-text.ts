import { createHash } from 'node:crypto'
import type { PullRequestMetadata } from '../forge/forge.ts'

/**
 * Finds the part of a pull request's text that Fairlead writes, and decides whether to write it again. The part is
 * between two hidden marks; the second one, that of the group, is the last line. The line before it contains a digest
 * of everything that was requested: as long as the request is the same, nothing is written. So everything that people
 * changed since (a title, a checked box, a removed label, a submitted review) is kept.
 */

const BEGIN = '<!-- fairlead-begin -->'
const WISH = /^<!-- fairlead-wish: ([0-9a-f]{16}) -->$/m

/** The link to the run that wrote a text. Each run has a different link, which alone is not a change. */
export const RUN_LINK = /Made by \[this run\]\([^)\n]*\)\./g

/**
 * The results of rendering. They are not a change: not every run can render, and the results describe the same
 * change.
 */
const PROOF_LINES = /^(?:Rendered|Not verified): .*\n*/gm

/**
 * Returns a digest of what a step requests: the text without the link to its run and the results of rendering, labels
 * and people in any order.
 *
 * @param body Fairlead's part, without marks
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

/** Reports whether a step requests more than a text. */
export function hasMetadata(metadata: PullRequestMetadata): boolean {
  const { labels, assignees, reviewers, teamReviewers, milestone = '' } = metadata
  return labels.length + assignees.length + reviewers.length + teamReviewers.length > 0 || milestone !== ''
}

/** Returns the digest that a body was written for; undefined if it has none, as in earlier versions. */
export function wishIn(body: string): string | undefined {
  return WISH.exec(body.replaceAll('\r\n', '\n'))?.[1]
}

/**
 * Returns Fairlead's part with its marks.
 *
 * @param body ends with the mark of the group
 * @param wish undefined while the request is not completely fulfilled
 */
export function withMarks(body: string, wish: string | undefined): string {
  const lines = body.trimEnd().split('\n')
  const mark = lines.pop() ?? ''
  const done = wish === undefined ? [] : [`<!-- fairlead-wish: ${wish} -->`]
  return [BEGIN, ...lines, ...done, mark, ''].join('\n')
}

/**
 * Returns a body in which a new text replaces Fairlead's part. What people wrote above and below it is kept above it,
 * because the mark of the group is the last line. A body without the first mark is replaced completely, because
 * earlier versions wrote it.
 *
 * @param fresh Fairlead's part with its marks
 * @param limit the maximum length of the body, in UTF-16 units; notes of people are left out if there is no room for
 *   them
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
