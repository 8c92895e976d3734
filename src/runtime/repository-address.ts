/** A repository on the forge that runs the job. */
export interface Address {
  /** With all groups: `acme/infra`. */
  readonly path: string
  /** `https://github.com/acme/infra`: no slash and no `.git` at the end. */
  readonly url: string
}

/** The repository of a path on a server; undefined where there is no path. */
export function addressAt(serverUrl: string | undefined, path: unknown): Address | undefined {
  return typeof path === 'string' && path !== '' && serverUrl !== undefined
    ? { path, url: `${serverUrl}/${path}` }
    : undefined
}
