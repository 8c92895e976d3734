import { oneLine } from '../said.ts'

/** An answer of the API server that is none to what was asked. */
export interface Refused {
  readonly status: number
  /** gRPC's code: 5 not found, 7 permission denied, 9 failed precondition, 16 unauthenticated. */
  readonly code: number | undefined
  readonly message: string
  /** Whether it was no JSON: the page of a login or of a proxy. */
  readonly isPage: boolean
  /** Whether it is of the API itself, and not of something in front of it: only that is JSON with a reason. */
  readonly isOfApi?: boolean
  /** Where it sends us to instead. */
  readonly location?: string | undefined
  /** The kind of what was answered, such as `text/html`. */
  readonly type?: string | undefined
}

/** The API server has answered, and did not do what was asked. */
export class ServerRefusal extends Error {
  override readonly name = 'ServerRefusal'
  readonly refused: Refused

  constructor(refused: Refused) {
    super(`${refused.status}: ${refused.message}`)
    this.refused = refused
  }
}

/** The API server has given no answer, or one that broke off. */
export class NoAnswer extends Error {
  override readonly name: string = 'NoAnswer'
  /** Whether no waiting changes that. */
  readonly isForGood: boolean = false
}

/**
 * Whether what is asked for is not there, or is not to be seen with this token: the server does not tell apart. The 404 of
 * an Ingress whose argocd-server restarts says nothing of an Application.
 */
export function isHidden(error: unknown): boolean {
  if (!(error instanceof ServerRefusal)) return false
  const { status, isOfApi } = error.refused
  return isOfApi === true && (status === 403 || status === 404)
}

/** Whether it may be another answer in a moment. */
export function isPassing(error: unknown): boolean {
  if (error instanceof NoAnswer) return true
  return error instanceof ServerRefusal && (error.refused.status >= 500 || error.refused.status === 429)
}

/** Whether no answer came for a reason that no waiting changes: an unknown name, a certificate, another protocol. */
export function isForGood(error: unknown): boolean {
  if (!(error instanceof NoAnswer)) return false
  return error.isForGood || /ENOTFOUND|certificate|self[- ]signed|wrong version number/i.test(error.message)
}

/** Whether the server does not take the token: it says so, or it sends a login. The page of a proxy's error is none. */
export function isUnauthenticated(error: unknown): boolean {
  if (!(error instanceof ServerRefusal)) return false
  const { status, isPage } = error.refused
  return status === 401 || (isPage && status < 400)
}

/** In one line, for the reason of an outcome. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof ServerRefusal)) return error instanceof Error ? error.message : String(error)
  const { status, isPage, isOfApi } = error.refused
  if (isPage && status >= 400) return `a proxy in front of Argo CD answers with ${status}`
  if (isPage) return `Argo CD answers with ${status} and a web page instead of JSON`
  if (status === 401 && isOfApi !== true) return 'something in front of Argo CD requires authentication (401)'
  if (status === 401) return 'Argo CD no longer accepts the token'
  return `Argo CD answers with ${status}: ${oneLine(error.refused.message)}`
}
