import type { Comments } from './comments.ts'
import type { Forge } from './forge.ts'
import type { Ledger } from './ledger.ts'
import type { AppRepo } from './app-repo.ts'

/**
 * One repository on a forge, as one token reaches it: a command takes from it what it needs. Connecting asks the
 * forge nothing; what the token has to be for a purpose is checked when that is taken. `github`, `gitlab` and `local`
 * each make one, and nothing above them knows how a forge is spoken to.
 */
export interface Connection {
  /** The repository's own address with its host; undefined where it has none, such as a path. */
  address(): Promise<string | undefined>

  /**
   * Its branches, commits and pull requests.
   *
   * @throws FairleadError (input) where the token cannot be one that writes, or the repository is not there
   */
  pulls(): Promise<Forge>

  /**
   * The comments on its pull requests. A token that may do no more than this is enough.
   *
   * @throws FairleadError (input) where the token cannot be one
   */
  comments(): Promise<Comments>

  /** The repositories that images are built from: this one, and all others that its server and token reach. */
  appRepo(): Promise<AppRepo>

  /**
   * A branch that files are only ever added to. A token that reads is enough to read it.
   *
   * @throws FairleadError (input) where there is no token, or the repository is not there
   */
  ledger(branch: string): Promise<Ledger>

  /** Removes what was fetched. Nothing of the connection can be used any more. */
  close(): Promise<void>
}
