/** Git over HTTP by git's own CGI, with GitHub's answers to who may not. */
import { spawn } from 'node:child_process'
import type { IncomingMessage } from 'node:http'

import { checkAccess, type Token } from './accounts.ts'
import { ApiError } from './errors.ts'
import { gitEnvironment } from './git/process.ts'
import type { FakeRepository } from './repository.ts'

export interface GitRequest {
  readonly fullName: string
  readonly service: 'git-upload-pack' | 'git-receive-pack'
  /** What follows the repository in the path. */
  readonly rest: string
}

export interface RawAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

export function parseGitRequest(url: URL): GitRequest | undefined {
  const found = /^\/([^/]+\/[^/]+?)(?:\.git)?(\/(?:info\/refs|git-upload-pack|git-receive-pack))$/.exec(
    url.pathname,
  )
  if (found === null) return undefined
  const [, fullName = '', rest = ''] = found
  const service = rest === '/info/refs' ? url.searchParams.get('service') : rest.slice(1)
  if (service !== 'git-upload-pack' && service !== 'git-receive-pack') return undefined
  return { fullName, service, rest }
}

const text = (status: number, body: string, headers: Record<string, string> = {}): RawAnswer => ({
  status,
  headers: { 'content-type': 'text/plain', ...headers },
  body: Buffer.from(body),
})

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
  const run = () => runBackend(request, body, git, repository)
  if (git.rest !== '/git-receive-pack') return run()
  return repository.write(async () => {
    const answer = await run()
    await repository.reload()
    return answer
  })
}

async function runBackend(
  request: IncomingMessage,
  body: Buffer,
  git: GitRequest,
  repository: FakeRepository,
): Promise<RawAnswer> {
  const header = (name: string) => String(request.headers[name] ?? '')
  const child = spawn('git', ['http-backend'], {
    env: {
      ...gitEnvironment,
      GIT_PROJECT_ROOT: repository.directory,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_PROTOCOL: header('git-protocol'),
      PATH_INFO: git.rest,
      REQUEST_METHOD: request.method ?? 'GET',
      QUERY_STRING: request.url?.split('?')[1] ?? '',
      CONTENT_TYPE: header('content-type'),
      CONTENT_LENGTH: String(body.length),
      HTTP_CONTENT_ENCODING: header('content-encoding'),
      REMOTE_USER: 'fake',
    },
  })
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  child.stdin.on('error', () => {})
  child.stdin.end(body)
  await new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  return parseCgi(Buffer.concat(chunks))
}

function parseCgi(output: Buffer): RawAnswer {
  const end = output.indexOf('\r\n\r\n')
  const lines = output.subarray(0, end).toString().split('\r\n')
  const headers = Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
    }),
  ) as Record<string, string>
  const { status = '200', ...others } = headers
  return { status: Number.parseInt(status, 10), headers: others, body: output.subarray(end + 4) }
}
