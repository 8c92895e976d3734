/** Handles REST requests: finds the operation, checks both sides of the contract, and runs the operation. */
import type { Match } from '../contract.ts'
import type { Answer } from '../server.ts'
import { accessLevels, type Token } from './accounts.ts'
import { gitlabContract } from './contract.ts'
import { ApiError, forbidden, InsufficientScope, notFound, unauthorized } from './errors.ts'
import type { FakeProject } from './project.ts'
import { restOperations } from './rest/index.ts'
import type { Call, Need, RestOperation, Urls } from './rest/operation.ts'
import type { World } from './world.ts'

export interface RestRequest {
  readonly method: string
  readonly url: URL
  /** The path below the API's base. */
  readonly path: string
  readonly body: unknown
  readonly token: Token | undefined
  readonly stale: boolean
}

export interface RestApi {
  readonly world: World
  readonly urls: Urls
  readonly violation: (text: string) => void
}

export function matchRest(method: string, path: string): Match | undefined {
  return gitlabContract().match(method, path)
}

/** Returns the name of an operation in records and in the tables of operations. */
export const operationOf = (method: string, match: Match) => `${method} ${match.template}`

export async function answerRest(
  api: RestApi,
  request: RestRequest,
  match: Match | undefined,
): Promise<Answer> {
  const operation = match === undefined ? undefined : restOperations[operationOf(request.method, match)]
  if (match === undefined || operation === undefined) {
    api.violation(`no operation of the fake for ${request.method} ${request.path}`)
    return { status: 404, body: { error: '404 Not Found' } }
  }
  const { input, problems } = gitlabContract().checkRequest(match, request.url.searchParams, request.body)
  if (problems.length > 0) return broken(api, problems)
  const answer = await carryOut(api, request, match, operation, input)
  const isJson = !(answer.body instanceof Buffer) && request.method !== 'HEAD'
  const found = isJson ? gitlabContract().checkAnswer(match, answer.status, answer.body) : []
  return found.length > 0 ? broken(api, found) : answer
}

async function carryOut(
  api: RestApi,
  request: RestRequest,
  match: Match,
  operation: RestOperation,
  input: object,
): Promise<Answer> {
  try {
    const { world, urls } = api
    const { need } = operation
    const writes = request.method !== 'GET' && request.method !== 'HEAD'
    const token = acceptedToken(request.token, need)
    if (isOfEndedJob(world, request.token)) throw unauthorized()
    checkScope(token, need, writes)
    if ((need.signedIn === true || need.level === 'user') && token === undefined) throw unauthorized()
    const project = projectOf(world, match, request.stale && !writes, token)
    const level = project === undefined ? 0 : world.accounts.accessLevel(token?.user, project.fullPath)
    if (project !== undefined) checkLevel(project, token, level, need, writes)
    const call = { world, urls, url: request.url, token, level, head: request.method === 'HEAD', project }
    // Only an operation below /projects reads the project, and for those it is set.
    return await operation.run(call as Call, input as never)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return { status: error.status, body: error.body, headers: error.headers }
  }
}

/** Ignores a job token if the operation does not accept job tokens. */
function acceptedToken(token: Token | undefined, need: Need): Token | undefined {
  return token?.kind === 'job' && need.job !== true ? undefined : token
}

/** A job token is valid only while the job runs. Source: app/finders/ci/auth_job_finder.rb */
function isOfEndedJob(world: World, token: Token | undefined): boolean {
  const found = world.jobOf(token)
  return found !== undefined && found.job.status !== 'running'
}

function checkScope(token: Token | undefined, need: Need, writes: boolean): void {
  if (token === undefined || token.kind === 'job') return
  const enough = ['api', ...(writes ? [] : ['read_api']), ...(need.scopes ?? [])]
  if (!token.scopes.some((scope) => enough.includes(scope))) throw new InsufficientScope(enough.join(' '))
}

function projectOf(
  world: World,
  match: Match,
  stale: boolean,
  token: Token | undefined,
): FakeProject | undefined {
  const { id } = match.pathParameters
  if (id === undefined || !match.template.startsWith('/projects/')) return undefined
  const project = world.project(id)
  const { settings } = project
  const seen = settings.visibility === 'public' || (settings.visibility === 'internal' && token !== undefined)
  if (!seen && world.accounts.accessLevel(token?.user, project.fullPath) === 0) throw notFound('Project')
  if (token?.kind === 'job' && !letsJobIn(project, token) && settings.visibility === 'private') {
    throw forbidden(
      'Authentication by CI/CD job token not allowed from ' +
        String(token.project) +
        ' to ' +
        project.fullPath +
        '.',
    )
  }
  return stale ? project.lagging() : project
}

/**
 * A project accepts its own job tokens, and those of other projects if the project or a group above it is on the
 * allowlist.
 */
function letsJobIn(project: FakeProject, token: Token): boolean {
  const from = token.project?.toLowerCase() ?? ''
  const list = [project.fullPath, ...project.settings.jobTokenAllowlist].map((path) => path.toLowerCase())
  return list.some((path) => from === path || from.startsWith(`${path}/`))
}

function checkLevel(
  project: FakeProject,
  token: Token | undefined,
  level: number,
  need: Need,
  writes: boolean,
): void {
  if (need.level === 'anyone' || need.level === 'user') return
  const open = project.settings.visibility !== 'private' && !writes && need.level !== 'maintainer'
  if (open) return
  if (token === undefined) throw unauthorized()
  if (level < accessLevels[need.level] || (writes && project.settings.archived)) throw forbidden()
}

/** A violation of the contract is a bug in the client or in the fake, so the test must notice it. */
function broken(api: RestApi, problems: readonly string[]): Answer {
  for (const problem of problems) api.violation(problem)
  return { status: 500, body: { message: `Contract violation: ${problems.join('; ')}` } }
}
