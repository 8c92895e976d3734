import type { Source, SourceComparison, SourceUnknown } from '../source.ts'
import { isRevision, MOST_COMMITS } from '../source.ts'
import { Client, part } from './client.ts'
import type { ClientOptions } from './client.ts'
import { explain } from './explain.ts'
import { GitlabFailure, isLost } from './failures.ts'

export type SourceOptions = Omit<ClientOptions, 'patience'>

interface Comparison {
  readonly commits: readonly {
    readonly id: string
    readonly title: string
    readonly author_name: string
    readonly web_url: string
  }[]
  readonly web_url: string
}

/** Projects on GitLab as sources. Opening asks nothing. */
export function openGitLabSource(options: SourceOptions): Source {
  // A list of commits is nice to have, so that nobody shall wait long for it; the order of builds matters.
  const hasty = new Client({ ...options, patience: { tries: 1, seconds: 10 } })
  const patient = new Client(options)
  return {
    async compare({ repository, from, to, isNeeded }) {
      const client = isNeeded ? patient : hasty
      let answer: SourceUnknown = { order: 'unknown', reason: 'no commit to compare is known' }
      for (const candidate of isRevision(to) ? from.filter(isRevision) : []) {
        const result = await compare(client, options, repository, candidate, to)
        if (result.order !== 'unknown') return result
        answer = result
      }
      return answer
    },
  }
}

/** GitLab tells only what the second has and the first has not, so that it is asked both ways. */
async function compare(
  client: Client,
  { token, apiUrl }: SourceOptions,
  repository: string,
  from: string,
  to: string,
): Promise<SourceComparison | SourceUnknown> {
  const path = `/projects/${part(repository)}/repository/compare`
  try {
    const [forth, back] = await Promise.all([
      client.get<Comparison>(path, { from, to }),
      client.get<Comparison>(path, { from: to, to: from }),
    ])
    const commits = forth.commits.slice(0, MOST_COMMITS).map(({ id, title, author_name, web_url }) => ({
      sha: id,
      title,
      author: author_name,
      url: web_url,
    }))
    const [ahead, behind] = [forth.commits.length > 0, back.commits.length > 0]
    const order = ahead ? (behind ? 'diverged' : 'ahead') : behind ? 'behind' : 'identical'
    return { order, from, to, commits, total: forth.commits.length, url: forth.web_url }
  } catch (error) {
    if (!(error instanceof GitlabFailure)) throw error
    if (isLost(error) || error.status === 429) {
      const place = { project: repository, serverUrl: apiUrl, token, isKnown: false }
      throw explain(error, place, {
        doing: `compare ${from} with ${to} in ${repository}`,
        role: 'Reporter',
        scope: 'read_api',
      })
    }
    const reason =
      error.status === 404
        ? `${repository} does not know ${from} or ${to}, or the source-token may not read it`
        : `the source-token may not read ${repository} (${error.status})`
    return { order: 'unknown', reason }
  }
}
