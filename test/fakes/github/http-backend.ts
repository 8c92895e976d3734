/** Git over HTTP by git's own CGI, with GitHub's answers to who may not. */
import type { IncomingMessage } from 'node:http'

import { checkAccess, type Token } from './accounts.ts'
import { ApiError } from './errors.ts'
import { type GitRequest, plainAnswer as text, type RawAnswer, runBackend } from '../git/http-backend.ts'
import type { FakeRepository } from './repository.ts'

/** Why git may not go on, or nothing. git asks for credentials only after a 401. */
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
): Promise<RawAnswer> {
  const run = () => runBackend(request, body, git.rest, repository.directory)
  if (git.rest !== '/git-receive-pack') return run()
  return repository.write(async () => {
    const answer = await run()
    await repository.reload()
    return answer
  })
}
