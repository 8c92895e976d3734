/** The commit of the Commits API: GitLab's checks in GitLab's order and with its messages, then Gitaly's work. */
import { type CommitData, isoSeconds } from '../git/objects.ts'
import { resolveCommit } from '../git/revisions.ts'
import type { User } from './accounts.ts'
import { type Action, applyActions } from './commit-actions.ts'
import { badRequest } from './errors.ts'
import { type FakeProject, RefMoved } from './project.ts'
import { mayForce } from './protection.ts'
import { lastCommitOf } from './rest/shapes.ts'
import { signedByGitlab } from './signing.ts'
import type { InstanceSettings } from './state.ts'

export interface CommitRequest {
  readonly branch: string
  readonly commit_message: string
  readonly actions: readonly Action[]
  readonly start_branch?: string
  readonly start_sha?: string
  readonly author_email?: string
  readonly author_name?: string
  readonly force?: boolean
}

/**
 * Returns the id of the commit, which becomes the tip of the branch. If another commit is added between the read of
 * the branch and its update, this commit is lost, as in GitLab.
 *
 * @throws ApiError 400
 */
export async function commitFilesOf(
  project: FakeProject,
  instance: InstanceSettings,
  user: User,
  request: CommitRequest,
): Promise<string> {
  const { branch, force = false } = request
  const startBranch = request.start_branch ?? (request.start_sha === undefined ? branch : undefined)
  await checkStart(project, request, startBranch)
  for (const action of request.actions) await checkLock(project, action, startBranch)
  const between = project.betweenLookAndCommit
  project.betweenLookAndCommit = undefined
  await between?.()
  const current = project.branch(branch)
  const parent = request.start_sha ?? project.branch(startBranch ?? branch)
  if (current !== undefined && parent !== undefined && !mayForce(project.settings, branch)) {
    const isForward = await project.contains(current, parent)
    if (!isForward)
      throw badRequest('You are not allowed to force push code to a protected branch on this project.')
  }
  const author = authorOf(instance, user, request)
  const base = parent === undefined ? undefined : (await project.store.commit(parent)).tree
  const commit: CommitData = {
    tree: await applyActions(project.store, base, request.actions),
    parents: parent === undefined ? [] : [parent],
    author,
    committer: { name: user.name, email: user.email, date: author.date },
    message: request.commit_message,
    signature: undefined,
  }
  const oid = await project.store.writeCommit(instance.signsCommits ? signedByGitlab(commit) : commit)
  const expected = current === undefined ? null : force ? current : (parent ?? null)
  await moveBranch(project, branch, oid, expected, user)
  return oid
}

async function moveBranch(
  project: FakeProject,
  branch: string,
  to: string,
  expected: string | null,
  user: User,
): Promise<void> {
  const name = `refs/heads/${branch}`
  try {
    await project.write(() => project.updateRefs([{ name, to, expected }], user.id))
  } catch (error) {
    if (/cannot lock ref/.test(String(error)))
      throw badRequest(`Failed to create branch '${branch}': a branch stands in its way`)
    if (!(error instanceof RefMoved)) throw error
    throw badRequest(`9:Could not update ${name}. Please refresh and try again..`)
  }
}

async function checkStart(
  project: FakeProject,
  request: CommitRequest,
  startBranch: string | undefined,
): Promise<void> {
  const { branch, start_sha: startSha, force = false } = request
  const isEmpty = project.state.refs.size === 0
  if (startSha !== undefined) {
    if (!/^[0-9a-f]{7,64}$/.test(startSha)) throw badRequest(`Invalid start_sha '${startSha}'`)
    if ((await resolveCommit(project, startSha)) === undefined) {
      throw badRequest(`Cannot find start_sha '${startSha}'`)
    }
  }
  if (startBranch !== undefined && !isEmpty && project.branch(startBranch) === undefined) {
    throw badRequest('You can only create or edit files when you are on a branch')
  }
  const isDifferent = startBranch !== branch || startSha !== undefined
  if (!isEmpty && isDifferent && project.branch(branch) !== undefined && !force) {
    throw badRequest(
      `A branch called '${branch}' already exists. Switch to that branch in order to make changes`,
    )
  }
  if (isDifferent && /[\s~^:?*[\\]|\.\./.test(branch)) {
    throw badRequest(
      `Something went wrong when we tried to create '${branch}' for you: Branch name is invalid`,
    )
  }
}

/** The actions for which GitLab checks `last_commit_id`. */
const locked = new Set(['update', 'move', 'delete'])

/**
 * Checks the lock of a file: the last commit that changed it must be the same from `last_commit_id` and from the
 * start branch. With `start_sha` there is no start branch, and GitLab uses the default branch. If the file does not
 * exist in one of them, it counts as not changed.
 */
async function checkLock(
  project: FakeProject,
  action: Action,
  startBranch: string | undefined,
): Promise<void> {
  if (!locked.has(action.action) || action.last_commit_id === undefined) return
  const path = action.previous_path ?? action.file_path
  const there = await lastCommitOf(project, startBranch ?? project.settings.defaultBranch, path)
  const known = await lastCommitOf(project, action.last_commit_id, path)
  if (there === undefined || known === undefined || there.oid === known.oid) return
  throw badRequest(`The file has changed since you started editing it: ${path}`)
}

/** If signing is enabled, GitLab accepts only the token's user as the author. The error message is not documented. */
function authorOf(instance: InstanceSettings, user: User, request: CommitRequest) {
  const { author_email: email, author_name: name } = request
  const differs = (email ?? user.email) !== user.email || (name ?? user.name) !== user.name
  if (instance.signsCommits && differs) throw badRequest('Commit author does not match the user of the token')
  return { name: name ?? user.name, email: email ?? user.email, date: isoSeconds(new Date()) }
}
