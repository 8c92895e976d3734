import { Branch } from './api.ts'
import type { Commit } from './api.ts'
import { part } from './client.ts'
import type { Project } from './project.ts'

/** Returns the tip of a branch, or undefined if the branch does not exist. */
export async function readBranch({ client, at }: Project, branch: string): Promise<Commit | undefined> {
  const found = await client.find(`${at}/repository/branches/${part(branch)}`, Branch)
  return found?.commit
}

/** Moves a branch, or deletes it, if it is still at `from`. */
export function moveBranch(
  project: Project,
  move: { readonly branch: string; readonly from: string | undefined; readonly to: string | undefined },
): Promise<'moved' | 'lost'> {
  return project.lease.move(move, async () => (await readBranch(project, move.branch))?.id)
}

/** Deletes a branch if it is still at `from`. A branch that no longer exists is not an error. */
export async function deleteBranch(
  project: Project,
  branch: string,
  from: string,
): Promise<'deleted' | 'lost'> {
  if ((await moveBranch(project, { branch, from, to: undefined })) === 'moved') return 'deleted'
  return (await readBranch(project, branch)) === undefined ? 'deleted' : 'lost'
}
