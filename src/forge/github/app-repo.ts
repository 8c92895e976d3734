import type { AppRepo, SourceComparison, SourceUnknown } from '../app-repo.ts'
import { compareFirst, MOST_COMMITS } from '../app-repo.ts'
import type { Client } from './client.ts'
import { explain } from './explain.ts'
import { failureOf, isLost } from './failures.ts'
import type { Repository } from './repository.ts'
import { once } from '../../once.ts'
import * as v from 'valibot'

/** Opens repositories on GitHub as app repos. It sends no request. */
export function openGitHubAppRepo(place: Pick<Repository, 'client' | 'token' | 'serverUrl'>): AppRepo {
  // A list of commits is optional, so it is not worth a long wait; the order of builds is required.
  const hasty = once(() => place.client.hasty())
  return {
    async compare({ repository, from, to, isNeeded, path }) {
      if (place.token === undefined) return unknown('the app repo cannot be read without source-token')
      const [owner, repo, ...rest] = repository.split('/')
      if (!owner || !repo || rest.length > 0) return unknown(`${repository} is not a GitHub repository`)
      const at = { ...place, client: isNeeded ? place.client : hasty() }
      return compareFirst({ from, to }, (candidate) => compare(at, { repository, from: candidate, to, path }))
    },
  }
}

function unknown(reason: string): SourceUnknown {
  return { order: 'unknown', reason }
}

interface Pair {
  readonly repository: string
  readonly from: string
  readonly to: string
  readonly path: string | undefined
}

async function compare(
  { client, token, serverUrl }: Pick<Repository, 'client' | 'token' | 'serverUrl'>,
  { repository, from, to, path }: Pair,
): Promise<SourceComparison | SourceUnknown> {
  const [owner = '', repo = ''] = repository.split('/')
  try {
    const { data } = await client.rest.repos.compareCommitsWithBasehead({
      owner,
      repo,
      basehead: `${from}...${to}`,
      per_page: MOST_COMMITS,
    })
    const commits = data.commits.map(({ sha, commit, author, html_url }) => ({
      sha,
      title: commit.message.split('\n', 1)[0] ?? '',
      author: author?.login ?? commit.author?.name ?? '',
      url: html_url,
    }))
    const all = { order: data.status, from, to, commits, total: data.total_commits, url: data.html_url }
    if (path === undefined || commits.length === 0) return all
    if (all.total > commits.length) return unknown(`there are more than ${MOST_COMMITS} commits between them`)
    const changing = await changingPath(client, { owner, repo, path, commit: commits.at(-1)?.sha ?? to })
    const own = commits.filter(({ sha }) => changing.has(sha))
    return { ...all, commits: own, total: own.length }
  } catch (error) {
    const failure = failureOf(error)
    if (failure === undefined) throw error
    if (isLost(failure) || failure.isRateLimit) {
      const place = { repository, serverUrl, token, isKnown: false }
      throw explain(error, place, {
        doing: `compare ${from} with ${to} in ${repository}`,
        needs: 'contents: read',
      })
    }
    if (/no common ancestor/i.test(failure.reason))
      return { order: 'diverged', from, to, commits: [], total: 0, url: '' }
    return failure.status === 404 || failure.status === 422
      ? unknown(`${from} or ${to} does not exist in ${repository}, or the source-token has no access to it`)
      : unknown(`the source-token has no access to ${repository} (${failure.status})`)
  }
}

const historyQuery = `
query changingPath($owner: String!, $repo: String!, $commit: GitObjectID!, $path: String!) {
  repository(owner: $owner, name: $repo) {
    object(oid: $commit) {
      ... on Commit { history(first: ${MOST_COMMITS}, path: $path) { nodes { oid } } }
    }
  }
}`

const HistoryAnswer = v.object({
  repository: v.nullable(
    v.object({
      object: v.nullable(
        v.object({ history: v.optional(v.object({ nodes: v.array(v.object({ oid: v.string() })) })) }),
      ),
    }),
  ),
})

/**
 * Returns the newest commits up to a given one that change a path. The comparison of two commits lists changed files
 * only for all commits together.
 */
async function changingPath(
  client: Client,
  variables: {
    readonly owner: string
    readonly repo: string
    readonly commit: string
    readonly path: string
  },
): Promise<ReadonlySet<string>> {
  const answer = await client.graphql(HistoryAnswer, historyQuery, variables)
  return new Set((answer.repository?.object?.history?.nodes ?? []).map(({ oid }) => oid))
}
