/** A repository on the forge that runs the job. */
export interface Address {
  /** The path with all groups: `acme/infra`. */
  readonly path: string
  /** The URL, without a slash or `.git` at the end: `https://github.com/acme/infra`. */
  readonly url: string
}

/** Returns the repository of a path on a server; undefined if there is no path. */
export function addressAt(serverUrl: string | undefined, path: unknown): Address | undefined {
  return typeof path === 'string' && path !== '' && serverUrl !== undefined
    ? { path, url: `${serverUrl}/${path}` }
    : undefined
}
