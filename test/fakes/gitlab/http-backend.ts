/** Git over HTTP by git's own CGI, with GitLab's answers to who may not. */
import type { IncomingMessage } from 'node:http'

import { type GitRequest, plainAnswer as text, type RawAnswer, runBackend } from '../git/http-backend.ts'
import { accessLevels, type Token } from './accounts.ts'
import type { FakeProject } from './project.ts'
import { mayForce, mayPush } from './protection.ts'
import type { World } from './world.ts'

/** Why git may not go on, or nothing. git asks for credentials only after a 401. */
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
  const run = () => runBackend(request, body, git.rest, project.directory)
  if (git.rest !== '/git-receive-pack') return run()
  return project.write(async () => {
    const refused = await refusePush(body, project, push)
    if (refused !== undefined) return refused
    const answer = await run()
    await project.reload(push.token?.user.id)
    return answer
  })
}

/** GitLab's own words, in a pre-receive hook's place: a protected branch is known only from what is pushed. */
async function refusePush(
  body: Buffer,
  project: FakeProject,
  { token, level }: { readonly token: Token | undefined; readonly level: number },
): Promise<RawAnswer | undefined> {
  for (const { from, to, ref } of pushedRefs(body)) {
    const branch = ref.replace('refs/heads/', '')
    if (branch === ref) continue
    const zero = /^0+$/
    const forced = !zero.test(from) && !zero.test(to) && !(await isKnownForward(project, from, to))
    const reason = mayPush(project.settings, branch, token?.user, level)
      ? forced && !mayForce(project.settings, branch)
        ? 'You are not allowed to force push code to a protected branch on this project.'
        : undefined
      : 'You are not allowed to push code to protected branches on this project.'
    if (reason !== undefined) return reportStatus(ref, reason)
  }
  return undefined
}

/** What the fake has not got yet is judged by git itself, which takes only what goes forward. */
async function isKnownForward(project: FakeProject, from: string, to: string): Promise<boolean> {
  if ((await project.store.readCommit(to)) === undefined) return true
  return project.contains(from, to)
}

function pushedRefs(body: Buffer): { from: string; to: string; ref: string }[] {
  const refs = []
  for (let position = 0; position + 4 <= body.length;) {
    const length = Number.parseInt(body.subarray(position, position + 4).toString(), 16)
    if (!(length > 4)) break
    const line = body.subarray(position + 4, position + length).toString()
    const [, from = '', to = '', ref = ''] = /^([0-9a-f]{40}) ([0-9a-f]{40}) ([^\0\n]+)/.exec(line) ?? []
    if (ref !== '') refs.push({ from, to, ref })
    position += length
  }
  return refs
}

/** What a server answers whose hook has refused: the report of the push, wrapped in a side band. */
function reportStatus(ref: string, reason: string): RawAnswer {
  const packet = (data: string | Buffer) => {
    const bytes = Buffer.from(data)
    return Buffer.concat([Buffer.from((bytes.length + 4).toString(16).padStart(4, '0')), bytes])
  }
  const band = (number: number, data: Buffer | string) =>
    packet(Buffer.concat([Buffer.from([number]), Buffer.from(data)]))
  const report = Buffer.concat([
    packet('unpack ok\n'),
    packet(`ng ${ref} pre-receive hook declined\n`),
    Buffer.from('0000'),
  ])
  const message = `GitLab: ${reason}\n`
  return {
    status: 200,
    headers: { 'content-type': 'application/x-git-receive-pack-result', 'cache-control': 'no-cache' },
    body: Buffer.concat([band(2, message), band(1, report), Buffer.from('0000')]),
  }
}
