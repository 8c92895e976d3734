import * as v from 'valibot'
import { remoteError } from '../../errors.ts'
import { parseJsonAnswer } from '../../shapes/answer.ts'
import { maybe } from '../../shapes/json.ts'
import type {
  NewPullRequest,
  PullRequest,
  PullRequestChange,
  PullRequestMetadata,
  PullRequestText,
} from '../forge.ts'

/**
 * A pull request of a plain git remote. Its branch contains the change; this record, a JSON blob at
 * `refs/fairlead/pull-requests/<branch>`, contains its text. Everyone with push access can read and write it.
 */
export interface PullRequestRecord extends PullRequestText, PullRequestMetadata {
  readonly version: 1
  readonly state: 'open' | 'closed'
  readonly base: string
  readonly draft: boolean
  /** In ISO 8601, like all times here. */
  readonly createdAt: string
  readonly updatedAt: string
  /** The branch's tip when it was closed. */
  readonly closedHead?: string
  readonly comments: readonly { readonly at: string; readonly body: string }[]
}

const prefix = 'refs/fairlead/pull-requests/'

export function recordRef(branch: string): string {
  return `${prefix}${branch}`
}

/** Returns the branch of a record's ref, or undefined if the ref is something else. */
export function recordBranch(ref: string): string | undefined {
  return ref.startsWith(prefix) ? ref.slice(prefix.length) : undefined
}

export function newRecord(request: NewPullRequest, now: Date): PullRequestRecord {
  const { title, body, labels, assignees, reviewers, teamReviewers, milestone, base, draft } = request
  const at = now.toISOString()
  const text = { title, body, labels, assignees, reviewers, teamReviewers, milestone, base, draft }
  return { version: 1, state: 'open', ...text, createdAt: at, updatedAt: at, comments: [] }
}

/** Returns the record with new text and additional labels and people, or the same record if nothing changes. */
export function changedRecord(
  record: PullRequestRecord,
  change: PullRequestChange,
  now: Date,
): PullRequestRecord {
  const changed: PullRequestRecord = {
    ...record,
    title: change.title ?? record.title,
    body: change.body ?? record.body,
    base: change.base ?? record.base,
    milestone: change.milestone ?? record.milestone,
    labels: union(record.labels, change.labels),
    assignees: union(record.assignees, change.assignees),
    reviewers: union(record.reviewers, change.reviewers),
    teamReviewers: union(record.teamReviewers, change.teamReviewers),
  }
  if (JSON.stringify(changed) === JSON.stringify(record)) return record
  return { ...changed, updatedAt: now.toISOString() }
}

export function closedRecord(
  record: PullRequestRecord,
  head: string | undefined,
  comment: string | undefined,
  now: Date,
): PullRequestRecord {
  const at = now.toISOString()
  const comments = comment === undefined ? record.comments : [...record.comments, { at, body: comment }]
  return {
    ...record,
    state: 'closed',
    ...(head === undefined ? {} : { closedHead: head }),
    updatedAt: at,
    comments,
  }
}

/** Returns the record with other comments, or the same record if the comments do not change. */
export function commentedRecord(
  record: PullRequestRecord,
  comments: PullRequestRecord['comments'],
  now: Date,
): PullRequestRecord {
  if (JSON.stringify(comments) === JSON.stringify(record.comments)) return record
  return { ...record, comments, updatedAt: now.toISOString() }
}

export function formatRecord(record: PullRequestRecord): string {
  return `${JSON.stringify(record, undefined, 2)}\n`
}

const names = v.optional(v.array(v.string()), [])

/**
 * The schema of a stored record. Others may have written it, and older versions of Fairlead did not write all fields.
 */
const Stored = v.object({
  version: v.literal(1),
  state: v.picklist(['open', 'closed']),
  title: v.string(),
  body: v.string(),
  base: v.string(),
  draft: v.optional(v.boolean(), false),
  labels: names,
  assignees: names,
  reviewers: names,
  teamReviewers: names,
  milestone: maybe(v.string()),
  createdAt: v.optional(v.string(), ''),
  updatedAt: v.optional(v.string(), ''),
  closedHead: v.exactOptional(v.string()),
  comments: v.optional(v.array(v.object({ at: v.string(), body: v.string() })), []),
})

/**
 * Reads a record. Every part is checked, because others may have written it.
 *
 * @throws FairleadError (remote) if it is not a record, with the reason
 */
export function parseRecord(content: Uint8Array, branch: string): PullRequestRecord {
  const record = parseJsonAnswer(Stored, content, 'the record')
  if ('data' in record) return record.data
  throw remoteError(
    `the ref ${recordRef(branch)} does not contain a pull request that this version can read: ${record.fault}`,
    { hint: `Delete it to start over: git push <repository> :${recordRef(branch)}` },
  )
}

/** Returns the record as a pull request. A plain git remote has no accounts, so all requests count as ours. */
export function toPullRequest(
  record: PullRequestRecord,
  place: { repository: string; branch: string; head: string },
): PullRequest {
  const { repository, branch, head } = place
  const { title, body, draft, labels } = record
  return {
    number: branch,
    url: `${repository}#${branch}`,
    branch,
    head,
    title,
    body,
    draft,
    labels,
    own: true,
    startsWorkflows: true,
  }
}

function union(present: readonly string[], added: readonly string[] | undefined): readonly string[] {
  return [...new Set([...present, ...(added ?? [])])]
}
