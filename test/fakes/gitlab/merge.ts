/** Merges of merge requests. The caller holds the project's lock. */
import { type CommitData, isoSeconds } from '../git/objects.ts'
import type { User } from './accounts.ts'
import { now } from './ids.ts'
import { treeOfMerge } from './mergeability.ts'
import type { FakeProject } from './project.ts'
import { addSystemNote } from './settle.ts'
import { signedByGitlab } from './signing.ts'
import type { MergeRequest } from './state.ts'

export interface MergeChoice {
  readonly squash: boolean
  readonly removeSourceBranch: boolean
  readonly mergeMessage?: string | undefined
  readonly squashMessage?: string | undefined
}

/** Merges a merge request with the project's merge method. */
export async function acceptMergeRequest(
  project: FakeProject,
  user: User,
  mergeRequest: MergeRequest,
  choice: MergeChoice,
): Promise<void> {
  const { source, target, sha } = mergeRequest
  const base = project.branch(target)
  if (base === undefined) throw new Error(`there is no branch ${target} to merge into`)
  const isStraight = project.settings.mergeMethod !== 'merge'
  const head = choice.squash
    ? await squash(project, user, mergeRequest, base, choice)
    : isStraight && !(await project.contains(base, sha))
      ? await rebased(project, user, mergeRequest, base)
      : sha
  const mergeCommit =
    project.settings.mergeMethod === 'ff'
      ? null
      : await mergeOf(project, user, mergeRequest, base, head, choice)
  mergeRequest.state = 'merged'
  mergeRequest.merged = {
    at: now(),
    by: user.id,
    mergeCommit,
    squashCommit: choice.squash ? head : null,
  }
  mergeRequest.autoMerge = null
  mergeRequest.updatedAt = now()
  addSystemNote(project, mergeRequest, user.id, 'merged')
  const to = mergeCommit ?? head
  await project.updateRefs([{ name: `refs/heads/${target}`, to }], user.id)
  if (choice.removeSourceBranch && source !== project.settings.defaultBranch) {
    await project.updateRefs([{ name: `refs/heads/${source}`, to: undefined }], user.id)
  }
}

async function write(
  project: FakeProject,
  user: User,
  commit: Pick<CommitData, 'tree' | 'parents' | 'message'>,
) {
  const identity = { name: user.name, email: user.email, date: isoSeconds(new Date()) }
  const data = { ...commit, author: identity, committer: identity, signature: undefined }
  return project.store.writeCommit(project.instance.signsCommits ? signedByGitlab(data) : data)
}

async function treeOf(project: FakeProject, ours: string, theirs: string): Promise<string> {
  return (await treeOfMerge(project, ours, theirs)) ?? (await project.store.commit(theirs)).tree
}

/** Rebases the changes as one commit, as GitLab does automatically when it merges. */
async function rebased(project: FakeProject, user: User, { sha, title }: MergeRequest, base: string) {
  return write(project, user, { tree: await treeOf(project, base, sha), parents: [base], message: title })
}

async function squash(
  project: FakeProject,
  user: User,
  mergeRequest: MergeRequest,
  base: string,
  choice: MergeChoice,
): Promise<string> {
  const tree = await treeOf(project, base, mergeRequest.sha)
  const message = choice.squashMessage ?? mergeRequest.title
  return write(project, user, { tree, parents: [base], message })
}

function mergeOf(
  project: FakeProject,
  user: User,
  mergeRequest: MergeRequest,
  base: string,
  head: string,
  choice: MergeChoice,
): Promise<string> {
  const { source, target, title, iid } = mergeRequest
  const first = `Merge branch '${source}' into '${target}'`
  const message =
    choice.mergeMessage ?? `${first}\n\n${title}\n\nSee merge request ${project.fullPath}!${iid}`
  return treeOf(project, base, head).then((tree) =>
    write(project, user, { tree, parents: [base, head], message }),
  )
}
