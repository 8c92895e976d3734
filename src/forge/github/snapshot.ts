import { inputError, suggestion } from '../../errors.ts'
import type { TreeFile } from '../../tree/tree.ts'
import type { ForgeSnapshot, SnapshotQuery, PullRequest } from '../forge.ts'
import { filesOf } from './files.ts'
import { fileAlias } from './github-tree.ts'
import { historyKey, historyNodes } from './history.ts'
import { isMadeByMerge, mergesField } from './made-by-us.ts'
import { Answer } from './snapshot-answer.ts'
import type { PullNode, Pulls, Target } from './snapshot-answer.ts'
import { FileNode, History } from './nodes.ts'
import * as v from 'valibot'
import type { Repository } from './repository.ts'

type PullIntoOtherBase = PullRequest & { readonly base: string }

export interface Seen extends ForgeSnapshot {
  readonly isArchived: boolean
  /** The requested files at the base's tip. */
  readonly files: ReadonlyMap<string, TreeFile | undefined>
}

/** The author of a pull request, as GitHub reports it: whether it is the viewer, and the id of the account. */
const authorFields = 'viewerDidAuthor author { ... on User { databaseId } ... on Bot { databaseId } }'

const pullFields = `number url headRefName headRefOid isCrossRepository baseRefName title body isDraft ${authorFields}
  labels(first: 50) { nodes { name } }`

const newestFirst = '{ field: CREATED_AT, direction: DESC }'

/** The maximum number of files in one request; others are read when they are needed. */
const mostFiles = 100

/** The maximum number of histories in one request; each has 20 messages. */
const mostHistories = 10

/**
 * Reads the current state with one GraphQL request. Three cases need more: a blob that GraphQL cannot return
 * unchanged, a base that was not named if over 100 pull requests are open, and a base that does not exist.
 *
 * @throws FairleadError (input) if the base does not exist, and the errors of the client
 */
export async function takeSnapshot(repository: Repository, query: SnapshotQuery): Promise<Seen> {
  const files = query.files.slice(0, mostFiles)
  const histories = (query.histories ?? []).slice(0, mostHistories)
  const answer = await ask(repository, { ...query, files, histories })
  const { base, pulls, isArchived, id } = answer.repository
  repository.id = id
  repository.account = answer.viewer.databaseId
  if (base === null) throw await noBase(repository, query.base)
  const account = answer.viewer.databaseId
  const seen = new Map<string, string>()
  const intoOtherBases = new Map<string, PullIntoOtherBase>()
  const finished = new Set<string>()
  query.branches.forEach((name, i) => {
    const branch = answer.repository[`b${i}`] ?? null
    if (branch === null) return
    seen.set(name, branch.target.oid)
    remember(repository, branch.target)
    const ended = branch.ended.nodes.filter(({ headRefOid }) => headRefOid === branch.target.oid)
    if (ended.some((pull) => isOwn(pull, account))) finished.add(name)
    const other = branch.opened.nodes.find(
      (pull) => pull.baseRefName !== base.name && !pull.isCrossRepository,
    )
    if (other)
      intoOtherBases.set(name, {
        ...toPullRequest(other, repository.startsWorkflows(), account),
        base: other.baseRefName,
      })
  })
  remember(repository, base.target)
  histories.forEach((path, i) => {
    const history = base.target[`h${i}`]
    if (v.is(History, history)) repository.histories.set(historyKey(base.target.oid, path), history.nodes)
  })
  const isCut = query.base === undefined && pulls.pageInfo.hasNextPage
  const all = isCut
    ? (await ask(repository, { base: base.name, branches: [], files: [] })).repository.pulls
    : pulls
  return {
    base: { name: base.name, commit: base.target.oid },
    defaultBranch: answer.repository.defaultBranchRef?.name,
    branches: seen,
    finished,
    pullRequests: pullRequestsInto(repository, base.name, all, account),
    intoOtherBases,
    isArchived,
    files: await filesOf(repository, new Map(files.map((path, i) => [path, fileIn(base.target[`f${i}`])]))),
  }
}

function ask(
  { client, at }: Repository,
  { base, branches, files, histories = [] }: SnapshotQuery,
): Promise<Answer> {
  const declared = [
    ...(base === undefined ? [] : ['$baseRef: String!']),
    ...branches.map((_, i) => `$b${i}: String!`),
    ...files.map((_, i) => `$f${i}: String!`),
    ...histories.map((_, i) => `$h${i}: String!`),
  ]
  // Pull requests cannot be filtered by "the default branch": then they are selected from those into any base.
  const text = `query look($owner: String!, $repo: String!, $base: String${declared.map((one) => `, ${one}`).join('')}) {
    viewer { databaseId }
    repository(owner: $owner, name: $repo) {
      id
      isArchived
      defaultBranchRef { name }
      base: ${base === undefined ? 'defaultBranchRef' : 'ref(qualifiedName: $baseRef)'} {
        name
        target { oid ... on Commit { tree { oid } ${[
          ...files.map((_, i) => fileAlias(i)),
          ...histories.map((_, i) => `h${i}: history(first: 20, path: $h${i}) { ${historyNodes} }`),
        ].join('\n')} } }
      }
      ${branches.map((_, i) => branchAlias(i)).join('\n')}
      pulls: pullRequests(first: 100, states: OPEN, baseRefName: $base, orderBy: ${newestFirst}) {
        nodes { ${pullFields} }
        pageInfo { hasNextPage }
      }
    }
  }`
  return client.graphql(Answer, text, {
    ...at,
    base,
    ...(base === undefined ? {} : { baseRef: `refs/heads/${base}` }),
    ...Object.fromEntries(branches.map((branch, i) => [`b${i}`, `refs/heads/${branch}`])),
    ...Object.fromEntries(files.map((path, i) => [`f${i}`, path])),
    ...Object.fromEntries(histories.map((path, i) => [`h${i}`, path])),
  })
}

function branchAlias(index: number): string {
  return `b${index}: ref(qualifiedName: $b${index}) {
    target { oid ... on Commit { tree { oid } ${mergesField} } }
    ended: associatedPullRequests(first: 10, states: [MERGED, CLOSED], orderBy: ${newestFirst}) {
      nodes { headRefOid ${authorFields} }
    }
    opened: associatedPullRequests(first: 10, states: OPEN, orderBy: ${newestFirst}) {
      nodes { ${pullFields} }
    }
  }`
}

function fileIn(node: unknown): FileNode {
  return v.is(FileNode, node) ? node : null
}

function remember(repository: Repository, { oid, tree, merges }: Target): void {
  if (tree) repository.trees.set(oid, tree.oid)
  if (merges) repository.merges.set(oid, isMadeByMerge(oid, merges))
}

/** Returns the pull requests from the repository's own branches: the branch of a fork may have any name. */
function pullRequestsInto(
  { startsWorkflows }: Repository,
  base: string,
  pulls: Pulls,
  account: number,
): PullRequest[] {
  return pulls.nodes
    .filter((pull) => !pull.isCrossRepository && pull.baseRefName === base)
    .map((pull) => toPullRequest(pull, startsWorkflows(), account))
}

function toPullRequest(pull: PullNode, startsWorkflows: boolean, account: number): PullRequest {
  return {
    number: String(pull.number),
    url: pull.url,
    branch: pull.headRefName,
    head: pull.headRefOid,
    title: pull.title,
    body: pull.body,
    draft: pull.isDraft,
    labels: (pull.labels?.nodes ?? []).map(({ name }) => name),
    own: isOwn(pull, account),
    startsWorkflows,
  }
}

function isOwn(
  { viewerDidAuthor, author }: Pick<PullNode, 'viewerDidAuthor' | 'author'>,
  account: number,
): boolean {
  return viewerDidAuthor || author?.databaseId === account
}

async function noBase({ client, at, name }: Repository, base: string | undefined): Promise<Error> {
  if (base === undefined)
    return inputError(`${name} is empty: it has no branches`, { hint: 'Push a first commit to it.' })
  const { data } = await client.rest.repos.listBranches({ ...at, per_page: 100 })
  const known = data.map((branch) => branch.name)
  return inputError(`${name} has no branch "${base}"`, { hint: suggestion(base, known) })
}
