import { createServer } from 'node:http'
import { connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openGitHubForge } from '../../src/forge/github/github-forge.ts'
import { openRepository } from '../../src/forge/github/repository.ts'
import { proxyOf } from '../../src/net/proxy.ts'
import { nothing, token, useHub } from './github-forge.setup.ts'

const hub = useHub()

describe('the proxy of the environment', () => {
  it('is chosen by the address that is spoken to', () => {
    const environment = {
      HTTPS_PROXY: 'proxy:3128',
      http_proxy: 'http://plain',
      NO_PROXY: '.corp, git.acme.com:8443 example.com',
    }
    const of = (url: string) => proxyOf(new URL(url), environment)
    expect(of('https://api.github.com')).toBe('http://proxy:3128')
    expect(of('http://api.github.com')).toBe('http://plain')
    expect(of('https://ghes.corp/api/v3')).toBeUndefined()
    expect(of('https://notcorp/api/v3')).toBe('http://proxy:3128')
    expect(of('https://git.acme.com:8443')).toBeUndefined()
    expect(of('https://git.acme.com')).toBe('http://proxy:3128')
    // Same as git and curl: a name also includes its subdomains, and the proxy for http is not used for https.
    expect(of('https://git.example.com')).toBeUndefined()
    expect(proxyOf(new URL('https://x'), { HTTP_PROXY: 'p' })).toBeUndefined()
    expect(of('http://127.0.0.1:80')).toBeUndefined()
    expect(of('http://127.example.org')).toBe('http://plain')
    expect(proxyOf(new URL('https://x'), { HTTPS_PROXY: 'p', no_proxy: '*' })).toBeUndefined()
    expect(proxyOf(new URL('https://x'), {})).toBeUndefined()
  })

  it('is used', async () => {
    const tunnels: string[] = []
    const { port } = new URL(hub.fake.serverUrl)
    const proxy = createServer()
    proxy.on('connect', (tunnel, client) => {
      tunnels.push(tunnel.url ?? '')
      const server = connect(Number(port), '127.0.0.1', () => {
        client.write('HTTP/1.1 200 OK\r\n\r\n')
        server.pipe(client).pipe(server)
      })
      server.on('error', () => client.destroy())
      client.on('error', () => server.destroy())
    })
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => proxy.close() && undefined)
    const forge = openGitHubForge(
      openRepository({
        repository: 'acme/infra',
        token,
        apiUrl: 'http://github.test/api/v3',
        graphqlUrl: 'http://github.test/api/graphql',
        serverUrl: 'http://github.test',
        environment: { HTTP_PROXY: `127.0.0.1:${(proxy.address() as AddressInfo).port}` },
      }),
    )
    expect((await forge.snapshot(nothing)).base.name).toBe('main')
    expect(tunnels).toEqual(['github.test:80'])
  })
})
