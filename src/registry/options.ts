import type { Environment } from './credential.ts'

export interface RegistryOptions {
  /** Where the credentials of docker and podman are, and the proxy. */
  readonly environment: Environment
  /** Is told every secret before it is used, so that it is never printed. */
  readonly hide?: ((secrets: readonly string[]) => void) | undefined
  /** Takes what a person may want to know while it works, such as a wait. */
  readonly log?: ((message: string) => void) | undefined
  /** The milliseconds of a second of waiting: tests make it short. */
  readonly second?: number | undefined
  /**
   * The fetch for an address, which follows no redirect; without it, one by the proxy of the environment. It may
   * throw a FairleadError where the address is not to be spoken to.
   */
  readonly fetchFor?: ((url: URL) => typeof globalThis.fetch) | undefined
  /**
   * Whether the credentials for a registry may be sent to the server that it names for tokens; without it, they are
   * sent to any over https.
   */
  readonly trusts?: ((tokenServer: URL, registry: string) => boolean) | undefined
}
