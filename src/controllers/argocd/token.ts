import * as v from 'valibot'
import { inputError } from '../../errors.ts'

/** What a token of Argo CD says of itself. Nobody has checked its signature: the server does. */
export interface Claims {
  /** Whose it is: an account, or `proj:<project>:<role>`. */
  readonly subject: string
  /** When it expires, in milliseconds since 1970; undefined where it never does, or does not say. */
  readonly expires: number | undefined
}

const Payload = v.object({ sub: v.nullish(v.string(), ''), exp: v.nullish(v.number()) })

/** The claims of a token, or undefined where it is no JSON Web Token: some servers take others. */
export function claimsOf(token: string): Claims | undefined {
  const [, payload, signature] = token.split('.')
  if (payload === undefined || signature === undefined) return undefined
  try {
    const read = v.parse(Payload, JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')))
    return { subject: read.sub, expires: read.exp == null ? undefined : read.exp * 1000 }
  } catch {
    return undefined
  }
}

/**
 * Refuses a token that the server will refuse, before anything is waited for.
 *
 * @param now the server's time, in milliseconds since 1970; undefined where it is not known: then only the server can tell
 * @throws FairleadError (input) where it is no header's value, or has expired
 */
export function refuseExpired(token: string, now: number | undefined): void {
  if (/[^\x21-\x7e]/.test(token))
    throw inputError(
      'the token of Argo CD has characters that no token has, such as a space or a line break',
      {
        hint: 'Set the secret again, without quotes around it.',
      },
    )
  const expires = claimsOf(token)?.expires
  if (expires !== undefined && now !== undefined && expires <= now)
    throw inputError(`the token of Argo CD expired at ${new Date(expires).toISOString()}`, {
      hint: 'Make a new one, such as by: argocd proj role create-token PROJECT ROLE.',
    })
}
