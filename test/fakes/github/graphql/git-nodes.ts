/** Git objects in GraphQL. */
import { isAncestor, listHistory } from '../../git/history.ts'
import type { Commit, Identity, TreeEntry } from '../../git/objects.ts'
import { entryType, findEntry } from '../../git/trees.ts'
import { nodeId } from '../node-id.ts'
import type { FakeRepository } from '../repository.ts'
import { accountByEmail, repositoryHtml } from '../rest/shapes.ts'
import { verificationOf } from '../signing.ts'
import { connection, type PageArguments } from './connection.ts'
import type { GraphqlNode, Session } from './session.ts'

/** GitHub returns the text of a blob up to this length and marks it as truncated. */
const textLimit = 512_000

export async function objectNode(
  session: Session,
  repository: FakeRepository,
  oid: string,
  path = '',
): Promise<GraphqlNode | null> {
  const found = await repository.store.read(oid)
  if (found === undefined || found.type === 'tag') return null
  if (found.type === 'commit') return commitNode(session, repository, await repository.store.commit(oid))
  return found.type === 'tree'
    ? treeNode(session, repository, oid, path)
    : blobNode(session, repository, oid, found.data)
}

const common = (session: Session, repository: FakeRepository, oid: string) => ({
  oid,
  abbreviatedOid: oid.slice(0, 7),
  repository: () => session.make.repository(session, repository),
})

function blobNode(session: Session, repository: FakeRepository, oid: string, data: Buffer): GraphqlNode {
  const isBinary = data.subarray(0, 8000).includes(0)
  return {
    __typename: 'Blob',
    id: nodeId('Blob', repository.fullName, oid),
    ...common(session, repository, oid),
    byteSize: data.length,
    isBinary,
    isTruncated: data.length > textLimit,
    text: isBinary ? null : data.subarray(0, textLimit).toString(),
  }
}

function treeNode(session: Session, repository: FakeRepository, oid: string, path: string): GraphqlNode {
  return {
    __typename: 'Tree',
    id: nodeId('Tree', repository.fullName, oid),
    ...common(session, repository, oid),
    entries: async () => {
      const entries = (await repository.store.readTree(oid)) ?? []
      const prefix = path === '' ? '' : `${path}/`
      return entries.map((entry) => entryNode(session, repository, entry, `${prefix}${entry.name}`))
    },
  }
}

export function entryNode(
  session: Session,
  repository: FakeRepository,
  entry: TreeEntry,
  path: string,
): GraphqlNode {
  const extension = /\.[^./]*$/.exec(entry.name)?.[0] ?? ''
  return {
    __typename: 'TreeEntry',
    name: entry.name,
    path,
    extension,
    mode: Number.parseInt(entry.mode, 8),
    type: entryType(entry.mode),
    oid: entry.oid,
    size: async () => (await repository.store.readBlob(entry.oid))?.length ?? 0,
    object: () => session.make.object(session, repository, entry.oid, path),
    repository: () => session.make.repository(session, repository),
  }
}

function actorNode(session: Session, identity: Identity): GraphqlNode {
  const account = accountByEmail(session.world, identity.email)
  return {
    __typename: 'GitActor',
    name: identity.name,
    email: identity.email,
    date: identity.date,
    // A bot is not a user, so GitHub does not link one.
    user: account?.type === 'User' ? session.make.account(session, account) : null,
  }
}

function signatureNode(commit: Commit): GraphqlNode | null {
  const verification = verificationOf(commit)
  if (verification.signature === null) return null
  return {
    __typename: 'GpgSignature',
    email: commit.committer.email,
    isValid: verification.verified,
    payload: verification.payload,
    signature: verification.signature,
    signer: null,
    state: verification.verified ? 'VALID' : 'UNKNOWN_KEY',
    verifiedAt: verification.verified_at,
    wasSignedByGitHub: verification.verified,
  }
}

export function commitNode(session: Session, repository: FakeRepository, commit: Commit): GraphqlNode {
  const { store } = repository
  const [headline = '', ...rest] = commit.message.split('\n')
  const node = (other: Commit) => commitNode(session, repository, other)
  const url = `${repositoryHtml(session.urls, repository)}/commit/${commit.oid}`
  return {
    __typename: 'Commit',
    id: nodeId('Commit', repository.fullName, commit.oid),
    ...common(session, repository, commit.oid),
    message: commit.message,
    messageHeadline: headline,
    messageBody: rest.join('\n').trim(),
    url,
    commitUrl: url,
    author: actorNode(session, commit.author),
    committer: actorNode(session, commit.committer),
    authoredDate: commit.author.date,
    committedDate: commit.committer.date,
    committedViaWeb: verificationOf(commit).verified,
    signature: signatureNode(commit),
    tree: () => treeNode(session, repository, commit.tree, ''),
    parents: async (args: PageArguments) => {
      const parents = await Promise.all(commit.parents.map((oid) => store.commit(oid)))
      return connection('parents', parents, args, node)
    },
    file: async ({ path }: { path: string }) => {
      const entry = await findEntry(store, commit.tree, path)
      return entry === undefined || path === '' ? null : entryNode(session, repository, entry, path)
    },
    associatedPullRequests: (args: PageArguments) => associatedPulls(session, repository, commit.oid, args),
    history: async (args: PageArguments & { path?: string | null }) =>
      connection('history', await listHistory(store, commit.oid, args.path ?? undefined), args, node),
  }
}

/**
 * Returns the pull request that a commit merged; for a commit that is not on the default branch, also the open ones.
 */
async function associatedPulls(
  session: Session,
  repository: FakeRepository,
  oid: string,
  args: PageArguments,
) {
  session.check(repository, [{ pull_requests: 'read' }])
  const base = repository.branch(repository.settings.defaultBranch)
  const isOnDefault = base !== undefined && (await isAncestor(repository.store, oid, base))
  const found = await Promise.all(
    repository.state.pulls.map(async (pull) => {
      if (pull.merged !== null)
        return (
          pull.merged.commit === oid ||
          (await repository.commitsOf(pull)).ahead.some((commit) => commit.oid === oid)
        )
      return pull.state === 'open' && !isOnDefault && (await isAncestor(repository.store, oid, pull.head.sha))
    }),
  )
  const pulls = repository.state.pulls.filter((_, i) => found[i])
  return connection('associatedPullRequests', pulls, args, (pull) =>
    session.make.pull(session, repository, pull),
  )
}
