/** What GitHub or the way to it said when something failed, in one form for REST and GraphQL. */
import { reasonOfUnreachable } from '../../net/unreachable.ts'
import { isRateLimit } from './limits.ts'

export interface GraphqlProblem {
  readonly type?: string
  readonly message: string
  readonly path?: readonly (string | number)[]
  readonly extensions?: { readonly saml_failure?: boolean }
}

type Headers = Readonly<Record<string, string | number | undefined>>

/** An answer of GraphQL with errors. */
export class GraphqlFailure extends Error {
  readonly problems: readonly GraphqlProblem[]
  readonly headers: Headers

  constructor(problems: readonly GraphqlProblem[], headers: Headers) {
    super(problems.map(({ message }) => message).join('; '))
    this.problems = problems
    this.headers = headers
  }
}

/** An answer of success that is none of GitHub: a page to log in at, or one of a proxy. */
export class StrangeAnswer extends Error {
  readonly status = 200
  readonly response: { readonly headers: Headers; readonly data: undefined }

  constructor(reason: string, headers: Headers) {
    super(reason)
    this.response = { headers, data: undefined }
  }
}

export interface Failure {
  /**
   * Of the answer; GraphQL's types of errors count as their counterparts. One of success where it is no answer of
   * GitHub; undefined where none came.
   */
  readonly status: number | undefined
  /** GitHub's own words, on one line. */
  readonly reason: string
  readonly headers: Headers
  readonly isRateLimit: boolean
  readonly isSaml: boolean
  /** Where in a GraphQL query it failed. */
  readonly path: readonly (string | number)[]
}

const statuses: Readonly<Record<string, number>> = { NOT_FOUND: 404, FORBIDDEN: 403, STALE_DATA: 409 }

/** Reads an error of the client, or undefined where it is of another kind: a bug, or a `FairleadError`. */
export function failureOf(error: unknown): Failure | undefined {
  if (error instanceof GraphqlFailure) {
    const { type = '', path = [] } = error.problems[0] ?? {}
    const isSaml = error.problems.some(({ extensions }) => extensions?.saml_failure === true)
    return {
      status: statuses[type] ?? 422,
      reason: oneLine(error.message),
      headers: error.headers,
      isRateLimit: false,
      isSaml: isSaml || isSamlText(error.message),
      path,
    }
  }
  if (!isRequestError(error)) return undefined
  const { response } = error
  const reason = oneLine(
    response === undefined ? reasonOfUnreachable(error) : (reasonOf(response.data) ?? error.message),
  )
  return {
    status: response === undefined ? undefined : error.status,
    reason,
    headers: response?.headers ?? {},
    isRateLimit: isRateLimit(error),
    isSaml: response?.headers['x-github-sso'] !== undefined || isSamlText(reason),
    path: [],
  }
}

/** Whether the request may have been carried out, although no good answer came. */
export function isLost(failure: Failure): boolean {
  return failure.status === undefined || failure.status >= 500 || failure.status < 300
}

/**
 * Whether GitHub may just not know yet what it was given a moment ago: its databases follow each other. These
 * words only decide that the same request is tried again, never what a failure means.
 */
export function isLag(failure: Failure): boolean {
  return /could not resolve to a|does not exist|head (sha|is invalid)|already exists/i.test(failure.reason)
}

interface RequestError extends Error {
  readonly status: number
  readonly response?: { readonly headers: Headers; readonly data: unknown }
}

function isRequestError(error: unknown): error is RequestError {
  return error instanceof Error && 'status' in error && typeof error.status === 'number'
}

interface AnswerBody {
  readonly message?: string
  readonly errors?: readonly (
    | string
    | { message?: string; resource?: string; field?: string; code?: string }
  )[]
}

/** `Validation Failed` says nothing; what it lists does. */
function reasonOf(data: unknown): string | undefined {
  if (typeof data !== 'object' || data === null) return undefined
  const { message, errors = [] } = data as AnswerBody
  const details = (Array.isArray(errors) ? errors : []).map((problem) => {
    if (typeof problem === 'string') return problem
    return problem.message ?? `${problem.field} is ${problem.code?.replaceAll('_', ' ')}`
  })
  if (details.length === 0) return message
  return message === 'Validation Failed' ? details.join(', ') : `${message}: ${details.join(', ')}`
}

function isSamlText(text: string): boolean {
  return /SAML enforcement/i.test(text)
}

function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length > 500 ? `${line.slice(0, 500)}…` : line
}

/** The words of a failure, for a warning. */
export function reasonFor(error: unknown): string {
  return failureOf(error)?.reason ?? (error instanceof Error ? error.message : String(error))
}
