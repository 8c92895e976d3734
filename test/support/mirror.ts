/** A mirror of renderers on this machine, over TLS with its own certificate authority. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { onTestFinished } from 'vitest'
import type { OpenSupply } from '../../src/render/programs/supply.ts'
import { openSupply } from '../../src/render/programs/supply.ts'
import { releaseOf } from '../../src/render/programs/releases.ts'
import type { ProgramName } from '../../src/render/programs/releases.ts'
import type { WantedPrograms } from '../../src/render/programs/wanted.ts'
import { temporaryFolder } from './git.ts'
import { unpackedTar } from './tar.ts'

export type Answer = Uint8Array | string | ((request: IncomingMessage, response: ServerResponse) => void)

export interface Mirror {
  /** Its address, without a slash at the end. */
  readonly address: string
  /** The path of its CA certificate. */
  readonly authority: string
  /** Its files, by path from the root. A test may change them at any time. */
  readonly files: Map<string, Answer>
  /** The paths that were requested. */
  readonly asked: string[]
}

/** Serves files until the test is over. Any other path is not found. */
export async function serveMirror(): Promise<Mirror> {
  const folder = temporaryFolder()
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })
  const names =
    '-addext subjectAltName=DNS:localhost,DNS:mirror.test,IP:127.0.0.1 -addext basicConstraints=critical,CA:TRUE'
  openssl(
    ...'req -x509 -newkey rsa:2048 -nodes -days 2 -keyout key.pem -out cert.pem -subj /CN=localhost'.split(
      ' ',
    ),
    ...names.split(' '),
  )
  const read = (name: string) => readFileSync(join(folder, name))
  const files = new Map<string, Answer>()
  const asked: string[] = []
  const server = createServer({ key: read('key.pem'), cert: read('cert.pem') }, (request, response) => {
    const path = request.url ?? ''
    asked.push(path)
    const answer = files.get(path)
    if (typeof answer === 'function') answer(request, response)
    else response.writeHead(answer === undefined ? 404 : 200).end(answer ?? 'not found')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = `https://localhost:${(server.address() as AddressInfo).port}`
  return { address, authority: join(folder, 'cert.pem'), files, asked }
}

/** Adds a release to a mirror, with its publisher's checksum, and returns its SHA-256. */
export function publish(mirror: Mirror, name: ProgramName, version: string, archive: Uint8Array): string {
  const release = releaseOf(name, version)
  const sum = createHash('sha256').update(archive).digest('hex')
  mirror.files.set(`/${release.path}`, archive)
  mirror.files.set(`/${release.checksums}`, `${'0'.repeat(64)}  other.tar.gz\n${sum}  ${release.file}\n`)
  return sum
}

/** Returns an archive as the publishers pack it. */
export function packed(name: ProgramName, program: Uint8Array): Buffer {
  const path = name === 'helm' ? `linux-amd64/${name}` : name
  const content = Buffer.from(program).toString('latin1')
  return gzipSync(unpackedTar({ name: path, content, mode: 0o755 }), { level: 1 })
}

export const wants = (
  mirror: string | undefined,
  more: { helm?: Partial<WantedPrograms['helm']>; kustomize?: Partial<WantedPrograms['helm']> } = {},
): WantedPrograms => ({
  helm: { version: '4.1.4', isAsked: true, sha256: [], ...more.helm },
  kustomize: { version: '5.7.1', isAsked: true, sha256: [], ...more.kustomize },
  mirror,
})

/** Opens a supply that trusts a mirror's authority. It is closed at the end of the test. */
export function supplyOf(
  mirror: Mirror,
  wanted: WantedPrograms = wants(mirror.address),
  folder?: string,
  environment: Readonly<Record<string, string>> = {},
): OpenSupply {
  const supply = openSupply(wanted, {
    environment,
    certificates: () => Promise.resolve([readFileSync(mirror.authority, 'utf8')]),
    folder: () => Promise.resolve(folder),
    pause: 1,
    say: () => undefined,
  })
  onTestFinished(() => supply.close())
  return supply
}
