import { createHash } from 'node:crypto'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openArtifacts } from '../../src/registry/artifacts.ts'
import { openRegistry } from '../../src/registry/registry.ts'

/** Errors and peculiarities of other registries, which a real registry does not produce on demand. */

const manifest = JSON.stringify({ schemaVersion: 2, layers: [] })
const digest = `sha256:${createHash('sha256').update(manifest).digest('hex')}`
const other = `sha256:${'0'.repeat(64)}`

interface Server {
  readonly host: string
  readonly asked: { method: string; url: string; authorization: string | undefined }[]
}

/** Starts a server that sends each of these responses once, in order, and the last one to every further request. */
async function serve(...answers: readonly RequestListener[]): Promise<Server> {
  const asked: Server['asked'] = []
  const server = createServer((request, response) => {
    const { method = '', url = '', headers } = request
    const answer = answers[Math.min(asked.length, answers.length - 1)]
    asked.push({ method, url, authorization: headers.authorization })
    answer?.(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

const say =
  (status: number, headers: Record<string, string> = {}, body = ''): RequestListener =>
  (_request: IncomingMessage, response: ServerResponse) =>
    void response.writeHead(status, headers).end(body)
const good = say(200, { 'docker-content-digest': digest }, manifest)

const credentials = (host: string) => ({
  DOCKER_AUTH_CONFIG: JSON.stringify({
    auths: { [host]: { auth: Buffer.from('jo:s3cret').toString('base64') } },
  }),
})
const find = ({ host }: Server, reference = '1.2.0', environment = credentials(host)) =>
  openRegistry({ environment, second: 1 }).find(`${host}/web`, reference)

describe('a registry', () => {
  it.each([
    ['without the header of the digest', say(200, {}, manifest)],
    ['that does not answer to HEAD', say(405)],
    ['that knows nothing by HEAD', say(404)],
  ])('%s is asked for the manifest itself', async (_name, head) => {
    const server = await serve(head, say(200, {}, manifest))
    expect(await find(server)).toEqual({ digest })
    expect(server.asked.map(({ method }) => method)).toEqual(['HEAD', 'GET'])
  })

  it('is not believed where the manifest is another', async () => {
    const lying = await serve(say(405), say(200, { 'docker-content-digest': other }, manifest))
    await expect(find(lying)).rejects.toMatchObject({
      kind: 'remote',
      message: expect.stringContaining(other),
    })
    const swapping = await serve(good)
    await expect(find(swapping, other)).rejects.toThrow(`returned ${digest} instead of ${other}`)
  })

  it.each([
    ['a page', '<html>log in</html>'],
    ['nothing', ''],
    ['other JSON', '[]'],
    ['too much', ' '.repeat(5_000_000)],
  ])('that answers with %s is none', async (_name, body) => {
    const server = await serve(say(200, {}, body))
    await expect(find(server)).rejects.toMatchObject({ kind: 'remote' })
  })

  it('is tried again while it fails, and as long as it asks to wait', async () => {
    const server = await serve(say(502), say(429, { 'retry-after': '7' }), good)
    expect(await find(server)).toEqual({ digest })
    expect(server.asked).toHaveLength(3)
    const broken = await serve((request) => request.socket.destroy(), good)
    expect(await find(broken)).toEqual({ digest })
  })

  it.each([
    [say(503), 'fails with 503', 4],
    [say(429, { 'retry-after': '61' }), 'the rate limit of', 1],
    [(request: IncomingMessage) => void request.socket.destroy(), 'cannot be reached', 4],
  ])('that stays that way is a remote fault', async (answer, message, times) => {
    const server = await serve(answer)
    await expect(find(server)).rejects.toMatchObject({
      kind: 'remote',
      message: expect.stringContaining(message),
    })
    expect(server.asked).toHaveLength(times)
  })

  it('gets no credentials before it asks, and others never', async () => {
    const elsewhere = await serve(good)
    const target = `http://${elsewhere.host.replace('127.0.0.1', 'localhost')}/blob`
    const server = await serve(
      say(401, { 'www-authenticate': 'Basic realm="x"' }),
      say(307, { location: target }),
    )
    expect(await find(server)).toEqual({ digest })
    const basic = `Basic ${Buffer.from('jo:s3cret').toString('base64')}`
    expect(server.asked.map(({ authorization }) => authorization)).toEqual([undefined, basic])
    expect(elsewhere.asked.map(({ authorization }) => authorization)).toEqual([undefined])
  })

  it.each(['ftp://127.0.0.1/', 'https://jo:pw@example.com/', 'http://'])(
    'that sends to %j is not followed',
    async (location) => {
      const server = await serve(say(302, { location }))
      await expect(find(server)).rejects.toThrow('is not followed')
    },
  )

  it('that sends in circles is left', async () => {
    const server = await serve(say(302, { location: '/again' }))
    await expect(find(server)).rejects.toThrow('too many redirects')
  })

  it.each(['ftp://127.0.0.1/token', 'nonsense', ''])('that names %j for tokens gets none', async (realm) => {
    const server = await serve(say(401, { 'www-authenticate': `Bearer realm="${realm}"` }))
    await expect(find(server)).rejects.toThrow('is not safe')
  })

  it.each([
    [200, '{"token": "a\\nb"}', 'token contains characters that are not valid in a token'],
    [200, '{"access_token": 1}', 'access_token is not of the type string'],
    [200, '{}', 'the response has neither token nor access_token'],
    [200, '<html>s3cret', 'it is not valid JSON'],
    [418, '{}', 'it answers 418'],
  ])('in whose place a token server gives none (%i %s) is a remote fault', async (status, body, why) => {
    const tokens = await serve(say(status, {}, body))
    const challenge = { 'www-authenticate': `Bearer realm="http://${tokens.host}/"` }
    const error = await find(await serve(say(401, challenge))).catch((caught: unknown) => caught)
    expect(error).toMatchObject({ kind: 'remote', message: expect.stringContaining(why) })
    expect(String(error)).not.toContain('s3cret')
  })

  it('says what is wrong with a list of tags or a manifest, and where', async () => {
    const open = (body: string) => serve(say(200, {}, body))
    const artifacts = openArtifacts({ environment: {}, second: 1 })
    const tags = async (body: string) => artifacts.tags(`${(await open(body)).host}/web`)
    expect(await tags('{"tags": ["1.0.0", "no tag", "2.0.0"]}')).toEqual(['1.0.0', '2.0.0'])
    expect(await tags('{"tags": null}')).toEqual([])
    await expect(tags('{"tags": ["1.0.0", 2]}')).rejects.toThrow(
      'is not a list of tags: tags[1] is not of the type string',
    )
    await expect(tags('{"name": "web"}')).rejects.toThrow('is not a list of tags: tags is missing')
    const layers = async (body: string) => artifacts.manifest(`${(await open(body)).host}/web`, '1.0.0')
    expect(await layers('{"schemaVersion": 2, "layers": null}')).toMatchObject({ layers: [] })
    // If this layer were omitted silently, the result would be another package.
    await expect(
      layers('{"schemaVersion": 2, "layers": [{"mediaType": "a", "digest": "b", "size": "1"}]}'),
    ).rejects.toThrow('is not a manifest: layers[0].size is not of the type number')
  })

  it('tells why it denies', async () => {
    const body = JSON.stringify({ errors: [{ code: 'DENIED', message: 'requested access is denied' }] })
    await expect(find(await serve(say(403, {}, body)))).rejects.toMatchObject({
      kind: 'input',
      message: expect.stringContaining('(403: requested access is denied)'),
    })
  })

  it('is reached through the proxy of the environment, over TLS only', async () => {
    const tunnels: string[] = []
    const proxy = createServer()
    proxy.on('connect', (tunnel, client) => {
      tunnels.push(tunnel.url ?? '')
      client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')
    })
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void proxy.close())
    const environment = { HTTPS_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` }
    const registry = openRegistry({ environment, second: 1 })
    await expect(registry.find('nginx', '1.27')).rejects.toMatchObject({ kind: 'remote' })
    expect(new Set(tunnels)).toEqual(new Set(['registry-1.docker.io:443']))
  })
})
