/** The limits of fetching. A fetch that exceeds one is ended, and the app that needs it gets an error. */
export interface RemoteSourcesLimits {
  /** Milliseconds for one response of a server, or one command of git. */
  readonly deadline: number
  /** Bytes of a package: a chart or a layer of an artifact. */
  readonly download: number
  /** Bytes of the index of a Helm repository, the list of a repository's refs or files, or one page of tags. */
  readonly index: number
  /** Bytes that one fetch from a Git repository may download, and bytes of files that are read at once. */
  readonly repository: number
  /** Maximum number of files in a package. */
  readonly files: number
  /** Maximum size of these files in megabytes, unpacked. */
  readonly size: number
}

const MIB = 1024 * 1024

export const defaultLimits: RemoteSourcesLimits = {
  deadline: 120_000,
  download: 64 * MIB,
  index: 64 * MIB,
  repository: 256 * MIB,
  files: 20_000,
  size: 256,
}
