/** The types and helpers of REST operations. */
import type { Answer } from '../../server.ts'
import type { Account, Need, Token } from '../accounts.ts'
import { ApiError, notFound } from '../errors.ts'
import type { RefRefused } from '../ref-update.ts'
import type { FakeRepository } from '../repository.ts'
import type { Pull } from '../state.ts'
import type { World } from '../world.ts'

export interface Call {
  readonly world: World
  readonly token: Token | undefined
  /** The repository of the path. Only operations below /repos may read it. */
  readonly repository: FakeRepository
  readonly urls: Urls
  readonly url: URL
  readonly raw: boolean
}

export interface Urls {
  readonly api: string
  readonly html: string
  /** The address of the server that packs archives. */
  readonly codeload: string
}

export interface RestOperation {
  readonly need: Need
  readonly run: (call: Call, input: never) => Promise<Answer> | Answer
}

export type RestOperations = Readonly<Record<string, RestOperation>>

/** Creates an operation. The contract has validated the input, so Octokit's own parameter types describe it. */
export function operation<Input>(
  need: Need,
  run: (call: Call, input: Input) => Promise<Answer> | Answer,
): RestOperation {
  return { need, run }
}

export const readContents: Need = [{ contents: 'read' }]
export const writeContents: Need = [{ contents: 'write' }]
export const readPulls: Need = [{ pull_requests: 'read' }]
export const writePulls: Need = [{ pull_requests: 'write' }]
export const writeIssues: Need = [{ issues: 'write' }, { pull_requests: 'write' }]
export const readIssues: Need = [{ issues: 'read' }, { pull_requests: 'read' }]

export function actor(call: Call): Token {
  if (call.token === undefined) throw new ApiError(401, 'Requires authentication')
  return call.token
}

export function accountOf(call: Call): Account {
  return actor(call).account
}

export function pullOf(call: Call, number: number): Pull {
  const pull = call.repository.pull(number)
  if (pull === undefined) throw notFound()
  return pull
}

interface Paging {
  readonly page?: number | undefined
  readonly per_page?: number | undefined
}

/** Returns one page of a list, with the Link header to the other pages. */
export function paginate<T>(
  call: Call,
  items: readonly T[],
  input: Paging,
  fallback = 30,
): { items: T[]; headers: Record<string, string> } {
  const perPage = Math.min(Math.max(input.per_page ?? fallback, 1), 100)
  const page = Math.max(input.page ?? 1, 1)
  const last = Math.max(Math.ceil(items.length / perPage), 1)
  const link = (to: number, relation: string) => {
    const url = new URL(call.url)
    url.searchParams.set('page', String(to))
    return `<${url.href}>; rel="${relation}"`
  }
  const links = [
    ...(page > 1 ? [link(page - 1, 'prev')] : []),
    ...(page < last ? [link(page + 1, 'next'), link(last, 'last')] : []),
    ...(page > 1 ? [link(1, 'first')] : []),
  ]
  return {
    items: items.slice((page - 1) * perPage, page * perPage),
    headers: links.length > 0 ? { link: links.join(', ') } : {},
  }
}

export function refAnswer(refused: RefRefused): ApiError {
  const messages = {
    exists: 'Reference already exists',
    missing: 'Reference does not exist',
    'no-object': 'Object does not exist',
    'not-fast-forward': 'Update is not a fast forward',
    stale: 'Reference update failed',
    rule: refused.message,
    protected: refused.message,
    name: 'Reference name is not valid',
  }
  return new ApiError(422, messages[refused.problem])
}
