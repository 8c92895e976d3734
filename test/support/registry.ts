/** A real container registry for tests: Debian's docker-registry on a free port of this machine. */
import { execFileSync, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'
import { temporaryFolder } from './git.ts'

const program = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'docker-registry'))
  .find((file) => existsSync(file))

/** True if a registry is installed. Without one, a developer's machine skips its tests, and CI fails. */
export const hasRegistry = program !== undefined
if (!hasRegistry) {
  const message = 'docker-registry is not installed (.ci/install does it on Debian)'
  if (process.env['CI'] === 'true') throw new Error(message)
  process.stderr.write(`Skipped: ${message}\n`)
}

export const user = { name: 'ci', password: 'push-and-pull' }
/** A line for that user, from `htpasswd -B`. */
const htpasswd = 'ci:$2b$04$CR8IriLu4cXnPWh1vEWu9OoY1oJy6SH9Wgtx87DhD95NSFBU9eDpa\n'
const basic = `Basic ${Buffer.from(`${user.name}:${user.password}`).toString('base64')}`

/** The authentication of a registry: none, by user and password, or by tokens of another server. */
export type Guard = 'none' | 'password' | 'token'

export interface RegistryServer {
  /** The host and port, as in names of images: `127.0.0.1:41234`. */
  readonly host: string
  /** Pushes an image that contains only its name, and returns its digest. */
  push(repository: string, tag: string, content?: string): Promise<string>
  /** Pushes an index of two images, as for two platforms. Returns the digests of the index and of the first image. */
  pushIndex(repository: string, tag: string): Promise<{ index: string; platform: string }>
  /** Pushes a package of one layer, and returns the digest of its manifest. */
  pushPackage(repository: string, tag: string, mediaType: string, content: Uint8Array): Promise<string>
  /** The requests to the token server so far: method, form or query, and the header. */
  readonly tokenRequests: readonly { method: string; query: string; authorization: string | undefined }[]
}

/** Starts a registry that stops with the test. */
export async function startRegistry(guard: Guard = 'none'): Promise<RegistryServer> {
  const folder = temporaryFolder()
  const tokens = guard === 'token' ? await startTokenServer(folder) : undefined
  const auth = {
    none: undefined,
    password: { htpasswd: { realm: 'test', path: join(folder, 'htpasswd') } },
    token: {
      token: {
        realm: tokens?.realm,
        service: 'registry.test',
        issuer: 'tests',
        rootcertbundle: join(folder, 'certificate.pem'),
      },
    },
  }[guard]
  writeFileSync(join(folder, 'htpasswd'), htpasswd)
  // JSON is YAML.
  const configuration = {
    version: '0.1',
    log: { level: 'info' },
    storage: { filesystem: { rootdirectory: join(folder, 'data') } },
    http: { addr: '127.0.0.1:0', secret: 'test' },
    ...(auth && { auth }),
  }
  writeFileSync(join(folder, 'config.yml'), JSON.stringify(configuration))
  const child = spawn(program ?? '', ['serve', join(folder, 'config.yml')], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: process.env['PATH'], OTEL_TRACES_EXPORTER: 'none' },
  })
  onTestFinished(() => ended(child))
  const host = await new Promise<string>((resolve, reject) => {
    const said: string[] = []
    child.once('error', reject)
    child.once('exit', () => reject(new Error(`docker-registry ended: ${said.join('\n')}`)))
    createInterface({ input: child.stderr }).on('line', (line) => {
      said.push(line)
      const address = /listening on (127\.0\.0\.1:\d+)/.exec(line)?.[1]
      if (address !== undefined) resolve(address)
    })
  })
  const authorizationFor = (repository: string) =>
    guard === 'none' ? undefined : (tokens?.header(repository, 'pull,push') ?? basic)
  return {
    host,
    push: (repository, tag, content = `${repository}:${tag}`) =>
      pushImage(new Pusher(host, repository, authorizationFor(repository)), tag, content),
    async pushIndex(repository, tag) {
      const pusher = new Pusher(host, repository, authorizationFor(repository))
      const manifests = []
      for (const architecture of ['amd64', 'arm64']) {
        const digest = await pushImage(pusher, `${tag}-${architecture}`, architecture)
        const size = pusher.sizes.get(digest)
        manifests.push({ mediaType: image, digest, size, platform: { architecture, os: 'linux' } })
      }
      const index = await pusher.manifest(tag, { schemaVersion: 2, mediaType: indexType, manifests })
      return { index, platform: manifests[0]?.digest ?? '' }
    },
    async pushPackage(repository, tag, mediaType, content) {
      const pusher = new Pusher(host, repository, authorizationFor(repository))
      const config = { mediaType: 'application/vnd.cncf.flux.config.v1+json', ...(await pusher.blob('{}')) }
      const layers = [{ mediaType, ...(await pusher.blob(content)) }]
      return pusher.manifest(tag, { schemaVersion: 2, mediaType: image, config, layers })
    },
    tokenRequests: tokens?.requests ?? [],
  }
}

/** Stops a process and waits until it has ended. */
async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill()
  await gone
}

const image = 'application/vnd.oci.image.manifest.v1+json'
const indexType = 'application/vnd.oci.image.index.v1+json'

interface Manifest {
  readonly schemaVersion: 2
  readonly mediaType: string
  readonly [other: string]: unknown
}

/** Pushes with plain HTTP requests. https://github.com/opencontainers/distribution-spec/blob/main/spec.md#push */
class Pusher {
  readonly sizes = new Map<string, number>()
  readonly #base: string
  readonly #headers: Record<string, string>

  constructor(host: string, repository: string, authorization: string | undefined) {
    this.#base = `http://${host}/v2/${repository}`
    this.#headers = authorization === undefined ? {} : { authorization }
  }

  async blob(content: string | Uint8Array): Promise<{ digest: string; size: number }> {
    const started = await this.#send(`${this.#base}/blobs/uploads/`, { method: 'POST' })
    const place = new URL(started.headers.get('location') ?? '', this.#base)
    const digest = digestOf(content)
    place.searchParams.set('digest', digest)
    const headers = { 'content-type': 'application/octet-stream' }
    await this.#send(place, {
      method: 'PUT',
      body: typeof content === 'string' ? content : new Uint8Array(content),
      headers,
    })
    return { digest, size: Buffer.byteLength(content) }
  }

  async manifest(tag: string, manifest: Manifest): Promise<string> {
    const body = JSON.stringify(manifest)
    const headers = { 'content-type': manifest.mediaType }
    await this.#send(`${this.#base}/manifests/${tag}`, { method: 'PUT', body, headers })
    this.sizes.set(digestOf(body), Buffer.byteLength(body))
    return digestOf(body)
  }

  async #send(
    url: string | URL,
    request: { method: string; body?: string | Uint8Array<ArrayBuffer>; headers?: object },
  ) {
    const answer = await fetch(url, { ...request, headers: { ...request.headers, ...this.#headers } })
    if (!answer.ok)
      throw new Error(`${request.method} ${String(url)}: ${answer.status} ${await answer.text()}`)
    return answer
  }
}

async function pushImage(pusher: Pusher, tag: string, content: string): Promise<string> {
  const config = await pusher.blob(JSON.stringify({ architecture: 'amd64', os: 'linux', comment: content }))
  return pusher.manifest(tag, {
    schemaVersion: 2,
    mediaType: image,
    config: { mediaType: 'application/vnd.oci.image.config.v1+json', ...config },
    layers: [],
  })
}

function digestOf(content: string | Uint8Array): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`
}

/** Creates a self-signed certificate for a host and returns its files. */
export function makeCertificate(folder: string, host: string): { key: string; certificate: string } {
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')]
  const options = `-x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=${host} -addext subjectAltName=DNS:${host}`
  execFileSync('openssl', ['req', ...options.split(' '), '-keyout', key, '-out', certificate], {
    stdio: 'pipe',
  })
  return { key, certificate }
}

/**
 * Starts a server that issues the tokens of the registry to clients with the password or the refresh token
 * `refresh-me`.
 */
async function startTokenServer(folder: string) {
  const { key } = makeCertificate(folder, 'tests')
  const privateKey = createPrivateKey(readFileSync(key))
  const kid = keyId(createPublicKey(privateKey).export({ type: 'spki', format: 'der' }))
  const tokenFor = (name: string, actions: string) => {
    const now = Math.floor(Date.now() / 1000)
    const claims = {
      iss: 'tests',
      sub: user.name,
      aud: 'registry.test',
      exp: now + 300,
      nbf: now - 60,
      iat: now,
      jti: 'x',
      access: [{ type: 'repository', name, actions: actions.split(',') }],
    }
    const text = [{ typ: 'JWT', alg: 'RS256', kid }, claims]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.')
    return `${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64url')}`
  }
  const requests: { method: string; query: string; authorization: string | undefined }[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { method = '', headers } = request
      const form = Buffer.concat(chunks).toString()
      const query = method === 'POST' ? form : new URL(request.url ?? '', 'http://x').search.slice(1)
      requests.push({ method, query, authorization: headers.authorization })
      const asked = new URLSearchParams(query)
      const known = headers.authorization === basic || asked.get('refresh_token') === 'refresh-me'
      const [, name = '', actions = ''] = asked.get('scope')?.split(':') ?? []
      response.writeHead(known ? 200 : 401, { 'content-type': 'application/json' })
      response.end(
        JSON.stringify(known ? { access_token: tokenFor(name, actions) } : { details: 'who are you?' }),
      )
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return {
    realm: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`,
    requests,
    header: (name: string, actions: string) => `Bearer ${tokenFor(name, actions)}`,
  }
}

/**
 * Returns the ID by which docker-registry identifies a key. https://github.com/docker/libtrust (util.go, keyIDEncode)
 */
function keyId(der: Buffer): string {
  const bytes = createHash('sha256').update(der).digest().subarray(0, 30)
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  const letters = [...bits.matchAll(/.{5}/g)].map(
    ([five]) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[Number.parseInt(five, 2)],
  )
  return letters.join('').match(/.{4}/g)?.join(':') ?? ''
}
