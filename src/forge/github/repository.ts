import { inputError } from '../../errors.ts'
import * as v from 'valibot'
import { Client } from './client.ts'
import type { ClientOptions } from './client.ts'
import { explaining } from '../explanation.ts'
import { explain, isInstallationToken } from './explain.ts'
import type { Attempt } from './explain.ts'
import type { HistoryNode } from './nodes.ts'

export interface GitHubOptions extends ClientOptions {
  /** `owner/name`. */
  readonly repository: string
  readonly graphqlUrl: string
  /** The address of the server, for messages: `https://github.com`. */
  readonly serverUrl: string
  /** GITHUB_TOKEN, if it is known: see `startsNoWorkflows`. */
  readonly jobToken?: string | undefined
  /** The number of files from which an archive is read instead of requests for a hundred files each. Default: 400. */
  readonly archiveFrom?: number | undefined
}

/** A repository, with what is known about it so far. A connection uses one for all operations. */
export interface Repository {
  readonly client: Client
  readonly token: string | undefined
  readonly serverUrl: string
  /** The repository as parameters of Octokit's calls. */
  readonly at: { readonly owner: string; readonly repo: string }
  /** `owner/name`. */
  readonly name: string
  /** The trees of the commits that were read. */
  readonly trees: Map<string, string>
  /** The histories of files that `snapshot` has read, by commit and path. */
  readonly histories: Map<string, readonly HistoryNode[]>
  /** The parents of the commits that were created here. */
  readonly parents: Map<string, string>
  /**
   * Reports whether workflows start for the actions of the token; `author` is the author of a pull request on GitHub.
   */
  startsWorkflows(author?: string): boolean
  /** The number of files from which an archive of all files is read. */
  readonly archiveFrom: number
  /** The repository's node id for GraphQL, once it is known. */
  id: string | undefined
  /** The id of the token's account, once it is known. */
  account: number | undefined
  /** For the commits that were requested: whether the merge of a pull request created them. */
  readonly merges: Map<string, boolean>
}

/**
 * The number of files that four concurrent requests read. On loopback, both ways take the same time from 400 to 800
 * files.
 */
const ARCHIVE_FROM = 400

/**
 * Opens a repository on GitHub, GitHub Enterprise or ghe.com. It sends no request.
 *
 * @throws FairleadError (input) if the name or an address is not valid
 */
export function openRepository(options: GitHubOptions): Repository {
  const { repository: name, token, serverUrl, jobToken, archiveFrom = ARCHIVE_FROM } = options
  const [owner, repo, ...rest] = name.split('/')
  if (!owner || !repo || rest.length > 0)
    throw inputError(`"${name}" is not a valid GitHub repository`, { hint: 'Write it as owner/name.' })
  return {
    client: new Client(options),
    token,
    serverUrl,
    at: { owner, repo },
    name,
    archiveFrom,
    startsWorkflows: (author) => !startsNoWorkflows(token, { jobToken, author }),
    trees: new Map(),
    histories: new Map(),
    parents: new Map(),
    merges: new Map(),
    id: undefined,
    account: undefined,
  }
}

/**
 * Reports whether a pull request starts no workflows, because a job's own token (GITHUB_TOKEN) opened it: then
 * required checks wait forever. An App's token looks the same, so one of the known values is needed too.
 *
 * @param known the job's own token, or the author of the pull request
 */
function startsNoWorkflows(
  token: string | undefined,
  known: { jobToken?: string | undefined; author?: string | undefined },
): boolean {
  if (!isInstallationToken(token)) return false
  return token === known.jobToken || known.author === 'github-actions[bot]'
}

/**
 * Runs an operation; an error is explained with a hint.
 *
 * @param isKnown true if the token has access to the repository, so that a 404 is about something in it
 */
export function explained<T>(
  repository: Repository,
  attempt: Attempt,
  work: () => Promise<T>,
  isKnown?: boolean,
): Promise<T> {
  return explaining(work, (error) => {
    const { name, serverUrl, token, id } = repository
    const place = { repository: name, serverUrl, token, isKnown: isKnown ?? id !== undefined }
    return explain(error, place, attempt)
  })
}

/**
 * Returns the id of the token's account, as `snapshot` has read it, otherwise by a request. REST does not identify an
 * App's token; GraphQL does.
 */
export async function accountOf(repository: Repository): Promise<number> {
  repository.account ??= (
    await repository.client.graphql(
      v.object({ viewer: v.object({ databaseId: v.number() }) }),
      'query account { viewer { databaseId } }',
      {},
    )
  ).viewer.databaseId
  return repository.account
}

/** Returns the node id, as `snapshot` has read it, otherwise by a request. */
export async function repositoryId(repository: Repository): Promise<string> {
  const { owner, repo } = repository.at
  repository.id ??= (
    await repository.client.graphql(
      v.object({ repository: v.object({ id: v.string() }) }),
      'query repositoryId($owner: String!, $repo: String!) { repository(owner: $owner, name: $repo) { id } }',
      { owner, repo },
    )
  ).repository.id
  return repository.id
}

/** Returns the tree of a commit, by a request if it is not known yet. */
export async function treeOf(repository: Repository, commit: string): Promise<string> {
  const known = repository.trees.get(commit)
  if (known !== undefined) return known
  const { data } = await repository.client.rest.git.getCommit({ ...repository.at, commit_sha: commit })
  repository.trees.set(commit, data.tree.sha)
  return data.tree.sha
}
