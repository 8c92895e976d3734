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
  /** For messages: `https://github.com`. */
  readonly serverUrl: string
  /** GITHUB_TOKEN, where it is known: see `startsNoWorkflows`. */
  readonly jobToken?: string | undefined
  /** As many files as are read from an archive instead of by requests for a hundred each; 400 unless given. */
  readonly archiveFrom?: number | undefined
}

/** A repository, and what is known of it so far: one for all that a connection is used for. */
export interface Repository {
  readonly client: Client
  readonly token: string | undefined
  readonly serverUrl: string
  /** As Octokit's calls take it. */
  readonly at: { readonly owner: string; readonly repo: string }
  /** `owner/name`. */
  readonly name: string
  /** The trees of the commits that were seen. */
  readonly trees: Map<string, string>
  /** The histories of files that a look brought along, by commit and path. */
  readonly histories: Map<string, readonly HistoryNode[]>
  /** The parents of the commits that were made here. */
  readonly parents: Map<string, string>
  /** Whether workflows start for what the token does; `author` is who GitHub says has opened a pull request. */
  startsWorkflows(author?: string): boolean
  /** So many files are worth an archive of all. */
  readonly archiveFrom: number
  /** Its node id for GraphQL, once it is known. */
  id: string | undefined
  /** The id of the token's account, once it is known. */
  account: number | undefined
  /** Of the commits that were asked about: whether merging a pull request has made them. */
  readonly merges: Map<string, boolean>
}

/** What the four requests that run at the same time read. On loopback both ways are even from 400 to 800 files. */
const ARCHIVE_FROM = 400

/**
 * Opens a repository on GitHub, GitHub Enterprise or ghe.com. Nothing is asked yet.
 *
 * @throws FairleadError (input) where the name or an address cannot be one
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
 * Whether a pull request starts no workflow, because a job's own token (GITHUB_TOKEN) made it: then required checks
 * wait for ever. An App's token looks the same, so that one of these has to be known too.
 *
 * @param known the job's own token, or who opened the pull request
 */
function startsNoWorkflows(
  token: string | undefined,
  known: { jobToken?: string | undefined; author?: string | undefined },
): boolean {
  if (!isInstallationToken(token)) return false
  return token === known.jobToken || known.author === 'github-actions[bot]'
}

/**
 * Does it; what fails is explained with a cure.
 *
 * @param isKnown whether the token has seen the repository, so that what is not there is something in it
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

/** The token's account, from what `snapshot` saw, else by a request. REST tells no App who it is; GraphQL does. */
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

/** The node id, from what `snapshot` saw, else by a request. */
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

/** The tree of a commit, by a request where the commit was not seen yet. */
export async function treeOf(repository: Repository, commit: string): Promise<string> {
  const known = repository.trees.get(commit)
  if (known !== undefined) return known
  const { data } = await repository.client.rest.git.getCommit({ ...repository.at, commit_sha: commit })
  repository.trees.set(commit, data.tree.sha)
  return data.tree.sha
}
