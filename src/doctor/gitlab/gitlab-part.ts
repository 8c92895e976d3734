import type { Check, Part } from '../check.ts'
import { part } from '../check.ts'
import { baseIsProtected, branchesHaveMergeRequests } from './branch.ts'
import type { GitLabPorts } from './ports.ts'
import { approvalsAreRequired, environmentsAreProtected, mergeSettings } from './settings.ts'
import { projectIsThere, serverIsNewEnough, tokenIsValid } from './token.ts'

const checks: readonly Check<GitLabPorts>[] = [
  tokenIsValid,
  projectIsThere,
  serverIsNewEnough,
  baseIsProtected,
  mergeSettings,
  approvalsAreRequired,
  environmentsAreProtected,
  branchesHaveMergeRequests,
]

/** A project on GitLab: rights of the token, settings, protections, environments. It is only read. */
export function gitlabPart(ports: GitLabPorts): Part {
  return part(`${ports.project.name} on GitLab`, checks, ports)
}
