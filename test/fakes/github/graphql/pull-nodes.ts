/** Pull requests, labels, milestones, comments and accounts in GraphQL. */
import type { Account } from '../accounts.ts'
import { diffFiles } from '../../git/diff.ts'
import { nodeId } from '../node-id.ts'
import { mergeStateOf } from '../pulls.ts'
import type { FakeRepository } from '../repository.ts'
import { repositoryHtml } from '../rest/shapes.ts'
import type { Comment, Pull } from '../state.ts'
import { commitNode } from './git-nodes.ts'
import { connection, type PageArguments } from './connection.ts'
import type { GraphqlNode, Session } from './session.ts'

/** In GraphQL, the login of a bot does not have the suffix "[bot]", unlike in REST. */
export function accountNode(session: Session, account: Account | undefined): GraphqlNode | null {
  if (account === undefined) return null
  return {
    __typename: account.type,
    id: nodeId(account.type, account.login),
    login: account.login.replace(/\[bot\]$/, ''),
    databaseId: account.id,
    name: account.name,
    email: '',
    url: `${session.urls.html}/${encodeURIComponent(account.login)}`,
  }
}

export interface PullArguments extends PageArguments {
  readonly states?: readonly string[] | null
  readonly headRefName?: string | null
  readonly baseRefName?: string | null
  readonly labels?: readonly string[] | null
  readonly orderBy?: { field: string; direction: string } | null
}

export function pullState(pull: Pull): 'OPEN' | 'CLOSED' | 'MERGED' {
  if (pull.merged !== null) return 'MERGED'
  return pull.state === 'open' ? 'OPEN' : 'CLOSED'
}

export function pullConnection(
  session: Session,
  repository: FakeRepository,
  field: string,
  args: PullArguments,
) {
  session.check(repository, [{ pull_requests: 'read' }])
  const { states, headRefName, baseRefName, labels, orderBy } = args
  const found = repository.state.pulls.filter(
    (pull) =>
      (states?.includes(pullState(pull)) ?? true) &&
      (headRefName ?? pull.head.ref) === pull.head.ref &&
      (baseRefName ?? pull.base.ref) === pull.base.ref &&
      (labels?.some((label) => pull.labels.includes(label)) ?? true),
  )
  const key = orderBy?.field === 'UPDATED_AT' ? 'updatedAt' : 'createdAt'
  const ordered = found.toSorted((a, b) => a[key].localeCompare(b[key]) || a.number - b.number)
  const items = orderBy?.direction === 'DESC' ? ordered.toReversed() : ordered
  return connection(field, items, args, (pull) => pullNode(session, repository, pull))
}

export function pullNode(session: Session, repository: FakeRepository, pull: Pull): GraphqlNode {
  const url = `${repositoryHtml(session.urls, repository)}/pull/${pull.number}`
  const account = (login: string) => session.make.account(session, session.world.accounts.find(login))
  const { merged } = pull
  return {
    __typename: 'PullRequest',
    id: nodeId('PullRequest', repository.fullName, String(pull.number)),
    number: pull.number,
    databaseId: pull.id,
    title: pull.title,
    body: pull.body ?? '',
    url,
    permalink: url,
    state: pullState(pull),
    closed: pull.state === 'closed',
    closedAt: pull.closedAt,
    merged: merged !== null,
    mergedAt: merged?.at ?? null,
    mergeCommit: () => (merged === null ? null : session.make.object(session, repository, merged.commit)),
    isDraft: pull.draft,
    isCrossRepository: false,
    maintainerCanModify: pull.maintainerCanModify,
    headRefName: pull.head.ref,
    headRefOid: pull.head.sha,
    headRef: () => session.make.ref(session, repository, `refs/heads/${pull.head.ref}`),
    headRepository: () => session.make.repository(session, repository),
    headRepositoryOwner: () => session.make.account(session, repository.owner),
    baseRefName: pull.base.ref,
    baseRefOid: pull.base.sha,
    baseRef: () => session.make.ref(session, repository, `refs/heads/${pull.base.ref}`),
    baseRepository: () => session.make.repository(session, repository),
    repository: () => session.make.repository(session, repository),
    author: account(pull.author),
    editor: () => (pull.editor === undefined ? null : account(pull.editor)),
    viewerDidAuthor: pull.author === session.token.account.login,
    createdAt: pull.createdAt,
    updatedAt: pull.updatedAt,
    autoMergeRequest: autoMergeNode(session, repository, pull),
    milestone: () => session.make.milestone(session, repository, pull.milestone),
    mergeable: () => mergeable(repository, pull),
    mergeStateStatus: async () => (await mergeStateOf(repository, pull)).toUpperCase(),
    ...lists(session, repository, pull, account),
  }
}

async function mergeable(repository: FakeRepository, pull: Pull): Promise<string> {
  const state = await mergeStateOf(repository, pull)
  if (state === 'unknown') return 'UNKNOWN'
  return state === 'dirty' ? 'CONFLICTING' : 'MERGEABLE'
}

type FindAccount = (login: string) => GraphqlNode | null

function lists(session: Session, repository: FakeRepository, pull: Pull, account: FindAccount) {
  const reviewers = [...pull.reviewers, ...pull.teamReviewers.map((slug) => ({ slug }))]
  const files = async () => {
    const { mergeBase } = await repository.commitsOf(pull)
    return diffFiles(repository.directory, mergeBase?.oid, pull.head.sha)
  }
  return {
    labels: (args: PageArguments) =>
      connection('labels', pull.labels, args, (name) => labelNode(session, repository, name)),
    assignees: (args: PageArguments) => connection('assignees', pull.assignees, args, account),
    comments: (args: PageArguments) => {
      const own = repository.state.comments.filter((comment) => comment.issue === pull.number)
      return connection('comments', own, args, (comment) => commentNode(session, repository, comment))
    },
    commits: async (args: PageArguments) => {
      const { ahead } = await repository.commitsOf(pull)
      return connection('commits', ahead, args, (commit) => ({
        __typename: 'PullRequestCommit',
        id: nodeId('Other', repository.fullName, String(pull.number), commit.oid),
        commit: commitNode(session, repository, commit),
      }))
    },
    files: async (args: PageArguments) =>
      connection('files', await files(), args, ({ path, additions, deletions }) => ({
        __typename: 'PullRequestChangedFile',
        path,
        additions,
        deletions,
      })),
    changedFiles: async () => (await files()).length,
    reviewRequests: (args: PageArguments) =>
      connection('reviewRequests', reviewers, args, (reviewer) => ({
        __typename: 'ReviewRequest',
        id: nodeId('Other', repository.fullName, String(pull.number), 'review'),
        requestedReviewer:
          typeof reviewer === 'string'
            ? account(reviewer)
            : { __typename: 'Team', slug: reviewer.slug, name: reviewer.slug },
      })),
  }
}

function autoMergeNode(session: Session, repository: FakeRepository, pull: Pull): GraphqlNode | null {
  if (pull.autoMerge === null) return null
  const { method, enabledBy, enabledAt, title, message } = pull.autoMerge
  return {
    __typename: 'AutoMergeRequest',
    authorEmail: null,
    commitHeadline: title,
    commitBody: message,
    enabledAt,
    enabledBy: session.make.account(session, session.world.accounts.find(enabledBy)),
    mergeMethod: method.toUpperCase(),
    pullRequest: () => pullNode(session, repository, pull),
  }
}

export function labelNode(session: Session, repository: FakeRepository, name: string): GraphqlNode | null {
  const label = repository.state.labels.find((known) => known.name.toLowerCase() === name.toLowerCase())
  if (label === undefined) return null
  return {
    __typename: 'Label',
    id: nodeId('Label', repository.fullName, label.name),
    name: label.name,
    color: label.color,
    description: label.description,
    isDefault: false,
    url: `${repositoryHtml(session.urls, repository)}/labels/${encodeURIComponent(label.name)}`,
  }
}

export function milestoneNode(
  session: Session,
  repository: FakeRepository,
  number: number | null,
): GraphqlNode | null {
  const milestone = repository.settings.milestones.find((candidate) => candidate.number === number)
  if (milestone === undefined) return null
  return {
    __typename: 'Milestone',
    id: nodeId('Milestone', repository.fullName, String(milestone.number)),
    number: milestone.number,
    title: milestone.title,
    state: milestone.state.toUpperCase(),
    closed: milestone.state === 'closed',
    createdAt: milestone.createdAt,
    url: `${repositoryHtml(session.urls, repository)}/milestone/${milestone.number}`,
  }
}

export function commentNode(session: Session, repository: FakeRepository, comment: Comment): GraphqlNode {
  return {
    __typename: 'IssueComment',
    id: nodeId('IssueComment', repository.fullName, String(comment.id)),
    databaseId: comment.id,
    body: comment.body,
    author: session.make.account(session, session.world.accounts.find(comment.author)),
    createdAt: comment.createdAt,
    updatedAt: comment.updatedAt,
    viewerDidAuthor: comment.author === session.token.account.login,
    url: `${repositoryHtml(session.urls, repository)}/pull/${comment.issue}#issuecomment-${comment.id}`,
  }
}
