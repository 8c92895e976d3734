/** Handles REST requests: finds the operation, checks both sides of the contract, and runs the operation. */
import { checkAccess, type Token } from './accounts.ts'
import type { Match } from '../contract.ts'
import { githubContract } from './contract.ts'
import { ApiError } from './errors.ts'
import type { FakeRepository } from './repository.ts'
import { restOperations } from './rest/index.ts'
import type { Answer } from '../server.ts'
import type { Call, Urls } from './rest/operation.ts'
import type { World } from './world.ts'

export interface RestRequest {
  readonly method: string
  readonly url: URL
  /** The path below the API's base. */
  readonly path: string
  readonly body: unknown
  readonly raw: boolean
  readonly token: Token | undefined
  readonly stale: boolean
}

export interface RestApi {
  readonly world: World
  readonly urls: Urls
  readonly violation: (text: string) => void
}

export function matchRest(method: string, path: string): Match | undefined {
  return githubContract().match(method, path)
}

export async function answerRest(
  api: RestApi,
  request: RestRequest,
  match: Match | undefined,
): Promise<Answer> {
  const operation = match === undefined ? undefined : restOperations[match.operationId]
  if (match === undefined || operation === undefined) {
    api.violation(`no operation of the fake for ${request.method} ${request.path}`)
    return { status: 404, body: new ApiError(404, 'Not Found').restBody }
  }
  const { input, problems } = githubContract().checkRequest(match, request.url.searchParams, request.body)
  if (problems.length > 0) return broken(api, problems)
  const answer = await carryOut(api, request, match, operation, input)
  const found =
    answer.body instanceof Buffer ? [] : githubContract().checkAnswer(match, answer.status, answer.body)
  return found.length > 0 ? broken(api, found) : answer
}

async function carryOut(
  api: RestApi,
  request: RestRequest,
  match: Match,
  operation: NonNullable<(typeof restOperations)[string]>,
  input: object,
): Promise<Answer> {
  try {
    const repository = repositoryOf(api, match, request.stale && request.method === 'GET')
    if (repository !== undefined) checkAccess(request.token, repository, operation.need)
    const call = {
      world: api.world,
      urls: api.urls,
      url: request.url,
      raw: request.raw,
      token: request.token,
    }
    // Only an operation below /repos reads the repository, and for those it is set.
    return await operation.run({ ...call, repository } as Call, input as never)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return { status: error.status, body: error.restBody, headers: error.details.headers ?? {} }
  }
}

function repositoryOf(api: RestApi, match: Match, stale: boolean): FakeRepository | undefined {
  const { owner, repo } = match.pathParameters
  if (owner === undefined || repo === undefined) return undefined
  const repository = api.world.repository(`${owner}/${repo}`)
  return stale ? repository.lagging() : repository
}

/** A violation of the contract is a bug in the client or in the fake, so the test must notice it. */
function broken(api: RestApi, problems: readonly string[]): Answer {
  for (const problem of problems) api.violation(problem)
  return { status: 500, body: { message: `Contract violation: ${problems.join('; ')}` } }
}
