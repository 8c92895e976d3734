import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { startFakeGitHub } from '../test/fakes/github/index.ts'
import type { FakeGitHub, RepositoryHandle } from '../test/fakes/github/index.ts'
import { repoOfFiles } from './infra.ts'

const token = 'bench-token'

/** The network traffic since the last count. Bytes are those of HTTP/1.1 with its headers, without TLS. */
export interface Traffic {
  readonly requests: number
  /** From the client (sent), and to it (received). */
  readonly sent: number
  readonly received: number
}

/** A GitHub for the benchmark with one infra repo, `acme/infra`. */
export class Server implements AsyncDisposable {
  readonly fake: FakeGitHub
  readonly infra: RepositoryHandle
  readonly #proxy: CountingProxy

  private constructor(fake: FakeGitHub, infra: RepositoryHandle, proxy: CountingProxy) {
    this.fake = fake
    this.infra = infra
    this.#proxy = proxy
  }

  static async start(files: number): Promise<Server> {
    const fake = await startFakeGitHub()
    fake.addToken(token, { kind: 'app', login: 'bench[bot]' })
    const infra = await fake.addRepository('acme/infra', {
      files: repoOfFiles(files),
      permissions: { [token]: { contents: 'write', pull_requests: 'write' } },
    })
    return new Server(fake, infra, await CountingProxy.start(Number(new URL(fake.serverUrl).port)))
  }

  /** Returns the address of the server, or of the proxy in front of it if the traffic is counted. */
  url(counted = false): string {
    return counted ? this.#proxy.url : this.fake.serverUrl
  }

  /** Returns the variables that direct Fairlead to this server. */
  environment(counted = false): Record<string, string> {
    const url = this.url(counted)
    const names = {
      GITHUB_SERVER_URL: url,
      GITHUB_API_URL: `${url}/api/v3`,
      GITHUB_GRAPHQL_URL: `${url}/api/graphql`,
    }
    return { ...names, FAIRLEAD_TOKEN: token }
  }

  /** Returns the address of the infra repo for git, including the token. */
  remote(counted = false): string {
    return `${this.url(counted).replace('//', `//x-access-token:${token}@`)}/acme/infra.git`
  }

  /** Returns the network traffic of some work that uses the proxy. */
  async counting(work: () => Promise<unknown>): Promise<Traffic> {
    const before = this.fake.requests.length
    const { sent, received } = this.#proxy
    await work()
    return {
      requests: this.fake.requests.length - before,
      sent: this.#proxy.sent - sent,
      received: this.#proxy.received - received,
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#proxy.close()
    await this.fake[Symbol.asyncDispose]()
  }
}

/** Forwards connections to a local port and counts their bytes. */
class CountingProxy {
  sent = 0
  received = 0
  readonly #sockets = new Set<Socket>()
  readonly #server

  private constructor(port: number) {
    this.#server = createServer((client) => {
      const upstream = connect(port, '127.0.0.1')
      client.on('data', (chunk) => (this.sent += chunk.length)).pipe(upstream)
      upstream.on('data', (chunk) => (this.received += chunk.length)).pipe(client)
      for (const socket of [client, upstream]) {
        this.#sockets.add(socket)
        socket.on('error', () => this.close([client, upstream]))
      }
    })
  }

  static async start(port: number): Promise<CountingProxy> {
    const proxy = new CountingProxy(port)
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve))
    return proxy
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  close(sockets: Iterable<Socket> = this.#sockets): void {
    for (const socket of sockets) socket.destroy()
    if (sockets === this.#sockets) this.#server.close()
  }
}
