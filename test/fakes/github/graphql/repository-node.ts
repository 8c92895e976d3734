/** A repository in GraphQL: most queries start here. */
import { ApiError } from '../errors.ts'
import { resolveCommit, resolveRef } from '../../git/revisions.ts'
import { findEntry } from '../../git/trees.ts'
import { nodeId } from '../node-id.ts'
import type { FakeRepository } from '../repository.ts'
import { repositoryHtml } from '../rest/shapes.ts'
import { connection, type PageArguments } from './connection.ts'
import { type PullArguments, pullConnection } from './pull-nodes.ts'
import type { GraphqlNode, Session } from './session.ts'

export function repositoryNode(session: Session, repository: FakeRepository): GraphqlNode {
  const { settings, fullName } = repository
  return {
    __typename: 'Repository',
    id: nodeId('Repository', fullName),
    databaseId: repository.id,
    name: repository.name,
    nameWithOwner: fullName,
    owner: () => session.make.account(session, repository.owner),
    url: repositoryHtml(session.urls, repository),
    isPrivate: settings.private,
    isArchived: settings.archived,
    isEmpty: repository.state.refs.size === 0,
    isFork: false,
    visibility: settings.private ? 'PRIVATE' : 'PUBLIC',
    viewerPermission: session.token.repositories?.[fullName]?.contents === 'write' ? 'WRITE' : 'READ',
    autoMergeAllowed: settings.autoMergeAllowed,
    mergeCommitAllowed: settings.mergeCommitAllowed,
    squashMergeAllowed: settings.squashMergeAllowed,
    rebaseMergeAllowed: settings.rebaseMergeAllowed,
    deleteBranchOnMerge: settings.deleteBranchOnMerge,
    ...gitFields(session, repository),
    ...issueFields(session, repository),
  }
}

function gitFields(session: Session, repository: FakeRepository) {
  const mayRead = () => session.check(repository, [{ contents: 'read' }])
  return {
    defaultBranchRef: () => {
      mayRead()
      return session.make.ref(session, repository, `refs/heads/${repository.settings.defaultBranch}`)
    },
    ref: ({ qualifiedName }: { qualifiedName: string }) => {
      mayRead()
      const found = resolveRef(repository, qualifiedName)
      return found === undefined ? null : session.make.ref(session, repository, found.name)
    },
    refs: (args: PageArguments & { refPrefix: string; query?: string | null }) => {
      mayRead()
      const names = [...repository.state.refs.keys()].filter(
        (name) =>
          name.startsWith(args.refPrefix) && name.slice(args.refPrefix.length).includes(args.query ?? ''),
      )
      return connection('refs', names.toSorted(), args, (name) => session.make.ref(session, repository, name))
    },
    object: ({ oid, expression }: { oid?: string | null; expression?: string | null }) => {
      mayRead()
      if (typeof oid === 'string') return session.make.object(session, repository, oid)
      return objectAt(session, repository, expression ?? 'HEAD')
    },
  }
}

/** Resolves an expression: `revision` or `revision:path`. */
async function objectAt(session: Session, repository: FakeRepository, expression: string) {
  const [revision = '', path] = expression.split(/:(.*)/s)
  if (/[~^@]/.test(revision)) throw new Error(`the fake GitHub does not resolve the expression ${expression}`)
  const commit = await resolveCommit(repository, revision)
  if (path === undefined) return session.make.object(session, repository, commit ?? revision)
  if (commit === undefined) return null
  const entry = await findEntry(repository.store, (await repository.store.commit(commit)).tree, path)
  return entry === undefined ? null : session.make.object(session, repository, entry.oid, path)
}

function issueFields(session: Session, repository: FakeRepository) {
  return {
    pullRequest: ({ number }: { number: number }) => {
      session.check(repository, [{ pull_requests: 'read' }])
      const pull = repository.pull(number)
      if (pull === undefined) {
        throw new ApiError(404, `Could not resolve to a PullRequest with the number of ${number}.`)
      }
      return session.make.pull(session, repository, pull)
    },
    pullRequests: (args: PullArguments) => pullConnection(session, repository, 'pullRequests', args),
    label: ({ name }: { name: string }) => session.make.label(session, repository, name),
    labels: (args: PageArguments & { query?: string | null }) => {
      const known = repository.state.labels.filter((label) => label.name.includes(args.query ?? ''))
      return connection('labels', known, args, (label) => session.make.label(session, repository, label.name))
    },
    milestones: (args: PageArguments & { query?: string | null; states?: readonly string[] | null }) => {
      const found = repository.settings.milestones.filter(
        (milestone) =>
          milestone.title.toLowerCase().includes((args.query ?? '').toLowerCase()) &&
          (args.states?.includes(milestone.state.toUpperCase()) ?? true),
      )
      return connection('milestones', found, args, ({ number }) =>
        session.make.milestone(session, repository, number),
      )
    },
  }
}
