import { createHash, randomBytes } from 'node:crypto'
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { inputError, remoteError } from '../../errors.ts'
import { unpack } from './archive.ts'

/** A renderer of one version, as its publisher packs it. */
export interface Pin {
  /** Without the leading `v`. */
  readonly version: string
  /** SHA-256 of the packed file for this platform, in hexadecimal digits. */
  readonly sha256: string
}

export interface PinOptions {
  /** The folder that keeps packed programs over runs, such as the runner's tool cache. */
  readonly folder: string
  /** Where they come from instead of their publishers: a mirror with the same file names. */
  readonly mirror?: string | undefined
  readonly fetch?: typeof fetch | undefined
}

/** Packed programs are far smaller. */
const MAX_BYTES = 256 * 1024 * 1024
const DOWNLOAD_MS = 120_000

/**
 * Brings a pinned renderer: from the folder, or else from its publisher. The packed file is checked each time,
 * as others may write to the folder, and unpacked to a place of this run alone.
 *
 * @param target the folder of this run
 * @returns the program's path
 * @throws FairleadError (input) where the checksum is another one, or there is no program for this platform;
 *   (remote) where it cannot be fetched
 */
export async function bringPinned(
  name: 'helm' | 'kustomize',
  pin: Pin,
  target: string,
  options: PinOptions,
): Promise<string> {
  if (!/^\d+\.\d+\.\d+[-+.\w]*$/.test(pin.version) || !/^[0-9a-f]{64}$/i.test(pin.sha256))
    throw inputError(
      `${name} ${pin.version} with the checksum ${JSON.stringify(pin.sha256)} cannot be pinned`,
      {
        hint: 'Give a version such as 3.19.4, and the SHA-256 of the publisher for this platform.',
      },
    )
  const { file, address } = published(name, pin.version)
  const kept = join(options.folder, 'fairlead', file)
  let packed: Buffer | undefined = await readFile(kept).catch(() => undefined)
  if (!packed || !matches(packed, pin)) {
    const url = options.mirror === undefined ? address : `${options.mirror.replace(/\/$/, '')}/${file}`
    packed = await download(url, options.fetch ?? fetch)
    if (!matches(packed, pin))
      throw inputError(`${url} is not the file that is pinned: its SHA-256 is ${digest(packed)}`, {
        hint: 'Compare it with the checksum that the publisher gives for this version and platform.',
      })
    await keep(kept, packed)
  }
  for (const [path, content] of await unpack(packed, file, { files: 100, size: 512 }))
    if (path === name || path.endsWith(`/${name}`)) {
      const program = join(target, `${name}-${pin.version}`)
      await writeFile(program, content, { flag: 'wx' })
      await chmod(program, 0o700)
      return program
    }
  throw inputError(`${file} holds no ${name}`)
}

/** Where the publishers put their files: https://get.helm.sh and kustomize's releases on GitHub. */
function published(name: 'helm' | 'kustomize', version: string): { file: string; address: string } {
  const architecture = { x64: 'amd64', arm64: 'arm64' }[process.arch as string]
  if (architecture === undefined || (process.platform !== 'linux' && process.platform !== 'darwin'))
    throw inputError(`there is no pinned ${name} for ${process.platform} ${process.arch}`, {
      hint: `Put ${name} on PATH instead.`,
    })
  const platform = [process.platform, architecture]
  if (name === 'helm') {
    const file = `helm-v${version}-${platform.join('-')}.tar.gz`
    return { file, address: `https://get.helm.sh/${file}` }
  }
  const file = `kustomize_v${version}_${platform.join('_')}.tar.gz`
  const releases = 'https://github.com/kubernetes-sigs/kustomize/releases/download'
  return { file, address: `${releases}/kustomize%2Fv${version}/${file}` }
}

async function download(url: string, fetch: typeof globalThis.fetch): Promise<Buffer> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(DOWNLOAD_MS) })
    if (!response.ok || !response.body) throw new Error(`the server answers ${response.status}`)
    const chunks: Uint8Array[] = []
    let size = 0
    for await (const chunk of response.body) {
      size += chunk.length
      if (size > MAX_BYTES) throw new Error('it is too large')
      chunks.push(chunk)
    }
    return Buffer.concat(chunks)
  } catch (error) {
    const { message, cause } = error as Error
    throw remoteError(`cannot fetch ${url}: ${cause instanceof Error ? cause.message : message}`, {
      cause: error,
      hint: 'Put the program on PATH instead, or name a mirror that this job can reach.',
    })
  }
}

/** A folder that cannot be written is no fault: the next run downloads again. */
async function keep(file: string, content: Uint8Array): Promise<void> {
  const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`
  try {
    await mkdir(join(file, '..'), { recursive: true })
    await writeFile(temporary, content, { flag: 'wx' })
    await rename(temporary, file)
  } catch {
    // It is only kept for speed.
  }
}

function matches(content: Uint8Array, { sha256 }: Pin): boolean {
  return digest(content) === sha256.toLowerCase()
}

function digest(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}
