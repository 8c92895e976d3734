export type Environment = Readonly<Record<string, string | undefined>>

/** What a registry is told of who asks: a password, or one of two kinds of tokens. */
export interface Credentials {
  readonly username?: string | undefined
  readonly password?: string | undefined
  /** A refresh token, for the server that gives tokens. */
  readonly identityToken?: string | undefined
  /** A token that the registry itself takes. */
  readonly registryToken?: string | undefined
  /** Where they are from, for messages. */
  readonly source: string
}
