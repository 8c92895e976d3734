import { accountOf } from './repository.ts'
import type { Repository } from './repository.ts'
import { Merges } from './nodes.ts'
import type { SignedNode } from './nodes.ts'
import * as v from 'valibot'

/** The account that GitHub commits as where it signs. */
const signer = 'web-flow'

/** As many pull requests of one commit as are looked at: one that has more counts as made by a merge. */
const most = 10

/** What of a commit tells whether a merge has made it, in GraphQL. */
export const mergesField = `merges: associatedPullRequests(first: ${most}) { totalCount nodes { mergeCommit { oid } } }`

/** A commit as REST lists it, as far as it tells who made it. */
export interface RestCommit {
  readonly sha: string
  readonly parents: readonly unknown[]
  readonly commit: { readonly verification?: { readonly verified: boolean } | undefined }
  /** The accounts whose e-mail addresses the commit names: facts only where GitHub has signed it. */
  readonly author: { readonly id?: number } | null
  readonly committer: { readonly login?: string } | null
}

/** Whether merging a pull request has made the commit: then its message is by whoever merged. */
export function isMadeByMerge(sha: string, { totalCount, nodes }: Merges): boolean {
  return totalCount > nodes.length || nodes.some(({ mergeCommit }) => mergeCommit?.oid === sha)
}

/**
 * Those of some commits that the account of our token has made itself, by GitHub's word: see `provenance.ts`. One
 * request at most, where `snapshot` has not told all.
 *
 * @returns their ids
 */
export async function areMadeByUs(
  repository: Repository,
  commits: readonly RestCommit[],
): Promise<ReadonlySet<string>> {
  const signed = commits.filter(
    ({ commit, committer, parents }) =>
      commit.verification?.verified === true && committer?.login === signer && parents.length === 1,
  )
  if (signed.length === 0) return new Set()
  const account = await accountOf(repository)
  const ours = signed.filter(({ author }) => author?.id === account)
  await askForMerges(
    repository,
    ours.map(({ sha }) => sha),
  )
  return new Set(ours.flatMap(({ sha }) => (repository.merges.get(sha) === false ? [sha] : [])))
}

/** Whether GitHub has signed a commit and names the account as its author. */
export function isAuthoredBy({ author, signature }: SignedNode, account: number): boolean {
  if (signature?.isValid !== true || !signature.wasSignedByGitHub) return false
  // GraphQL links no bot to its address, which tells its id.
  const [, id] = /^(\d+)\+[^@]+@users\.noreply\.[^@]+$/.exec(author?.email ?? '') ?? []
  return author?.user ? author.user.databaseId === account : Number(id) === account
}

const MergesAnswer = v.object({
  repository: v.record(v.string(), v.nullable(v.object({ merges: v.optional(Merges) }))),
})

async function askForMerges(repository: Repository, all: readonly string[]): Promise<void> {
  const { client, at, merges } = repository
  const unknown = all.filter((sha) => !merges.has(sha))
  for (let start = 0; start < unknown.length; start += 50) {
    const part = unknown.slice(start, start + 50)
    const text = `query merges($owner: String!, $repo: String!${part.map((_, i) => `, $c${i}: GitObjectID!`).join('')}) {
      repository(owner: $owner, name: $repo) {
        ${part.map((_, i) => `c${i}: object(oid: $c${i}) { ... on Commit { ${mergesField} } }`).join('\n')}
      }
    }`
    const variables = Object.fromEntries(part.map((sha, i) => [`c${i}`, sha]))
    const answer = await client.graphql(MergesAnswer, text, { ...at, ...variables })
    part.forEach((sha, i) => {
      const found = answer.repository[`c${i}`]?.merges
      if (found) merges.set(sha, isMadeByMerge(sha, found))
    })
  }
}
