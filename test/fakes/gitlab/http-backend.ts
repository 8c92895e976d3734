/** Git over HTTP through git's own CGI, with GitLab's responses if permissions are missing. */
import type { IncomingMessage } from 'node:http'

import {
  type GitRequest,
  plainAnswer as text,
  pushedBranches,
  type RawAnswer,
  refusePush,
  runBackend,
} from '../git/http-backend.ts'
import { accessLevels, type Token } from './accounts.ts'
import type { FakeProject } from './project.ts'
import { mayForce, mayPush } from './protection.ts'
import type { World } from './world.ts'

/** Returns the refusal of a git request, or undefined if it is allowed. git requests credentials only after a 401. */
export function refuseGit(
  world: World,
  token: Token | undefined,
  project: FakeProject | undefined,
  service: GitRequest['service'],
): RawAnswer | undefined {
  const writes = service === 'git-receive-pack'
  const level = project === undefined ? 0 : world.accounts.accessLevel(token?.user, project.fullPath)
  const open = project?.settings.visibility === 'public' && !writes
  if (token === undefined) {
    return open
      ? undefined
      : text(401, 'HTTP Basic: Access denied.', { 'www-authenticate': 'Basic realm="GitLab"' })
  }
  const hidden =
    "The project you were looking for could not be found or you don't have permission to view it."
  if (project === undefined || (level === 0 && !open)) return text(404, hidden)
  const enough = writes
    ? ['write_repository', 'api']
    : ['read_repository', 'write_repository', 'api', 'read_api']
  if (token.kind !== 'job' && !token.scopes.some((scope) => enough.includes(scope))) {
    return text(403, 'HTTP Basic: Access denied. The token has no scope for the repository.')
  }
  const own = token.project?.toLowerCase() === project.fullPath.toLowerCase()
  if (token.kind === 'job' && writes && !(own && project.settings.jobTokenMayPush)) {
    return text(403, 'You are not allowed to upload code for this project.')
  }
  if (!open && level < (writes ? accessLevels.developer : accessLevels.reporter)) {
    const refused = writes
      ? 'You are not allowed to push code to this project.'
      : 'You are not allowed to download code from this project.'
    return text(403, refused)
  }
  return undefined
}

export async function serveGit(
  request: IncomingMessage,
  body: Buffer,
  git: GitRequest,
  project: FakeProject,
  push: { readonly token: Token | undefined; readonly level: number },
): Promise<RawAnswer> {
  const run = (environment = {}) => runBackend(request, body, git.rest, project.directory, environment)
  if (git.rest !== '/git-receive-pack') return run()
  return project.write(async () => {
    const branches = pushedBranches(body).map(({ branch }) => branch)
    const refused = branches.find(
      (branch) => !mayPush(project.settings, branch, push.token?.user, push.level),
    )
    if (refused !== undefined) {
      return refusePush(
        `refs/heads/${refused}`,
        'pre-receive hook declined',
        'GitLab: You are not allowed to push code to protected branches on this project.',
      )
    }
    const isFixed = branches.some((branch) => !mayForce(project.settings, branch))
    const answer = await run(isFixed ? forwardOnly : {})
    await project.reload(push.token?.user.id)
    return answer
  })
}

/** The history of a protected branch cannot be rewritten, and the branch cannot be deleted by a push. */
const forwardOnly = {
  GIT_CONFIG_COUNT: '2',
  GIT_CONFIG_KEY_0: 'receive.denyNonFastForwards',
  GIT_CONFIG_VALUE_0: 'true',
  GIT_CONFIG_KEY_1: 'receive.denyDeletes',
  GIT_CONFIG_VALUE_1: 'true',
}
