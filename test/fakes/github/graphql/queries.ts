/** The root fields of a query. */
import { ApiError } from '../errors.ts'
import { type NodeKey, parseNodeId } from '../node-id.ts'
import { rateOf } from '../rate-limit.ts'
import { accountNode, commentNode, labelNode, milestoneNode, pullNode } from './pull-nodes.ts'
import { entryNode, objectNode } from './git-nodes.ts'
import { refNode } from './ref-nodes.ts'
import { repositoryNode } from './repository-node.ts'
import { type GraphqlNode, type NodeMakers, type Session, unresolvable } from './session.ts'

export const nodeMakers: NodeMakers = {
  repository: repositoryNode,
  ref: refNode,
  object: objectNode,
  entry: entryNode,
  pull: pullNode,
  label: labelNode,
  milestone: milestoneNode,
  comment: commentNode,
  account: accountNode,
}

type Found = GraphqlNode | null | Promise<GraphqlNode | null>
type Finder = (session: Session, parts: NodeKey['parts'], id: string) => Found

const findObject: Finder = (session, [fullName = '', oid = '']) =>
  objectNode(session, session.repository(fullName, [{ contents: 'read' }]), oid)

const findAccount: Finder = (session, [login = '']) =>
  accountNode(session, session.world.accounts.find(login))

const finders: Partial<Record<NodeKey['type'], Finder>> = {
  Repository: (session, [fullName = '']) => repositoryNode(session, session.repository(fullName)),
  Ref: (session, [fullName = '', name = '']) =>
    refNode(session, session.repository(fullName, [{ contents: 'read' }]), name),
  Commit: findObject,
  Tree: findObject,
  Blob: findObject,
  PullRequest: (session, _, id) => {
    const { repository, pull } = session.pullById(id, [{ pull_requests: 'read' }])
    return pullNode(session, repository, pull)
  },
  Label: (session, [fullName = '', name = '']) => labelNode(session, session.repository(fullName), name),
  Milestone: (session, [fullName = '', number]) =>
    milestoneNode(session, session.repository(fullName), Number(number)),
  User: findAccount,
  Bot: findAccount,
  Organization: findAccount,
}

async function findNode(session: Session, id: string): Promise<GraphqlNode> {
  const key = parseNodeId(id)
  const finder = key === undefined ? undefined : finders[key.type]
  const found = key === undefined ? null : await finder?.(session, key.parts, id)
  if (found === null || found === undefined) throw unresolvable(id)
  return found
}

export const queries = {
  viewer: (_: unknown, session: Session) => ({
    ...accountNode(session, session.token.account),
    __typename: 'User',
    // The viewer's login retains the "[bot]".
    login: session.token.account.login,
  }),
  repository: ({ owner, name }: { owner: string; name: string }, session: Session) =>
    repositoryNode(session, session.repository(`${owner}/${name}`)),
  node: ({ id }: { id: string }, session: Session) => findNode(session, id),
  nodes: ({ ids }: { ids: readonly string[] }, session: Session) => ids.map((id) => findNode(session, id)),
  user: ({ login }: { login: string }, session: Session) => {
    const account = session.world.accounts.find(login)
    if (account?.type !== 'User') {
      throw new ApiError(404, `Could not resolve to a User with the login of '${login}'.`)
    }
    return accountNode(session, account)
  },
  rateLimit: (_: unknown, session: Session) => {
    const { limit, remaining, used, reset } = rateOf(session.token)
    return { limit, remaining, used, resetAt: new Date(reset * 1000).toISOString(), cost: 1, nodeCount: 0 }
  },
}
