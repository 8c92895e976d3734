/** The errors that a test can inject between a client and a forge. */

export interface FaultAnswer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

export interface Fault {
  /** True if the request is carried out before the error occurs. Default: false. */
  readonly carriedOut?: boolean
  /** Sent instead of the real response. */
  readonly answer?: FaultAnswer
  /** The connection is reset without a response. */
  readonly reset?: true
  /** A read returns the state before the last write, as a lagging replica does. */
  readonly stale?: true
  readonly delayMs?: number
}

export const connectionReset: Fault = { reset: true }

/** The worst case: the write happens, but the client never receives the response. */
export const lostAnswer: Fault = { reset: true, carriedOut: true }

export const staleRead: Fault = { stale: true }
