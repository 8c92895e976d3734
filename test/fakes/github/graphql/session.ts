/** The context of all resolvers of one GraphQL request. */
import { type Account, checkAccess, type Need, type Token } from '../accounts.ts'
import { ApiError } from '../errors.ts'
import type { TreeEntry } from '../../git/objects.ts'
import { type NodeKey, parseNodeId, type NodeType } from '../node-id.ts'
import type { FakeRepository } from '../repository.ts'
import type { Urls } from '../rest/operation.ts'
import type { Comment, Pull } from '../state.ts'
import type { World } from '../world.ts'

/** An object of the schema: its fields are values, or functions of their arguments. */
export interface GraphqlNode {
  readonly __typename: string
  readonly [field: string]: unknown
}

/** The functions that create nodes. They are part of the session because nodes refer to each other in cycles. */
export interface NodeMakers {
  repository(session: Session, repository: FakeRepository): GraphqlNode
  ref(session: Session, repository: FakeRepository, name: string): GraphqlNode | null
  object(
    session: Session,
    repository: FakeRepository,
    oid: string,
    path?: string,
  ): Promise<GraphqlNode | null>
  entry(session: Session, repository: FakeRepository, entry: TreeEntry, path: string): GraphqlNode
  pull(session: Session, repository: FakeRepository, pull: Pull): GraphqlNode
  label(session: Session, repository: FakeRepository, name: string): GraphqlNode | null
  milestone(session: Session, repository: FakeRepository, number: number | null): GraphqlNode | null
  comment(session: Session, repository: FakeRepository, comment: Comment): GraphqlNode
  account(session: Session, account: Account | undefined): GraphqlNode | null
}

export interface SessionOptions {
  readonly world: World
  readonly urls: Urls
  readonly token: Token
  readonly stale: boolean
  readonly make: NodeMakers
}

export class Session implements SessionOptions {
  readonly world: World
  readonly urls: Urls
  readonly token: Token
  readonly stale: boolean
  readonly make: NodeMakers

  constructor(options: SessionOptions) {
    this.world = options.world
    this.urls = options.urls
    this.token = options.token
    this.stale = options.stale
    this.make = options.make
  }

  /** Returns a repository by its name if the token can see it. */
  repository(fullName: string, need: Need = []): FakeRepository {
    const found = this.world.repositories.get(fullName.toLowerCase())
    const unseen = new ApiError(404, `Could not resolve to a Repository with the name '${fullName}'.`)
    if (found === undefined) throw unseen
    this.check(found, [], unseen)
    this.check(found, need)
    return this.stale ? found.lagging() : found
  }

  check(repository: FakeRepository, need: Need, whenUnseen?: ApiError): void {
    try {
      checkAccess(this.token, repository, need)
    } catch (error) {
      throw whenUnseen !== undefined && error instanceof ApiError && error.status === 404 ? whenUnseen : error
    }
  }

  /** Returns the parts of the key that a global id of the type contains. */
  key(id: string, type: NodeType): NodeKey['parts'] {
    const key = parseNodeId(id)
    if (key?.type !== type) throw unresolvable(id)
    return key.parts
  }

  repositoryById(id: string, need: Need): FakeRepository {
    return this.repository(this.key(id, 'Repository')[0] ?? '', need)
  }

  pullById(id: string, need: Need): { repository: FakeRepository; pull: Pull } {
    const [fullName = '', number] = this.key(id, 'PullRequest')
    const repository = this.repository(fullName, need)
    const pull = repository.pull(Number(number))
    if (pull === undefined) throw unresolvable(id)
    return { repository, pull }
  }
}

export function unresolvable(id: string): ApiError {
  return new ApiError(404, `Could not resolve to a node with the global id of '${id}'`)
}
