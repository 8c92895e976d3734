/**
 * The change that a job runs for, according to its event. This is the only module that interprets events, for all
 * commands and all surfaces. It does not query git or a forge. `docs/jobs.md` has a row for each kind.
 */
import { isObjectId } from '../git/object-id.ts'
import type { Address } from './repository-address.ts'

/** The kinds of events: the rows of the table in docs/jobs.md, in its order. */
export const JOB_KINDS = {
  'pull-request': {
    event: 'GitHub: `pull_request`, `pull_request_review`',
    base: 'the current tip of the target branch',
    head: 'the head commit of the pull request, merged into the base',
  },
  'pull-request-target': {
    event: 'GitHub: `pull_request_target`',
    base: 'the current tip of the target branch',
    head: 'the head commit of the pull request, merged into the base; it is fetched, since the base is checked out',
  },
  comment: {
    event: 'GitHub: `issue_comment` on a pull request',
    base: 'the current tip of the default branch; the event does not name the target branch, so set `base` if it is another one',
    head: 'the current head commit of the pull request, which is fetched, merged into the base',
  },
  'finished-run': {
    event: 'GitHub: `workflow_run`',
    base: 'the target branch of the pull request of the run if the event names one, else the default branch',
    head: 'the commit of the triggering run, which is fetched',
  },
  'merge-group': {
    event: 'GitHub: `merge_group`',
    base: 'the `base_sha` of the group: the branch with the groups ahead of it',
    head: "the group's commit",
  },
  'merge-request': {
    event: 'GitLab: merge request pipeline, also of a fork or as a child pipeline',
    base: 'the current tip of the target branch in the target project',
    head: 'the head commit of the merge request, merged into the base',
  },
  'merged-results': {
    event: 'GitLab: merged results pipeline',
    base: "the target branch, as in the pipeline's merge commit",
    head: "the pipeline's merge commit",
  },
  'merge-train': {
    event: 'GitLab: merge train',
    base: 'the target branch with the merge requests ahead of it in the train',
    head: "the pipeline's merge commit",
  },
  'external-request': {
    event: 'GitLab: pipeline for a pull request of another forge (`external_pull_request_event`)',
    base: 'the current tip of the target branch',
    head: 'the head commit of the pull request, merged into the base',
  },
  'default-branch': {
    event: 'push to the default branch, including force pushes',
    base: 'the commit that was there before the push',
    head: 'the pushed commit',
  },
  'other-branch': {
    event: 'push to another branch; a new branch; a pipeline of a branch',
    base: 'the current tip of the default branch',
    head: 'the pushed commit, merged into the base',
  },
  tag: {
    event: 'push of a tag',
    base: 'the current tip of the default branch',
    head: 'the checkout, merged into the base; no change if the branch already contains it',
  },
  other: {
    event: '`schedule`, `workflow_dispatch`, and all other events; GitLab: schedules, web, API, triggers',
    base: 'the current tip of the default branch',
    head: 'the checkout, merged into the base; no change on the default branch itself',
  },
} as const satisfies Record<string, { event: string; base: string; head: string }>

export type JobKind = keyof typeof JOB_KINDS

/** The change that a job runs for, as its event describes it. */
export interface JobChange {
  readonly kind: JobKind
  /** The target branch; undefined if the event does not contain it. */
  readonly base: string | undefined
  /** The commit of the pushed branch before the push, on any branch; undefined for a new branch. */
  readonly before: string | undefined
  /**
   * Commits to compare the head with as they are, in the order of preference: those of a queue, or from before a
   * push. If there are none, the tip of the base is compared with the head merged into it.
   */
  readonly from: readonly string[]
  /**
   * Commits of the base as the event knew it, the nearest first. They are used if the tip of the base cannot be
   * fetched.
   */
  readonly baseWas: readonly string[]
  /**
   * The commit that may be the trial merge of the request. Its first parent is the base as the forge merged it, and
   * is nearer than `baseWas`. It may not be a merge, because act and Forgejo check out the request's own commit.
   */
  readonly trialMerge: string | undefined
  /** The commit that the event is about. */
  readonly head: string | undefined
  /** The ref of this commit if the event does not contain the commit. Its current commit is used. */
  readonly headAt: string | undefined
  /** The name of the branch of this commit. */
  readonly headName: string | undefined
  /** The refs under which the base's repository stores this commit. */
  readonly headRefs: readonly string[]
  /** Whether the event is about a request. If so, only the request's own commit is used. */
  readonly isRequest: boolean
  /** The commit that the CI system checks out: a trial merge in the job of a request. */
  readonly checkedOut: string | undefined
  readonly defaultBranch: string | undefined
  /** The repository that the change is merged into. */
  readonly into: Address | undefined
  /** The repository that the change comes from. */
  readonly source: Address | undefined
  /** The repository that the job runs in, which may be a fork. */
  readonly own: Address | undefined
}

/**
 * Returns a commit id. Returns undefined for an id of zeros, which means that there is no commit: the branch is new
 * or deleted.
 */
export function commitOf(id: unknown): string | undefined {
  return typeof id === 'string' && isObjectId(id) && !/^0+$/.test(id) ? id : undefined
}

/** Returns the name of a branch from its full ref; undefined for tags and other refs. */
export function branchOf(ref: unknown): string | undefined {
  return typeof ref === 'string' && ref.startsWith('refs/heads/')
    ? ref.slice('refs/heads/'.length)
    : undefined
}

/**
 * Returns the commit that a push replaced. The server may not have it any more, so the first parent of the new commit
 * follows.
 */
export function fromPush(before: string | undefined, after: string | undefined): string[] {
  return before === undefined ? [] : [before, ...(after === undefined ? [] : [`${after}^1`])]
}

/** The values of an event from which nothing else is known. */
export const nothingKnown = {
  base: undefined,
  from: [],
  before: undefined,
  baseWas: [],
  trialMerge: undefined,
  head: undefined,
  headAt: undefined,
  headName: undefined,
  headRefs: [],
  isRequest: false,
  checkedOut: undefined,
  defaultBranch: undefined,
  into: undefined,
  source: undefined,
  own: undefined,
} as const satisfies Omit<JobChange, 'kind'>
