/** Reads the failures that GitHub or the connection to it reports, in one form for REST and GraphQL. */
import { reasonOfUnreachable } from '../../net/unreachable.ts'
import { isRateLimit } from './limits.ts'

export interface GraphqlProblem {
  readonly type?: string
  readonly message: string
  readonly path?: readonly (string | number)[]
  readonly extensions?: { readonly saml_failure?: boolean }
}

type Headers = Readonly<Record<string, string | number | undefined>>

/** A response of GraphQL with errors. */
export class GraphqlFailure extends Error {
  readonly problems: readonly GraphqlProblem[]
  readonly headers: Headers

  constructor(problems: readonly GraphqlProblem[], headers: Headers) {
    super(problems.map(({ message }) => message).join('; '))
    this.problems = problems
    this.headers = headers
  }
}

/** A success response that is not from GitHub: a login page, or a page of a proxy. */
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
   * The status of the response; GraphQL's error types count as the equivalent status. A success status if the
   * response is not from GitHub; undefined if there was no response.
   */
  readonly status: number | undefined
  /** GitHub's own message, on one line. */
  readonly reason: string
  readonly headers: Headers
  readonly isRateLimit: boolean
  readonly isSaml: boolean
  /** The path in the GraphQL query that failed. */
  readonly path: readonly (string | number)[]
}

const statuses: Readonly<Record<string, number>> = { NOT_FOUND: 404, FORBIDDEN: 403, STALE_DATA: 409 }

/** Reads an error of the client. Returns undefined for other errors: a bug, or a `FairleadError`. */
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

/** Reports whether the request may have taken effect, although no usable response arrived. */
export function isLost(failure: Failure): boolean {
  return failure.status === undefined || failure.status >= 500 || failure.status < 300
}

/**
 * Reports whether GitHub may not know yet about something that was just created, because its databases are
 * replicated. These messages only decide whether the same request is repeated, never what a failure means.
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

/** Returns GitHub's error message. `Validation Failed` has no information; its details do. */
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

/** Returns the message of a failure, for a warning. */
export function reasonFor(error: unknown): string {
  return failureOf(error)?.reason ?? (error instanceof Error ? error.message : String(error))
}
