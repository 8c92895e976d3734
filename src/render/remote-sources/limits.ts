/** What may be fetched. Beyond it, the fetching is ended, and the app that needs it has an error. */
export interface RemoteSourcesLimits {
  /** Milliseconds for one answer of a server, or one command of git. */
  readonly deadline: number
  /** Bytes of a package: a chart or a layer of an artifact. */
  readonly download: number
  /** Bytes of the index of a Helm repository, the list of a repository's refs or files, or one page of tags. */
  readonly index: number
  /** Bytes that one fetch from a Git repository brings, and bytes of files that are read at once. */
  readonly repository: number
  /** How many files a package holds. */
  readonly files: number
  /** Megabytes that they hold together, unpacked. */
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
