import { FairleadError, inputError, remoteError } from '../../errors.ts'
import { oneLine } from './said.ts'

/** An answer of the API server that is none to what was asked. */
export interface Refused {
  readonly status: number
  /** gRPC's code: 5 not found, 7 permission denied, 9 failed precondition, 16 unauthenticated. */
  readonly code: number | undefined
  readonly message: string
  /** Whether it was no JSON: the page of a login or of a proxy. */
  readonly isPage: boolean
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
  override readonly name = 'NoAnswer'
}

/** Whether what is asked for is not there, or is not to be seen with this token: the server does not tell apart. */
export function isHidden(error: unknown): boolean {
  return error instanceof ServerRefusal && [403, 404].includes(error.refused.status)
}

/** Whether it may be another answer in a moment. */
export function isPassing(error: unknown): boolean {
  if (error instanceof NoAnswer) return true
  return error instanceof ServerRefusal && (error.refused.status >= 500 || error.refused.status === 429)
}

/** Whether the server does not take the token. */
export function isUnauthenticated(error: unknown): boolean {
  return error instanceof ServerRefusal && (error.refused.status === 401 || error.refused.isPage)
}

/** In one line, for the reason of an outcome. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof ServerRefusal)) return error instanceof Error ? error.message : String(error)
  const { status, isPage } = error.refused
  if (isPage) return `Argo CD answers with ${status} and a page instead of JSON`
  if (status === 401) return 'Argo CD does not take the token any more'
  return `Argo CD answers with ${status}: ${oneLine(error.refused.message)}`
}

/**
 * The error for people of a request that failed before anything was waited for.
 *
 * @param what was asked for, such as `the Application "web"`
 * @param server its host
 */
export function explain(error: unknown, what: string, server: string): FairleadError {
  if (error instanceof FairleadError) return error
  if (error instanceof NoAnswer) return remoteError(`Argo CD at ${server} gives no answer: ${error.message}`)
  if (!(error instanceof ServerRefusal)) throw error
  const { refused } = error
  const { status, isPage } = refused
  const said = oneLine(refused.message)
  if (isPage)
    return inputError(`${server} answers with a page instead of Argo CD's JSON (${status})`, {
      hint: 'Is argocd-server the address of Argo CD itself, with its root path? If a proxy asks people to log in there, let requests with a header of your own pass, and give it in argocd-headers.',
    })
  switch (status) {
    case 400:
      return inputError(`Argo CD at ${server} does not take the request for ${what}: ${said}`)
    case 401:
      return inputError(`Argo CD at ${server} does not take the token`, {
        hint: `It says: ${said}. Was the token made for this server, and has it been deleted or expired since? Set argocd-token again.`,
      })
    case 403:
      return inputError(`the token may not read ${what} on ${server}, or it is not there`, {
        hint: "Give the token's role: p, ROLE, applications, get, PROJECT/*, allow (actions/sync/README.md). Where the Application is in a namespace of its own, its object in Git has to say so.",
      })
    case 404:
      return inputError(`${what} is not on ${server}`, {
        hint: 'Does argocd-server name the Argo CD of its control plane, and is argocd-app, where it is given, its name there?',
      })
    case 415:
      return remoteError(`Argo CD at ${server} refuses the form of a request (415): ${said}`, {
        hint: 'Does a proxy on the way drop the header Content-Type?',
      })
    default:
      return remoteError(`Argo CD at ${server} answers with ${status} for ${what}: ${said}`)
  }
}
