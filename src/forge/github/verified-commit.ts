import { createHash, randomUUID } from 'node:crypto'
import { isLag, isLost, reasonFor } from './failures.ts'
import * as v from 'valibot'
import { once } from './client.ts'
import type { CreatedCommit, FileChange, Told } from '../forge.ts'
import { moveBranch, readBranch } from './refs.ts'
import type { Repository } from './repository.ts'

export interface PlannedCommit {
  readonly parent: string
  readonly changes: readonly FileChange[]
  /** The message, with its trailers. */
  readonly message: string
  /** The tree after the changes. */
  readonly tree: string
}

const Answer = v.object({
  createCommitOnBranch: v.object({
    commit: v.object({
      oid: v.string(),
      tree: v.object({ oid: v.string() }),
      signature: v.nullable(v.object({ isValid: v.boolean() })),
    }),
  }),
})

/** The maximum size of all contents in bytes, because GraphQL's request contains them; GitHub accepts about 40 MB. */
const mostBytes = 20_000_000

const prefix = 'fairlead/tmp-'

/** The maximum duration of a run in minutes: temporary branches that are older are not in use. */
const longest = 60

const mutation = `mutation commit($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid tree { oid } signature { isValid } } }
}`

/**
 * Creates a commit as the pages of GitHub do, which GitHub signs for every kind of token. It requires a branch, so a
 * temporary one is created and deleted again. Its name contains its purpose and creation time, so that the next run
 * deletes it if this one is killed first.
 *
 * @returns no commit if that is not possible: with modes other than a plain file's, if the result would be another
 *   tree, or if GitHub refuses; the caller then uses its unsigned commit, which has the same changes
 */
export async function commitVerified(
  repository: Repository,
  { parent, changes, message, tree }: PlannedCommit,
): Promise<Told & { readonly made?: MadeCommit }> {
  const bytes = changes.reduce((sum, { content }) => sum + (content?.length ?? 0), 0)
  if (bytes > mostBytes || changes.some(({ mode }) => mode !== '100644')) return { warnings: [] }
  const { client, name } = repository
  const minute = Math.floor(Date.now() / 60_000)
  const purpose = createHash('sha256').update(`${parent} ${tree} ${message}`).digest('hex').slice(0, 16)
  const branch = `${prefix}${minute}-${purpose}-${randomUUID().slice(0, 8)}`
  const input = {
    branch: { repositoryNameWithOwner: name, branchName: branch },
    expectedHeadOid: parent,
    message: splitMessage(message),
    fileChanges: {
      additions: changes.flatMap(({ path, content }) =>
        content === undefined ? [] : [{ path, contents: Buffer.from(content).toString('base64') }],
      ),
      deletions: changes.flatMap(({ path, content }) => (content === undefined ? [{ path }] : [])),
    },
  }
  const warnings: string[] = []
  await deleteLeftovers(repository, minute, purpose)
  try {
    await moveBranch(repository, { branch, from: undefined, to: parent })
    const made = await client.retry(
      async () => {
        const answer = await client.graphql(Answer, mutation, { input }, once)
        const { oid, tree, signature } = answer.createCommitOnBranch.commit
        return { sha: oid, tree: tree.oid, verified: signature?.isValid === true }
      },
      {
        find: () => findMade(repository, branch, parent),
        again: (failure) => isLost(failure) || isLag(failure) || failure.status === 409,
      },
    )
    return { warnings, ...(made.tree === tree && { made }) }
  } catch (error) {
    warnings.push(`the commit is not signed: ${reasonFor(error)}`)
    return { warnings }
  } finally {
    warnings.push(...(await deleteTemporary(repository, branch)))
  }
}

type MadeCommit = Omit<CreatedCommit, 'warnings'>

/** Returns the commit of a lost request. */
async function findMade(
  repository: Repository,
  branch: string,
  parent: string,
): Promise<MadeCommit | undefined> {
  const tip = await readBranch(repository, branch)
  if (tip === undefined || tip === parent) return undefined
  const { data } = await repository.client.rest.git.getCommit({ ...repository.at, commit_sha: tip })
  return { sha: tip, tree: data.tree.sha, verified: data.verification.verified }
}

/**
 * Deletes the temporary branches of runs that were killed: those for the same commit, and old ones. If another run is
 * creating the same commit at this moment, its commit at worst stays unsigned.
 */
async function deleteLeftovers({ client, at }: Repository, minute: number, purpose: string): Promise<void> {
  try {
    const { data } = await client.rest.git.listMatchingRefs({ ...at, ref: `heads/${prefix}` })
    for (const { ref } of data) {
      const [since = '', what] = ref.slice(`refs/heads/${prefix}`.length).split('-')
      if (what === purpose || Number(since) < minute - longest)
        await client.rest.git.deleteRef({ ...at, ref: ref.slice('refs/'.length) })
    }
  } catch {
    // The next run tries again.
  }
}

/**
 * Deletes the temporary branch. It may exist although its creation seemed to fail, or may already be deleted.
 *
 * @throws the errors of the client if GitHub fails: otherwise an outage would lead to an unsigned commit
 */
async function deleteTemporary({ client, at }: Repository, branch: string): Promise<string[]> {
  try {
    await client.rest.git.deleteRef({ ...at, ref: `heads/${branch}` })
    return []
  } catch (error) {
    const { data } = await client.rest.git.listMatchingRefs({ ...at, ref: `heads/${branch}` })
    return data.length === 0
      ? []
      : [`the temporary branch ${branch} could not be deleted: ${reasonFor(error)}`]
  }
}

/** Splits a message. GitHub joins the two parts with an empty line. */
function splitMessage(message: string): { headline: string; body: string } {
  const [headline = '', ...rest] = message.trimEnd().split('\n')
  return { headline, body: rest.join('\n').replace(/^\n+/, '') }
}
