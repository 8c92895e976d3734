import { once } from '../once.ts'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Returns the fetch function for one server: through the proxy that the environment sets for it (HTTP_PROXY,
 * HTTPS_PROXY, NO_PROXY; lowercase names take precedence), or Node's own, which ignores these variables.
 *
 * @param certificates of authorities to trust in addition to the public ones, as PEM. (If none are given, Node trusts
 *   those in NODE_EXTRA_CA_CERTS.)
 */
export function fetchFor(
  url: URL,
  environment: Environment,
  certificates: readonly string[] = [],
): typeof globalThis.fetch {
  const proxy = proxyOf(url, environment)
  if (proxy === undefined && certificates.length === 0) return globalThis.fetch
  // Most runs do not need undici, and it takes longer to load than everything else.
  const open = once(async () => {
    const { Agent, fetch, ProxyAgent } = await import('undici')
    const tls = await withAuthorities(certificates)
    const dispatcher =
      proxy === undefined ? new Agent({ connect: tls }) : new ProxyAgent({ uri: proxy, requestTls: tls })
    // Node's fetch may not accept the agent of another undici version, so use undici's own fetch.
    return (input: string, init?: object) => fetch(input, { ...init, dispatcher })
  })
  const through = async (input: string, init?: object) => (await open())(input, init)
  // The two types differ only in name.
  return through as unknown as typeof globalThis.fetch
}

/**
 * Returns the TLS options that trust authorities in addition to the public ones.
 *
 * @param certificates as PEM; if there are none, the options are empty and NODE_EXTRA_CA_CERTS applies
 */
export async function withAuthorities(certificates: readonly string[]): Promise<{ ca?: string[] }> {
  if (certificates.length === 0) return {}
  const { rootCertificates } = await import('node:tls')
  return { ca: [...rootCertificates, ...certificates] }
}

/**
 * Returns the proxy for a URL, or undefined if none is set, if NO_PROXY excludes the host, or if the host is this
 * machine.
 *
 * No library decides this, because the result must match git and curl for the same variables, it is needed before
 * undici is loaded, and the environment is a parameter. undici's EnvHttpProxyAgent (6.29) calls itself experimental,
 * uses HTTP_PROXY for https, does not apply NO_PROXY to subdomains, and does not accept `proxy:3128`. The client of
 * `@actions` reads the process's own environment, has a proxy only for GITHUB_API_URL, and treats `127.example.com`
 * as this machine.
 */
export function proxyOf(url: URL, environment: Environment): string | undefined {
  const get = (name: string) => environment[name.toLowerCase()] || environment[name] || undefined
  if (isLoopback(url.hostname) || isExcluded(url, get('NO_PROXY') ?? '')) return undefined
  const proxy = get(url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY')
  return proxy === undefined || /^https?:\/\//.test(proxy) ? proxy : `http://${proxy}`
}

/** Reports whether the host name of a URL is this machine. */
export function isLoopback(host: string): boolean {
  // `127.0.0.1.example.com` is a name that anybody can register.
  return host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host)
}

/**
 * Reports whether NO_PROXY excludes a URL. It lists hosts, with or without a port; each includes its subdomains, and
 * `*` means all hosts.
 */
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
