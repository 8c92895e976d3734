import { FairleadError, inputError, remoteError } from '../../errors.ts'
import { unpack } from '../engine/archive.ts'
import type { Fetcher } from '../remote-sources/fetcher.ts'
import { KeptArchives, sha256 } from './kept.ts'
import type { ProgramName, Release } from './releases.ts'
import { checksumIn, LISTS, releaseOf } from './releases.ts'
import type { Wanted, WantedPrograms } from './wanted.ts'

/** The source of renderers that are not on PATH. */
export interface Supply {
  readonly helm: Wanted
  readonly kustomize: Wanted
  /**
   * Downloads a program; returns the bytes that were checked.
   *
   * @throws FairleadError (input) if the version does not exist, or the checksum differs from the user's; (remote) if
   *   it cannot be downloaded, or does not match the publisher's checksum
   */
  bring(name: ProgramName): Promise<Uint8Array>
  /** The address that a program is downloaded from: the mirror's or the publisher's. */
  origin(name: ProgramName): string
  /**
   * Checks whether a program can be downloaded, based on the publisher's checksum file; nothing is kept.
   *
   * @throws FairleadError as `bring`
   */
  tryOut(name: ProgramName): Promise<void>
}

export interface SupplyOptions {
  /** The environment variables that contain the proxy. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** The certificates of authorities to trust in addition to the public ones, as PEM. */
  readonly certificates: () => Promise<readonly string[]>
  /** A trusted folder for files that are kept between runs; undefined if there is none. */
  readonly folder: () => Promise<string | undefined>
  /** Milliseconds before the second attempt. */
  readonly pause?: number
  say(message: string): void
}

export interface OpenSupply extends Supply {
  close(): Promise<void>
}

/** The size limit of an archive. Archives have about 20 MiB. */
const ARCHIVE_BYTES = 256 * 1024 * 1024
const CHECKSUM_BYTES = 1024 * 1024
const DEADLINE = 120_000

/** Opens the supply. Nothing is requested or searched for before a program is needed. */
export function openSupply(wanted: WantedPrograms, options: SupplyOptions): OpenSupply {
  const { environment, pause = 500 } = options
  let opened: Promise<Fetcher> | undefined
  const fetcher = () =>
    (opened ??= options.certificates().then(async (certificates) => {
      const { fetchPublished } = await import('../remote-sources/publishers.ts')
      return fetchPublished({ environment, certificates, deadline: DEADLINE, pause })
    }))

  const originOf = ({ publisher }: Release) => wanted.mirror ?? publisher

  async function get(address: string, subject: string, limit: number): Promise<Buffer> {
    const { status, body, url } = await (await fetcher()).get(new URL(address), { subject, limit })
    if (status === 200) return body
    // Some servers use these codes for a missing file: S3 returns 403 if listing is not allowed.
    if (status === 404 || status === 403 || status === 410)
      throw inputError(`${url.host} has no ${address} (${status})`)
    throw remoteError(`${url.host} answers ${status} to ${address}`)
  }

  /** Downloads the archive from the publisher or the mirror, and checks it. */
  async function fetchArchive(release: Release, good: readonly string[]): Promise<Buffer> {
    const sums = good.length > 0 ? good : [await publishersChecksum(release)]
    const address = `${originOf(release)}/${release.path}`
    options.say(`Fetching ${release.subject} from ${address}`)
    const content = await get(address, release.subject, ARCHIVE_BYTES)
    const found = sha256(content)
    if (sums.includes(found)) return content
    if (good.length > 0)
      throw inputError(`${address} has the SHA-256 ${found}, but ${good.join(' or ')} is set`, {
        hint: "The download was not used or kept. Compare both checksums with the publisher's for this version and platform.",
      })
    throw remoteError(
      `${address} has the SHA-256 ${found}, but its publisher's checksum file has ${sums.join(' or ')}`,
      {
        hint: 'The download was not used or kept: it was corrupted or changed in transit. Try again. If that does not help, check the mirror.',
      },
    )
  }

  async function publishersChecksum(release: Release): Promise<string> {
    const address = `${originOf(release)}/${release.checksums}`
    const text = await get(address, release.subject, CHECKSUM_BYTES)
    const found = checksumIn(text.toString('utf8'), release.file)
    if (found === undefined)
      throw remoteError(`${address} does not contain exactly one checksum for ${release.file}`)
    return found
  }

  async function bring(name: ProgramName): Promise<Uint8Array> {
    const { version, sha256: good } = wanted[name]
    const release = releaseOf(name, version)
    const folder = await options.folder()
    const archives = folder === undefined ? undefined : new KeptArchives(folder, originOf(release))
    const kept = await archives?.read(release, good)
    if (kept) return programIn(kept, name, release)
    const content = await fetchArchive(release, good).catch((error: unknown) => {
      throw notFetched(error, name, release, wanted[name])
    })
    const program = await programIn(content, name, release)
    await archives?.keep(release, content, good.length === 0)
    return program
  }

  return {
    helm: wanted.helm,
    kustomize: wanted.kustomize,
    bring,
    origin: (name) => originOf(releaseOf(name, wanted[name].version)),
    async tryOut(name) {
      const release = releaseOf(name, wanted[name].version)
      await publishersChecksum(release).catch((error: unknown) => {
        throw notFetched(error, name, release, wanted[name])
      })
    },
    close: async () => (await opened)?.close(),
  }
}

/** Returns the program in an archive: at its root (kustomize), or in a folder with its license (helm). */
async function programIn(content: Uint8Array, name: ProgramName, { file }: Release): Promise<Uint8Array> {
  const files = await unpack(content, file, { files: 100, size: 512 })
  const found = [...files].filter(
    ([path]) => path === name || (/^[\w-]{1,40}\/[^/]+$/.test(path) && path.endsWith(`/${name}`)),
  )
  const [only, ...others] = found
  if (!only || others.length > 0)
    throw inputError(`${file} contains ${only ? `${found.length} files that could be` : 'no'} ${name}`)
  return only[1]
}

/** Returns the error with the reason and the alternatives. */
function notFetched(error: unknown, name: ProgramName, { subject }: Release, { isAsked }: Wanted): unknown {
  if (!(error instanceof FairleadError)) return error
  const [{ message, hint }] = error.faults
  const why = message.replace(`${subject}: `, '')
  const begin = isAsked ? '' : `there is no ${name} on PATH, and `
  const ways = `See ${LISTS[name]} for the versions. Without access to it, put ${name} on PATH, set ${name}-path, or set a mirror with renderer-mirror (render.mirror in fairlead.yaml).`
  return new FairleadError(
    error.kind,
    [
      {
        message: `${begin}${subject} cannot be downloaded: ${why}`,
        hint: hint === undefined ? ways : `${hint} ${ways}`,
      },
    ],
    { cause: error },
  )
}
