/**
 * What a job's event says about the change that it runs for: one place for all events, all commands and all surfaces.
 * Nothing here is asked of git or of a forge. `docs/jobs.md` has a row for each kind.
 */
import { isObjectId } from '../git/object-id.ts'
import type { Address } from './repository-address.ts'

/** What is known of an event: the rows of the table in docs/jobs.md, in its order. */
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
    base: "the target branch as the pipeline's merge has it",
    head: "the pipeline's merge",
  },
  'merge-train': {
    event: 'GitLab: merge train',
    base: 'the target branch with the merge requests ahead of it in the train',
    head: "the pipeline's merge",
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

/** The change that a job runs for, as its event tells it. */
export interface JobChange {
  readonly kind: JobKind
  /** The branch that it goes into; undefined where the event does not say. */
  readonly base: string | undefined
  /** The commit that the branch was at before the push, whatever branch that is; undefined for one that is new. */
  readonly before: string | undefined
  /**
   * Commits to compare the head with as it is, in the order of preference: those of a queue, or from before a push.
   * Where there are none it is the tip of the base, and the head merged into it.
   */
  readonly from: readonly string[]
  /** Commits of the base as the event knew it, the nearest first: they count where the base's tip cannot be had. */
  readonly baseWas: readonly string[]
  /**
   * The commit that may be the trial merge of the request: the base as the forge merged it is its first parent, and
   * nearer than `baseWas`. It may be no merge at all: act and Forgejo check out the request's own commit.
   */
  readonly trialMerge: string | undefined
  /** The commit that the event is about. */
  readonly head: string | undefined
  /** The ref that has this commit where the event tells none: what is there now counts. */
  readonly headAt: string | undefined
  /** The name of its branch. */
  readonly headName: string | undefined
  /** The refs under which the base's repository keeps it. */
  readonly headRefs: readonly string[]
  /** Whether the event is about a request: then nothing but its own commit is looked at. */
  readonly isRequest: boolean
  /** The commit that the CI system checks out: a trial merge in the job of a request. */
  readonly checkedOut: string | undefined
  readonly defaultBranch: string | undefined
  /** The repository that the change goes into. */
  readonly into: Address | undefined
  /** The repository that the change comes from. */
  readonly source: Address | undefined
  /** The repository that the job runs in: that of a fork, perhaps. */
  readonly own: Address | undefined
}

/** Git's way to say that there is no commit: of a new branch, of one that was deleted. */
export function commitOf(id: unknown): string | undefined {
  return typeof id === 'string' && isObjectId(id) && !/^0+$/.test(id) ? id : undefined
}

/** The name of a branch, from its whole ref; undefined for a tag and others. */
export function branchOf(ref: unknown): string | undefined {
  return typeof ref === 'string' && ref.startsWith('refs/heads/')
    ? ref.slice('refs/heads/'.length)
    : undefined
}

/** What a push replaced; the server may have forgotten that, and then it is the commit in front of the new one. */
export function fromPush(before: string | undefined, after: string | undefined): string[] {
  return before === undefined ? [] : [before, ...(after === undefined ? [] : [`${after}^1`])]
}

/** What is the same for all kinds where an event says no more. */
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
