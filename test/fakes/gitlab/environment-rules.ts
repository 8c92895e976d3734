/** The approvals that deployments to a protected environment need. */
import { accessLevels, type User } from './accounts.ts'
import type { Deployment, DeploymentRule, ProtectedEnvironment } from './state.ts'
import type { World } from './world.ts'

/** A rule as GitLab stores it: for one user, for one group, or for a role and those above it. */
export interface EnvironmentRule {
  readonly id: number
  readonly userId: number | null
  readonly groupId: number | null
  readonly level: number | null
  readonly required: number
  /** The value of `represented_as`. */
  readonly name: string
  readonly fits: (user: User, level: number) => boolean
}

export const roleName = (level: number) =>
  level >= accessLevels.maintainer ? 'Maintainers' : 'Developers + Maintainers'

type Part = Omit<EnvironmentRule, 'id'>

export function rulesOf(world: World, environment: ProtectedEnvironment | undefined): EnvironmentRule[] {
  if (environment === undefined) return []
  const parts = [
    ...shortForm(environment),
    ...(environment.rules ?? []).flatMap((rule) => partsOf(world, rule)),
  ]
  return parts.map((part, index) => ({ ...part, id: index + 1 }))
}

/** The short form appears as a rule of the role that deploys, regardless of who may approve it. */
function shortForm({ deploy, requiredApprovals = 0, approvers }: ProtectedEnvironment): Part[] {
  if (requiredApprovals === 0) return []
  const level = accessLevels[deploy ?? 'maintainer']
  const fits = (user: User, own: number) =>
    approvers?.includes(user.username) ?? own >= accessLevels.developer
  return [{ userId: null, groupId: null, level, required: requiredApprovals, name: roleName(level), fits }]
}

function partsOf(world: World, { users = [], groups = [], level, required }: DeploymentRule): Part[] {
  const none = { userId: null, groupId: null, level: null, required }
  const ofUsers = users.map((username): Part => {
    const user = world.accounts.add(username)
    return { ...none, userId: user.id, name: user.username, fits: ({ id }) => id === user.id }
  })
  const ofGroups = groups.map((path): Part => {
    const group = world.groups.get(path)
    const fits = ({ id }: User) => world.accounts.directMembers(group.path).some(({ user }) => user.id === id)
    return { ...none, groupId: group.id, name: group.path, fits }
  })
  const own = level === undefined ? undefined : accessLevels[level]
  const ofRole: Part[] =
    own === undefined ? [] : [{ ...none, level: own, name: roleName(own), fits: (_, other) => other >= own }]
  return [...ofUsers, ...ofGroups, ...ofRole]
}

/** Returns the approvals given for a rule; for the first rule, also those without a rule. */
export function approvalsOf(
  deployment: Deployment,
  rules: readonly EnvironmentRule[],
  rule: EnvironmentRule,
): Deployment['approvals'] {
  return deployment.approvals.filter((approval) => (approval.rule ?? rules[0]?.id) === rule.id)
}

/** Returns the number of missing approvals. */
export function pendingApprovals(deployment: Deployment, rules: readonly EnvironmentRule[]): number {
  const missing = rules.map((rule) => {
    const given = approvalsOf(deployment, rules, rule).filter(({ status }) => status === 'approved')
    return Math.max(rule.required - given.length, 0)
  })
  return missing.reduce((sum, one) => sum + one, 0)
}
