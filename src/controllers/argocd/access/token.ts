import * as v from 'valibot'
import { inputError } from '../../../errors.ts'
import { oneLine } from '../said.ts'

/** What a token says of itself. Nobody has checked its signature: the server does. */
export interface Claims {
  /** Who made it: `argocd` is Argo CD itself, anything else the address of an OIDC issuer. */
  readonly issuer: string
  /** Whose it is, as policies name it: an account, `proj:<project>:<role>`, or what an issuer says. */
  readonly subject: string
  /** Whom it is for; Argo CD's own say nothing. */
  readonly audience: readonly string[]
  /** When it expires, in milliseconds since 1970; undefined where it never does, or does not say. */
  readonly expires: number | undefined
  /** For how long it is good from when it was made, in milliseconds; undefined where it does not say. */
  readonly lifetime: number | undefined
}

const Payload = v.object({
  iss: v.nullish(v.string(), ''),
  sub: v.nullish(v.string(), ''),
  aud: v.nullish(v.union([v.array(v.string()), v.string()]), () => []),
  exp: v.nullish(v.number()),
  iat: v.nullish(v.number()),
  // Dex puts a subject of its own into `sub`; Argo CD 3 takes the one that Dex was given.
  // Source: util/jwt/jwt.go, GetUserIdentifier
  federated_claims: v.nullish(v.object({ user_id: v.nullish(v.string(), '') })),
})

/** The claims of a token, or undefined where it is no JSON Web Token: some servers take others. */
export function claimsOf(token: string): Claims | undefined {
  const [, payload, signature] = token.split('.')
  if (payload === undefined || signature === undefined) return undefined
  try {
    const read = v.parse(Payload, JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')))
    const { iss, sub, aud, exp, iat, federated_claims: federated } = read
    return {
      issuer: iss,
      // A token of an account says what it is for, too. Source: util/session/sessionmanager.go, Create
      subject: iss === 'argocd' ? sub.replace(/:(apiKey|login)$/, '') : federated?.user_id || sub,
      audience: typeof aud === 'string' ? [aud] : aud,
      expires: exp == null ? undefined : exp * 1000,
      lifetime: exp == null || iat == null ? undefined : (exp - iat) * 1000,
    }
  } catch {
    return undefined
  }
}

/** The project of a token that is one of a project's role. */
export function projectOf(claims: Claims | undefined): string | undefined {
  return /^proj:([^:]+):/.exec(claims?.subject ?? '')?.[1]
}

/**
 * Refuses a token that the server will refuse, before anything is waited for.
 *
 * @param now the server's time, in milliseconds since 1970; undefined where it is not known: then only the server can tell
 * @throws FairleadError (input) where it is no header's value, or has expired
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
