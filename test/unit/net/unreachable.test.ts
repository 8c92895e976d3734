import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fetch, ProxyAgent } from 'undici'
import { describe, expect, it, onTestFinished } from 'vitest'
import { explainFailure } from '../../../src/git/failures.ts'
import { cureOfUnreachable, reasonOfUnreachable } from '../../../src/net/unreachable.ts'

/** Sends a request through a proxy that refuses every connection. */
async function refusedWith(status: number): Promise<unknown> {
  const proxy = createServer().on('connect', (_request, socket) =>
    socket.end(`HTTP/1.1 ${status} No\r\n\r\n`),
  )
  await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done))
  onTestFinished(() => void proxy.close())
  const dispatcher = new ProxyAgent(`http://127.0.0.1:${(proxy.address() as AddressInfo).port}`)
  return fetch('https://git.example/', { dispatcher }).catch((error: unknown) => error)
}

describe('a server that cannot be reached', () => {
  it.each([
    [407, /user and a password/],
    [403, /NO_PROXY/],
  ])('since the proxy responds with %i: that is told', async (status, cure) => {
    const reason = reasonOfUnreachable(await refusedWith(status))
    expect(reason).toBe(`the proxy responds with ${status}`)
    expect(cureOfUnreachable(reason)).toMatch(cure)
  })

  it('since nobody has signed its certificate that we know: NODE_EXTRA_CA_CERTS is named', () => {
    const deep = new Error(
      'self-signed certificate; if the root CA is installed locally, try running Node.js …',
    )
    const reason = reasonOfUnreachable(new TypeError('fetch failed', { cause: deep }))
    expect(reason).toBe('self-signed certificate')
    expect(cureOfUnreachable(reason)).toMatch(/NODE_EXTRA_CA_CERTS.*http\.sslCAInfo/)
  })

  it.each([
    [
      'fatal: unable to access: server certificate verification failed. CAfile: none',
      /not trusted.*http\.sslCAInfo/s,
    ],
    ['fatal: unable to access: CONNECT tunnel failed, response 407', /proxy.*407/s],
  ])('by git: %s', (said, told) => {
    const error = explainFailure(said, { command: 'fetch', subject: 'https://git.example/acme/infra' })
    expect(error.message).toMatch(told)
    expect(error.kind).toBe('remote')
  })
})
