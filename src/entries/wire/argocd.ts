import { readFile } from 'node:fs/promises'
import { performance } from 'node:perf_hooks'
import { resolve } from 'node:path'
import { readServers } from '../../controllers/argocd/address.ts'
import type { ServerAddress } from '../../controllers/argocd/address.ts'
import { ArgocdServer } from '../../controllers/argocd/server.ts'
import { inputError } from '../../errors.ts'
import { fetchFor } from '../../net/proxy.ts'
import type { Reached } from '../../sync/reach.ts'
import { Watch } from '../../sync/watch.ts'
import type { Wiring } from '../define.ts'
import { isOfGithub } from './tokens.ts'

/** What the inputs say of servers of Argo CD. */
export interface ArgocdInputs {
  readonly 'argocd-server': readonly string[]
  readonly 'argocd-token': string | undefined
  readonly 'argocd-headers': string | undefined
  readonly 'argocd-ca': string | undefined
}

/**
 * The servers of Argo CD that the inputs name, else ARGOCD_SERVER and ARGOCD_AUTH_TOKEN. Which token goes to which host
 * is for the workflow to say: nothing of the repository counts.
 *
 * @throws FairleadError (input) where there is none, or none with a token
 */
export async function argocdServers(inputs: ArgocdInputs, wiring: Wiring): Promise<Reached[]> {
  const { context, hide } = wiring
  const { environment } = context
  const given = inputs['argocd-server']
  const named = given.length > 0 ? given : [environment['ARGOCD_SERVER']?.trim() ?? ''].filter(Boolean)
  if (named.length === 0)
    throw inputError('argocd-server is missing', {
      hint: 'Give the address of Argo CD, such as https://argocd.example.com, or set ARGOCD_SERVER.',
    })
  const servers = readServers(named)
  const tokens = tokensOf(inputs['argocd-token'] ?? environment['ARGOCD_AUTH_TOKEN'], servers)
  hide([...tokens.values()])
  const headers = headersOf(inputs['argocd-headers'])
  hide(Object.values(headers))
  const certificates = await authorities(inputs['argocd-ca'], context.workspace)
  return servers.map((address) => {
    const token = tokens.get(address.controlPlane) ?? ''
    if (isOfGithub(token, context))
      throw inputError('argocd-token is a token of GitHub, and goes to no Argo CD', {
        hint: 'Make one in Argo CD: argocd proj role create-token PROJECT ROLE.',
      })
    const { url } = address
    const fetch = fetchFor(url, environment, certificates)
    const server = new ArgocdServer({ url, token, headers, fetch, userAgent: context.userAgent })
    return { address, token, watch: new Watch(server, () => performance.now()) }
  })
}

/** A token for all servers, or `name=token` on a line for each. */
function tokensOf(
  text: string | undefined,
  servers: readonly ServerAddress[],
): Map<string | undefined, string> {
  const given = (text ?? '').trim()
  if (given === '')
    throw inputError('argocd-token is missing', {
      hint: 'Give a token that may get applications (actions/sync/README.md), or set ARGOCD_AUTH_TOKEN.',
    })
  const [first] = servers
  if (servers.length === 1 && first !== undefined) {
    const own = `${first.controlPlane ?? ''}=`
    return new Map([
      [first.controlPlane, own !== '=' && given.startsWith(own) ? given.slice(own.length) : given],
    ])
  }
  // A token of one server is not for another, so each has to be named.
  const tokens = new Map<string | undefined, string>()
  for (const line of given
    .split('\n')
    .map((one) => one.trim())
    .filter(Boolean)) {
    const server = servers.find(({ controlPlane }) => line.startsWith(`${controlPlane}=`))
    if (server === undefined)
      throw inputError('a line of argocd-token does not begin with the name of a server', {
        hint: `Write name=token on a line for each of: ${servers.map(({ controlPlane }) => controlPlane).join(', ')}.`,
      })
    tokens.set(server.controlPlane, line.slice(`${server.controlPlane}=`.length))
  }
  const without = servers.find(({ controlPlane }) => !tokens.has(controlPlane))
  if (without !== undefined) throw inputError(`argocd-token has no token for ${without.controlPlane}`)
  return tokens
}

function headersOf(text: string | undefined): Record<string, string> {
  const lines = (text ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
  return Object.fromEntries(
    lines.map((line) => {
      const [, name, value] = /^([!#$%&'*+.^`|~\w-]+):\s*(.+)$/.exec(line) ?? []
      if (name === undefined || value === undefined)
        throw inputError('a line of argocd-headers is no header', { hint: 'It looks like Name: value.' })
      if (['authorization', 'host'].includes(name.toLowerCase()))
        throw inputError(`argocd-headers may not set ${name}`, { hint: 'The token goes into argocd-token.' })
      return [name, value]
    }),
  )
}

async function authorities(file: string | undefined, workspace: string): Promise<string[]> {
  if (file === undefined) return []
  try {
    return [await readFile(resolve(workspace, file), 'utf8')]
  } catch (error) {
    throw inputError(`argocd-ca: ${file} cannot be read: ${(error as Error).message}`)
  }
}
