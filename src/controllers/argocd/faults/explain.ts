import { FairleadError, inputError, remoteError } from '../../../errors.ts'
import { NoToken } from '../access/credential.ts'
import { NoAnswer, ServerRefusal } from './failure.ts'
import type { Refused } from './failure.ts'
import { oneLine } from '../said.ts'
import { projectOf } from '../access/token.ts'
import type { Claims } from '../access/token.ts'

/** The target of a request and the token that was used. */
export interface Asked {
  /** Such as `the Application "web"`. */
  readonly what: string
  /** The server's host. */
  readonly server: string
  /** The claims of the token that was sent, as far as they can be read. */
  readonly claims?: Claims | undefined
  /** The issuers whose tokens the server accepts, as far as it reports them. */
  readonly trust?: Trust | undefined
}

/** The issuers whose tokens an Argo CD accepts besides its own, from its settings. */
export interface Trust {
  /** The issuer of its oidc.config. */
  readonly issuer?: string | undefined
  readonly clientId?: string | undefined
  /** True if it has a Dex. */
  readonly hasDex: boolean
}

/**
 * Returns the error to show to users for a request that failed before the wait began. Each kind of answer has its own
 * message and hint.
 */
export function explain(error: unknown, asked: Asked): FairleadError {
  if (error instanceof FairleadError) return error
  if (error instanceof NoToken) return error.error
  const { server } = asked
  if (error instanceof NoAnswer) return remoteError(`Argo CD at ${server} does not respond: ${error.message}`)
  if (!(error instanceof ServerRefusal)) throw error
  // A branch name, an issuer and the server's own settings may contain any text.
  asked = { ...asked, claims: asked.claims && plainClaims(asked.claims), trust: plainTrust(asked.trust) }
  const { refused } = error
  const inFront = refused.isOfApi === true ? undefined : ofSomethingInFront(refused, server)
  return inFront ?? (answers[refused.status] ?? otherwise)(refused, asked)
}

/**
 * Returns the error for an answer that is not from Argo CD itself: a proxy, a login, another program, another path.
 */
function ofSomethingInFront(refused: Refused, server: string): FairleadError | undefined {
  const { status, location, type = '', message, isPage } = refused
  if (location !== undefined) return redirected(location, status, server)
  if (type.startsWith('application/grpc'))
    return inputError(`${server} speaks gRPC and not REST (${status}, ${oneLine(type)})`, {
      hint: 'If the Argo CD CLI uses its own address, set the address of the web UI instead.',
    })
  if (/HTTPS (port|server)/i.test(message))
    return inputError(`${server} expects https on this port, but the request used http`, {
      hint: 'Set argocd-server to an address with https://.',
    })
  if (status >= 502 && status <= 530)
    return remoteError(
      `a proxy in front of Argo CD at ${server} responds with ${status}: it cannot reach argocd-server`,
      {
        hint: 'Check that argocd-server is up and that the Ingress points to it. If the Ingress terminates TLS, argocd-server needs server.insecure (argocd-cmd-params-cm).',
      },
    )
  if (status === 401 || status === 407)
    return inputError(
      `something in front of Argo CD at ${server} requires authentication (${status})${quoted(message)}`,
      { hint: IN_FRONT },
    )
  if (status === 403)
    return inputError(
      `something in front of Argo CD at ${server} denies access to this job (403)${quoted(message)}`,
      {
        hint: `${IN_FRONT} If it allows only certain IP addresses, run the job on a runner with one of them.`,
      },
    )
  if (status === 404)
    return inputError(`no Argo CD API was found at ${server} (404)${quoted(message)}`, {
      hint: 'Set argocd-server to the address of Argo CD itself, with its root path, e.g. https://example.com/argocd.',
    })
  if (isPage)
    return inputError(`${server} responds with a web page instead of Argo CD's JSON (${status})`, {
      hint: `Set argocd-server to the address of Argo CD itself, with its root path. If a proxy asks people to log in there: ${IN_FRONT}`,
    })
  return undefined
}

const IN_FRONT = 'allow requests with a header of your own there, and set that header in argocd-headers.'

function redirected(location: string, status: number, server: string): FairleadError {
  const to = URL.canParse(location, `https://${server}`) ? new URL(location, `https://${server}`) : undefined
  // The text after the path may contain the state of a login.
  const shown = to === undefined ? 'elsewhere' : `${to.origin}${to.pathname}`
  const message = `${server} redirects this request to ${shown} (${status}), and the token is sent to argocd-server only`
  if (to?.host === server && !/login|auth|sso|saml|oauth/i.test(to.pathname))
    return inputError(message, {
      hint: 'Set argocd-server to the address that the redirect leads to, with https:// and its root path.',
    })
  return inputError(message, {
    hint: `A proxy that asks people to log in redirects like this: ${IN_FRONT} If Argo CD has moved, change argocd-server.`,
  })
}

function quoted(message: string): string {
  return message.trim() === '' ? '' : `: ${oneLine(message)}`
}

function plainClaims(claims: Claims): Claims {
  const { issuer, subject, audience } = claims
  return { ...claims, issuer: oneLine(issuer), subject: oneLine(subject), audience: audience.map(oneLine) }
}

function plainTrust(trust: Trust | undefined): Trust | undefined {
  const { issuer, clientId } = trust ?? {}
  return trust && { ...trust, issuer: issuer && oneLine(issuer), clientId: clientId && oneLine(clientId) }
}

type Answer = (refused: Refused, asked: Asked) => FairleadError

/** By the HTTP status, for answers of the API itself. */
const answers: Readonly<Record<number, Answer>> = {
  400: ({ message }, { what, server }) =>
    inputError(`Argo CD at ${server} rejects the request for ${what}: ${oneLine(message)}`, {
      hint: 'Check that Fairlead supports its version (docs/argocd.md).',
    }),
  401: unauthenticated,
  403: forbidden,
  404: (_, { what, server }) =>
    inputError(`${what} was not found on ${server}`, {
      hint: 'Check that argocd-server names the Argo CD of its control plane, and that argocd-app, if set, is its name there. Argo CD gives the same answer for an Application in another project that the token may not read.',
    }),
  413: ({ status }, asked) => tooLarge(status, asked),
  414: ({ status }, asked) => tooLarge(status, asked),
  415: ({ message }, { server }) =>
    remoteError(`Argo CD at ${server} rejects the content type of a request (415): ${oneLine(message)}`, {
      hint: 'Check whether a proxy in between removes the Content-Type header.',
    }),
  429: ({ message, code }, asked) =>
    // The code is ResourceExhausted, which also covers a message between components of Argo CD.
    code === 8
      ? tooLarge(429, asked)
      : remoteError(`${asked.server} is limiting the rate of requests (429)${quoted(message)}`, {
          hint: 'Lower refresh-limit, or allow more requests in the proxy in front of Argo CD.',
        }),
  431: ({ status }, asked) => tooLarge(status, asked),
}

function otherwise({ status, message }: Refused, { what, server }: Asked): FairleadError {
  return remoteError(`Argo CD at ${server} responds with ${status} for ${what}: ${oneLine(message)}`, {
    hint: 'See the log of argocd-server.',
  })
}

function tooLarge(status: number, { what, server }: Asked): FairleadError {
  return remoteError(
    `Argo CD at ${server} rejects the request or the response as too large (${status}): ${what}`,
    {
      hint: 'Raise the limit. For argocd-server: --repo-server-grpc-max-size, ARGOCD_GRPC_MAX_SIZE_MB; for a proxy, its limit on headers.',
    },
  )
}

/**
 * Explains why the token was rejected. Argo CD gives the same answer for every such token, but the claims show more.
 */
function unauthenticated({ message }: Refused, { server, claims, trust }: Asked): FairleadError {
  const refuse = (why: string, hint: string) =>
    inputError(`Argo CD at ${server} rejects the token: ${why}`, { hint })
  if (claims === undefined)
    return refuse(
      `it is not an Argo CD token (${oneLine(message)})`,
      'Set argocd-token to the output of argocd proj role create-token PROJECT ROLE, without quotes.',
    )
  const { issuer, audience, subject } = claims
  if (issuer === 'argocd' || issuer === '')
    return refuse(
      oneLine(message),
      `Its subject is ${JSON.stringify(subject)}. It may have been deleted, or issued by another server. Create a new token and set argocd-token.`,
    )
  const whose = `its issuer is ${issuer}`
  if (trust?.issuer === undefined)
    return trust?.hasDex === true
      ? refuse(
          `${whose}, but this server accepts tokens of its own Dex`,
          'Set argocd-dex-connector to the connector for that issuer in dex.config (docs/argocd.md).',
        )
      : refuse(
          `${whose}, but this server ${trust === undefined ? 'does not say which issuer it accepts' : 'has no oidc.config'}`,
          'Set oidc.config or dex.config in argocd-cm (docs/argocd.md), or use a token of a project role.',
        )
  if (withoutSlash(trust.issuer) !== withoutSlash(issuer))
    return refuse(
      `${whose}, but its oidc.config has ${trust.issuer}`,
      'Argo CD accepts one issuer. For a second issuer use Dex, or a token of a project role (docs/argocd.md).',
    )
  const isForClient = trust.clientId !== undefined && audience.includes(trust.clientId)
  return refuse(
    `${whose}, as expected; its audience is ${audience.join(', ') || '(none)'}, and its subject is ${subject}`,
    isForClient
      ? `Either allowedAudiences of its oidc.config lacks ${trust.clientId}, or argocd-server cannot fetch the keys of ${trust.issuer}: see its log.`
      : `Its oidc.config accepts the audience ${trust.clientId ?? 'clientID'} or those in allowedAudiences. Add the audience of the token there, or set argocd-audience (GitHub) or aud of id_tokens (GitLab).`,
  )
}

function withoutSlash(issuer: string): string {
  return issuer.replace(/\/$/, '')
}

function forbidden({ message }: Refused, { what, server, claims }: Asked): FairleadError {
  const subject = claims?.subject || 'ROLE'
  const project = projectOf(claims)
  const policy = `p, ${subject}, applications, get, ${project ?? 'PROJECT'}/*, allow`
  const where =
    project === undefined ? 'policy.csv of argocd-rbac-cm' : `spec.roles of the AppProject ${project}`
  const said = /^permission denied$/i.test(message.trim()) ? '' : `: ${oneLine(message)}`
  return inputError(
    `the token${claims?.subject ? ` of ${JSON.stringify(claims.subject)}` : ''} has no permission to read ${what} on ${server}, or it does not exist${said}`,
    {
      hint: `Add to ${where}: ${policy} (docs/argocd.md). If the Application is in its own namespace, its object in Git must set it.`,
    },
  )
}
