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
  /** With its trailers. */
  readonly message: string
  /** The tree that the changes make. */
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

/** GraphQL's request holds all contents; GitHub takes no more than about 40 MB. */
const mostBytes = 20_000_000

const prefix = 'fairlead/tmp-'

/** No run takes so many minutes: what is left of an older one belongs to nobody. */
const longest = 60

const mutation = `mutation commit($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid tree { oid } signature { isValid } } }
}`

/**
 * Makes a commit as a person does on GitHub's pages, which GitHub signs for every kind of token. It takes a
 * branch, so that a temporary one is made and deleted again. Its name tells what it is for and since when, so
 * that the next run deletes it where this one is killed before it could.
 *
 * @returns no commit where that is not possible: with modes other than a plain file's, where the result would
 *   be another tree, or where GitHub refuses; the caller has an unsigned commit, which is as good a change
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

/** What a lost request has made. */
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
 * Deletes the temporary branches of runs that were killed: for the very same commit, or old ones. Where another
 * run makes the same commit just now, that one stays unsigned at worst.
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
 * The branch may be there although its making seemed to fail; and it may be gone.
 *
 * @throws what the client throws where GitHub fails: then an unsigned commit would be made in an outage only
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

/** GitHub joins the two with an empty line. */
function splitMessage(message: string): { headline: string; body: string } {
  const [headline = '', ...rest] = message.trimEnd().split('\n')
  return { headline, body: rest.join('\n').replace(/^\n+/, '') }
}
