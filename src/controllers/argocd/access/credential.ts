import { FairleadError } from '../../../errors.ts'
import { NoAnswer } from '../faults/failure.ts'
import { claimsOf } from './token.ts'

/** The source of the tokens that requests send to a server. */
export interface Credential {
  /**
   * Returns the token for the next request.
   *
   * @throws NoToken if none is available now
   */
  token(): Promise<string>
  /** Discards a token that the server has rejected. @returns whether the next one may be different */
  giveUp(token: string): boolean
}

/** The error if no token is available. A wait may retry it; before the wait its `error` is reported to the user. */
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

/** Returns a credential with a fixed token. If the server rejects it, there is no other. */
export function givenToken(token: string): Credential {
  return { token: () => Promise.resolve(token), giveUp: () => false }
}

/** The part of a token's lifetime after which the next one is created. */
const SPENT = 0.5

/** Minimum milliseconds between two discarded tokens. Later tokens may be rejected if the server changed its keys. */
const AGAIN = 30_000

/**
 * Tokens that are created when they are needed: again after half of the lifetime of the last one, and after the
 * server has rejected it. A job's ID token is valid for some minutes, and a wait may take longer. The age of a token
 * is measured with a clock of this process. Neither the server's nor the issuer's time is compared with that of this
 * machine.
 */
export class MintedToken implements Credential {
  readonly #mint: () => Promise<string>
  readonly #monotonic: () => number
  #kept: { readonly token: Promise<string>; readonly at: number } | undefined
  #made = ''
  #lifetime: number | undefined
  #gaveUpAt = Number.NEGATIVE_INFINITY

  /**
   * Creates a credential.
   *
   * @param mint creates a token; it throws a FairleadError if that fails
   * @param monotonic milliseconds of a monotonic clock of this process
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

  /** Creates a token. If that fails, the last one is used until the server rejects it. */
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
    // If several requests used one token, the first has already discarded it.
    if (token !== this.#made) return true
    const now = this.#monotonic()
    if (now - this.#gaveUpAt < AGAIN) return false
    this.#gaveUpAt = now
    this.#kept = undefined
    return true
  }
}
