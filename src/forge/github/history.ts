import { inputError } from '../../errors.ts'
import type { BranchCommit, Forge } from '../forge.ts'
import { failureOf } from './failures.ts'
import { areMadeByUs, isAuthoredBy } from './made-by-us.ts'
import { History } from './nodes.ts'
import * as v from 'valibot'
import { accountOf } from './repository.ts'
import type { Repository } from './repository.ts'

const limit = 250
const page = 100

/**
 * Returns the commits that `head` has and `base` does not, oldest first. It takes one request for every 100 commits,
 * and one more for those of the token's account that are not the tip that `snapshot` read.
 *
 * @throws FairleadError (input) if the two have no history in common
 */
export async function commitsAhead(
  repository: Repository,
  base: string,
  head: string,
): Promise<{ commits: readonly BranchCommit[]; mergeBase: string; complete: boolean }> {
  if (base === head) return { commits: [], mergeBase: base, complete: true }
  const first = await compare(repository, base, head, 1)
  const total = first.total_commits
  const commits = [...first.commits]
  while (commits.length < Math.min(total, limit)) {
    const next = await compare(repository, base, head, commits.length / page + 1)
    if (next.commits.length === 0) break
    commits.push(...next.commits)
  }
  const listed = commits.slice(0, limit)
  const ours = await areMadeByUs(repository, listed)
  return {
    commits: listed.map((commit) => toBranchCommit(commit, ours.has(commit.sha))),
    mergeBase: first.merge_base_commit.sha,
    complete: total <= limit,
  }
}

async function compare({ client, at }: Repository, base: string, head: string, number: number) {
  const basehead = `${base}...${head}`
  try {
    const paging = { per_page: page, page: number }
    return (await client.rest.repos.compareCommitsWithBasehead({ ...at, basehead, ...paging })).data
  } catch (error) {
    if (!/no common ancestor/i.test(failureOf(error)?.reason ?? '')) throw error
    throw inputError(`${head.slice(0, 12)} and ${base.slice(0, 12)} have no commit in common`, {
      hint: 'Recreate the branch from its base.',
    })
  }
}

type RestCommit = Awaited<ReturnType<typeof compare>>['commits'][number]

function toBranchCommit({ sha, commit, parents }: RestCommit, isOurs: boolean): BranchCommit {
  return {
    sha,
    message: commit.message,
    tree: commit.tree.sha,
    parents: parents.map((parent) => parent.sha),
    author: `${commit.author?.name ?? ''} <${commit.author?.email ?? ''}>`,
    provenance: isOurs ? 'vouched' : 'unvouched',
  }
}

/** The fields that are requested of each commit in the history of a file. */
export const historyNodes =
  'nodes { oid message author { email user { databaseId } } signature { isValid wasSignedByGitHub } }'

/** Returns the key of a cached history. */
export function historyKey(commit: string, path: string): string {
  return `${commit}\0${path}`
}

const historyQuery = `
query historyOf($owner: String!, $repo: String!, $commit: GitObjectID!, $path: String!) {
  repository(owner: $owner, name: $repo) {
    object(oid: $commit) {
      ... on Commit {
        history(first: 20, path: $path) { ${historyNodes} }
      }
    }
  }
}`

const HistoryAnswer = v.object({
  repository: v.object({ object: v.nullable(v.object({ history: v.optional(History) })) }),
})

/**
 * Returns the newest commits that changed a file, in one request if `snapshot` did not read them. On the base, the
 * commit of a merge also counts as vouched for: whoever merged the pull request, and may have changed its message,
 * may also change the base.
 */
export async function historyOf(
  repository: Repository,
  commit: string,
  path: string,
): ReturnType<Forge['historyOf']> {
  const { client, at } = repository
  const account = await accountOf(repository)
  const ask = async () => {
    const answer = await client.graphql(HistoryAnswer, historyQuery, { ...at, commit, path })
    return answer.repository.object?.history?.nodes ?? []
  }
  const nodes = repository.histories.get(historyKey(commit, path)) ?? (await ask())
  return nodes.map((node) => ({
    sha: node.oid,
    message: node.message,
    provenance: isAuthoredBy(node, account) ? 'vouched' : 'unvouched',
  }))
}
