/** The types and helpers of REST operations. */
import type { Answer } from '../../server.ts'
import type { Role, Token, User } from '../accounts.ts'
import { ApiError, badParameter, badRequest, forbidden, notFound, unauthorized } from '../errors.ts'
import type { FakeProject } from '../project.ts'
import type { MergeRequest } from '../state.ts'
import type { World } from '../world.ts'

export interface Urls {
  readonly api: string
  readonly html: string
}

export interface Call {
  readonly world: World
  readonly token: Token | undefined
  /** The project of the path. Only operations below /projects may read it. */
  readonly project: FakeProject
  /** The user's access level in the project, or 0 if there is none. */
  readonly level: number
  readonly urls: Urls
  readonly url: URL
  readonly head: boolean
}

export interface Need {
  /** The minimum role; `anyone` if the project is visible, `user` for operations that are not below a project. */
  readonly level: Role | 'anyone' | 'user'
  /** True if a CI_JOB_TOKEN may be used, as in GitLab's list of job token access. Otherwise it counts as no token. */
  readonly job?: true
  /** True if GitLab requires a user before it looks up the project. */
  readonly signedIn?: true
  /** Scopes that are sufficient besides `api` and, for reading, `read_api`. */
  readonly scopes?: readonly string[]
}

export interface RestOperation {
  readonly need: Need
  readonly run: (call: Call, input: never) => Promise<Answer> | Answer
}

/** By method and path as in the contract, such as `GET /projects/{id}`. */
export type RestOperations = Readonly<Record<string, RestOperation>>

/** Creates an operation. The contract has validated the input; the types contain only the fields that are read. */
export function operation<Input>(
  need: Need,
  run: (call: Call, input: Input) => Promise<Answer> | Answer,
): RestOperation {
  return { need, run }
}

export function actor(call: Call): User {
  if (call.token === undefined) throw unauthorized()
  return call.token.user
}

export function mergeRequestOf(call: Call, iid: number): MergeRequest {
  const found = call.project.mergeRequest(iid)
  if (found === undefined) throw notFound()
  return found
}

/** Throws on a lower tier. There GitLab refuses the operation, or does not have it. */
export function needTier(
  call: Call,
  tier: 'premium' | 'ultimate',
  refusal: () => ApiError = forbidden,
): void {
  const order = ['free', 'premium', 'ultimate']
  if (order.indexOf(call.world.settings.tier) < order.indexOf(tier)) throw refusal()
}

/** Parses a list that is comma-separated, as in GitLab's documentation, or an array, which its code also accepts. */
export function list(value: string | readonly string[] | undefined | null): string[] | undefined {
  if (value === undefined || value === null) return undefined
  const entries = typeof value === 'string' ? value.split(',') : value
  return entries.map((entry) => entry.trim()).filter((entry) => entry !== '')
}

export interface Paging {
  readonly page?: number
  readonly per_page?: number
}

/** Returns one page of a list, with the headers that refer to the other pages. */
export function paginate<T>(
  call: Call,
  items: readonly T[],
  input: Paging,
  total = true,
): { items: T[]; headers: Record<string, string> } {
  const perPage = Math.min(input.per_page ?? 20, 100)
  const page = input.page ?? 1
  if (perPage < 1) throw badParameter('per_page has a value not allowed')
  if (page < 1) throw badParameter('page does not have a valid value')
  const pages = Math.max(Math.ceil(items.length / perPage), 1)
  const next = page < pages ? String(page + 1) : ''
  const previous = page > 1 ? String(page - 1) : ''
  const link = (to: string, relation: string) =>
    to === ''
      ? []
      : [`<${withParameters(call.url, { page: to, per_page: String(perPage) })}>; rel="${relation}"`]
  const links = [
    ...link(previous, 'prev'),
    ...link(next, 'next'),
    ...link('1', 'first'),
    ...(total ? link(String(pages), 'last') : []),
  ]
  return {
    items: items.slice((page - 1) * perPage, page * perPage),
    headers: {
      'x-page': String(page),
      'x-per-page': String(perPage),
      'x-next-page': next,
      'x-prev-page': previous,
      ...(total ? { 'x-total': String(items.length), 'x-total-pages': String(pages) } : {}),
      link: links.join(', '),
    },
  }
}

/** Returns the page after the item of the token. */
export function paginateByToken<T>(
  call: Call,
  items: readonly T[],
  input: Paging & { readonly page_token?: string },
  tokenOf: (item: T) => string,
): { items: T[]; headers: Record<string, string> } {
  const perPage = Math.min(input.per_page ?? 20, 100)
  const after = input.page_token
  const start = after === undefined ? 0 : items.findIndex((item) => tokenOf(item) === after) + 1
  if (after !== undefined && start === 0) throw badRequest(`Invalid page token: ${after}`)
  const page = items.slice(start, start + perPage)
  const last = page.at(-1)
  if (last === undefined || start + perPage >= items.length) return { items: page, headers: {} }
  const next = withParameters(call.url, { page_token: tokenOf(last), per_page: String(perPage) })
  return { items: page, headers: { link: `<${next}>; rel="next"` } }
}

function withParameters(url: URL, values: Readonly<Record<string, string>>): string {
  const changed = new URL(url)
  for (const [name, value] of Object.entries(values)) changed.searchParams.set(name, value)
  return changed.href
}
