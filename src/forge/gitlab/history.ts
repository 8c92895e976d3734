import { inputError } from '../../errors.ts'
import type { BranchCommit, Forge } from '../forge.ts'
import { treeOf } from './gitlab-tree.ts'
import { inParallel } from './project.ts'
import { Commit } from './api.ts'
import type { Project } from './project.ts'

const limit = 250

/**
 * Returns the commits that `head` has and `base` does not, oldest first. It takes one request for every 100 commits,
 * and one for each commit whose message names a tree: GitLab returns no ids of trees, so they are computed from their
 * entries. (GitLab's comparison of two commits would also return all differences.)
 *
 * @throws FairleadError (input) if the two have no history in common
 */
export async function commitsAhead(
  project: Project,
  base: string,
  head: string,
): ReturnType<Forge['commitsAhead']> {
  if (base === head) return { commits: [], complete: true }
  const { client, at } = project
  const query = { ref_name: `${base}..${head}`, order: 'topo' }
  const listed = await client.list(`${at}/repository/commits`, Commit, query, limit + 1)
  if (listed.some(({ parent_ids }) => parent_ids.length === 0))
    throw inputError(`${head.slice(0, 12)} and ${base.slice(0, 12)} have no commit in common`, {
      hint: 'Recreate the branch from its base.',
    })
  const oldestFirst = listed.slice(0, limit).toReversed()
  return {
    commits: await inParallel(oldestFirst, (commit) => toBranchCommit(project, commit)),
    complete: listed.length <= limit,
  }
}

async function toBranchCommit(project: Project, commit: Commit): Promise<BranchCommit> {
  const { id, message, parent_ids, author_name, author_email } = commit
  const namesTree = /^[A-Za-z-]+-Tree: [0-9a-f]{40,64}$/m.test(message)
  return {
    sha: id,
    message,
    tree: namesTree ? await treeOf(project, id).id() : undefined,
    parents: parent_ids,
    author: `${author_name} <${author_email}>`,
    provenance: 'untold',
  }
}

/**
 * Returns the newest commits that changed a file, in one request. GitLab vouches for none of them: see
 * `provenance.ts`.
 */
export async function historyOf(
  { client, at }: Project,
  revision: string,
  path: string,
): ReturnType<Forge['historyOf']> {
  const listed = await client.list(`${at}/repository/commits`, Commit, { ref_name: revision, path }, 20)
  return listed.slice(0, 20).map(({ id, message }) => ({ sha: id, message, provenance: 'untold' }))
}
