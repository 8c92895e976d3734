/**
 * The HTTP server of a fake forge: it listens, records requests and injects errors. The forge creates the responses.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import type { Fault } from './faults.ts'
import type { RecordedRequest, RequestHandler } from './recording.ts'

export interface Exchange {
  readonly request: IncomingMessage
  readonly url: URL
  readonly bytes: Buffer
  readonly body: unknown
  readonly record: RecordedRequest
}

export interface Answer {
  readonly status: number
  /** JSON, unless it is bytes or text. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export type Identity = Pick<RecordedRequest, 'kind' | 'operation' | 'credential'>

export interface Forge {
  /** Returns the description of a request, for the record. */
  identify(request: IncomingMessage, url: URL, body: unknown): Identity
  answer(exchange: Exchange, fault: Fault | undefined): Promise<Answer>
  /** Returns the headers of every response. */
  headers(): Readonly<Record<string, string>>
  /** Called when the server has closed. */
  dispose(): void
}

/** Creates a temporary directory for the repositories of a fake. */
export const temporaryDirectory = (name: string) => mkdtemp(join(tmpdir(), `${name}-`))

export class FakeServer {
  readonly requests: RecordedRequest[] = []
  readonly violations: string[] = []
  readonly #directory: string
  readonly #server: Server
  readonly #handlers = new Set<RequestHandler>()
  #forge: Forge | undefined

  /** @param directory is removed when the server closes */
  constructor(directory: string) {
    this.#directory = directory
    this.#server = createServer((request, response) => void this.#serve(request, response))
    this.#server.keepAliveTimeout = 60_000
  }

  async listen(forge: Forge): Promise<void> {
    this.#forge = forge
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /**
   * Registers a handler that may return an error for any later request. Returns a function that removes the handler.
   */
  onRequest(handler: RequestHandler): () => void {
    this.#handlers.add(handler)
    return () => this.#handlers.delete(handler)
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
    this.#forge?.dispose()
    await rm(this.#directory, { recursive: true, force: true, maxRetries: 5 })
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const forge = this.#forge
      if (forge === undefined) throw new Error('no forge is behind the server')
      const exchange = await this.#receive(forge, request)
      const fault = await this.#fault(exchange.record)
      if (fault?.delayMs !== undefined) await delay(fault.delayMs)
      const replaced = fault?.reset === true || fault?.answer !== undefined
      const real = replaced && fault?.carriedOut !== true ? undefined : await forge.answer(exchange, fault)
      if (fault?.reset === true) {
        request.socket.resetAndDestroy()
        return
      }
      respond(response, exchange.record, fault?.answer ?? real ?? { status: 500 }, forge.headers())
    } catch (error) {
      // An error in the fake itself. The test has to notice it, however the client handles the response.
      this.violations.push(error instanceof Error ? (error.stack ?? error.message) : String(error))
      response.writeHead(500, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ message: `The fake failed: ${String(error)}` }))
    }
  }

  async #receive(forge: Forge, request: IncomingMessage): Promise<Exchange> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const bytes = Buffer.concat(chunks)
    const url = new URL(request.url ?? '/', this.url)
    const isJson = bytes.length > 0 && url.pathname.startsWith('/api/')
    const body: unknown = isJson ? JSON.parse(bytes.toString()) : undefined
    const record: RecordedRequest = {
      method: request.method ?? 'GET',
      path: `${url.pathname}${url.search}`,
      ...forge.identify(request, url, body),
      headers: request.headers,
      authorization: request.headers.authorization,
      body,
      status: undefined,
      responseBody: undefined,
    }
    this.requests.push(record)
    return { request, url, bytes, body, record }
  }

  async #fault(record: RecordedRequest): Promise<Fault | undefined> {
    for (const handler of this.#handlers) {
      const fault = await handler(record)
      if (fault !== undefined) return fault
    }
    return undefined
  }
}

function respond(
  response: ServerResponse,
  record: RecordedRequest,
  answer: Answer,
  everywhere: Readonly<Record<string, string>>,
): void {
  const { status, headers = {}, body } = answer
  const isText = typeof body === 'string' || body instanceof Buffer
  record.status = status
  record.responseBody = body
  response.writeHead(status, {
    ...everywhere,
    ...(body === undefined || isText ? {} : { 'content-type': 'application/json; charset=utf-8' }),
    ...headers,
  })
  response.end(body === undefined || isText ? body : JSON.stringify(body))
}
