/** The connection to an Argo CD: certificates, proxies, root paths, headers. */
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { authority } from '../support/authority.ts'
import { temporaryFolder } from '../support/git.ts'
import { argocd, web, wired } from '../support/argocd-reached.ts'
import { listening } from '../support/replay.ts'

/** Starts a proxy that opens tunnels. They lead to this machine, whatever the name is. */
async function tunnels(password?: string) {
  const asked: string[] = []
  const proxy = createServer()
  let port = 0
  proxy.on('connect', (request, client) => {
    asked.push(request.url ?? '')
    client.on('error', () => undefined)
    if (password !== undefined && request.headers['proxy-authorization'] !== `Basic ${password}`) {
      client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
      return
    }
    const server = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n')
      server.pipe(client).pipe(server)
    })
    server.on('error', () => client.destroy())
    client.on('error', () => server.destroy())
  })
  const own = await listening(proxy)
  const to = (url: string) => {
    port = Number(new URL(url).port)
    return port
  }
  return { address: `127.0.0.1:${own}`, asked, to }
}

describe('a certificate', () => {
  it("of an authority of one's own is trusted where argocd-ca names it, and not without", async () => {
    const own = authority()
    const { url, heard } = await argocd(own)
    const workspace = temporaryFolder()
    const inputs = { 'argocd-server': [url], 'argocd-token': 't' }
    const without = await wired({ inputs })
    await expect(without.server.application(web)).rejects.toThrow(/certificate/)
    expect(heard).toEqual([])
    const { server } = await wired({ inputs: { ...inputs, 'argocd-ca': own.file }, workspace })
    expect((await server.application(web)).data.metadata.name).toBe('web')
  })

  it('is not trusted for another host, nor is that of another authority', async () => {
    const own = authority()
    const { url, heard } = await argocd(own)
    const other = authority()
    const inputs = { 'argocd-token': 't', 'argocd-ca': other.file, 'argocd-server': [url] }
    await expect((await wired({ inputs })).server.application(web)).rejects.toThrow(/certificate|signature/)
    const proxy = await tunnels()
    proxy.to(url)
    const named = { ...inputs, 'argocd-ca': own.file, 'argocd-server': ['https://argocd.test'] }
    const { server } = await wired({ inputs: named, env: { HTTPS_PROXY: proxy.address } })
    await expect(server.application(web)).rejects.toThrow(/argocd\.test.*(altnames|cert)/is)
    expect(heard).toEqual([])
  })

  it('is a fault of the input where its file is not there, or holds none', async () => {
    const inputs = { 'argocd-server': ['https://a.test'], 'argocd-token': 't' }
    await expect(wired({ inputs: { ...inputs, 'argocd-ca': 'gone.pem' } })).rejects.toThrow(
      /argocd-ca.*gone\.pem/,
    )
    const workspace = temporaryFolder()
    writeFileSync(join(workspace, 'empty.pem'), 'no certificate\n')
    await expect(wired({ inputs: { ...inputs, 'argocd-ca': 'empty.pem' }, workspace })).rejects.toThrow(
      /argocd-ca: empty\.pem does not contain a certificate/,
    )
  })
})

describe('a proxy to the outside', () => {
  it('is asked for a tunnel, for what NO_PROXY does not name, and sees no token', async () => {
    const own = authority('argocd.test')
    const { url, heard } = await argocd(own)
    const proxy = await tunnels()
    const port = proxy.to(url)
    const inputs = {
      'argocd-server': [`https://argocd.test:${port}`],
      'argocd-token': 't',
      'argocd-ca': own.file,
    }
    const { server } = await wired({ inputs, env: { HTTPS_PROXY: proxy.address } })
    await server.application(web)
    expect(proxy.asked).toEqual([`argocd.test:${port}`])
    expect(heard[0]?.headers.authorization).toBe('Bearer t')
    const past = await wired({ inputs, env: { https_proxy: proxy.address, no_proxy: '.test' } })
    await expect(past.server.application(web)).rejects.toThrow(/ENOTFOUND|EAI_AGAIN/)
    expect(proxy.asked).toHaveLength(1)
  })

  it('that wants a password says so', async () => {
    const proxy = await tunnels(Buffer.from('ci:s3cret').toString('base64'))
    const own = authority('argocd.test')
    proxy.to((await argocd(own)).url)
    const inputs = { 'argocd-server': ['https://argocd.test'], 'argocd-token': 't', 'argocd-ca': own.file }
    const without = await wired({ inputs, env: { HTTPS_PROXY: proxy.address } })
    await expect(without.server.application(web)).rejects.toThrow(/407.*user and a password/s)
    const { server } = await wired({ inputs, env: { HTTPS_PROXY: `http://ci:s3cret@${proxy.address}` } })
    expect((await server.application(web)).data.metadata.name).toBe('web')
  })
})

it('a root path is in front of all, and the headers that a proxy wants are with each request', async () => {
  const { url, heard } = await argocd(undefined, '/tools/argocd')
  const headers = 'CF-Access-Client-Id: id.access\nCF-Access-Client-Secret:  s3cret:with=signs \n'
  const { server, hidden } = await wired({
    inputs: { 'argocd-server': [`${url}/`], 'argocd-token': 't', 'argocd-headers': headers },
  })
  await server.version()
  await server.application(web)
  expect(heard.map(({ path }) => path)).toEqual([
    '/tools/argocd/api/version',
    '/tools/argocd/api/v1/applications/web',
  ])
  for (const { headers: got } of heard)
    expect(got).toMatchObject({
      'cf-access-client-id': 'id.access',
      'cf-access-client-secret': 's3cret:with=signs',
      authorization: 'Bearer t',
    })
  expect(hidden).toEqual(expect.arrayContaining(['id.access', 's3cret:with=signs', 't']))
  expect(server.pageOf(web)).toBe(`${url}/applications/web`)
})

it.each([
  ['Authorization: Basic x', /cannot set Authorization/],
  ['content-length: 5', /cannot set content-length/],
  ['X-Pass: sécret€', /X-Pass in argocd-headers contains characters/],
  ['no header', /is not a valid header/],
])('what is no header of a proxy is refused before anything is asked: %s', async (headers, words) => {
  const inputs = { 'argocd-server': ['https://a.test'], 'argocd-token': 't', 'argocd-headers': headers }
  await expect(wired({ inputs })).rejects.toThrow(words)
})
