export type Environment = Readonly<Record<string, string | undefined>>

/** The credentials for a registry: a password, or one of two kinds of tokens. */
export interface Credentials {
  readonly username?: string | undefined
  readonly password?: string | undefined
  /** A refresh token, for the token server. */
  readonly identityToken?: string | undefined
  /** A token that the registry itself accepts. */
  readonly registryToken?: string | undefined
  /** The source of the credentials, for messages. */
  readonly source: string
}
