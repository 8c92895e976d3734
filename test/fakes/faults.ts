/** What may go wrong between a client and a forge, for tests to order. */

export interface FaultAnswer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

export interface Fault {
  /** Whether the request is carried out before the fault shows. It is not, when left out. */
  readonly carriedOut?: boolean
  /** Answered in place of the real answer. */
  readonly answer?: FaultAnswer
  /** The connection is reset without an answer. */
  readonly reset?: true
  /** A read is carried out on the state before the last write, as a lagging replica would. */
  readonly stale?: true
  readonly delayMs?: number
}

export const connectionReset: Fault = { reset: true }

/** The worst one: the write happens, and the client never learns of it. */
export const lostAnswer: Fault = { reset: true, carriedOut: true }

export const staleRead: Fault = { stale: true }
