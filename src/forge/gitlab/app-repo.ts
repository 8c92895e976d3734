import type { AppRepo, SourceComparison, SourceUnknown } from '../app-repo.ts'
import { compareFirst, MOST_COMMITS } from '../app-repo.ts'
import { once } from '../../once.ts'
import * as v from 'valibot'
import { Commit, Comparison } from './api.ts'
import { part } from './client.ts'
import { explain } from './explain.ts'
import { GitlabFailure, isLost } from './failures.ts'
import type { Project } from './project.ts'

type Reach = Pick<Project, 'client' | 'token' | 'serverUrl'>

/** Opens projects on GitLab as app repos. It sends no request. */
export function openGitLabAppRepo(reach: Reach): AppRepo {
  // A list of commits is optional, so it is not worth a long wait; the order of builds is required.
  const hasty = once(() => reach.client.hasty())
  return {
    async compare({ repository, from, to, isNeeded, path }) {
      const at = { ...reach, client: isNeeded ? reach.client : hasty() }
      return compareFirst({ from, to }, (candidate) => compare(at, { repository, from: candidate, to, path }))
    },
  }
}

interface Pair {
  readonly repository: string
  readonly from: string
  readonly to: string
  readonly path: string | undefined
}

/**
 * Compares two commits in both directions, because GitLab returns only the commits that the second one has and the
 * first one does not.
 */
async function compare(
  { client, token, serverUrl }: Reach,
  { repository, from, to, path }: Pair,
): Promise<SourceComparison | SourceUnknown> {
  const address = `/projects/${part(repository)}/repository`
  try {
    const [forth, back] = await Promise.all([
      client.get(`${address}/compare`, Comparison, { from, to }),
      client.get(`${address}/compare`, Comparison, { from: to, to: from }),
    ])
    const commits = forth.commits.slice(0, MOST_COMMITS).map(({ id, title, author_name, web_url }) => ({
      sha: id,
      title,
      author: author_name,
      url: web_url ?? '',
    }))
    const [ahead, behind] = [forth.commits.length > 0, back.commits.length > 0]
    const order = ahead ? (behind ? 'diverged' : 'ahead') : behind ? 'behind' : 'identical'
    const all = { order, from, to, commits, total: forth.commits.length, url: forth.web_url ?? '' } as const
    if (path === undefined || commits.length === 0) return all
    if (all.total > commits.length)
      return { order: 'unknown', reason: `there are more than ${MOST_COMMITS} commits between them` }
    const range = { ref_name: `${from}..${to}`, path, per_page: String(MOST_COMMITS) }
    const changing = await client.get(`${address}/commits`, v.array(Commit), range)
    const own = commits.filter(({ sha }) => changing.some(({ id }) => id === sha))
    return { ...all, commits: own, total: own.length }
  } catch (error) {
    if (!(error instanceof GitlabFailure)) throw error
    if (isLost(error) || error.status === 429) {
      const place = { project: repository, serverUrl, token, isKnown: false }
      throw explain(error, place, {
        doing: `compare ${from} with ${to} in ${repository}`,
        role: 'Reporter',
        scope: 'read_api',
      })
    }
    const reason =
      error.status === 404
        ? `${from} or ${to} does not exist in ${repository}, or the source-token has no access to it`
        : `the source-token has no access to ${repository} (${error.status})`
    return { order: 'unknown', reason }
  }
}
