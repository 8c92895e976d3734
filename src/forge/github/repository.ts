import type { HistoryNode } from './history.ts'
import type { Client } from './client.ts'

/** The repository that a forge works on, and what is known of it so far. */
export interface Repository {
  readonly client: Client
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

/** The token's account, from what `look` saw, else by a request. REST tells no App who it is; GraphQL does. */
export async function accountOf(repository: Repository): Promise<number> {
  repository.account ??= (
    await repository.client.graphql<{ viewer: { databaseId: number } }>(
      'query account { viewer { databaseId } }',
      {},
    )
  ).viewer.databaseId
  return repository.account
}

/** The node id, from what `look` saw, else by a request. */
export async function repositoryId(repository: Repository): Promise<string> {
  const { owner, repo } = repository.at
  repository.id ??= (
    await repository.client.graphql<{ repository: { id: string } }>(
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
