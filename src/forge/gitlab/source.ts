import { Client, part } from './client.ts'
import type { ClientOptions } from './client.ts'
import { GitlabFailure } from './failures.ts'
import type { SourceCommits } from '../source.ts'

interface Comparison {
  readonly commits: readonly {
    readonly id: string
    readonly title: string
    readonly author_name: string
    readonly web_url: string
  }[]
  readonly web_url: string
}

/** As many commits as are told. */
const most = 100

/** The repository that an image was built from, to tell what a new tag brings. Opening it asks nothing. */
export function openGitLabSource(options: Omit<ClientOptions, 'patience'>): GitLabSource {
  // What it tells is nice to have, so that nobody shall wait long for it.
  return new GitLabSource(new Client({ ...options, patience: { tries: 1, seconds: 10 } }))
}

export class GitLabSource {
  readonly #client: Client

  constructor(client: Client) {
    this.#client = client
  }

  /**
   * The commits from the first of the candidates that the project knows to `to`, oldest first.
   *
   * @param repository the project's path, or its id
   * @param candidates tags or commits, such as `v1.2.3` and `1.2.3`
   * @returns undefined where none is known, or where the commits cannot be read for whatever reason: what is
   *   only told in passing never fails the work
   */
  async commitsBetween(
    repository: string,
    candidates: readonly string[],
    to: string,
  ): Promise<SourceCommits | undefined> {
    for (const from of candidates.filter(isRevision)) {
      const result = await this.#compare(repository, from, to)
      if (result !== 'unknown') return result
    }
    return undefined
  }

  async #compare(
    repository: string,
    from: string,
    to: string,
  ): Promise<SourceCommits | undefined | 'unknown'> {
    try {
      const path = `/projects/${part(repository)}/repository/compare`
      const { commits, web_url } = await this.#client.get<Comparison>(path, { from, to })
      const shown = commits.slice(0, most).map(({ id, title, author_name, web_url: url }) => ({
        sha: id,
        title,
        author: author_name,
        url,
      }))
      return { commits: shown, total: commits.length, url: web_url }
    } catch (error) {
      if (!(error instanceof GitlabFailure)) throw error
      return error.status === 404 ? 'unknown' : undefined
    }
  }
}

/** `..` would compare other things than meant. */
function isRevision(text: string): boolean {
  return text !== '' && !/\.\.|\s/.test(text)
}
