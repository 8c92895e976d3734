/** Following an app while its server is slow or answers something else. The server replays; the clock is real. */
import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it, onTestFinished } from 'vitest'
import { givenToken } from '../../src/controllers/argocd/access/credential.ts'
import { ArgocdServer } from '../../src/controllers/argocd/api/server.ts'
import { Lanes } from '../../src/lanes.ts'
import { Follower } from '../../src/sync/follow/follow.ts'
import type { Awaited, FollowPorts } from '../../src/sync/ports.ts'
import { Watch } from '../../src/sync/server/watch.ts'
import { application, json, startReplay } from '../support/replay.ts'

const revision = 'a'.repeat(40)

/** Returns an Application that is live at the commit, or that Argo CD has not synced yet. */
function appAt(name: string, version: number, isLive: boolean) {
  const { metadata, spec, status } = application(name, { version })
  const { source, destination } = spec
  const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1, 12, 0, seconds)).toISOString()
  return {
    metadata,
    spec: { ...spec, syncPolicy: { automated: {} } },
    status: {
      ...status,
      reconciledAt: at(20),
      sync: {
        status: isLive ? 'Synced' : 'OutOfSync',
        revision,
        comparedTo: { source, destination },
      },
      operationState: {
        phase: 'Succeeded',
        finishedAt: at(10),
        syncResult: { revision: isLive ? revision : 'b'.repeat(40) },
      },
    },
  }
}

interface Server {
  /** Answers a request in place of the server. */
  readonly instead?: (path: string, response: ServerResponse) => boolean
}

/** Starts an Argo CD with some Applications that are not synced yet, and follows them. */
async function following(names: readonly string[], { instead }: Server = {}, timeout = 30_000) {
  const versions = new Map(names.map((name) => [name, 1]))
  const streams = new Set<ServerResponse>()
  const appOf = (name: string) => appAt(name, versions.get(name) ?? 1, versions.get(name) !== 1)
  const tell = (response: ServerResponse, type: string, name: string) =>
    response.write(`${JSON.stringify({ result: { type, application: appOf(name) } })}\n`)
  const url = await startReplay((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://x')
    if (instead?.(pathname, response) === true) return undefined
    if (pathname === '/api/v1/stream/applications') {
      response.writeHead(200, { 'content-type': 'application/json' })
      for (const name of names) tell(response, 'ADDED', name)
      return streams.add(response)
    }
    if (pathname === '/api/v1/applications') return json(response, 200, { items: names.map(appOf) })
    const [, name = '', below] = /^\/api\/v1\/applications\/([^/]+)(?:\/(.+))?$/.exec(pathname) ?? []
    return json(response, 200, below === undefined ? appOf(name) : {})
  })
  const ends = AbortSignal.timeout(timeout)
  const over = new AbortController()
  onTestFinished(() => over.abort())
  const signal = AbortSignal.any([ends, over.signal])
  const options = { url: new URL(url), credential: givenToken('t'), fetch: globalThis.fetch }
  const watch = new Watch(new ArgocdServer(options), () => performance.now())
  const all = names.map((name) => ({ name, namespace: undefined }))
  watch.wants(all)
  await Promise.all(all.map((name) => watch.read(name, signal)))
  void watch.stream(signal)
  const ports: Omit<FollowPorts, 'ended'> = {
    revision,
    branches: ['HEAD'],
    isBranchKnown: true,
    refreshes: false,
    unrelated: 'fail',
    settle: 0,
    isOurs: () => true,
    ancestry: {
      relationOf: (commit) => (commit === revision ? 'same' : 'ancestor'),
      learn: () => Promise.resolve(),
    },
    ancestryOf: () => ports.ancestry,
    expectedAt: () => Promise.resolve(undefined),
    isSameAt: () => Promise.resolve(false),
    isSameFolder: () => Promise.resolve(false),
    mask: (text) => text,
    refreshLanes: new Lanes(1),
    monotonic: () => performance.now(),
    tell: () => undefined,
    signal,
  }
  const expected = { isChanged: true, changed: [], removed: [], spec: undefined, status: 'changed' }
  const follow = (name: (typeof all)[number]) =>
    new Follower({ expected, name, watch } as unknown as Awaited, ports as FollowPorts, 0).follow()
  return {
    outcomes: new Map(all.map((one) => [one.name, follow(one)])),
    /** Syncs an Application, which the stream reports at once. */
    sync: (name: string) => {
      versions.set(name, 2)
      for (const stream of streams) tell(stream, 'MODIFIED', name)
    },
  }
}

it('a slow list of all Applications does not delay the outcome of an app that the stream reports', async () => {
  const paths: string[] = []
  const names = ['web', 'api', 'shop', 'db', 'mail']
  const { outcomes, sync } = await following(names, {
    instead: (path, response) => {
      paths.push(path)
      if (path !== '/api/v1/applications') return false
      setTimeout(() => response.destroy(), 10_000)
      return true
    },
  })
  while (!paths.includes('/api/v1/applications')) await sleep(50)
  const since = performance.now()
  sync('web')
  expect(await outcomes.get('web')).toMatchObject({ outcome: 'verified' })
  expect(performance.now() - since).toBeLessThan(3000)
}, 60_000)

it('says that the token has lost its permission, not that an app does not exist yet', async () => {
  let isDenied = false
  const { outcomes } = await following(
    ['web'],
    {
      instead: (path, response) => {
        if (path.includes('stream')) return response.destroy() !== undefined
        if (isDenied) json(response, 403, { code: 7, message: 'permission denied' })
        return isDenied
      },
    },
    8000,
  )
  await sleep(200)
  isDenied = true
  const { outcome, reason } = (await outcomes.get('web'))!
  expect(outcome).toBe('unknown')
  expect(reason).toContain('last state: Argo CD answers 403: the token has lost its permission')
  expect(reason).not.toContain('not exist yet')
}, 60_000)
