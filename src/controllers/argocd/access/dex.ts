import * as v from 'valibot'
import { inputError, remoteError } from '../../../errors.ts'
import { cureOfUnreachable, reasonOfUnreachable } from '../../../net/unreachable.ts'
import { parseJsonIfValid } from '../../../shapes/answer.ts'
import { oneLine } from '../said.ts'
import { claimsOf } from './token.ts'

/** The connection to the Dex of an Argo CD. */
export interface DexOptions {
  /** The address of Argo CD, with its root path. */
  readonly url: URL
  /** The id of the Dex connector for the issuer of the ID token. */
  readonly connector: string
  readonly headers: Readonly<Record<string, string>>
  readonly fetch: typeof globalThis.fetch
  readonly userAgent: string
}

/** The public client that Argo CD configures in its own Dex. Source: util/dex/config.go */
const CLIENT = 'argo-cd-cli'

/** Milliseconds until Dex must have answered. It first fetches the issuer's keys. */
const PATIENCE = 30_000

const Exchanged = v.object({ access_token: v.pipe(v.string(), v.nonEmpty()) })
const Refused = v.object({ error: v.nullish(v.string(), ''), error_description: v.nullish(v.string(), '') })

/**
 * Exchanges an ID token for a token of Argo CD's Dex (RFC 8693), through the API server like every other request.
 * With the scope `federated:id` Argo CD sees the subject that the issuer set, so policies can name it.
 *
 * Sources: docs/operator-manual/user-management/{github-actions,gitlab-ci}.md of Argo CD;
 * server/grants/tokenexchange.go of Dex
 *
 * @throws FairleadError (input) if Dex rejects the token, (remote) if it does not answer
 */
export async function exchangeAtDex(idToken: string, options: DexOptions): Promise<string> {
  const { url, connector, headers, fetch, userAgent } = options
  const at = new URL(url)
  at.pathname = `${url.pathname.replace(/\/$/, '')}/api/dex/token`
  let response: Response
  let text: string
  try {
    response = await fetch(at.href, {
      method: 'POST',
      headers: {
        ...headers,
        accept: 'application/json',
        'content-type': 'application/x-www-form-urlencoded',
        'user-agent': userAgent,
        authorization: `Basic ${Buffer.from(`${CLIENT}:`).toString('base64')}`,
      },
      body: new URLSearchParams({
        connector_id: connector,
        grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
        scope: 'openid email profile federated:id',
        requested_token_type: 'urn:ietf:params:oauth:token-type:access_token',
        subject_token: idToken,
        subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
      }).toString(),
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE),
    })
    text = await response.text()
  } catch (error) {
    const reason = reasonOfUnreachable(error)
    throw remoteError(`Dex at ${at.host}${at.pathname} does not respond: ${reason}`, {
      cause: error,
      hint: cureOfUnreachable(reason),
    })
  }
  const token = response.ok ? parseJsonIfValid(Exchanged, text)?.access_token : undefined
  if (token !== undefined) return token
  throw refusalOf(response.status, text, { where: `${at.host}${at.pathname}`, connector, idToken })
}

interface Asked {
  readonly where: string
  readonly connector: string
  readonly idToken: string
}

function refusalOf(status: number, text: string, { where, connector, idToken }: Asked) {
  const refused = parseJsonIfValid(Refused, text)
  const { issuer = 'an unknown issuer', subject = '', audience = [] } = claimsOf(idToken) ?? {}
  // The API server itself answers like this if it has no Dex: the path is unknown, or it uses another single sign-on.
  if ([404, 415].includes(status) && !refused?.error)
    return inputError(`Argo CD has no Dex at ${where} (${status})`, {
      hint: 'Its argocd-cm needs a dex.config (docs/argocd.md). If it has an oidc.config instead, omit argocd-dex-connector: Fairlead then sends the ID token itself.',
    })
  if (status === 401 && refused?.error === 'access_denied')
    return inputError(
      `Dex rejects the ID token for its connector ${JSON.stringify(connector)}: issuer ${oneLine(issuer)}, audience ${oneLine(audience.join(', ')) || '(none)'}, subject ${oneLine(subject)}`,
      {
        hint: 'Check that the connector in dex.config has that issuer, and that the ID token is from this job.',
      },
    )
  if (refused?.error === 'unsupported_grant_type')
    return inputError(`Dex at ${where} does not exchange tokens`, {
      hint: 'Token exchange requires Dex 2.38 or later. If dex.config sets oauth2.grantTypes, add urn:ietf:params:oauth:grant-type:token-exchange.',
    })
  if (status === 400 && refused?.error)
    return inputError(
      `Dex rejects the request for its connector ${JSON.stringify(connector)}: ${oneLine(refused.error_description || refused.error)}`,
      { hint: 'Set argocd-dex-connector to the id of a connector of type oidc in dex.config.' },
    )
  if (status === 401)
    return inputError(
      `Dex at ${where} does not know the client ${CLIENT}: ${oneLine(refused?.error_description ?? '')}`,
      {
        hint: 'Argo CD configures that client in its own Dex. Check whether another Dex answers at /api/dex.',
      },
    )
  if (status >= 300 && status < 400)
    return remoteError(`Dex at ${where} responds with ${status}, which Argo CD returns for an error of Dex`, {
      hint: 'See the logs of argocd-server and argocd-dex-server.',
    })
  const page = refused?.error
    ? oneLine(refused.error_description || refused.error)
    : 'its response has no token'
  return remoteError(`Dex at ${where} responds with ${status}: ${page}`, {
    hint: 'Check that argocd-dex-server is up, and that no proxy in between blocks /api/dex.',
  })
}
