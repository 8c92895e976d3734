import { oneLine } from '../said.ts'

/** A refusal of the API server. */
export interface Refused {
  readonly status: number
  /** The gRPC code: 5 not found, 7 permission denied, 9 failed precondition, 16 unauthenticated. */
  readonly code: number | undefined
  readonly message: string
  /** True if it was not JSON: the page of a login or of a proxy. */
  readonly isPage: boolean
  /** True if there was nothing at all. */
  readonly isEmpty?: boolean
  /**
   * True if it is from the API itself, not from something in front of it. Only the API answers with JSON and a
   * reason.
   */
  readonly isOfApi?: boolean
  /** The location of a redirect. */
  readonly location?: string | undefined
  /** The content type of the answer, such as `text/html`. */
  readonly type?: string | undefined
}

/** The error if the API server answered but did not fulfill the request. */
export class ServerRefusal extends Error {
  override readonly name = 'ServerRefusal'
  readonly refused: Refused

  constructor(refused: Refused) {
    super(`${refused.status}: ${refused.message}`)
    this.refused = refused
  }
}

/** The error if the API server did not answer, or if the answer broke off. */
export class NoAnswer extends Error {
  override readonly name: string = 'NoAnswer'
  /** True if waiting does not change it. */
  readonly isForGood: boolean = false
}

/**
 * Reports whether the requested object does not exist or is not visible with this token. The server does not
 * distinguish the two. A 404 of an Ingress whose argocd-server restarts is not about an Application.
 */
export function isHidden(error: unknown): boolean {
  if (!(error instanceof ServerRefusal)) return false
  const { status, isOfApi } = error.refused
  return isOfApi === true && (status === 403 || status === 404)
}

/** Reports whether the answer may change in a moment. */
export function isPassing(error: unknown): boolean {
  if (error instanceof NoAnswer) return true
  return error instanceof ServerRefusal && (error.refused.status >= 500 || error.refused.status === 429)
}

/**
 * Reports whether there is no answer for a reason that waiting does not change: an unknown host name, a certificate,
 * another protocol.
 */
export function isForGood(error: unknown): boolean {
  if (!(error instanceof NoAnswer)) return false
  return error.isForGood || /ENOTFOUND|certificate|self[- ]signed|wrong version number/i.test(error.message)
}

/**
 * Reports whether the server rejects the token: with a 401 or with a login page. A proxy's error page and an empty
 * answer do not count.
 */
export function isUnauthenticated(error: unknown): boolean {
  if (!(error instanceof ServerRefusal)) return false
  const { status, isPage, isEmpty } = error.refused
  return status === 401 || (isPage && isEmpty !== true && status < 400)
}

/** Returns the reason for an outcome in one line. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof ServerRefusal)) return error instanceof Error ? error.message : String(error)
  const { status, isPage, isEmpty, isOfApi } = error.refused
  if (isEmpty === true) return `Argo CD responds with ${status} and an empty body`
  if (isPage && status >= 400) return `a proxy in front of Argo CD responds with ${status}`
  if (isPage) return `Argo CD responds with ${status} and a web page instead of JSON`
  if (status === 401 && isOfApi !== true) return 'something in front of Argo CD requires authentication (401)'
  if (status === 401) return 'Argo CD no longer accepts the token'
  return `Argo CD responds with ${status}: ${oneLine(error.refused.message)}`
}
