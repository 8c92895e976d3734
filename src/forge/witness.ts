/** The part of a record that is stored outside the branch of records. */
export interface Seal {
  /** The name of the check or status that stores it. */
  readonly name: string
  /** The commit that it describes. */
  readonly commit: string
  /** `sha256:…` of the bytes of the entry. */
  readonly hash: string
  /** Whether the record is an approval. */
  readonly isGood: boolean
  /** One line. */
  readonly title: string
  /** Further lines, for people. */
  readonly lines: readonly string[]
}

/**
 * A store for the hash of a record that cannot be changed with write access to the branch of records alone.
 *
 * @throws FairleadError (input) if a permission is missing, (remote) if the forge fails
 */
export interface Witness {
  keep(seal: Seal): Promise<void>
}
