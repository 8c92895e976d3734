/**
 * Each response that a server sends instead of the requested data has its own message, exit code and remedy. The
 * responses of Argo CD itself are replayed from the real 3.5.7 (test/bed/sync triggers some of them again). The
 * responses of the components in front of it are those of oauth2-proxy, Cloudflare, nginx and cloud load balancers.
 */
import type { ServerResponse } from 'node:http'
import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { givenToken } from '../../src/controllers/argocd/access/credential.ts'
import { ArgocdServer } from '../../src/controllers/argocd/api/server.ts'
import { isUnauthenticated } from '../../src/controllers/argocd/faults/failure.ts'
import { exitCodeOf, FaultCollector } from '../../src/errors.ts'
import { firstReading, greet } from '../../src/sync/server/reach.ts'
import type { Awaited } from '../../src/sync/ports.ts'
import { Watch } from '../../src/sync/server/watch.ts'
import { application, json, listening, startReplay } from '../support/replay.ts'

type Say = (response: ServerResponse) => void

const jwt = (claims: object) => `x.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`
const roleToken = jwt({ iss: 'argocd', sub: 'proj:shop:fairlead' })

interface Looked {
  readonly url: string
  readonly token?: string
  readonly names?: readonly string[]
  readonly status?: string
  readonly retryFor?: number
}

/** Runs the first look at some apps, and returns the exit code and the whole message. */
async function look({ url, token = roleToken, names = ['web'], status = 'changed', retryFor = 900 }: Looked) {
  const options = { url: new URL(url), credential: givenToken(token), fetch: globalThis.fetch }
  const watch = new Watch(new ArgocdServer(options), () => performance.now())
  const all = names.map((name) => ({ expected: { status }, name: { name, namespace: undefined }, watch }))
  watch.wants(all.map(({ name }) => name))
  const faults = new FaultCollector()
  const ports = {
    signal: new AbortController().signal,
    monotonic: () => performance.now(),
    faults,
    retryFor,
  }
  const here = await greet([watch], ports)
  await firstReading(here.size === 0 ? [] : (all as unknown as Awaited[]), ports)
  let error: unknown
  try {
    faults.throwIfAny()
  } catch (thrown) {
    error = thrown
  }
  return error === undefined
    ? { code: 0, said: '' }
    : { code: exitCodeOf(error), said: (error as Error).message }
}

/** Starts an Argo CD that sends the given response for the Application, and its version as usual. */
const saying = (say: Say, other: Readonly<Record<string, unknown>> = {}) =>
  startReplay((request, response) => {
    const path = request.url?.split('?')[0] ?? ''
    if (path === '/api/version') return json(response, 200, { Version: 'v3.5.7' })
    return other[path] === undefined ? say(response) : json(response, 200, other[path])
  })

const refused = (status: number, code: number, message: string): Say => {
  return (response) => json(response, status, { error: message, code, message })
}
const page = (status: number, body: string, headers: Record<string, string> = {}): Say => {
  return (response) => response.writeHead(status, { 'content-type': 'text/html', ...headers }).end(body)
}
const text = (status: number, body: string, headers: Record<string, string> = {}): Say => {
  return (response) => response.writeHead(status, { 'content-type': 'text/plain', ...headers }).end(body)
}

const NGINX = '<html><head><title>502 Bad Gateway</title></head><body><center>nginx</center></body></html>'

describe('an answer in place of an Application', () => {
  it.each<[string, Say, number, RegExp]>([
    ['400', refused(400, 3, 'unexpected EOF'), 2, /rejects the request.*unexpected EOF/],
    [
      '401',
      refused(401, 16, 'invalid session: token signature is invalid'),
      2,
      /rejects the token.*signature[^]*issued by another server/,
    ],
    [
      '403',
      refused(403, 7, 'permission denied'),
      2,
      /"proj:shop:fairlead" has no permission to read the Application "web"[^]*AppProject shop: p, proj:shop:fairlead, applications, get, shop\/\*, allow/,
    ],
    [
      '404',
      refused(404, 5, 'applications.argoproj.io "web" not found'),
      2,
      /the Application "web" was not found on/,
    ],
    ['415, as argocd-server says it', text(415, 'Invalid content type\n'), 3, /415[^]*Content-Type/],
    [
      '429 of a proxy',
      text(429, 'slow down'),
      3,
      /is limiting the rate of requests.*slow down[^]*refresh-limit/,
    ],
    [
      '429 of gRPC: too large',
      refused(429, 8, 'grpc: received message larger than max (5 vs. 4)'),
      3,
      /too large[^]*ARGOCD_GRPC_MAX_SIZE_MB/,
    ],
    ['431', refused(431, 3, 'too large'), 3, /too large/],
    [
      '500',
      refused(500, 13, 'rpc error: code = Unavailable'),
      3,
      /responds with 500.*Unavailable[^]*log of argocd-server/,
    ],
    ['502 of a proxy', page(502, NGINX), 3, /proxy in front.*502[^]*Ingress/],
    ['503 of a load balancer', text(503, 'upstream connect error'), 3, /proxy in front.*503/],
    ['522 of Cloudflare', page(522, '<!DOCTYPE html>timed out'), 3, /proxy in front.*522/],
    [
      'a page of a login',
      page(200, '<!doctype html><title>Log in</title>'),
      2,
      /a web page instead of Argo CD's JSON[^]*argocd-headers/,
    ],
    [
      'the page of Argo CD itself, where the root path is missing',
      page(200, '<!doctype html><base href="/">'),
      2,
      /with its root path/,
    ],
    [
      'a redirect to a login',
      page(302, '', { location: 'https://login.example.com/oauth2?state=secret' }),
      2,
      /redirects this request to https:\/\/login\.example\.com\/oauth2 \(302\), and the token is sent to argocd-server only[^]*argocd-headers/,
    ],
    [
      'a redirect to a login of the same host',
      page(303, '', { location: '/login?has_sso_error=true' }),
      2,
      /argocd-headers/,
    ],
    ['a redirect to the root path', page(301, '', { location: '/argocd/api/v1' }), 2, /its root path/],
    [
      '401 of a proxy',
      text(401, 'Authorization required'),
      2,
      /something in front.*401.*Authorization required[^]*argocd-headers/,
    ],
    [
      '403 of a proxy',
      page(403, '<html>Access denied</html>'),
      2,
      /something in front.*denies access to this job[^]*certain IP addresses/,
    ],
    [
      '404 of an Ingress',
      text(404, 'default backend - 404'),
      2,
      /no Argo CD API was found at.*default backend/,
    ],
    ['404 of a page', page(404, '<html>Not found</html>'), 2, /no Argo CD API was found at/],
    [
      'http at a port of https',
      text(400, 'Client sent an HTTP request to an HTTPS server.'),
      2,
      /expects https/,
    ],
    [
      'gRPC',
      (response) => response.writeHead(200, { 'content-type': 'application/grpc' }).end('\0'),
      2,
      /speaks gRPC[^]*web UI/,
    ],
    [
      'text of gRPC-web',
      (response) => response.writeHead(200, { 'content-type': 'application/grpc-web-text' }).end('AAAA'),
      2,
      /speaks gRPC/,
    ],
    ['JSON of another kind', (response) => json(response, 200, { hello: 'world' }), 3, /metadata/],
    ['nothing', text(200, ''), 2, /instead of Argo CD's JSON/],
    [
      'half an answer',
      (response) => {
        response.writeHead(200, { 'content-length': '5000' }).write('{"metadata":')
        setTimeout(() => response.destroy(), 50)
      },
      3,
      /was interrupted/,
    ],
    ['half an answer that ends as if it were whole', text(200, '{"metadata":{"name":"we'), 3, /interrupted/],
  ])('%s', async (_, say, code, words) => {
    const { said, code: got } = await look({ url: await saying(say) })
    expect(said).toMatch(words)
    expect(said).not.toContain('state=secret')
    expect(got).toBe(code)
  })

  it.each<[string, Say]>([
    ['the API', refused(500, 13, '\u001B[2J\n::add-mask::x\r\n\u202Eevil')],
    ['a proxy', text(401, '\u001B]8;;http://x\u0007\n::error::x\u202E')],
  ])('of %s cannot write to the log what it likes', async (_, say) => {
    const { said } = await look({ url: await saying(say) })
    // eslint-disable-next-line no-control-regex
    expect(said).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u202A-\u202E]/)
    expect(said).not.toMatch(/^::/m)
  })

  it('that begins and does not end takes no longer than its patience', async () => {
    const url = await saying(
      (response) => void response.writeHead(200, { 'content-type': 'application/json' }).write('{'),
    )
    const { said, code } = await look({ url })
    expect(said).toContain('takes too long')
    expect(code).toBe(3)
  })

  it('that has no end is given up, and the memory is not filled', async () => {
    const url = await saying((response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      const more = () => {
        while (!response.destroyed && response.write(' '.repeat(1024 * 1024)));
      }
      response.on('drain', more)
      more()
    })
    const { said, code } = await look({ url })
    expect(said).toContain('too large')
    expect(code).toBe(3)
  })
})

describe('an answer that comes while an app is followed', () => {
  it.each<[string, Say, boolean]>([
    ['a login page', page(200, '<!doctype html><title>Log in</title>'), true],
    ['401', refused(401, 16, 'token is expired'), true],
    ['half of it, as if it were whole', text(200, '{"metadata":{"name":"we'), false],
    ['nothing', text(200, ''), false],
    ["a proxy's page", page(502, NGINX), false],
  ])('%s', async (_, say, isEnd) => {
    const options = { url: new URL(await saying(say)), credential: givenToken('t'), fetch: globalThis.fetch }
    const failure = await new ArgocdServer(options)
      .application({ name: 'web', namespace: undefined })
      .catch((error: unknown) => error)
    expect(isUnauthenticated(failure)).toBe(isEnd)
  })
})

describe('an ID token that is not taken', () => {
  const no = refused(401, 16, 'invalid session: failed to verify the token')
  const token = jwt({ iss: 'https://a.test', sub: 'repo:acme/infra:ref:x', aud: 'https://here.test' })
  const settings = (more: object) => ({ '/api/v1/settings': { url: 'x', ...more } })

  it.each<[string, object, RegExp]>([
    ['where Argo CD knows no issuer', {}, /issuer is https:\/\/a\.test, but this server has no oidc\.config/],
    ['where it has a Dex', { dexConfig: { connectors: [] } }, /its own Dex[^]*argocd-dex-connector/],
    [
      'of another issuer',
      { oidcConfig: { issuer: 'https://b.test', clientID: 'c' } },
      /its oidc\.config has https:\/\/b\.test[^]*accepts one issuer/,
    ],
    [
      'for another audience',
      { oidcConfig: { issuer: 'https://a.test/', clientID: 'c' } },
      /its audience is https:\/\/here\.test[^]*accepts the audience c/,
    ],
    [
      'for other reasons',
      { oidcConfig: { issuer: 'https://a.test', clientID: 'https://here.test' } },
      /cannot fetch the keys of https:\/\/a\.test/,
    ],
  ])('%s', async (_, more, words) => {
    const { said, code } = await look({ url: await saying(no, settings(more)), token })
    expect(said).toMatch(words)
    expect(code).toBe(2)
  })
})

describe('before anything is waited for', () => {
  it('all faults of all apps are said together', async () => {
    const url = await saying(refused(404, 5, 'not found'))
    const { said } = await look({ url, names: ['web', 'api', 'shop'] })
    for (const name of ['web', 'api', 'shop']) expect(said).toContain(`"${name}" was not found on`)
  })

  it('an app that the commit adds may not be there yet, but the page of a proxy is no such answer', async () => {
    const added = { status: 'added' }
    expect(await look({ url: await saying(refused(403, 7, 'permission denied')), ...added })).toMatchObject({
      code: 0,
    })
    expect(await look({ url: await saying(text(404, 'default backend - 404')), ...added })).toMatchObject({
      code: 2,
    })
    expect(await look({ url: await saying(page(403, '<html>')), ...added })).toMatchObject({ code: 2 })
  })

  it.each([['a b'], ['a\u20ACb'], ['tok\u0000en']])(
    'a token that no header takes is told at once: %j',
    async (token) => {
      const started = Date.now()
      const { said, code } = await look({
        url: await saying(refused(404, 5, '')),
        token,
        retryFor: 20_000,
      })
      expect(said).toContain('invalid characters')
      expect(code).toBe(2)
      expect(Date.now() - started).toBeLessThan(5000)
    },
  )

  it('a server that restarts is asked again', async () => {
    let asked = 0
    const url = await startReplay((request, response) => {
      asked += 1
      if (asked < 3) return page(503, '<html>')(response)
      return request.url === '/api/version'
        ? json(response, 200, { Version: 'v3.5.7' })
        : json(response, 200, application('web'))
    })
    expect(await look({ url, retryFor: 20_000 })).toEqual({ code: 0, said: '' })
  })

  it('a port that nobody listens at is given up after a while, with the reason', async () => {
    const server = createServer()
    const port = await listening(server)
    await new Promise((done) => server.close(done))
    const { said, code } = await look({ url: `http://127.0.0.1:${port}` })
    expect(said).toMatch(/does not respond: .*ECONNREFUSED/)
    expect(code).toBe(3)
  }, 60_000)

  it('a name that does not exist, and a port of http that was asked by https, are not asked again', async () => {
    const started = Date.now()
    expect(await look({ url: 'https://argocd.invalid' })).toMatchObject({
      code: 3,
      said: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/),
    })
    const plain = (await saying(refused(404, 5, ''))).replace('http:', 'https:')
    expect(await look({ url: plain })).toMatchObject({
      code: 3,
      said: expect.stringContaining('wrong version number'),
    })
    expect(Date.now() - started).toBeLessThan(15_000)
  })
})
