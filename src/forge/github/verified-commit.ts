import { randomUUID } from 'node:crypto'
import { reasonFor } from './failures.ts'
import { once } from './client.ts'
import type { CreatedCommit, FileChange } from '../forge.ts'
import type { Repository } from './repository.ts'

export interface PlannedCommit {
  readonly parent: string
  readonly changes: readonly FileChange[]
  /** With its trailers. */
  readonly message: string
  /** The tree that the changes make. */
  readonly tree: string
}

interface Answer {
  readonly createCommitOnBranch: {
    readonly commit: {
      readonly oid: string
      readonly tree: { readonly oid: string }
      readonly signature: { readonly isValid: boolean } | null
    }
  }
}

/** GraphQL's request holds all contents; GitHub takes no more than about 40 MB. */
const mostBytes = 20_000_000

const mutation = `mutation commit($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid tree { oid } signature { isValid } } }
}`

/**
 * Makes a commit as a person does on GitHub's pages, which GitHub signs for every kind of token. It takes a
 * branch, so that a temporary one is made and deleted again.
 *
 * @returns undefined where that is not possible: with modes other than a plain file's, where the result would
 *   be another tree, or where GitHub refuses; the caller has an unsigned commit, which is as good a change
 */
export async function commitVerified(
  repository: Repository,
  { parent, changes, message, tree }: PlannedCommit,
): Promise<CreatedCommit | undefined> {
  const bytes = changes.reduce((sum, { content }) => sum + (content?.length ?? 0), 0)
  if (bytes > mostBytes || changes.some(({ mode }) => mode !== '100644')) return undefined
  const { client, at, name } = repository
  const branch = `fairlead/tmp-${randomUUID()}`
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
  try {
    await client.rest.git.createRef({ ...at, ref: `refs/heads/${branch}`, sha: parent })
    const { createCommitOnBranch } = await client.graphql<Answer>(mutation, { input }, once)
    const { commit } = createCommitOnBranch
    if (commit.tree.oid !== tree) return undefined
    return { sha: commit.oid, tree, verified: commit.signature?.isValid === true }
  } catch (error) {
    repository.warnings.push(`the commit is not signed: ${reasonFor(error)}`)
    return undefined
  } finally {
    await deleteTemporary(repository, branch)
  }
}

/** The branch may be there although its making seemed to fail; and it may be gone. */
async function deleteTemporary({ client, at, warnings }: Repository, branch: string): Promise<void> {
  try {
    await client.rest.git.deleteRef({ ...at, ref: `heads/${branch}` })
  } catch (error) {
    const { data } = await client.rest.git.listMatchingRefs({ ...at, ref: `heads/${branch}` })
    if (data.length > 0)
      warnings.push(`the temporary branch ${branch} could not be deleted: ${reasonFor(error)}`)
  }
}

/** GitHub joins the two with an empty line. */
function splitMessage(message: string): { headline: string; body: string } {
  const [headline = '', ...rest] = message.trimEnd().split('\n')
  return { headline, body: rest.join('\n').replace(/^\n+/, '') }
}
