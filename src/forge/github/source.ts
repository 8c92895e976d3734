import { Client } from './client.ts'
import type { ClientOptions } from './client.ts'
import { failureOf } from './failures.ts'
import type { SourceCommits } from '../source.ts'

export type SourceOptions = Omit<ClientOptions, 'graphqlUrl' | 'patience'>

/** The repository that an image was built from, to tell what a new tag brings. Opening it asks nothing. */
export function openGitHubSource(options: SourceOptions): GitHubSource {
  // What it tells is nice to have, so that nobody shall wait long for it.
  return new GitHubSource(new Client({ ...options, patience: { tries: 1, seconds: 10 } }))
}

export class GitHubSource {
  readonly #client: Client

  constructor(client: Client) {
    this.#client = client
  }

  /**
   * The commits from the first of the candidates that the repository knows to `to`.
   *
   * @param repository `owner/name`
   * @param candidates tags or commits, such as `v1.2.3` and `1.2.3`
   * @returns undefined where none is known, or where the commits cannot be read for whatever reason: what is
   *   only told in passing never fails the work
   */
  async commitsBetween(
    repository: string,
    candidates: readonly string[],
    to: string,
  ): Promise<SourceCommits | undefined> {
    const [owner, repo, ...rest] = repository.split('/')
    if (!owner || !repo || rest.length > 0) return undefined
    for (const from of candidates.filter(isRevision)) {
      const result = await this.#compare({ owner, repo }, from, to)
      if (result !== 'unknown') return result
    }
    return undefined
  }

  async #compare(
    at: { owner: string; repo: string },
    from: string,
    to: string,
  ): Promise<SourceCommits | undefined | 'unknown'> {
    try {
      const { data } = await this.#client.rest.repos.compareCommitsWithBasehead({
        ...at,
        basehead: `${from}...${to}`,
        per_page: 100,
      })
      const commits = data.commits.map(({ sha, commit, author, html_url }) => ({
        sha,
        title: commit.message.split('\n', 1)[0] ?? '',
        author: author?.login ?? commit.author?.name ?? '',
        url: html_url,
      }))
      return { commits, total: data.total_commits, url: data.html_url }
    } catch (error) {
      const failure = failureOf(error)
      if (failure === undefined) throw error
      return failure.status === 404 || failure.status === 422 ? 'unknown' : undefined
    }
  }
}

/** `..` would compare other things than meant. */
function isRevision(text: string): boolean {
  return text !== '' && !/\.\.|\s/.test(text)
}
