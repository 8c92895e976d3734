/** The requests that a fake has received, in order, for tests to inspect. */
import type { Fault } from './faults.ts'

export interface RecordedRequest {
  readonly method: string
  readonly path: string
  readonly kind: 'rest' | 'graphql' | 'git' | 'archive' | 'unknown'
  /** The REST operation's id, the GraphQL operation's name or root fields, the git service, or `codeload`. */
  readonly operation: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly authorization: string | undefined
  /** How the request contained its token, if the forge supports more than one way. */
  readonly credential?: string | undefined
  /** The parsed JSON body; undefined for git. */
  readonly body: unknown
  /** Set after the response; undefined if the connection was reset. */
  status: number | undefined
  responseBody: unknown
}

export type RequestHandler = (request: RecordedRequest) => Fault | undefined | Promise<Fault | undefined>
