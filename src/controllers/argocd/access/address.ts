import { inputError } from '../../../errors.ts'
import { isLoopback } from '../../../net/proxy.ts'

/** An API server of Argo CD: its address and its control plane. */
export interface ServerAddress {
  /** The control plane's name; undefined if one server serves all apps. */
  readonly controlPlane: string | undefined
  /** With the root path, if there is one, and without a trailing slash. */
  readonly url: URL
}

/**
 * Reads the addresses of the Argo CD API servers: one address, or `name=address` for each control plane. An address
 * without a scheme uses https, as in the Argo CD CLI.
 *
 * @param given each one address, or a name and an address
 * @throws FairleadError (input) for an invalid address, a name that is given twice, and plain http to another
 *   machine, because the token would be readable on the network
 */
export function readServers(given: readonly string[]): ServerAddress[] {
  const servers = given.map(readServer)
  const names = servers.map(({ controlPlane }) => controlPlane)
  if (servers.length > 1 && names.includes(undefined))
    throw inputError(
      'argocd-server has several servers, but not every one has the name of its control plane',
      {
        hint: 'Write each as name=address, e.g. prod=https://argocd.example.com. Run fairlead inventory to see the names.',
      },
    )
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined) throw inputError(`argocd-server has two servers for ${JSON.stringify(twice)}`)
  return servers
}

function readServer(text: string): ServerAddress {
  const [, name, rest = text] = /^([^=:?#]+)=(.+)$/s.exec(text) ?? []
  const address = rest.trim()
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(address) ? address : `https://${address}`
  const hint = 'Expected an address such as https://argocd.example.com or argocd.example.com:8443.'
  if (!URL.canParse(whole))
    throw inputError(`${JSON.stringify(address)} is not a valid Argo CD address`, { hint })
  const url = new URL(whole)
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    throw inputError('the address of Argo CD has more than a host and a path', {
      hint: `${hint} Set the token in argocd-token.`,
    })
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname)))
    throw inputError(
      `Argo CD at ${url.host} is not reached over https, so anyone on the network path could read the token`,
      {
        hint,
      },
    )
  url.pathname = url.pathname.replace(/(?<!\/)\/+$/, '')
  return { controlPlane: name?.trim(), url }
}
