import type { Comments } from './comments.ts'
import type { Forge } from './forge.ts'
import type { Ledger } from './ledger.ts'
import type { AppRepo } from './app-repo.ts'

/**
 * One repository on a forge, accessed with one token; a command takes from it what it needs. Connecting sends no
 * request to the forge. The token is checked for a purpose when that part is requested. `github`, `gitlab` and
 * `local` each implement it, and nothing above them depends on a forge's API.
 */
export interface Connection {
  /** Returns the repository's own address with its host; undefined if it has none, such as a path. */
  address(): Promise<string | undefined>

  /**
   * Returns access to its branches, commits and pull requests.
   *
   * @throws FairleadError (input) if this kind of token cannot write, or the repository does not exist
   */
  pulls(): Promise<Forge>

  /**
   * Returns access to the comments on its pull requests. A token with only this permission is enough.
   *
   * @throws FairleadError (input) if this kind of token cannot write comments
   */
  comments(): Promise<Comments>

  /**
   * Returns access to the repositories that images are built from: this one, and all others that its server and token
   * can reach.
   */
  appRepo(): Promise<AppRepo>

  /**
   * Returns a branch to which files are only added. A token with read access is enough to read it.
   *
   * @throws FairleadError (input) if there is no token, or the repository does not exist
   */
  ledger(branch: string): Promise<Ledger>

  /** Removes temporary files. The connection cannot be used afterwards. */
  close(): Promise<void>
}
