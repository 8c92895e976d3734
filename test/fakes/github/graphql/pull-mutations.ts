/** Mutations of pull requests. */
import type { Need } from '../accounts.ts'
import { ApiError } from '../errors.ts'
import { setAssignees, setBase, setBody, setLabels, setMilestone } from '../pull-edits.ts'
import { checkBody, createPull, mergeStateOf, reopenPull } from '../pulls.ts'
import { closePull, type FakeRepository, nextId, now } from '../repository.ts'
import type { MergeMethod, Pull } from '../state.ts'
import { commentNode, pullNode } from './pull-nodes.ts'
import type { Input } from './ref-mutations.ts'
import type { Session } from './session.ts'

const writePulls: Need = [{ pull_requests: 'write' }]
const writeIssues: Need = [{ issues: 'write' }, { pull_requests: 'write' }]
const mayMerge: Need = [{ contents: 'write', pull_requests: 'write' }]

/** Changes the pull request with the given id and returns it, as most of these mutations do. */
async function edit(
  session: Session,
  input: { readonly clientMutationId?: string | null },
  id: string,
  need: Need,
  change: (repository: FakeRepository, pull: Pull) => void | Promise<void>,
) {
  const { repository, pull } = session.pullById(id, need)
  await repository.write(() => change(repository, pull))
  return {
    actor: session.make.account(session, session.token.account),
    clientMutationId: input.clientMutationId,
    pullRequest: pullNode(session, repository, pull),
  }
}

interface PullId {
  readonly pullRequestId: string
}

interface CreateInput {
  readonly repositoryId: string
  readonly title: string
  readonly body?: string | null
  readonly headRefName: string
  readonly baseRefName: string
  readonly draft?: boolean | null
  readonly maintainerCanModify?: boolean | null
}

interface UpdateInput extends PullId {
  readonly title?: string | null
  readonly body?: string | null
  readonly baseRefName?: string | null
  readonly state?: 'OPEN' | 'CLOSED' | null
  readonly labelIds?: readonly string[] | null
  readonly assigneeIds?: readonly string[] | null
  readonly milestoneId?: string | null
}

async function update(
  session: Session,
  repository: FakeRepository,
  pull: Pull,
  input: UpdateInput,
): Promise<void> {
  checkBody(input.body)
  if (typeof input.baseRefName === 'string') setBase(repository, pull, input.baseRefName)
  if (input.state === 'OPEN') await reopenPull(repository, pull)
  if (input.state === 'CLOSED' && pull.state === 'open') closePull(pull)
  const { labelIds, assigneeIds, milestoneId } = input
  if (Array.isArray(labelIds))
    setLabels(
      repository,
      pull,
      labelIds.map((id) => session.key(id, 'Label')[1] ?? ''),
    )
  if (Array.isArray(assigneeIds)) {
    setAssignees(
      repository,
      pull,
      assigneeIds.map((id) => session.key(id, 'User')[0] ?? ''),
    )
  }
  if (typeof milestoneId === 'string')
    setMilestone(repository, pull, Number(session.key(milestoneId, 'Milestone')[1]))
  pull.title = input.title ?? pull.title
  setBody(pull, input.body, session.token.account.login)
  pull.updatedAt = now()
}

interface AutoMergeInput extends PullId {
  readonly mergeMethod?: 'MERGE' | 'SQUASH' | 'REBASE' | null
  readonly commitHeadline?: string | null
  readonly commitBody?: string | null
  readonly expectedHeadOid?: string | null
}

async function enableAutoMerge(
  session: Session,
  repository: FakeRepository,
  pull: Pull,
  input: AutoMergeInput,
) {
  const { settings } = repository
  const method = (input.mergeMethod ?? 'MERGE').toLowerCase() as MergeMethod
  const allowed = {
    merge: settings.mergeCommitAllowed,
    squash: settings.squashMergeAllowed,
    rebase: settings.rebaseMergeAllowed,
  }
  if (!settings.autoMergeAllowed) throw new ApiError(422, 'Auto merge is not allowed for this repository')
  if (!allowed[method])
    throw new ApiError(422, `Merge method ${method} merging is not allowed on this repository`)
  if (pull.state === 'closed') throw new ApiError(422, 'Pull request Pull request is closed')
  if (pull.draft) throw new ApiError(422, 'Pull request Pull request is a draft')
  if ((input.expectedHeadOid ?? pull.head.sha) !== pull.head.sha) {
    throw new ApiError(422, 'Head sha does not match the expected head oid')
  }
  const state = await mergeStateOf(repository, pull)
  if (state !== 'blocked') throw new ApiError(422, `Pull request Pull request is in ${state} status`)
  pull.autoMerge = {
    method,
    enabledBy: session.token.account.login,
    enabledAt: now(),
    title: input.commitHeadline ?? `${pull.title} (#${pull.number})`,
    message: input.commitBody ?? '',
  }
  pull.updatedAt = now()
}

const lifecycle = {
  createPullRequest: async ({ input }: Input<CreateInput>, session: Session) => {
    const repository = session.repositoryById(input.repositoryId, writePulls)
    const pull = await repository.write(() =>
      createPull(repository, session.token, {
        title: input.title,
        body: input.body ?? null,
        head: input.headRefName,
        base: input.baseRefName,
        draft: input.draft ?? false,
        maintainerCanModify: input.maintainerCanModify ?? true,
      }),
    )
    return { pullRequest: pullNode(session, repository, pull), clientMutationId: input.clientMutationId }
  },
  updatePullRequest: ({ input }: Input<UpdateInput>, session: Session) =>
    edit(session, input, input.pullRequestId, writePulls, (repository, pull) =>
      update(session, repository, pull, input),
    ),
  closePullRequest: ({ input }: Input<PullId>, session: Session) =>
    edit(session, input, input.pullRequestId, writePulls, (_, pull) => {
      if (pull.state === 'open') closePull(pull)
    }),
  reopenPullRequest: ({ input }: Input<PullId>, session: Session) =>
    edit(session, input, input.pullRequestId, writePulls, reopenPull),
  convertPullRequestToDraft: ({ input }: Input<PullId>, session: Session) =>
    edit(session, input, input.pullRequestId, writePulls, (_, pull) => {
      pull.draft = true
      pull.autoMerge = null
    }),
  markPullRequestReadyForReview: ({ input }: Input<PullId>, session: Session) =>
    edit(session, input, input.pullRequestId, writePulls, (_, pull) => {
      pull.draft = false
    }),
}

const merging = {
  enablePullRequestAutoMerge: ({ input }: Input<AutoMergeInput>, session: Session) =>
    edit(session, input, input.pullRequestId, mayMerge, (repository, pull) =>
      enableAutoMerge(session, repository, pull, input),
    ),
  disablePullRequestAutoMerge: ({ input }: Input<PullId>, session: Session) =>
    edit(session, input, input.pullRequestId, mayMerge, (_, pull) => {
      pull.autoMerge = null
    }),
}

const decoration = {
  addComment: async ({ input }: Input<{ subjectId: string; body: string }>, session: Session) => {
    const { repository, pull } = session.pullById(input.subjectId, writeIssues)
    checkBody(input.body)
    const author = session.token.account.login
    const times = { createdAt: now(), updatedAt: now() }
    const comment = { id: nextId(), issue: pull.number, author, body: input.body, ...times }
    await repository.write(() => repository.state.comments.push(comment))
    return {
      clientMutationId: input.clientMutationId,
      subject: pullNode(session, repository, pull),
      commentEdge: { cursor: '', node: commentNode(session, repository, comment) },
    }
  },
  addLabelsToLabelable: async (
    { input }: Input<{ labelableId: string; labelIds: readonly string[] }>,
    session: Session,
  ) => {
    const names = input.labelIds.map((id) => session.key(id, 'Label')[1] ?? '')
    const { pullRequest } = await edit(session, input, input.labelableId, writeIssues, (repository, pull) =>
      setLabels(repository, pull, [...pull.labels, ...names]),
    )
    return { labelable: pullRequest, clientMutationId: input.clientMutationId }
  },
}

export const pullMutations = { ...lifecycle, ...merging, ...decoration }
