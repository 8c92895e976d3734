import { inputError } from '../../../errors.ts'
import { isLoopback } from '../../../net/proxy.ts'

/** An API server of Argo CD: where it is, and the control plane that it is of. */
export interface ServerAddress {
  /** The control plane's name; undefined where the one server is of all apps. */
  readonly controlPlane: string | undefined
  /** With the root path, if there is one, and no slash at the end. */
  readonly url: URL
}

/**
 * Reads where the API servers of Argo CD are: one address, or `name=address` for each control plane. An address without
 * a scheme is one of https, as the command line of Argo CD takes it.
 *
 * @param given each one address, or a name and an address
 * @throws FairleadError (input) for what is no address, a name that is given twice, and plain http to another machine:
 *   the token would be readable on the way
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
