import { inputError, suggestion } from '../../errors.ts'
import type { ForgeSnapshot, SnapshotQuery, PullRequest } from '../forge.ts'
import { Branch } from './api.ts'
import { readBranch } from './branches.ts'
import type { MergeRequest } from './api.ts'
import { listOf, toPullRequest } from './merge-requests.ts'
import { currentUser, inParallel, projectInfo } from './project.ts'
import type { Project } from './project.ts'

/**
 * Reads the current state: one request for each branch, one for the open merge requests, one for the user of the
 * token if there are any of these, and one for each existing branch, for its closed merge requests. REST has no
 * request for all of it.
 *
 * @throws FairleadError (input) if the base does not exist, and the errors of the client
 */
export async function takeSnapshot(project: Project, query: SnapshotQuery): Promise<ForgeSnapshot> {
  const info = await projectInfo(project)
  const name = query.base ?? info.default_branch ?? undefined
  if (name === undefined || info.empty_repo === true)
    throw inputError(`${project.name} is empty: it has no branches`, { hint: 'Push a first commit to it.' })
  const [tip, opened, tips] = await Promise.all([
    readBranch(project, name),
    listOf(project, { state: 'opened', target_branch: name }, 100),
    inParallel(query.branches, async (branch) => [branch, await readBranch(project, branch)] as const),
  ])
  if (tip === undefined) throw await noBase(project, name)
  const branches = new Map(tips.flatMap(([branch, commit]) => (commit ? [[branch, commit.id] as const] : [])))
  const account = opened.length + branches.size > 0 ? (await currentUser(project)).id : 0
  const intoOtherBases = new Map<string, PullRequest & { readonly base: string }>()
  const ended = await inParallel([...branches], async ([branch, head]) => {
    const all = await listOf(project, { state: 'all', source_branch: branch }, 20)
    const isOpen = ({ state }: MergeRequest) => state === 'opened' || state === 'locked'
    const other = all.find((one) => isOpen(one) && one.target_branch !== name)
    if (other)
      intoOtherBases.set(branch, { ...toPullRequest(other, account), head, base: other.target_branch })
    const isEnded = all.some((one) => !isOpen(one) && one.sha === head && one.author?.id === account)
    return isEnded ? [branch] : []
  })
  return {
    base: { name, commit: tip.id },
    defaultBranch: info.default_branch ?? undefined,
    branches,
    finished: new Set(ended.flat()),
    intoOtherBases,
    pullRequests: opened.map((one) => {
      const shown = toPullRequest(one, account)
      // GitLab updates the head of a merge request some time after a push to its branch.
      return { ...shown, head: branches.get(shown.branch) ?? shown.head }
    }),
  }
}

async function noBase({ client, at, name }: Project, base: string): Promise<Error> {
  const known = await client.list(`${at}/repository/branches`, Branch, {}, 100)
  return inputError(`${name} has no branch "${base}"`, {
    hint: suggestion(
      base,
      known.map((branch) => branch.name),
    ),
  })
}
