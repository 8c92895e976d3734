/** Git over HTTP, through git's own CGI. */
import { spawn } from 'node:child_process'
import type { IncomingMessage } from 'node:http'

import { gitEnvironment } from './process.ts'

export type GitService = 'git-upload-pack' | 'git-receive-pack'

export interface GitRequest {
  /** The repository's path without `.git`: two segments, or more if groups are nested. */
  readonly fullName: string
  readonly service: GitService
  /** The part of the path after the repository. */
  readonly rest: string
}

export interface RawAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** Returns the git operation that a request is for, or undefined if it is not a git request. */
export function parseGitRequest(url: URL): GitRequest | undefined {
  const found = /^\/(.+?)(?:\.git)?(\/(?:info\/refs|git-upload-pack|git-receive-pack))$/.exec(url.pathname)
  if (found === null) return undefined
  const [, fullName = '', rest = ''] = found
  const service = rest === '/info/refs' ? url.searchParams.get('service') : rest.slice(1)
  if (service !== 'git-upload-pack' && service !== 'git-receive-pack') return undefined
  return { fullName: decodeURIComponent(fullName), service, rest }
}

export const plainAnswer = (
  status: number,
  body: string,
  headers: Record<string, string> = {},
): RawAnswer => ({
  status,
  headers: { 'content-type': 'text/plain', ...headers },
  body: Buffer.from(body),
})

/** Responds to a request as `git http-backend` does for the bare repository in the directory. */
export async function runBackend(
  request: IncomingMessage,
  body: Buffer,
  rest: string,
  directory: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<RawAnswer> {
  const header = (name: string) => String(request.headers[name] ?? '')
  const child = spawn('git', ['http-backend'], {
    env: {
      ...gitEnvironment,
      GIT_PROJECT_ROOT: directory,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_PROTOCOL: header('git-protocol'),
      PATH_INFO: rest,
      REQUEST_METHOD: request.method ?? 'GET',
      QUERY_STRING: request.url?.split('?')[1] ?? '',
      CONTENT_TYPE: header('content-type'),
      CONTENT_LENGTH: String(body.length),
      HTTP_CONTENT_ENCODING: header('content-encoding'),
      REMOTE_USER: 'fake',
      ...environment,
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

/** Returns the branches of a push: its body begins with a packet for each ref, with the ids before and after. */
export function pushedBranches(body: Buffer): { branch: string; from: string; to: string }[] {
  const branches: { branch: string; from: string; to: string }[] = []
  for (let position = 0; position + 4 <= body.length;) {
    const length = Number.parseInt(body.subarray(position, position + 4).toString(), 16)
    if (!(length > 4)) break
    const line = body.subarray(position + 4, position + length).toString()
    const [, from = '', to = '', branch] =
      /^([0-9a-f]{40}) ([0-9a-f]{40}) refs\/heads\/([^\0\n]+)/.exec(line) ?? []
    if (branch !== undefined) branches.push({ branch, from, to })
    position += length
  }
  return branches
}

/** Returns the response of a server whose hook refused a push: the report of the push, wrapped in a side band. */
export function refusePush(ref: string, reason: string, message: string): RawAnswer {
  const packet = (data: string | Buffer) => {
    const bytes = Buffer.from(data)
    return Buffer.concat([Buffer.from((bytes.length + 4).toString(16).padStart(4, '0')), bytes])
  }
  const band = (number: number, data: Buffer | string) =>
    packet(Buffer.concat([Buffer.from([number]), Buffer.from(data)]))
  const report = Buffer.concat([packet('unpack ok\n'), packet(`ng ${ref} ${reason}\n`), Buffer.from('0000')])
  return {
    status: 200,
    headers: { 'content-type': 'application/x-git-receive-pack-result', 'cache-control': 'no-cache' },
    body: Buffer.concat([band(2, `${message}\n`), band(1, report), Buffer.from('0000')]),
  }
}
