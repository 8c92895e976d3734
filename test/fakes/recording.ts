/** The requests a fake has seen, in their order, for tests to look at. */
import type { Fault } from './faults.ts'

export interface RecordedRequest {
  readonly method: string
  readonly path: string
  readonly kind: 'rest' | 'graphql' | 'git' | 'archive' | 'unknown'
  /** The REST operation's id, the GraphQL operation's name or root fields, the git service, or `codeload`. */
  readonly operation: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly authorization: string | undefined
  /** How the request carried its token, where the forge knows more than one way. */
  readonly credential?: string | undefined
  /** JSON bodies parsed; nothing for git. */
  readonly body: unknown
  /** Set once it has been answered; a connection that was reset keeps none. */
  status: number | undefined
  responseBody: unknown
}

export type RequestHandler = (request: RecordedRequest) => Fault | undefined | Promise<Fault | undefined>
