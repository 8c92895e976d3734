import { createServer } from 'node:http'
import type { RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { pack } from 'tar-stream'
import type { Header } from 'tar-stream'
import { onTestFinished } from 'vitest'
import { openRemoteSources } from '../../src/render/remote-sources/remote-sources.ts'
import type {
  RemoteSourcesOptions,
  OpenRemoteSources,
} from '../../src/render/remote-sources/remote-sources.ts'
import type { Tree } from '../../src/tree/tree.ts'
import { temporaryFolder } from './git.ts'

/** Settings that allow the tests' servers, which are on this machine. */
export const here = { '127.0.0.1': { private: true } }

/** Opens remote sources until the test is over. Hosts that are not listed are refused, as everywhere. */
export function remoteSources(options: Partial<RemoteSourcesOptions> = {}): OpenRemoteSources {
  const environment = { PATH: process.env['PATH'], HOME: temporaryFolder() }
  const temporary = temporaryFolder()
  const opened = openRemoteSources({ hosts: here, environment, temporary, second: 1, ...options })
  onTestFinished(() => opened.close())
  return opened
}

export interface Served {
  /** The address, with a trailing slash. */
  readonly url: string
  readonly asked: { url: string; authorization: string | undefined; etag: string | undefined }[]
}

/** Runs a server until the test is over, and records its requests. */
export async function serve(listener: RequestListener): Promise<Served> {
  const asked: Served['asked'] = []
  const server = createServer((request, response) => {
    const { url = '', headers } = request
    asked.push({ url, authorization: headers.authorization, etag: headers['if-none-match'] })
    listener(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, asked }
}

/** Serves files by path. */
export function serveFiles(files: Readonly<Record<string, string | Uint8Array>>): Promise<Served> {
  return serve((request, response) => {
    const file = files[(request.url ?? '').slice(1)]
    if (file === undefined) response.writeHead(404).end()
    else if (request.headers['if-none-match'] === '"1"') response.writeHead(304).end()
    else response.writeHead(200, { etag: '"1"' }).end(file)
  })
}

/** Returns a `.tgz` of these files. */
export async function tarball(
  files: Readonly<Record<string, string | Buffer>>,
  odd: readonly Partial<Header>[] = [],
): Promise<Buffer> {
  const archive = pack()
  for (const [name, content] of Object.entries(files)) archive.entry({ name }, content)
  for (const entry of odd) archive.entry(entry as Header)
  archive.finalize()
  const chunks: Buffer[] = []
  for await (const chunk of archive) chunks.push(chunk as Buffer)
  return gzipSync(Buffer.concat(chunks))
}

/** Returns a packed chart. */
export function chart(name: string, version: string): Promise<Buffer> {
  return tarball({ [`${name}/Chart.yaml`]: `apiVersion: v2\nname: ${name}\nversion: ${version}\n` })
}

/** Returns a file's text. */
export async function textOf(tree: Tree, path: string): Promise<string | undefined> {
  const file = (await tree.read([path])).get(path)
  return file && Buffer.from(file.content).toString()
}
