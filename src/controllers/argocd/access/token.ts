import * as v from 'valibot'
import { inputError } from '../../../errors.ts'
import { oneLine } from '../said.ts'

/** The claims of a token. The signature is not verified here; the server verifies it. */
export interface Claims {
  /** The issuer: `argocd` is Argo CD itself, anything else is the address of an OIDC issuer. */
  readonly issuer: string
  /** The subject, as policies name it: an account, `proj:<project>:<role>`, or the subject from an issuer. */
  readonly subject: string
  /** The audience. Argo CD's own tokens have none. */
  readonly audience: readonly string[]
  /** When it expires, in milliseconds since 1970; undefined if it never expires or does not contain the time. */
  readonly expires: number | undefined
  /** How long it is valid after it was issued, in milliseconds; undefined if it does not contain both times. */
  readonly lifetime: number | undefined
}

const Payload = v.object({
  iss: v.nullish(v.string(), ''),
  sub: v.nullish(v.string(), ''),
  aud: v.nullish(v.union([v.array(v.string()), v.string()]), () => []),
  exp: v.nullish(v.number()),
  iat: v.nullish(v.number()),
  // Dex sets its own subject in `sub`. Argo CD 3 uses the one that Dex received.
  // Source: util/jwt/jwt.go, GetUserIdentifier
  federated_claims: v.nullish(v.object({ user_id: v.nullish(v.string(), '') })),
})

/** Returns the claims of a token; undefined if it is not a JSON Web Token. Some servers accept other tokens. */
export function claimsOf(token: string): Claims | undefined {
  const [, payload, signature] = token.split('.')
  if (payload === undefined || signature === undefined) return undefined
  try {
    const read = v.parse(Payload, JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')))
    const { iss, sub, aud, exp, iat, federated_claims: federated } = read
    return {
      issuer: iss,
      // The subject of an account's token also contains its purpose. Source: util/session/sessionmanager.go, Create
      subject: iss === 'argocd' ? sub.replace(/:(apiKey|login)$/, '') : federated?.user_id || sub,
      audience: typeof aud === 'string' ? [aud] : aud,
      expires: exp == null ? undefined : exp * 1000,
      lifetime: exp == null || iat == null ? undefined : (exp - iat) * 1000,
    }
  } catch {
    return undefined
  }
}

/** Returns the project if the token belongs to a project role. */
export function projectOf(claims: Claims | undefined): string | undefined {
  return /^proj:([^:]+):/.exec(claims?.subject ?? '')?.[1]
}

/**
 * Rejects a token that the server will reject, before the wait begins.
 *
 * @param now the server's time, in milliseconds since 1970; undefined if it is unknown, and then only the server can
 *   check the expiry
 * @throws FairleadError (input) if it is not a valid header value or has expired
 */
export function refuseExpired(token: string, now: number | undefined): void {
  if (/[^\x21-\x7e]/.test(token))
    throw inputError('the Argo CD token has invalid characters, such as a space or a line break', {
      hint: 'Set the secret again, without quotes.',
    })
  const claims = claimsOf(token)
  if (claims?.expires === undefined || now === undefined || claims.expires > now) return
  const at = new Date(claims.expires).toISOString()
  throw inputError(`the Argo CD token expired at ${at}; the server time is ${new Date(now).toISOString()}`, {
    hint:
      claims.issuer === 'argocd' || claims.issuer === ''
        ? 'Create a new one, e.g. with: argocd proj role create-token PROJECT ROLE.'
        : `It is an ID token of ${oneLine(claims.issuer)}, which is valid for one job: use the ID token of this job, not a stored secret.`,
  })
}
