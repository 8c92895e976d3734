import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { performance } from 'node:perf_hooks'
import { resolve } from 'node:path'
import { givenToken, MintedToken } from '../../controllers/argocd/access/credential.ts'
import type { Credential } from '../../controllers/argocd/access/credential.ts'
import { exchangeAtDex } from '../../controllers/argocd/access/dex.ts'
import type { DexOptions } from '../../controllers/argocd/access/dex.ts'
import { readServers } from '../../controllers/argocd/access/address.ts'
import type { ServerAddress } from '../../controllers/argocd/access/address.ts'
import { ArgocdServer } from '../../controllers/argocd/api/server.ts'
import { inputError } from '../../errors.ts'
import { fetchFor } from '../../net/proxy.ts'
import type { Reached } from '../../sync/server/reach.ts'
import { Watch } from '../../sync/server/watch.ts'
import type { Wiring } from '../define.ts'
import { idTokensOf } from './id-token.ts'
import { isOfGithub } from './tokens.ts'

/** The inputs for Argo CD servers. */
export interface ArgocdInputs {
  readonly 'argocd-server': readonly string[]
  readonly 'argocd-token': string | undefined
  readonly 'argocd-audience': readonly string[]
  readonly 'argocd-dex-connector': string | undefined
  readonly 'argocd-headers': string | undefined
  readonly 'argocd-ca': string | undefined
}

/**
 * Returns the Argo CD servers that the inputs name, otherwise those of ARGOCD_SERVER and ARGOCD_AUTH_TOKEN. Only the
 * workflow determines which token is sent to which host; nothing in the repository does.
 *
 * No input selects how to log in; it depends on what is set. A given token is sent as it is: a token of a project
 * role, or an ID token, which on GitLab is just a variable of the job. Without a token, an ID token of the job is
 * created if GitHub allows it. Each server gets its own ID token with this server as the audience, so that no server
 * can use it at another. Either token is exchanged at Dex if a connector is named, because Dex can identify the
 * issuer of the token only by the connector.
 *
 * @throws FairleadError (input) if there is no server, or no token
 */
export async function argocdServers(inputs: ArgocdInputs, wiring: Wiring): Promise<Reached[]> {
  const { context, hide } = wiring
  const { environment } = context
  const given = inputs['argocd-server']
  const named = given.length > 0 ? given : [environment['ARGOCD_SERVER']?.trim() ?? ''].filter(Boolean)
  if (named.length === 0)
    throw inputError('argocd-server is missing', {
      hint: 'Set argocd-server to the address of Argo CD, such as https://argocd.example.com, or set ARGOCD_SERVER.',
    })
  const servers = readServers(named)
  const headers = headersOf(inputs['argocd-headers'])
  hide(Object.values(headers))
  const certificates = await authorities(inputs['argocd-ca'], context.workspace)
  const tokenFor = tokensFor(servers, inputs, wiring)
  const monotonic = () => performance.now()
  return servers.map((address) => {
    const { url } = address
    const { userAgent } = context
    const fetch = fetchFor(url, environment, certificates)
    const own = tokenFor(address)
    const connector = inputs['argocd-dex-connector']
    const dex = connector === undefined ? undefined : { url, connector, headers, fetch, userAgent }
    const credential = credentialOf(own, dex, { monotonic, hide })
    const server = new ArgocdServer({ url, credential, headers, fetch, userAgent })
    return { address, watch: new Watch(server, monotonic) }
  })
}

/** A given token, or a function that creates one. */
type OwnToken = string | (() => Promise<string>)

function credentialOf(
  own: OwnToken,
  dex: DexOptions | undefined,
  { monotonic, hide }: { monotonic: () => number } & Pick<Wiring, 'hide'>,
): Credential {
  if (dex === undefined) return typeof own === 'string' ? givenToken(own) : new MintedToken(own, monotonic)
  return new MintedToken(async () => {
    const token = await exchangeAtDex(typeof own === 'string' ? own : await own(), dex)
    hide([token])
    return token
  }, monotonic)
}

/**
 * Returns the token for each server.
 *
 * @throws FairleadError (input) if there is no token
 */
function tokensFor(
  servers: readonly ServerAddress[],
  inputs: ArgocdInputs,
  wiring: Wiring,
): (server: ServerAddress) => OwnToken {
  const { context, hide } = wiring
  const text = (inputs['argocd-token'] ?? context.environment['ARGOCD_AUTH_TOKEN'] ?? '').trim()
  const audiences = audiencesOf(inputs['argocd-audience'], servers)
  if (text !== '') {
    const tokens = tokensOf(text, servers)
    hide([...tokens.values()])
    for (const token of tokens.values())
      if (isOfGithub(token, context))
        throw inputError('argocd-token is a GitHub token, which is never sent to Argo CD', {
          hint: 'Create a token in Argo CD: argocd proj role create-token PROJECT ROLE.',
        })
    return ({ controlPlane }) => tokens.get(controlPlane) ?? ''
  }
  const mint = idTokensOf(wiring)
  if (mint === undefined)
    throw inputError('argocd-token is missing', {
      hint: 'Set argocd-token or ARGOCD_AUTH_TOKEN to a token with permission to get applications. A GitHub job with permissions: id-token: write needs no token; in a GitLab job, id_tokens creates one (docs/argocd.md).',
    })
  return ({ controlPlane, url }) => {
    const audience = audiences.get(controlPlane) ?? url.href.replace(/\/$/, '')
    return () => mint(audience)
  }
}

/**
 * Returns the audiences: one for the only server, or `name=audience` for each. With one audience for two servers,
 * each could use the token at the other.
 */
function audiencesOf(
  given: readonly string[],
  servers: readonly ServerAddress[],
): Map<string | undefined, string> {
  return new Map(
    given.map((text) => {
      const server = servers.find(({ controlPlane }) => controlPlane && text.startsWith(`${controlPlane}=`))
      if (server !== undefined)
        return [server.controlPlane, text.slice(`${server.controlPlane}=`.length)] as const
      if (servers.length > 1 || given.length > 1)
        throw inputError('argocd-audience does not name the server of each audience', {
          hint: `Write name=audience for each of: ${servers.map(({ controlPlane }) => controlPlane ?? '(no name)').join(', ')}.`,
        })
      return [servers[0]?.controlPlane, text] as const
    }),
  )
}

/** Returns the tokens: one for the only server, or `name=token` on a line for each. */
function tokensOf(given: string, servers: readonly ServerAddress[]): Map<string | undefined, string> {
  const [first] = servers
  if (servers.length === 1 && first !== undefined) {
    const own = `${first.controlPlane ?? ''}=`
    return new Map([
      [first.controlPlane, own !== '=' && given.startsWith(own) ? given.slice(own.length) : given],
    ])
  }
  // A token of one server must not be sent to another, so each line must name its server.
  const tokens = new Map<string | undefined, string>()
  for (const line of given
    .split('\n')
    .map((one) => one.trim())
    .filter(Boolean)) {
    const server = servers.find(({ controlPlane }) => line.startsWith(`${controlPlane}=`))
    if (server === undefined)
      throw inputError('a line of argocd-token does not start with the name of a server', {
        hint: `Write name=token on a line for each of: ${servers.map(({ controlPlane }) => controlPlane).join(', ')}.`,
      })
    tokens.set(server.controlPlane, line.slice(`${server.controlPlane}=`.length))
  }
  const without = servers.find(({ controlPlane }) => !tokens.has(controlPlane))
  if (without !== undefined) throw inputError(`argocd-token has no token for ${without.controlPlane}`)
  return tokens
}

/** Headers that are reserved for the token or the connection. */
const OWN_HEADERS = new Set([
  'authorization',
  'host',
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

function headersOf(text: string | undefined): Record<string, string> {
  const lines = (text ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
  return Object.fromEntries(
    lines.map((line) => {
      const [, name, value] = /^([!#$%&'*+.^`|~\w-]+):\s*(.+)$/.exec(line) ?? []
      if (name === undefined || value === undefined)
        throw inputError('a line of argocd-headers is not a valid header', {
          hint: 'Write it as Name: value.',
        })
      if (OWN_HEADERS.has(name.toLowerCase()))
        throw inputError(`argocd-headers cannot set ${name}`, {
          hint: 'Use argocd-token for the token. Headers of the connection are set automatically.',
        })
      if (/[^\t\x20-\x7e\x80-\xff]/.test(value))
        throw inputError(
          `the value of ${name} in argocd-headers contains characters that are not valid in a header`,
          {
            hint: 'Set the secret again, with the header value that the proxy expects.',
          },
        )
      return [name, value]
    }),
  )
}

/**
 * Reads the certificates in a file. A file without a certificate would otherwise be ignored silently.
 *
 * @throws FairleadError (input) if the file cannot be read, or does not contain a certificate
 */
async function authorities(file: string | undefined, workspace: string): Promise<string[]> {
  if (file === undefined) return []
  let text: string
  try {
    text = await readFile(resolve(workspace, file), 'utf8')
  } catch (error) {
    throw inputError(`argocd-ca: ${file} cannot be read: ${(error as Error).message}`)
  }
  try {
    return [new X509Certificate(text)].map(() => text)
  } catch {
    throw inputError(`argocd-ca: ${file} does not contain a certificate`, {
      hint: 'A certificate starts with -----BEGIN CERTIFICATE-----.',
    })
  }
}
