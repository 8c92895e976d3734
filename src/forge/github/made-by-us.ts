import { accountOf } from './repository.ts'
import type { Repository } from './repository.ts'
import { Merges } from './nodes.ts'
import type { SignedNode } from './nodes.ts'
import * as v from 'valibot'

/** The committer of commits that GitHub signs. */
const signer = 'web-flow'

/** The number of pull requests of a commit that are read: a commit that has more counts as created by a merge. */
const most = 10

/** The GraphQL field that shows whether a merge created a commit. */
export const mergesField = `merges: associatedPullRequests(first: ${most}) { totalCount nodes { mergeCommit { oid } } }`

/** A commit as REST lists it, with the fields that show who created it. */
export interface RestCommit {
  readonly sha: string
  readonly parents: readonly unknown[]
  readonly commit: { readonly verification?: { readonly verified: boolean } | undefined }
  /** The accounts of the commit's e-mail addresses. They can be trusted only if GitHub has signed the commit. */
  readonly author: { readonly id?: number } | null
  readonly committer: { readonly login?: string } | null
}

/** Reports whether the merge of a pull request created the commit: then whoever merged wrote its message. */
export function isMadeByMerge(sha: string, { totalCount, nodes }: Merges): boolean {
  return totalCount > nodes.length || nodes.some(({ mergeCommit }) => mergeCommit?.oid === sha)
}

/**
 * Returns those of some commits that GitHub confirms the token's account has created itself: see `provenance.ts`. It
 * takes at most one request, if `snapshot` did not read the data.
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

/** Reports whether GitHub has signed a commit and its author is the account. */
export function isAuthoredBy({ author, signature }: SignedNode, account: number): boolean {
  if (signature?.isValid !== true || !signature.wasSignedByGitHub) return false
  // GraphQL does not link a bot to its address, but the address contains the bot's id.
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
