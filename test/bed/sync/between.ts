/** A server between a job and Argo CD. It changes answers as proxies and wrong clocks do. */
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'

export interface BetweenOptions {
  /**
   * The seconds by which the server's clock is ahead. They are added to all times in its answers, and to the header
   * Date.
   */
  readonly ahead?: number
  /** The seconds that are added only to the header Date; `none` removes the header. */
  readonly date?: number | 'none'
  /** True if streams are blocked. */
  readonly withoutStreams?: boolean
}

/** A running server. */
export interface Between {
  readonly url: string
  /** The requests, as `GET /path?query`. */
  readonly requests: readonly string[]
  close(): Promise<void>
}

/** Starts the server in front of another one. Like many proxies, it passes only plain HTTP/1.1 requests. */
export async function startBetween(target: string, options: BetweenOptions = {}): Promise<Between> {
  const requests: string[] = []
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`)
    pass(target, request, response, options).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function pass(
  target: string,
  { method = 'GET', url = '/', headers }: IncomingMessage,
  response: ServerResponse,
  { ahead = 0, date = 0, withoutStreams = false }: BetweenOptions,
): Promise<void> {
  const isPlain = method === 'GET' && !(headers['content-type'] ?? '').includes('grpc')
  if (!isPlain || (withoutStreams && url.includes('/stream/'))) {
    response.writeHead(404).end('not here')
    return
  }
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  const { authorization = '' } = headers
  const answer = await fetch(`${target}${url}`, { headers: { authorization }, signal: gone.signal })
  response.sendDate = false
  response.statusCode = answer.status
  response.setHeader('content-type', answer.headers.get('content-type') ?? 'application/json')
  const now = Date.parse(answer.headers.get('date') ?? '') + 1000 * (ahead + (date === 'none' ? 0 : date))
  if (date !== 'none') response.setHeader('date', new Date(now).toUTCString())
  response.flushHeaders()
  const body = Readable.fromWeb(answer.body as ReadableStream)
  for await (const line of createInterface({ input: body, crlfDelay: Infinity }))
    response.write(`${shifted(line, ahead)}\n`)
  response.end()
}

/** Returns a text with all its times moved by a number of seconds. */
function shifted(text: string, seconds: number): string {
  if (seconds === 0) return text
  return text.replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, (found) =>
    new Date(Date.parse(found) + 1000 * seconds).toISOString().replace('.000Z', 'Z'),
  )
}
