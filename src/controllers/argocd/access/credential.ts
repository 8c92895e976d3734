import { FairleadError } from '../../../errors.ts'
import { NoAnswer } from '../faults/failure.ts'
import { claimsOf } from './token.ts'

/** What a server is shown. */
export interface Credential {
  /**
   * The token for the next request.
   *
   * @throws NoToken where none is to be had now
   */
  token(): Promise<string>
  /** Gives up a token that the server has refused. @returns whether the next one may be another */
  giveUp(token: string): boolean
}

/** No token is to be had: for a wait that may pass, and before it the error is one for people. */
export class NoToken extends NoAnswer {
  override readonly name = 'NoToken'
  override readonly isForGood: boolean
  readonly error: FairleadError

  constructor(error: FairleadError) {
    super(error.faults[0].message, { cause: error })
    this.error = error
    this.isForGood = error.kind === 'input'
  }
}

/** A token that was given: what the server says of it stands. */
export function givenToken(token: string): Credential {
  return { token: () => Promise.resolve(token), giveUp: () => false }
}

/** How much of a token's life is over when the next one is made. */
const SPENT = 0.5

/** Milliseconds between two tokens that the server has refused: it may have changed its keys. */
const AGAIN = 30_000

/**
 * Tokens that are made when they are needed: anew when half of the life of the last is over, and when the server has
 * refused it. A job's ID token lives for some minutes, a wait may take longer. The age of a token is measured by a clock
 * of this process: neither the server's nor the issuer's time is compared with that of this machine.
 */
export class MintedToken implements Credential {
  readonly #mint: () => Promise<string>
  readonly #monotonic: () => number
  #kept: { readonly token: Promise<string>; readonly at: number } | undefined
  #made = ''
  #lifetime: number | undefined
  #gaveUpAt = Number.NEGATIVE_INFINITY

  /**
   * @param mint makes a token; it throws a FairleadError where that fails
   * @param monotonic milliseconds of this process, of a clock that nobody sets
   */
  constructor(mint: () => Promise<string>, monotonic: () => number) {
    this.#mint = mint
    this.#monotonic = monotonic
  }

  token(): Promise<string> {
    const now = this.#monotonic()
    const isSpent = this.#kept && this.#lifetime && now - this.#kept.at >= this.#lifetime * SPENT
    if (this.#kept !== undefined && !isSpent) return this.#kept.token
    const token = this.#next(this.#kept?.token)
    this.#kept = { token, at: now }
    return token
  }

  /** Where none can be made any more, the last one serves until the server refuses it. */
  async #next(last: Promise<string> | undefined): Promise<string> {
    try {
      const token = await this.#mint()
      this.#made = token
      this.#lifetime = claimsOf(token)?.lifetime
      return token
    } catch (error) {
      if (!(error instanceof FairleadError)) throw error
      if (last !== undefined) return last
      this.#kept = undefined
      throw new NoToken(error)
    }
  }

  giveUp(token: string): boolean {
    // Of several requests with one token the first has given it up already.
    if (token !== this.#made) return true
    const now = this.#monotonic()
    if (now - this.#gaveUpAt < AGAIN) return false
    this.#gaveUpAt = now
    this.#kept = undefined
    return true
  }
}
