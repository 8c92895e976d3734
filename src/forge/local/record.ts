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
 * A pull request of a plain git remote: its branch is the change, and this record, a blob of JSON at
 * `refs/fairlead/pull-requests/<branch>`, is its text. Everybody who may push can read and write it.
 */
export interface PullRequestRecord extends PullRequestText, PullRequestMetadata {
  readonly version: 1
  readonly state: 'open' | 'closed'
  readonly base: string
  readonly draft: boolean
  /** In ISO 8601, as all times here. */
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

/** The branch of a record's ref, or undefined where the ref is something else. */
export function recordBranch(ref: string): string | undefined {
  return ref.startsWith(prefix) ? ref.slice(prefix.length) : undefined
}

export function newRecord(request: NewPullRequest, now: Date): PullRequestRecord {
  const { title, body, labels, assignees, reviewers, teamReviewers, milestone, base, draft } = request
  const at = now.toISOString()
  const text = { title, body, labels, assignees, reviewers, teamReviewers, milestone, base, draft }
  return { version: 1, state: 'open', ...text, createdAt: at, updatedAt: at, comments: [] }
}

/** The record with new text and more labels and people, or the same record where nothing changes. */
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

/** The record with other comments, or the same record where they are the same. */
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

/** What is read of a record. Others may have written it; what an older Fairlead did not write may lack. */
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
 * Reads a record. Others may have written it, so that every part is checked.
 *
 * @throws FairleadError (remote) where it is not a record, with what is wrong in it
 */
export function parseRecord(content: Uint8Array, branch: string): PullRequestRecord {
  const record = parseJsonAnswer(Stored, content, 'the record')
  if ('data' in record) return record.data
  throw remoteError(
    `the ref ${recordRef(branch)} does not contain a pull request that this version can read: ${record.fault}`,
    { hint: `Delete it to start over: git push <repository> :${recordRef(branch)}` },
  )
}

/** The record as the port shows it. There are no accounts, so that all are as good as ours. */
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
