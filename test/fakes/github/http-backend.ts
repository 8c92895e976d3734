/** Git over HTTP through git's own CGI, with GitHub's responses if permissions are missing. */
import type { IncomingMessage } from 'node:http'

import { checkAccess, type Token } from './accounts.ts'
import { ApiError } from './errors.ts'
import {
  type GitRequest,
  plainAnswer as text,
  pushedBranches,
  type RawAnswer,
  refusePush,
  runBackend,
} from '../git/http-backend.ts'
import { RefRefused } from './ref-update.ts'
import type { FakeRepository } from './repository.ts'
import { checkRules } from './rules.ts'

/** Returns the refusal of a git request, or undefined if it is allowed. git requests credentials only after a 401. */
export function refuseGit(
  token: Token | undefined,
  repository: FakeRepository | undefined,
  service: GitRequest['service'],
): RawAnswer | undefined {
  const askForCredentials = text(401, 'No anonymous access', { 'www-authenticate': 'Basic realm="GitHub"' })
  const writes = service === 'git-receive-pack'
  if (token === undefined && (writes || repository?.settings.private !== false)) return askForCredentials
  if (repository === undefined) return text(404, 'Repository not found.')
  try {
    checkAccess(token, repository, [{ contents: writes ? 'write' : 'read' }])
    return undefined
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    if (error.status === 404) return text(404, 'Repository not found.')
    return text(403, writes ? `Permission to ${repository.fullName}.git denied.` : error.message)
  }
}

export async function serveGit(
  request: IncomingMessage,
  body: Buffer,
  git: GitRequest,
  repository: FakeRepository,
  token: Token | undefined,
): Promise<RawAnswer> {
  const run = () => runBackend(request, body, git.rest, repository.directory)
  if (git.rest !== '/git-receive-pack') return run()
  return repository.write(async () => {
    const refused = await refusedByRule(repository, body, token)
    if (refused !== undefined) return refused
    const answer = await run()
    await repository.reload()
    return answer
  })
}

/** The rules also apply to pushes. git itself checks that a push is a fast-forward. */
async function refusedByRule(
  repository: FakeRepository,
  body: Buffer,
  token: Token | undefined,
): Promise<RawAnswer | undefined> {
  if (token === undefined) return undefined
  for (const { branch, to } of pushedBranches(body)) {
    const update = { name: `refs/heads/${branch}`, to: /^0+$/.test(to) ? undefined : to, force: false }
    try {
      await checkRules(repository, update, repository.branch(branch), true, token.account)
    } catch (error) {
      if (!(error instanceof RefRefused)) throw error
      const isRule = error.problem === 'rule'
      const code = isRule ? 'GH013' : 'GH006: Protected branch update failed'
      const reason = isRule
        ? 'push declined due to repository rule violations'
        : 'protected branch hook declined'
      return refusePush(update.name, reason, `error: ${code}: ${error.message.replaceAll('\n\n', ' ')}`)
    }
  }
  return undefined
}
