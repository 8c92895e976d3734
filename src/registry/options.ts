import type { Environment } from './credential.ts'

export interface RegistryOptions {
  /** The variables that locate the proxy and the credentials of docker and podman. */
  readonly environment: Environment
  /** Receives every secret before it is used, so that it is never printed. */
  readonly hide?: ((secrets: readonly string[]) => void) | undefined
  /** Receives messages about the progress, such as a wait. */
  readonly log?: ((message: string) => void) | undefined
  /** The milliseconds in a second of waiting: tests set a lower number. */
  readonly second?: number | undefined
  /**
   * Returns the fetch function for an address, which follows no redirects. Default: one that uses the proxy of the
   * environment. It may throw a FairleadError if requests to the address are not allowed.
   */
  readonly fetchFor?: ((url: URL) => typeof globalThis.fetch) | undefined
  /**
   * Reports whether the credentials for a registry may be sent to the token server that it names. Default: they are
   * sent to any token server over https.
   */
  readonly trusts?: ((tokenServer: URL, registry: string) => boolean) | undefined
}
