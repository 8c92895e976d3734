import { FairleadError, inputError, remoteError } from '../../../errors.ts'
import { NoToken } from '../access/credential.ts'
import { NoAnswer, ServerRefusal } from './failure.ts'
import type { Refused } from './failure.ts'
import { oneLine } from '../said.ts'
import { projectOf } from '../access/token.ts'
import type { Claims } from '../access/token.ts'

/** What a request was for, and who asked. */
export interface Asked {
  /** Such as `the Application "web"`. */
  readonly what: string
  /** The server's host. */
  readonly server: string
  /** Of the token that was shown, as far as it can be read. */
  readonly claims?: Claims | undefined
  /** Whose tokens the server accepts, as far as it says so. */
  readonly trust?: Trust | undefined
}

/** Whose tokens an Argo CD accepts beside its own, as its settings say. */
export interface Trust {
  /** The issuer of its oidc.config. */
  readonly issuer?: string | undefined
  readonly clientId?: string | undefined
  /** Whether it has a Dex. */
  readonly hasDex: boolean
}

/**
 * The error for people of a request that failed before anything was waited for: each answer has a message of its own,
 * and a cure.
 */
export function explain(error: unknown, asked: Asked): FairleadError {
  if (error instanceof FairleadError) return error
  if (error instanceof NoToken) return error.error
  const { server } = asked
  if (error instanceof NoAnswer) return remoteError(`Argo CD at ${server} gives no answer: ${error.message}`)
  if (!(error instanceof ServerRefusal)) throw error
  // A branch or an issuer may be called anything, and so may what the server says of itself.
  asked = { ...asked, claims: asked.claims && plainClaims(asked.claims), trust: plainTrust(asked.trust) }
  const { refused } = error
  const inFront = refused.isOfApi === true ? undefined : ofSomethingInFront(refused, server)
  return inFront ?? (answers[refused.status] ?? otherwise)(refused, asked)
}

/** What Argo CD itself does not answer: a proxy, a login, another program, another path. */
function ofSomethingInFront(refused: Refused, server: string): FairleadError | undefined {
  const { status, location, type = '', message, isPage } = refused
  if (location !== undefined) return redirected(location, status, server)
  if (type.startsWith('application/grpc'))
    return inputError(`${server} speaks gRPC and not REST (${status}, ${oneLine(type)})`, {
      hint: 'Where the command line of Argo CD has an address of its own, give that of the web page instead.',
    })
  if (/HTTPS (port|server)/i.test(message))
    return inputError(`${server} speaks https at this port, and was asked by http`, {
      hint: 'Write argocd-server with https://.',
    })
  if (status >= 502 && status <= 530)
    return remoteError(
      `a proxy in front of Argo CD at ${server} answers with ${status}: it does not reach argocd-server`,
      {
        hint: 'Is argocd-server up, and does the Ingress point to it? If it terminates TLS, argocd-server needs server.insecure (argocd-cmd-params-cm).',
      },
    )
  if (status === 401 || status === 407)
    return inputError(
      `something in front of Argo CD at ${server} wants to know who asks (${status})${quoted(message)}`,
      { hint: IN_FRONT },
    )
  if (status === 403)
    return inputError(
      `something in front of Argo CD at ${server} lets this job not pass (403)${quoted(message)}`,
      {
        hint: `${IN_FRONT} Or does it allow certain addresses only? Then the job needs a runner with one of these.`,
      },
    )
  if (status === 404)
    return inputError(`no API of Argo CD is at ${server} (404)${quoted(message)}`, {
      hint: 'Is argocd-server the address of Argo CD itself, with its root path, such as https://example.com/argocd?',
    })
  if (isPage)
    return inputError(`${server} answers with a page instead of Argo CD's JSON (${status})`, {
      hint: `Is argocd-server the address of Argo CD itself, with its root path? If a proxy asks people to log in there: ${IN_FRONT}`,
    })
  return undefined
}

const IN_FRONT = 'let requests with a header of your own pass there, and give it in argocd-headers.'

function redirected(location: string, status: number, server: string): FairleadError {
  const to = URL.canParse(location, `https://${server}`) ? new URL(location, `https://${server}`) : undefined
  // What is behind the path may hold a state of a login.
  const shown = to === undefined ? 'elsewhere' : `${to.origin}${to.pathname}`
  const message = `${server} sends this request to ${shown} (${status}), and the token goes to no other address than argocd-server`
  if (to?.host === server && !/login|auth|sso|saml|oauth/i.test(to.pathname))
    return inputError(message, {
      hint: 'Give argocd-server as the address that it ends at, with https:// and its root path.',
    })
  return inputError(message, {
    hint: `That is how a proxy asks people to log in: ${IN_FRONT} If Argo CD has moved, change argocd-server.`,
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

/** By the status of HTTP, of the API itself. */
const answers: Readonly<Record<number, Answer>> = {
  400: ({ message }, { what, server }) =>
    inputError(`Argo CD at ${server} does not take the request for ${what}: ${oneLine(message)}`, {
      hint: 'Is its version one of those that Fairlead knows (docs/argocd.md)?',
    }),
  401: unauthenticated,
  403: forbidden,
  404: (_, { what, server }) =>
    inputError(`${what} is not on ${server}`, {
      hint: 'Does argocd-server name the Argo CD of its control plane, and is argocd-app, where it is given, its name there? Argo CD says the same of one in another project that the token may not read.',
    }),
  413: ({ status }, asked) => tooLarge(status, asked),
  414: ({ status }, asked) => tooLarge(status, asked),
  415: ({ message }, { server }) =>
    remoteError(`Argo CD at ${server} refuses the form of a request (415): ${oneLine(message)}`, {
      hint: 'Does a proxy on the way drop the header Content-Type?',
    }),
  429: ({ message, code }, asked) =>
    // ResourceExhausted, which is also said of a message between the parts of Argo CD.
    code === 8
      ? tooLarge(429, asked)
      : remoteError(`${asked.server} takes no more requests for a while (429)${quoted(message)}`, {
          hint: 'Set refresh-limit lower, or allow more requests in the proxy in front of Argo CD.',
        }),
  431: ({ status }, asked) => tooLarge(status, asked),
}

function otherwise({ status, message }: Refused, { what, server }: Asked): FairleadError {
  return remoteError(`Argo CD at ${server} answers with ${status} for ${what}: ${oneLine(message)}`, {
    hint: 'The log of argocd-server says more.',
  })
}

function tooLarge(status: number, { what, server }: Asked): FairleadError {
  return remoteError(`Argo CD at ${server} finds what was sent or asked for too large (${status}): ${what}`, {
    hint: 'For argocd-server: --repo-server-grpc-max-size, ARGOCD_GRPC_MAX_SIZE_MB; for a proxy, its limit on headers.',
  })
}

/** Argo CD says the same of each token that it does not take: what it says of itself tells more. */
function unauthenticated({ message }: Refused, { server, claims, trust }: Asked): FairleadError {
  const refuse = (why: string, hint: string) =>
    inputError(`Argo CD at ${server} does not take the token: ${why}`, { hint })
  if (claims === undefined)
    return refuse(
      `it is none of Argo CD (${oneLine(message)})`,
      'Set argocd-token to what argocd proj role create-token PROJECT ROLE prints, without quotes around it.',
    )
  const { issuer, audience, subject } = claims
  if (issuer === 'argocd' || issuer === '')
    return refuse(
      oneLine(message),
      `It is one of ${JSON.stringify(subject)}. Was it made by this server, and has it been deleted since? Make a new one, and set argocd-token.`,
    )
  const whose = `it is of the issuer ${issuer}`
  if (trust?.issuer === undefined)
    return trust?.hasDex === true
      ? refuse(
          `${whose}, and this server accepts those of its own Dex`,
          'Name the connector of dex.config for that issuer in argocd-dex-connector (docs/argocd.md).',
        )
      : refuse(
          `${whose}, and this server ${trust === undefined ? 'does not say whose it accepts' : 'has no oidc.config'}`,
          'Set oidc.config or dex.config in argocd-cm (docs/argocd.md), or give a token of a project role.',
        )
  if (withoutSlash(trust.issuer) !== withoutSlash(issuer))
    return refuse(
      `${whose}, and its oidc.config has ${trust.issuer}`,
      'An Argo CD accepts one issuer. For a second one use Dex, or a token of a project role (docs/argocd.md).',
    )
  const isForClient = trust.clientId !== undefined && audience.includes(trust.clientId)
  return refuse(
    `${whose}, as it should be, for the audience ${audience.join(', ') || '(none)'}, subject ${subject}`,
    isForClient
      ? `Its oidc.config has allowedAudiences without ${trust.clientId}, or argocd-server does not reach ${trust.issuer} for the keys: its log says which.`
      : `Its oidc.config takes the audience ${trust.clientId ?? 'clientID'}, or those in allowedAudiences: add that of the token there, or set argocd-audience (GitHub) or aud of id_tokens (GitLab).`,
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
    `the token${claims?.subject ? ` of ${JSON.stringify(claims.subject)}` : ''} may not read ${what} on ${server}, or it is not there${said}`,
    {
      hint: `In ${where}: ${policy} (docs/argocd.md). Where the Application is in a namespace of its own, its object in Git has to say so.`,
    },
  )
}
