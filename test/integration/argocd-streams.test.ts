/**
 * The proxies between Fairlead and the stream of an Argo CD: real proxies in front of a server that replays a stream.
 */
import { createServer, request as ask } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { givenToken } from '../../src/controllers/argocd/access/credential.ts'
import { ArgocdServer } from '../../src/controllers/argocd/api/server.ts'
import { Watch } from '../../src/sync/server/watch.ts'
import { application, json, listening, startReplay } from '../support/replay.ts'

/** An Argo CD with some Applications that streams their changes, as the real one does: first, all existing ones. */
class Played {
  readonly #versions = new Map<string, number>()
  readonly #streams = new Set<ServerResponse>()
  readonly requests: string[] = []
  url = ''
  /** True if it drops events, as the real one does if its buffer is full. */
  drops = false
  readonly #namespaces = new Map<string, string>()

  static async start(names: readonly string[]): Promise<Played> {
    const played = new Played()
    for (const name of names) played.#versions.set(name, 1)
    played.url = await startReplay((request, response) => played.#answer(request, response))
    return played
  }

  /** Adds another Application of the same name, in a team's namespace. */
  alsoIn(namespace: string, name: string): void {
    this.#namespaces.set(name, namespace)
  }

  change(name: string): number {
    const version = (this.#versions.get(name) ?? 0) + 1
    this.#versions.set(name, version)
    if (!this.drops) for (const stream of this.#streams) this.#tell(stream, 'MODIFIED', name)
    return version
  }

  count(path: RegExp): number {
    return this.requests.filter((one) => path.test(one)).length
  }

  #tell(stream: ServerResponse, type: string, name: string): void {
    const namespace = this.#namespaces.get(name)
    const all = [
      application(name, { version: this.#versions.get(name) ?? 1 }),
      ...(namespace === undefined ? [] : [application(name, { version: 999, namespace })]),
    ]
    for (const one of all) stream.write(`${JSON.stringify({ result: { type, application: one } })}\n`)
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname } = new URL(request.url ?? '/', 'http://x')
    this.requests.push(request.url ?? '')
    if (pathname === '/api/v1/stream/applications') {
      response.writeHead(200, { 'content-type': 'application/json' })
      for (const name of this.#versions.keys()) this.#tell(response, 'ADDED', name)
      this.#streams.add(response)
      response.once('close', () => this.#streams.delete(response))
      return
    }
    const all = [...this.#versions].map(([name, version]) => application(name, { version }))
    if (pathname === '/api/v1/applications') return json(response, 200, { metadata: {}, items: all })
    const found = all.find(({ metadata }) => pathname === `/api/v1/applications/${metadata.name}`)
    if (found) return json(response, 200, found)
    return json(response, 404, { code: 5, message: 'not found', error: 'not found' })
  }
}

/** Starts a proxy that modifies the stream. */
async function proxied(
  to: string,
  onStream: (passed: IncomingMessage, response: ServerResponse) => void,
): Promise<string> {
  const proxy = createServer((request, response) => {
    const isStream = request.url?.startsWith('/api/v1/stream') === true
    const { method = 'GET', headers } = request
    const up = ask(`${to}${request.url}`, { method, headers }, (passed) => {
      if (isStream) return onStream(passed, response)
      response.writeHead(passed.statusCode ?? 502, passed.headers)
      passed.pipe(response)
    })
    up.on('error', () => response.destroy())
    response.on('close', () => up.destroy())
    request.pipe(up)
  })
  return `http://127.0.0.1:${await listening(proxy)}`
}

const passes = (passed: IncomingMessage, response: ServerResponse) => {
  response.writeHead(passed.statusCode ?? 502, passed.headers)
  passed.pipe(response)
}

interface Watched {
  readonly watch: Watch
  readonly signal: AbortSignal
  version(name: string): number
  /**
   * Reads like a follower: rarely while the stream reports the app, otherwise every half second. Returns the
   * milliseconds until the version is seen.
   */
  sees(name: string, version: number, within?: number): Promise<number>
}

async function watching(url: string, names: readonly string[]): Promise<Watched> {
  const ends = new AbortController()
  onTestFinished(() => ends.abort())
  const options = { url: new URL(url), credential: givenToken('t'), fetch: globalThis.fetch }
  const watch = new Watch(new ArgocdServer(options), () => performance.now())
  const all = names.map((name) => ({ name, namespace: undefined }))
  watch.wants(all)
  const { signal } = ends
  await Promise.all(all.map((name) => watch.read(name, signal)))
  void watch.stream(signal)
  const version = (name: string) =>
    Number(watch.latest({ name, namespace: undefined })?.live?.metadata.resourceVersion)
  return {
    watch,
    signal,
    version,
    async sees(name, wanted, within = 15_000) {
      const started = performance.now()
      const which = { name, namespace: undefined }
      while (version(name) < wanted) {
        if (performance.now() - started > within) throw new Error(`${name} is still seen as ${version(name)}`)
        const age = performance.now() - (watch.latest(which)?.at ?? 0)
        if (age > (watch.isTold(which) ? 3000 : 500)) await watch.read(which, signal)
        await sleep(50)
      }
      return performance.now() - started
    },
  }
}

const streaming = async ({ watch }: Watched) => {
  while (!watch.isTold({ name: 'web', namespace: undefined })) await sleep(20)
}

describe('a change is seen', () => {
  it('at once where the stream passes, with no request for it', async () => {
    const played = await Played.start(['web', 'api'])
    const watched = await watching(await proxied(played.url, passes), ['web', 'api'])
    await streaming(watched)
    const before = played.requests.length
    expect(await watched.sees('web', played.change('web'))).toBeLessThan(1000)
    expect(played.requests.length).toBe(before)
  })

  it.each<[string, (passed: IncomingMessage, response: ServerResponse) => void]>([
    ['keeps the stream until it ends', (passed) => passed.resume()],
    [
      'sends its head and nothing else',
      (passed, response) => void (response.writeHead(200).flushHeaders(), passed.resume()),
    ],
    ['answers 404', (_, response) => void response.writeHead(404).end('not found')],
    ['answers 415', (_, response) => void response.writeHead(415).end('Invalid content type')],
    [
      'answers with a page',
      (_, response) =>
        void response
          .writeHead(200, { 'content-type': 'text/html' })
          .end('<!doctype html><title>Log in</title>'),
    ],
    ['answers 504', (_, response) => void response.writeHead(504).end('<html>')],
    [
      'answers in gRPC-web text',
      (_, response) =>
        void response.writeHead(200, { 'content-type': 'application/grpc-web-text' }).end('AAAAAAA='),
    ],
    ['breaks it off at once', (_, response) => void response.destroy()],
    [
      'holds back all but the beginning',
      (passed, response) => {
        response.writeHead(200)
        passed.once('data', (chunk: Buffer) => response.write(chunk))
      },
    ],
  ])('by reading again where the proxy %s', async (_, onStream) => {
    const played = await Played.start(['web', 'api'])
    const watched = await watching(await proxied(played.url, onStream), ['web', 'api'])
    await sleep(200)
    await watched.sees('web', played.change('web'))
    // From here on it is known that the stream reports nothing, or reports late.
    await sleep(2000)
    expect(await watched.sees('web', played.change('web'))).toBeLessThan(2500)
    expect(watched.watch.isTold({ name: 'web', namespace: undefined })).toBe(false)
  })

  it('by the next stream where the proxy cuts it after a while', async () => {
    const played = await Played.start(['web'])
    const url = await proxied(played.url, (passed, response) => {
      passes(passed, response)
      setTimeout(() => response.destroy(), 1000)
    })
    const watched = await watching(url, ['web'])
    await streaming(watched)
    for (let i = 0; i < 5; i++) {
      expect(await watched.sees('web', played.change('web'))).toBeLessThan(2500)
      await sleep(600)
    }
    expect(played.count(/stream/)).toBeGreaterThan(2)
    expect(played.count(/stream/)).toBeLessThan(10)
  })

  it('by the next stream where the proxy ends it in the middle of a change, as if it were whole', async () => {
    const played = await Played.start(['web'])
    const url = await proxied(played.url, (passed, response) => {
      response.writeHead(200)
      passed.on('data', (chunk: Buffer) => {
        const isPassed = played.count(/stream/) > 1 || !chunk.includes('MODIFIED')
        if (isPassed) response.write(chunk)
        else response.end(chunk.subarray(0, chunk.length / 2))
      })
    })
    const watched = await watching(url, ['web'])
    await streaming(watched)
    await watched.sees('web', played.change('web'))
    await streaming(watched)
    expect(played.count(/stream/)).toBe(2)
    expect(await watched.sees('web', played.change('web'))).toBeLessThan(1000)
  })

  it('where the server has dropped it from its stream, which is then not trusted until it tells something newer', async () => {
    const played = await Played.start(['web', 'api'])
    const watched = await watching(played.url, ['web', 'api'])
    await streaming(watched)
    played.drops = true
    await watched.sees('web', played.change('web'))
    await sleep(2000)
    const name = { name: 'web', namespace: undefined }
    expect(watched.watch.isTold(name)).toBe(false)
    expect(watched.watch.isTold({ name: 'api', namespace: undefined })).toBe(true)
    played.drops = false
    await watched.sees('web', played.change('web'))
    expect(watched.watch.isTold(name)).toBe(true)
  })
})

it('a few Applications have a stream each, so that hundreds of others are not told; many have one', async () => {
  const names = Array.from({ length: 40 }, (_, i) => `app-${i}`)
  const played = await Played.start(names)
  const streams = () => played.requests.filter((path) => path.includes('/stream/')).toSorted()
  const few = await watching(played.url, ['app-1', 'app-11'])
  await few.sees('app-11', played.change('app-11'))
  expect(few.version('app-1')).toBe(1)
  expect(streams()).toEqual([
    '/api/v1/stream/applications?name=app-1',
    '/api/v1/stream/applications?name=app-11',
  ])
  played.requests.length = 0
  const many = await watching(played.url, names.slice(0, 20))
  await many.sees('app-1', played.change('app-1'))
  expect(streams()).toEqual(['/api/v1/stream/applications?projects=default'])
})

describe('reading again', () => {
  const names = Array.from({ length: 40 }, (_, i) => `app-${i}`)

  it('takes one list for all that are asked for at once, and none for a few', async () => {
    const played = await Played.start(names)
    const { watch, signal } = await watching(played.url, names)
    const one = (name: string) => watch.read({ name, namespace: undefined }, signal)
    played.requests.length = 0
    await Promise.all(names.map(one))
    expect(played.requests.filter((path) => !path.includes('stream'))).toEqual([
      '/api/v1/applications?projects=default',
    ])
    played.requests.length = 0
    await Promise.all(names.slice(0, 2).map(one))
    expect(played.count(/applications\/app-/)).toBe(2)
    expect(played.count(/applications\?/)).toBe(0)
  })

  it('asks for what the list lacks by its name: only that says that it is gone', async () => {
    const played = await Played.start(names)
    const { watch, signal } = await watching(played.url, names)
    const gone = watch.read({ name: 'gone', namespace: undefined, project: 'default' }, signal)
    const others = names.map((name) => watch.read({ name, namespace: undefined }, signal))
    await expect(gone).rejects.toMatchObject({ refused: { status: 404, isOfApi: true } })
    await Promise.all(others)
  })

  it('asks for each where no list passes: it may be too large for a proxy', async () => {
    const played = await Played.start(names)
    let lists = 0
    const proxy = createServer((request, response) => {
      const isList = request.url?.startsWith('/api/v1/applications?') === true
      if (isList) return ((lists += 1), response.writeHead(502).end('<html>'))
      const up = ask(`${played.url}${request.url}`, (passed) => passes(passed, response))
      return up.end()
    })
    const { watch, signal } = await watching(`http://127.0.0.1:${await listening(proxy)}`, names)
    const all = () => Promise.all(names.map((name) => watch.read({ name, namespace: undefined }, signal)))
    await all()
    expect(lists).toBe(1)
    await all()
    expect(lists).toBe(1)
  })

  it('does not list a project for a few of its many', async () => {
    const played = await Played.start(Array.from({ length: 400 }, (_, i) => `app-${i}`))
    const { watch, signal } = await watching(played.url, names.slice(0, 5))
    const all = () =>
      Promise.all(names.slice(0, 5).map((name) => watch.read({ name, namespace: undefined }, signal)))
    await all()
    played.requests.length = 0
    await all()
    expect(played.count(/applications\?/)).toBe(0)
  })
})

it("an Application of the same name in a team's namespace is another one", async () => {
  const played = await Played.start(['web', 'api'])
  played.alsoIn('team-a', 'web')
  const watched = await watching(played.url, ['web', 'api'])
  await streaming(watched)
  await watched.sees('web', played.change('web'))
  expect(watched.version('web')).toBe(2)
})
