/**
 * An API server of Argo CD that replays real answers: an Application of 60 objects, its tree of 140 nodes and its
 * objects, recorded on the bed from Argo CD 3.5.7. Each app gets a copy under its own name.
 */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'

/** The content of a replay. */
export interface Replay {
  readonly apps: readonly string[]
  /** The address of the infra repo and the commit that all apps are at. */
  readonly repoURL: string
  readonly commit: string
  /** Changes of Applications in the stream, per second. */
  readonly changesPerSecond: number
}

type Recorded = Record<'application' | 'tree' | 'managed', unknown>
const whole = JSON.parse(
  gunzipSync(readFileSync(new URL('recorded-application.json.gz', import.meta.url))).toString(),
) as Recorded
const recorded = {
  application: JSON.stringify(whole.application),
  'resource-tree': JSON.stringify(whole.tree),
  'managed-resources': JSON.stringify(whole.managed),
}
type Kind = keyof typeof recorded

/** A running server. */
export class ArgocdReplay {
  /** The number of requests by kind. */
  readonly asked = new Map<string, number>()
  /** The number of bytes sent. */
  sent = 0
  readonly #replay: Replay
  readonly #server
  /** The answers so far, by app and kind. */
  readonly #texts = new Map<string, string>()
  readonly #streams = new Set<NodeJS.Timeout>()

  private constructor(replay: Replay) {
    this.#replay = replay
    this.#server = createServer((request, response) => this.#answer(request, response))
  }

  static async start(replay: Replay): Promise<ArgocdReplay> {
    const started = new ArgocdReplay(replay)
    // Prepare the answers first, because the server cannot answer requests meanwhile.
    for (const app of replay.apps) started.#of(app, 'application')
    await new Promise<void>((resolve) => started.#server.listen(0, '127.0.0.1', resolve))
    return started
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  close(): void {
    for (const timer of this.#streams) clearInterval(timer)
    this.#server.closeAllConnections()
    this.#server.close()
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://server')
    const [, , , resource = 'version', app = '', below = ''] = pathname.split('/')
    const kind = resource === 'stream' ? 'stream' : below || (app === '' ? resource : 'application')
    this.asked.set(kind, (this.asked.get(kind) ?? 0) + 1)
    if (kind === 'stream') return this.#stream(response, searchParams.get('name'))
    response.setHeader('content-type', 'application/json')
    const text = this.#text(kind, decodeURIComponent(app))
    if (text === undefined) response.statusCode = 404
    this.#send(response, text ?? '{"error":"not found","code":5,"message":"not found"}')
    response.end()
  }

  #text(kind: string, app: string): string | undefined {
    if (kind === 'version') return '{"Version":"v3.5.7"}'
    if (kind === 'applications')
      return `{"metadata":{},"items":[${this.#replay.apps.map((name) => this.#of(name, 'application')).join(',')}]}`
    return kind in recorded && this.#replay.apps.includes(app) ? this.#of(app, kind as Kind) : undefined
  }

  /** Returns the recorded answer with the name of an app. */
  #of(app: string, kind: Kind): string {
    const key = `${app} ${kind}`
    const kept = this.#texts.get(key)
    if (kept !== undefined) return kept
    const { repoURL, commit } = this.#replay
    const text = recorded[kind]
      .replaceAll(/http:\/\/127\.0\.0\.1:\d+\/infra\.git/g, repoURL)
      .replaceAll(/"revision":"[0-9a-f]{40}"/g, `"revision":"${commit}"`)
      .replaceAll('"apps/web"', `"apps/${app}"`)
      .replaceAll('"web"', `"${app}"`)
    this.#texts.set(key, text)
    return text
  }

  /**
   * Streams the Applications and their changes.
   *
   * @param only the name of the only Application to stream, as in the real API; null for all
   */
  #stream(response: ServerResponse, only: string | null): void {
    const { apps, changesPerSecond } = this.#replay
    const tell = (type: string, app: string) =>
      (only === null || only === app) &&
      this.#send(response, `{"result":{"type":"${type}","application":${this.#of(app, 'application')}}}\n`)
    for (const app of apps) tell('ADDED', app)
    let next = 0
    const timer = setInterval(
      () => tell('MODIFIED', apps[(next += 1) % apps.length] ?? ''),
      1000 / changesPerSecond,
    )
    this.#streams.add(timer)
    response.once('close', () => clearInterval(timer))
  }

  #send(response: ServerResponse, text: string): void {
    this.sent += Buffer.byteLength(text)
    response.write(text)
  }
}
