import { once } from '../once.ts'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * The fetch for one server: through the proxy that the environment names for it (HTTP_PROXY, HTTPS_PROXY,
 * NO_PROXY, small letters first), else Node's own, which heeds none of these by itself.
 *
 * @param certificates of authorities to trust beside the public ones, as PEM. (What NODE_EXTRA_CA_CERTS names is
 *   trusted anyway as long as none are given.)
 */
export function fetchFor(
  url: URL,
  environment: Environment,
  certificates: readonly string[] = [],
): typeof globalThis.fetch {
  const proxy = proxyOf(url, environment)
  if (proxy === undefined && certificates.length === 0) return globalThis.fetch
  // Most runs need none, and it takes longer to load than all else.
  const open = once(async () => {
    const { Agent, fetch, ProxyAgent } = await import('undici')
    const tls = await withAuthorities(certificates)
    const dispatcher =
      proxy === undefined ? new Agent({ connect: tls }) : new ProxyAgent({ uri: proxy, requestTls: tls })
    // Node's fetch may not take the agent of another undici, so its own fetch goes with it.
    return (input: string, init?: object) => fetch(input, { ...init, dispatcher })
  })
  const through = async (input: string, init?: object) => (await open())(input, init)
  // The types of the two differ in name only.
  return through as unknown as typeof globalThis.fetch
}

/**
 * What makes TLS trust authorities beside the public ones.
 *
 * @param certificates as PEM; where there are none, nothing is said, and NODE_EXTRA_CA_CERTS counts
 */
export async function withAuthorities(certificates: readonly string[]): Promise<{ ca?: string[] }> {
  if (certificates.length === 0) return {}
  const { rootCertificates } = await import('node:tls')
  return { ca: [...rootCertificates, ...certificates] }
}

/**
 * The proxy for a URL, or undefined where none is set or NO_PROXY, or being this machine, excludes it.
 *
 * Why no library decides it: it must be what git and curl do with the same variables, it is asked before undici is
 * loaded, and the environment is given. undici's EnvHttpProxyAgent (6.29) calls itself experimental, takes HTTP_PROXY for
 * https, lets NO_PROXY mean no subdomains, and takes no `proxy:3128`. The client of `@actions` reads the process's own
 * environment, has a proxy for GITHUB_API_URL alone, and takes `127.example.com` for this machine.
 */
export function proxyOf(url: URL, environment: Environment): string | undefined {
  const get = (name: string) => environment[name.toLowerCase()] || environment[name] || undefined
  if (isLoopback(url.hostname) || isExcluded(url, get('NO_PROXY') ?? '')) return undefined
  const proxy = get(url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY')
  return proxy === undefined || /^https?:\/\//.test(proxy) ? proxy : `http://${proxy}`
}

/** Whether a host name of a URL is this very machine. */
export function isLoopback(host: string): boolean {
  // `127.0.0.1.example.com` is a name that anybody may have.
  return host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host)
}

/** NO_PROXY lists hosts, with or without a port; each means its subdomains too, and `*` means all. */
function isExcluded(url: URL, list: string): boolean {
  const host = url.hostname.toLowerCase()
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean)
    .map((entry) => entry.replace(/^\*?\./, ''))
    .some((entry) => entry === '*' || [host, `${host}:${port}`].some((name) => isWithin(name, entry)))
}

function isWithin(name: string, domain: string): boolean {
  return name === domain || name.endsWith(`.${domain}`)
}
