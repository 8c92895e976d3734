/** Tests the command behind the proxies that companies use: a real proxy in front of the real Argo CD. */
import { createServer } from 'node:https'
import { request as ask } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { authority } from '../../support/authority.ts'
import { deployment, Stage } from './stage.ts'

let stage: Stage

beforeAll(async () => {
  stage = await Stage.open()
})
afterAll(() => stage.close())

interface Proxy {
  /** The addresses that a job passes for this proxy. */
  readonly servers: string[]
  readonly more: string[]
  readonly paths: string[]
  close(): void
}

type Handle = (path: string, response: ServerResponse) => boolean

/**
 * Starts a proxy. It terminates TLS with a certificate from its own authority, has a root path, and requires a header.
 */
async function proxied(
  handles: Handle = () => false,
  onStream?: (passed: IncomingMessage, response: ServerResponse) => void,
): Promise<Proxy> {
  const own = authority()
  const to = new URL(stage.argocd.url)
  const paths: string[] = []
  const server = createServer(own, (request, response) => {
    const { method = 'GET', url = '', headers } = request
    if (headers['x-pass'] !== 's3cret-pass')
      return response.writeHead(302, { location: 'https://login.example.com/?state=1' }).end()
    if (!url.startsWith('/tools/argocd/')) return response.writeHead(404).end('default backend - 404')
    const path = url.slice('/tools/argocd'.length)
    paths.push(path)
    if (handles(path, response)) return undefined
    const up = ask({ host: to.hostname, port: to.port, method, path, headers }, (passed) => {
      if (onStream && path.startsWith('/api/v1/stream')) return onStream(passed, response)
      response.writeHead(passed.statusCode ?? 502, passed.headers)
      return passed.pipe(response)
    })
    up.on('error', () => response.destroy())
    response.on('close', () => up.destroy())
    return request.pipe(up)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return {
    servers: [`https://localhost:${port}/tools/argocd/`],
    more: [`--argocd-ca=${own.file}`, '--argocd-headers=X-Pass: s3cret-pass'],
    paths,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

const web = (tag: string) => ({ 'web.yaml': deployment(`example.com/web:${tag}`) })

it('a commit is verified behind a root path, a header and an authority of its own, by the stream', async () => {
  const scene = await stage.scene('behind', web('1'))
  const proxy = await proxied()
  const { app, code, said } = await scene.syncCommit(web('2-late-3s'), proxy)
  proxy.close()
  expect(app, said).toMatchObject({ outcome: 'verified' })
  expect(code).toBe(0)
  expect(said).not.toContain('s3cret-pass')
  expect(proxy.paths.filter((path) => path.startsWith('/api/v1/stream'))).toHaveLength(1)
})

it('without the header the proxy asks to log in, and that is said with its cure', async () => {
  const scene = await stage.scene('login', web('1'))
  const proxy = await proxied()
  const { code, said } = await scene.syncCommit(web('2'), { ...proxy, more: proxy.more.slice(0, 1) })
  proxy.close()
  expect(code).toBe(2)
  expect(said).toContain('https://login.example.com/ (302)')
  expect(said).toContain('argocd-headers')
})

it.each<[string, (passed: IncomingMessage, response: ServerResponse) => void]>([
  ['refuses the stream', (_, response) => void response.writeHead(404).end('Not Found')],
  ['keeps the stream to itself', (passed) => void passed.resume()],
  [
    'cuts the stream again and again',
    (passed, response) => {
      response.writeHead(200, passed.headers)
      passed.pipe(response)
      setTimeout(() => response.destroy(), 2000)
    },
  ],
])('a commit is verified where a proxy %s', async (what, onStream) => {
  const scene = await stage.scene(what.replaceAll(/\W+/g, '-'), web('1'))
  const proxy = await proxied(undefined, onStream)
  const { app, code, said } = await scene.syncCommit(web('2-late-5s'), proxy)
  proxy.close()
  expect(app, said).toMatchObject({ outcome: 'verified', images: ['example.com/web:2-late-5s'] })
  expect(code).toBe(0)
})

it('while argocd-server restarts the proxy has pages of its own, which are no answer: the wait goes on', async () => {
  const scene = await stage.scene('restarts', web('1'))
  let from = Number.POSITIVE_INFINITY
  let pages = 0
  const proxy = await proxied((path, response) => {
    if (path.includes('resource-tree') || path.includes('managed-resources'))
      from = Math.min(from, Date.now())
    const age = Date.now() - from
    if (age < 0 || age > 8000 || Number.isNaN(age)) return false
    pages += 1
    // First nothing answers, then the Ingress has no backend.
    const [status, page] =
      age < 4000 ? [502, '<html>502 Bad Gateway</html>'] : [404, '<html>default backend</html>']
    response.writeHead(status as number, { 'content-type': 'text/html' }).end(page)
    return true
  })
  const { app, code, said } = await scene.syncCommit(web('2-late-5s'), proxy)
  proxy.close()
  expect(app, said).toMatchObject({ outcome: 'verified' })
  expect(code).toBe(0)
  expect(pages).toBeGreaterThan(0)
})
