import * as v from 'valibot'
import { inputError, remoteError } from '../../../errors.ts'
import { cureOfUnreachable, reasonOfUnreachable } from '../../../net/unreachable.ts'
import { parseJsonIfValid } from '../../../shapes/answer.ts'
import { oneLine } from '../said.ts'
import { claimsOf } from './token.ts'

/** Where the Dex of an Argo CD is reached, and how. */
export interface DexOptions {
  /** The address of Argo CD, with its root path. */
  readonly url: URL
  /** The id of Dex's connector that knows the issuer of the ID token. */
  readonly connector: string
  readonly headers: Readonly<Record<string, string>>
  readonly fetch: typeof globalThis.fetch
  readonly userAgent: string
}

/** The client that Argo CD gives its own Dex, which is public. Source: util/dex/config.go */
const CLIENT = 'argo-cd-cli'

/** Milliseconds until Dex must have answered: it asks the issuer for its keys first. */
const PATIENCE = 30_000

const Exchanged = v.object({ access_token: v.pipe(v.string(), v.nonEmpty()) })
const Refused = v.object({ error: v.nullish(v.string(), ''), error_description: v.nullish(v.string(), '') })

/**
 * Exchanges an ID token for one of Argo CD's Dex (RFC 8693), through the API server as everything else. The scope
 * `federated:id` has Argo CD see the subject that the issuer gave, so policies can name it.
 *
 * Sources: docs/operator-manual/user-management/{github-actions,gitlab-ci}.md of Argo CD; server/grants/tokenexchange.go
 * of Dex
 *
 * @throws FairleadError (input) where Dex does not take the token, (remote) where it gives no answer
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
    throw remoteError(`Dex at ${at.host}${at.pathname} gives no answer: ${reason}`, {
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
  // The API server's own words where it has no Dex behind it: it knows no such path, or its single sign-on is another.
  if ([404, 415].includes(status) && !refused?.error)
    return inputError(`Argo CD has no Dex at ${where} (${status})`, {
      hint: 'Its argocd-cm needs a dex.config (docs/argocd.md). If it has an oidc.config instead, leave argocd-dex-connector out: then the ID token itself is shown.',
    })
  if (status === 401 && refused?.error === 'access_denied')
    return inputError(
      `Dex does not take the ID token for its connector ${JSON.stringify(connector)}: it is of ${oneLine(issuer)}, for ${oneLine(audience.join(', ')) || 'nobody'}, subject ${oneLine(subject)}`,
      { hint: 'Is that the issuer in the connector of dex.config, and the ID token of this very job?' },
    )
  if (refused?.error === 'unsupported_grant_type')
    return inputError(`Dex at ${where} does not exchange tokens`, {
      hint: 'That takes Dex 2.38 or newer, and oauth2.grantTypes of dex.config, if it is there, with urn:ietf:params:oauth:grant-type:token-exchange.',
    })
  if (status === 400 && refused?.error)
    return inputError(
      `Dex does not take the request for its connector ${JSON.stringify(connector)}: ${oneLine(refused.error_description || refused.error)}`,
      { hint: 'argocd-dex-connector is the id of a connector of type oidc in dex.config.' },
    )
  if (status === 401)
    return inputError(
      `Dex at ${where} does not know the client ${CLIENT}: ${oneLine(refused?.error_description ?? '')}`,
      {
        hint: 'Argo CD gives its own Dex that client. Is another Dex behind /api/dex?',
      },
    )
  if (status >= 300 && status < 400)
    return remoteError(`Dex at ${where} answers with ${status}, which is how Argo CD passes on its errors`, {
      hint: 'The log of argocd-server says why, and that of argocd-dex-server.',
    })
  const page = refused?.error
    ? oneLine(refused.error_description || refused.error)
    : 'no token is in its answer'
  return remoteError(`Dex at ${where} answers with ${status}: ${page}`, {
    hint: 'Is argocd-dex-server up? Does a proxy on the way let /api/dex pass?',
  })
}
