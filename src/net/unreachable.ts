/**
 * Explains why a server could not be reached and what to do about it, for the causes that occur in jobs behind a
 * proxy.
 */

/**
 * The most nested causes to read. The deepest error contains the actual cause; the ones above it only report a
 * failure.
 */
const MOST_CAUSES = 5

/** Returns the reason that a server could not be reached, in one line: `the proxy responds with 407`. */
export function reasonOfUnreachable(error: unknown): string {
  const found: Error[] = []
  for (let one = error; one instanceof Error && found.length < MOST_CAUSES; one = one.cause) found.push(one)
  const messages = found.map(({ message }) => message).filter((message) => message !== '')
  const all = messages.join(' ')
  // The messages of Node and curl for a failed CONNECT. Sources: undici lib/dispatcher/proxy-agent.js, curl
  // lib/cf-h1-proxy.c
  const [, node, curl] = /Proxy response \((\d{3})\)|CONNECT tunnel failed, response (\d{3})/.exec(all) ?? []
  const status = node ?? curl
  if (status !== undefined) return `the proxy responds with ${status}`
  const certificate = messages.findLast((message) => isAboutCertificates(message))
  // Node appends a suggestion that applies only to its own options.
  if (certificate !== undefined) return certificate.replace(/; if the root CA is installed[^]*$/, '')
  const deepest = found.at(-1) as (Error & { readonly code?: unknown }) | undefined
  const code = typeof deepest?.code === 'string' ? deepest.code : undefined
  // If several addresses were tried, the error that contains all of them has no message.
  return deepest?.message || code || messages.at(-1) || String(error)
}

/** Returns what to try for a reason that `reasonOfUnreachable` returned. */
export function cureOfUnreachable(reason: string): string {
  if (reason.startsWith('the proxy responds with 407'))
    return 'The proxy requires a user and a password. Add them to HTTPS_PROXY before the host name, separated by a colon and followed by an @, with special characters URL-encoded.'
  if (reason.startsWith('the proxy responds with'))
    return 'Check HTTPS_PROXY, whether the proxy allows this host, and whether NO_PROXY should include it.'
  if (isAboutCertificates(reason))
    return 'If your own certificate authority signed the certificate of the server or of a proxy in between, set NODE_EXTRA_CA_CERTS to its file, and for git http.sslCAInfo or GIT_SSL_CAINFO. In GitLab jobs, CI_SERVER_TLS_CA_FILE is used as well.'
  return 'Check the address, the network and the proxy (HTTPS_PROXY, NO_PROXY), or try again later.'
}

function isAboutCertificates(text: string): boolean {
  return /certificate|self[- ]signed|\bCERT_|UNABLE_TO_(GET|VERIFY)/i.test(text)
}
