import type { Check, Part } from '../check.ts'
import { part } from '../check.ts'
import { baseIsProtected, baseIsThere, branchesMayBeMade } from './branch.ts'
import { environmentsAreProtected } from './environments.ts'
import { branchesHavePullRequests } from './leftovers.ts'
import type { GitHubPorts } from './ports.ts'
import { tokenMayOpenPullRequests, tokenMayPush, workflowsMayOpenPullRequests } from './rights.ts'
import { mergeSettings } from './settings.ts'
import { sourceIsReadable } from './source.ts'
import { repositoryIsThere, serverIsNewEnough, tokenIsValid } from './token.ts'

const checks: readonly Check<GitHubPorts>[] = [
  tokenIsValid,
  repositoryIsThere,
  serverIsNewEnough,
  tokenMayPush,
  tokenMayOpenPullRequests,
  workflowsMayOpenPullRequests,
  baseIsThere,
  baseIsProtected,
  branchesMayBeMade,
  mergeSettings,
  environmentsAreProtected,
  branchesHavePullRequests,
  sourceIsReadable,
]

/** A repository on GitHub: rights of the token, settings, protections, environments. It is only read. */
export function githubPart(ports: GitHubPorts): Part {
  return part(`${ports.api.repository} on GitHub`, checks, ports)
}
