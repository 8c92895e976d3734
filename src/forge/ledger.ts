import type { CreatedCommit } from './forge.ts'

/**
 * A branch with a history of its own to which files are only ever added, such as the records. Every method throws a
 * `FairleadError` (remote) when the server fails for good, and one with a cure (input) where a right is missing.
 */
export interface Ledger {
  readonly branch: string
  /** The repository as people name it. */
  readonly repository: string

  /** The commit that the branch is at; undefined where there is no such branch. */
  tip(): Promise<string | undefined>

  /** The names in one folder of a commit, none where it has no such folder. No more than that folder is read. */
  names(commit: string, folder: string): Promise<readonly string[]>

  /** The contents of files of a commit; those that are not there are left out. */
  read(commit: string, paths: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>

  /**
   * Of some files of a commit those that the forge vouches for (`provenance.ts`): the account of our token has added
   * each, and nobody has touched it since. Lacks where there are no accounts: then whoever may push has written them.
   */
  vouched?(commit: string, paths: readonly string[]): Promise<ReadonlySet<string>>

  /**
   * Makes the branch, with one file and no parent, only if it is not there.
   *
   * @returns `lost` where somebody else made it first
   * @throws FairleadError (refused) where a rule forbids it
   */
  begin(file: LedgerFile, message: string): Promise<'begun' | 'lost'>

  /**
   * Adds a file by compare-and-swap: only if the branch is still at `from`. A forge whose lock is on files instead of
   * branches (GitLab) adds it to a newer tip, too, if that has no file of this path.
   *
   * @returns `lost` where somebody else was first
   * @throws FairleadError (refused) where a rule of the branch forbids it
   */
  add(addition: LedgerAddition): Promise<CreatedCommit | 'lost'>
}

export interface LedgerFile {
  readonly path: string
  readonly content: Uint8Array
}

export interface LedgerAddition extends LedgerFile {
  readonly from: string
  /** Unlike that of any other addition, so that one whose answer was lost is known again. */
  readonly message: string
}
