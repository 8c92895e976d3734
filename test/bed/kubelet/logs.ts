/**
 * The kubelet's own server, from which the API server requests the logs of a container. The API server requires TLS.
 */
import { readFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { Server } from 'node:https'
import { join } from 'node:path'
import type { Container, Line } from './container.ts'

/**
 * Serves `/containerLogs/NAMESPACE/POD/CONTAINER` with its usual parameters, and `/healthz`.
 *
 * @param certificates the folder of the API server's certificate, which is valid for loopback
 * @param find returns a container, if this kubelet has it
 */
export function serveLogs(
  port: number,
  certificates: string,
  find: (namespace: string, pod: string, container: string) => Container | undefined,
): Promise<Server> {
  const server = createServer({
    cert: readFileSync(join(certificates, 'apiserver.crt')),
    key: readFileSync(join(certificates, 'apiserver.key')),
  })
  server.on('request', (request, response) => {
    const url = new URL(request.url ?? '/', 'https://kubelet')
    const [, root, namespace = '', pod = '', name = ''] = url.pathname.split('/')
    if (root === 'healthz') {
      response.end('ok')
    } else if (root === 'containerLogs') {
      answer(response, url.searchParams, { pod, name, container: find(namespace, pod, name) })
    } else {
      response.writeHead(404).end('404 page not found\n')
    }
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => resolve(server))
  })
}

/** The requested container, with the names from the request. */
interface Asked {
  readonly pod: string
  readonly name: string
  readonly container: Container | undefined
}

/** Answers a request for logs. The error messages are the same as the kubelet's. */
function answer(response: ServerResponse, query: URLSearchParams, { pod, name, container }: Asked): void {
  const isPrevious = query.get('previous') === 'true'
  const lines = isPrevious ? container?.previousLines : container?.lines
  if (container === undefined) {
    response.writeHead(404).end(`container ${name} not found in pod ${pod}`)
  } else if (lines === undefined) {
    response.writeHead(400).end(`previous terminated container "${name}" in pod "${pod}" not found`)
  } else if (!isPrevious && lines.length === 0) {
    response.writeHead(400)
    response.end(`container "${name}" in pod "${pod}" is waiting to start: ${container.waitsFor}`)
  } else {
    const format = formatOf(query)
    response.writeHead(200, { 'content-type': 'text/plain' })
    for (const line of chosenOf(lines, query)) response.write(format(line))
    if (query.get('follow') === 'true' && !isPrevious) followLines(response, container, format)
    else response.end()
  }
}

/** Returns the requested lines: those of the last seconds, those since a time, or a number of lines from the end. */
function chosenOf(lines: readonly Line[], query: URLSearchParams): readonly Line[] {
  const [seconds, time, tail] = ['sinceSeconds', 'sinceTime', 'tailLines'].map((name) => query.get(name))
  const since = seconds ? Date.now() - 1000 * Number(seconds) : Date.parse(time ?? '') || 0
  const recent = lines.filter(({ at }) => at.getTime() >= since)
  return tail ? recent.slice(Math.max(0, recent.length - Number(tail))) : recent
}

/** Returns the format of a line. Argo CD requests timestamps and does not show a line without one. */
function formatOf(query: URLSearchParams): (line: Line) => string {
  const hasTimes = query.get('timestamps') === 'true'
  return ({ at, text }) => `${hasTimes ? `${at.toISOString()} ` : ''}${text}\n`
}

/** Streams new lines of a container until it ends or the client disconnects. */
function followLines(response: ServerResponse, container: Container, format: (line: Line) => string): void {
  const { lines } = container
  let seen = lines.length
  const timer = setInterval(() => {
    for (const line of lines.slice(seen)) response.write(format(line))
    seen = lines.length
    // A container that has restarted writes to a new list.
    if (container.lines !== lines || container.exitCode !== undefined) response.end()
  }, 200)
  response.on('close', () => clearInterval(timer))
}
