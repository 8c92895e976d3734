import type { Connection } from '../connection.ts'
import { openGitLabApprovals } from './approvals/approvals.ts'
import type { Asking, GateChecks, GitLabApprovals } from './approvals/approvals.ts'
import type { MergeRules, Merging } from '../merging.ts'
import type { Witness } from '../witness.ts'
import { openGitLabComments } from './comments.ts'
import { openGitLabForge } from './gitlab-forge.ts'
import { openGitLabLedger } from './ledger.ts'
import { mergeRulesOf, openGitLabMerging } from './merging.ts'
import type { GitLabMerge } from './merging.ts'
import { explained, openProject, projectInfo } from './project.ts'
import type { GitLabOptions, Project } from './project.ts'
import { openGitLabAppRepo } from './app-repo.ts'
import { openGitLabWitness } from './witness.ts'

/** A project on GitLab. */
export interface GitLabConnection extends Connection {
  /** The project, for requests that only GitLab supports. */
  readonly project: Project
  /**
   * Reads who approved a change, and checks whether its gate is effective.
   *
   * @param others the same project with other tokens
   * @param checks the checks of a gate; all by default
   */
  approvals(others?: Omit<Asking, 'project'>, checks?: GateChecks): GitLabApprovals

  /** The merge of one of its merge requests. */
  merging(merge: GitLabMerge): Merging

  /** Stores the hashes of records in notes of a merge request. */
  witness(request: number): Witness

  /** Returns the merge settings for a branch; see {@link mergeRulesOf}. */
  mergeRules(base: string): Promise<MergeRules>
}

const reading = { doing: 'read', role: 'Reporter', scope: 'read_api' } as const

/**
 * Connects to a project with one client for all operations.
 *
 * @throws FairleadError (input) if the path or an address is not valid
 */
export function connectGitLab(options: GitLabOptions): GitLabConnection {
  const project = openProject(options)
  return {
    project,
    approvals: (others, checks) => openGitLabApprovals({ project, ...others }, checks),
    address: async () => `${options.serverUrl}/${await pathOf(project)}`,
    pulls: async () => openGitLabForge(project),
    comments: async () => openGitLabComments(project),
    appRepo: async () => openGitLabAppRepo(project),
    ledger: async (branch) => openGitLabLedger(project, branch),
    merging: (merge) => openGitLabMerging(project, merge),
    witness: (request) => openGitLabWitness(project, request),
    mergeRules: (base) => explained(project, reading, () => mergeRulesOf(project, base)),
    close: () => project.lease.close(),
  }
}

/** Returns the project's path with all its groups, also if it was opened by its id. */
async function pathOf(project: Project): Promise<string> {
  if (!/^\d+$/.test(project.name)) return project.name
  return explained(project, reading, async () => (await projectInfo(project)).path_with_namespace)
}
