import type { Connection } from '../connection.ts'
import type { MergeRules, Merging } from '../merging.ts'
import type { Witness } from '../witness.ts'
import { GateFacts } from './approvals/facts.ts'
import { openGitHubApprovals } from './approvals/approvals.ts'
import type { GateChecks, GitHubApprovals } from './approvals/approvals.ts'
import { openGitHubComments } from './comments.ts'
import { pullRequestOfRun } from './finished-run.ts'
import type { RunOfCommit } from './finished-run.ts'
import { openGitHubForge } from './github-forge.ts'
import { openGitHubLedger } from './ledger.ts'
import { rulesOfMerge } from './merge-rules.ts'
import { openGitHubMerging } from './merging.ts'
import type { GitHubMerge } from './merging.ts'
import { openRepository } from './repository.ts'
import type { GitHubOptions, Repository } from './repository.ts'
import { openGitHubAppRepo } from './app-repo.ts'
import { openGitHubWitness } from './witness.ts'

/** A repository on GitHub, GitHub Enterprise or ghe.com. */
export interface GitHubConnection extends Connection {
  /** The repository, for requests that only GitHub supports. */
  readonly repository: Repository

  /**
   * Reads who approved its pull requests, by protected environments.
   *
   * @param settings the same repository with a token that may read the settings that only administrators and members
   *   see
   */
  approvals(settings?: Repository, checks?: GateChecks): GitHubApprovals

  /**
   * The merge of one of its pull requests.
   *
   * @param settings as for `approvals`
   */
  merging(merge: GitHubMerge, settings?: Repository): Merging

  /** Returns the merge settings for a branch; see {@link rulesOfMerge}. */
  mergeRules(base: string, settings?: Repository): Promise<MergeRules>

  /** Returns the storage for the hashes of records. */
  witness(): Witness

  /** See {@link pullRequestOfRun}. */
  pullRequestOf(run: RunOfCommit, base: string | undefined): Promise<string | undefined>
}

/**
 * Connects to a repository with one client for all operations.
 *
 * @throws FairleadError (input) if the name or an address is not valid
 */
export function connectGitHub(options: GitHubOptions): GitHubConnection {
  const repository = openRepository(options)
  return {
    repository,
    address: () => Promise.resolve(`${options.serverUrl}/${repository.name}`),
    pulls: async () => openGitHubForge(repository),
    comments: async () => openGitHubComments(repository),
    appRepo: async () => openGitHubAppRepo(repository),
    ledger: async (branch) => openGitHubLedger(repository, branch),
    approvals: (settings, checks) => openGitHubApprovals(repository, settings, checks),
    merging: (merge, settings = repository) => openGitHubMerging(repository, settings, merge),
    mergeRules: (base, settings) => rulesOfMerge(new GateFacts(repository, settings), base),
    witness: () => openGitHubWitness(repository),
    pullRequestOf: (run, base) => pullRequestOfRun(repository, run, base),
    close: () => Promise.resolve(),
  }
}
