import type { CreatedCommit } from './forge.ts'

/**
 * A branch with its own history to which files are only added, such as the branch of records. Every method throws a
 * `FairleadError` (remote) if the server fails after all retries, and one with a fix (input) if a permission is
 * missing.
 */
export interface Ledger {
  readonly branch: string
  /** The repository as people name it. */
  readonly repository: string

  /** Returns the commit of the branch; undefined if there is no such branch. */
  tip(): Promise<string | undefined>

  /** Returns the names in one folder of a commit; none if the folder does not exist. Reads only that folder. */
  names(commit: string, folder: string): Promise<readonly string[]>

  /** Returns the contents of files of a commit; missing files are left out. */
  read(commit: string, paths: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>

  /**
   * Returns those of the files that the forge vouches for (`provenance.ts`): our token's account added the file, and
   * nobody has changed it since. Absent if there are no accounts: then anyone with push access may have written them.
   */
  vouched?(commit: string, paths: readonly string[]): Promise<ReadonlySet<string>>

  /**
   * Creates the branch with one file and no parent, only if it does not exist.
   *
   * @returns `lost` if somebody else created it first
   * @throws FairleadError (refused) if a rule forbids it
   */
  begin(file: LedgerFile, message: string): Promise<'begun' | 'lost'>

  /**
   * Adds a file by compare-and-swap: only if the branch is still at `from`. A forge that locks files instead of
   * branches (GitLab) also adds it to a newer tip, if that has no file with this path.
   *
   * @returns `lost` if somebody else was first
   * @throws FairleadError (refused) if a rule of the branch forbids it
   */
  add(addition: LedgerAddition): Promise<CreatedCommit | 'lost'>
}

export interface LedgerFile {
  readonly path: string
  readonly content: Uint8Array
}

export interface LedgerAddition extends LedgerFile {
  readonly from: string
  /** Unique to this addition, so that an addition whose response was lost can be recognized. */
  readonly message: string
}
