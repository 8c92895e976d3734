import type { Connection } from '../connection.ts'
import { openGitLabApprovals } from './approvals/source.ts'
import type { Asking, GateChecks, GitLabApprovals } from './approvals/source.ts'
import type { MergeRules, Merging } from '../merging.ts'
import { openGitLabComments } from './comments.ts'
import { openGitLabForge } from './gitlab-forge.ts'
import { openGitLabLedger } from './ledger.ts'
import { mergeRulesOf, openGitLabMerging } from './merging.ts'
import type { GitLabMerge } from './merging.ts'
import { explained, openProject, projectInfo } from './project.ts'
import type { GitLabOptions, Project } from './project.ts'
import { openGitLabAppRepo } from './app-repo.ts'

/** A project on GitLab. */
export interface GitLabConnection extends Connection {
  /** For questions that only GitLab has an answer to. */
  readonly project: Project
  /**
   * Who approved a change, and whether what should hold it back does.
   *
   * @param others the same project by other tokens
   * @param checks what is looked at; all, unless given
   */
  approvals(others?: Omit<Asking, 'project'>, checks?: GateChecks): GitLabApprovals

  /** The merge of one of its merge requests. */
  merging(merge: GitLabMerge): Merging

  /** What its settings say of merges into a branch; see {@link mergeRulesOf}. */
  mergeRules(base: string): Promise<MergeRules>
}

const reading = { doing: 'read', role: 'Reporter', scope: 'read_api' } as const

/**
 * Connects to a project with one client for all that is taken from it.
 *
 * @throws FairleadError (input) where the path or an address cannot be one
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
    mergeRules: (base) => explained(project, reading, () => mergeRulesOf(project, base)),
    close: () => project.lease.close(),
  }
}

/** The project's path with all its groups, also where it was opened by its id. */
async function pathOf(project: Project): Promise<string> {
  if (!/^\d+$/.test(project.name)) return project.name
  return explained(project, reading, async () => (await projectInfo(project)).path_with_namespace)
}
