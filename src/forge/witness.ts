/** What of a record is kept beside the branch of records. */
export interface Seal {
  /** The check or status that it is kept in. */
  readonly name: string
  /** The commit that it is about. */
  readonly commit: string
  /** `sha256:…` of the bytes of the entry. */
  readonly hash: string
  /** Whether what is recorded is a yes. */
  readonly isGood: boolean
  /** One line. */
  readonly title: string
  /** More lines, for people. */
  readonly lines: readonly string[]
}

/**
 * A place for the hash of a record that whoever writes the branch of records cannot change by that alone.
 *
 * @throws FairleadError (input) where a right is missing, (remote) where the forge fails
 */
export interface Witness {
  keep(seal: Seal): Promise<void>
}
