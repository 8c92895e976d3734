/** How an Argo CD is reached: certificates, proxies, root paths, headers; and where tokens go, and where not. */
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { argocdServers } from '../../src/entries/wire/argocd.ts'
import type { ArgocdInputs } from '../../src/entries/wire/argocd.ts'
import type { Wiring } from '../../src/entries/define.ts'
import { readContext } from '../../src/runtime/context.ts'
import { authority } from '../support/authority.ts'
import { temporaryFolder } from '../support/git.ts'
import { application, json, listening, startReplay } from '../support/replay.ts'

interface Heard {
  readonly path: string
  readonly headers: IncomingMessage['headers']
}

/** An Argo CD that has one Application, and remembers what it was asked. */
async function argocd(tls?: { key: Buffer; cert: Buffer }, root = '') {
  const heard: Heard[] = []
  const url = await startReplay((request, response) => {
    const path = request.url ?? ''
    heard.push({ path, headers: request.headers })
    if (path === `${root}/api/version`) return json(response, 200, { Version: 'v3.5.7' })
    if (path.startsWith(`${root}/api/v1/applications/web`)) return json(response, 200, application('web'))
    return response.writeHead(404).end('not here')
  }, tls)
  return { url: `${url}${root}`, heard }
}

/** A proxy that opens tunnels, to this machine whatever the name is. */
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

const none: ArgocdInputs = {
  'argocd-server': [],
  'argocd-token': undefined,
  'argocd-audience': [],
  'argocd-dex-connector': undefined,
  'argocd-headers': undefined,
  'argocd-ca': undefined,
}

interface Wired {
  readonly inputs: Partial<ArgocdInputs>
  readonly env?: Record<string, string>
  readonly workspace?: string
}

async function wired({ inputs, env = {}, workspace = temporaryFolder() }: Wired) {
  const hidden: string[] = []
  const context = readContext(env, workspace)
  const wiring = { context, hide: (all: readonly string[]) => hidden.push(...all) } as unknown as Wiring
  const servers = await argocdServers({ ...none, ...inputs }, wiring)
  return { servers, hidden, server: servers[0]!.watch.server }
}

const web = { name: 'web', namespace: undefined }

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
      /argocd-ca: empty\.pem holds no certificate/,
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

describe('a token', () => {
  const jwt = (claims: object) => `x.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`

  /** The runner's service that makes ID tokens: a replay of its protocol. */
  async function runner(
    answer = (audience: string) => ({ status: 200, body: { value: jwt({ aud: audience }) } as object }),
  ) {
    const audiences: string[] = []
    const url = await startReplay((request, response) => {
      const audience = new URL(request.url ?? '', 'http://x').searchParams.get('audience') ?? ''
      if (request.headers.authorization !== 'Bearer of-the-job') return json(response, 401, {})
      audiences.push(audience)
      const { status, body } = answer(audience)
      return json(response, status, body)
    })
    const env = {
      ACTIONS_ID_TOKEN_REQUEST_URL: `${url}/token?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'of-the-job',
    }
    return { env, audiences }
  }

  it('goes to no other host: a redirect is not followed, with or without the same port', async () => {
    const other = await argocd()
    const url = await startReplay((_, response) =>
      response.writeHead(302, { location: `${other.url}/api/v1/applications/web` }).end(),
    )
    const { server } = await wired({ inputs: { 'argocd-server': [url], 'argocd-token': 't' } })
    await expect(server.application(web)).rejects.toMatchObject({ refused: { status: 302 } })
    expect(other.heard).toEqual([])
  })

  it('of one server is not shown to another', async () => {
    const [prod, dev] = [await argocd(), await argocd()]
    const { servers } = await wired({
      inputs: {
        'argocd-server': [`prod=${prod.url}`, `dev=${dev.url}`],
        'argocd-token': 'dev=d-token\nprod=p=token',
      },
    })
    for (const { watch } of servers) await watch.server.application(web)
    expect(prod.heard.map(({ headers }) => headers.authorization)).toEqual(['Bearer p=token'])
    expect(dev.heard.map(({ headers }) => headers.authorization)).toEqual(['Bearer d-token'])
    await expect(
      wired({
        inputs: { 'argocd-server': [`prod=${prod.url}`, `dev=${dev.url}`], 'argocd-token': 'one-for-all' },
      }),
    ).rejects.toThrow(/does not begin with the name of a server/)
  })

  it('is made by GitHub where none is given, for each server one of its own, and is hidden', async () => {
    const [prod, dev] = [await argocd(), await argocd()]
    const { env, audiences } = await runner()
    const { servers, hidden } = await wired({
      inputs: { 'argocd-server': [`prod=${prod.url}`, `dev=${dev.url}`] },
      env,
    })
    for (const { watch } of servers) await watch.server.application(web)
    expect(audiences).toEqual([prod.url, dev.url])
    expect(prod.heard[0]?.headers.authorization).toBe(`Bearer ${jwt({ aud: prod.url })}`)
    expect(dev.heard[0]?.headers.authorization).toBe(`Bearer ${jwt({ aud: dev.url })}`)
    expect(hidden).toEqual(
      expect.arrayContaining([jwt({ aud: prod.url }), jwt({ aud: dev.url }), 'of-the-job']),
    )
  })

  it('is not made where one is given', async () => {
    const { url, heard } = await argocd()
    const { env, audiences } = await runner()
    const { server } = await wired({ inputs: { 'argocd-server': [url], 'argocd-token': 't' }, env })
    await server.application(web)
    expect(audiences).toEqual([])
    expect(heard[0]?.headers.authorization).toBe('Bearer t')
  })

  it('has the audience that is given, and one for two servers is refused', async () => {
    const { url } = await argocd()
    const { env, audiences } = await runner()
    const one = await wired({
      inputs: { 'argocd-server': [url], 'argocd-audience': ['api://argo?x=1'] },
      env,
    })
    await one.server.application(web)
    expect(audiences).toEqual(['api://argo?x=1'])
    const two = { 'argocd-server': [`prod=${url}`, 'dev=https://dev.test'] }
    await expect(wired({ inputs: { ...two, 'argocd-audience': ['both'] }, env })).rejects.toThrow(
      /for which server/,
    )
    const named = await wired({ inputs: { ...two, 'argocd-audience': ['prod=of-prod'] }, env })
    await named.server.application(web)
    expect(audiences.at(-1)).toBe('of-prod')
  })

  it('that is refused is made anew, once', async () => {
    let made = 0
    const { env } = await runner(() => ({ status: 200, body: { value: jwt({ number: ++made }) } }))
    const shown: string[] = []
    const url = await startReplay((request, response) => {
      const { authorization = '' } = request.headers
      shown.push(authorization)
      return authorization === `Bearer ${jwt({ number: 1 })}`
        ? json(response, 401, { code: 16, message: 'invalid session', error: 'invalid session' })
        : json(response, 200, application('web'))
    })
    const { server } = await wired({ inputs: { 'argocd-server': [url] }, env })
    await server.application(web)
    expect(shown).toHaveLength(2)
    const always = await startReplay((_, response) => json(response, 401, { code: 16, message: 'no' }))
    const other = await wired({ inputs: { 'argocd-server': [always] }, env })
    made = 0
    await expect(other.server.application(web)).rejects.toMatchObject({ refused: { status: 401 } })
    expect(made).toBe(2)
  })

  it('that GitHub does not make has its reason', async () => {
    const { url } = await argocd()
    const { env } = await runner(() => ({ status: 403, body: { message: 'no' } }))
    const { server } = await wired({ inputs: { 'argocd-server': [url] }, env })
    await expect(server.token()).rejects.toThrow(/GitHub gives no ID token: it answers with 403/)
    const insecure = { ...env, ACTIONS_ID_TOKEN_REQUEST_URL: 'http://token.example.com/x' }
    await expect(wired({ inputs: { 'argocd-server': [url] }, env: insecure })).rejects.toThrow(/https/)
  })

  it('of GitHub itself is for no Argo CD', async () => {
    const inputs = { 'argocd-server': ['https://a.test'], 'argocd-token': 'ghs_abcdefgh' }
    await expect(wired({ inputs })).rejects.toThrow(/token of GitHub/)
  })
})
