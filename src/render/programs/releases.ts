import { inputError } from '../../errors.ts'

/** The renderers that can be downloaded. */
export type ProgramName = 'helm' | 'kustomize'

/** A version of a renderer as its publisher packs it for one platform. */
export interface Release {
  /** `helm 4.2.3 for linux-amd64`, for messages. */
  readonly subject: string
  /** The name of the archive. */
  readonly file: string
  /** The path of the archive below the publisher's address, and below that of a mirror. */
  readonly path: string
  /** The path of the publisher's checksums. */
  readonly checksums: string
  /** The publisher's address, without a slash at the end. */
  readonly publisher: string
}

/** The web pages that list all versions. */
export const LISTS: Readonly<Record<ProgramName, string>> = {
  helm: 'https://github.com/helm/helm/releases',
  kustomize: 'https://github.com/kubernetes-sigs/kustomize/releases',
}

/** A SHA-256 in hexadecimal digits. */
export const SHA256 = /^[0-9a-f]{64}$/i

export interface Platform {
  readonly platform: string
  readonly arch: string
}

const ARCHITECTURES: Readonly<Record<string, string>> = {
  x64: 'amd64',
  arm64: 'arm64',
  ppc64: 'ppc64le',
  s390x: 's390x',
}

/**
 * Returns a release with its file names and addresses.
 *
 * Sources: helm scripts/get-helm-3 (get.helm.sh, the checksum file beside each archive); the assets of kustomize's
 * releases, with one checksums.txt for each
 *
 * @param version the version without the leading `v`
 * @param machine the platform and architecture as Node names them
 * @throws FairleadError (input) if the publisher has no release for this platform
 */
export function releaseOf(name: ProgramName, version: string, machine: Platform = process): Release {
  const { platform, arch } = machine
  const known = platform === 'linux' || (platform === 'darwin' && (arch === 'x64' || arch === 'arm64'))
  const architecture = known ? ARCHITECTURES[arch] : undefined
  if (architecture === undefined)
    throw inputError(`${name} cannot be downloaded for ${platform} ${arch}`, {
      hint: `Put ${name} on PATH, or set ${name}-path.`,
    })
  const subject = `${name} ${version} for ${platform}-${architecture}`
  if (name === 'helm') {
    const file = `helm-v${version}-${platform}-${architecture}.tar.gz`
    return {
      subject,
      file,
      path: file,
      checksums: `${file}.sha256sum`,
      publisher: 'https://get.helm.sh',
    }
  }
  const file = `kustomize_v${version}_${platform}_${architecture}.tar.gz`
  const folder = `kustomize/v${version}`
  return {
    subject,
    file,
    path: `${folder}/${file}`,
    checksums: `${folder}/checksums.txt`,
    publisher: 'https://github.com/kubernetes-sigs/kustomize/releases/download',
  }
}

/**
 * Returns the checksum of an archive in a publisher's file, which contains one or more lines of `sha256sum`.
 * Undefined if no line contains the archive's name, or if several lines contain it with different checksums.
 */
export function checksumIn(text: string, file: string): string | undefined {
  const found = new Set(
    text.split('\n').flatMap((line) => {
      const [sum = '', named = '', ...more] = line.trim().split(/\s+/)
      const isIt = more.length === 0 && named.replace(/^\*?(\.\/)?/, '') === file
      return isIt && SHA256.test(sum) ? [sum.toLowerCase()] : []
    }),
  )
  const [only, ...others] = found
  return others.length === 0 ? only : undefined
}
