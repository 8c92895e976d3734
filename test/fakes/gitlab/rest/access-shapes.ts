/** Members and protected environments in the format of GitLab's entities, for both projects and groups. */
import type { User } from '../accounts.ts'
import { type EnvironmentRule, roleName, rulesOf } from '../environment-rules.ts'
import { levelOf } from '../protection.ts'
import type { ProtectedEnvironment } from '../state.ts'
import type { Call } from './operation.ts'
import { basicUser } from './shapes.ts'

export const memberShape = (call: Call, user: User, level: number) => ({
  ...basicUser(call, user),
  access_level: level,
  expires_at: null,
  membership_state: 'active',
})

/** A rule refers to a user, a group or a role, and the other fields are null. */
export const ruleShape = (rule: EnvironmentRule) => ({
  id: rule.id,
  user_id: rule.userId,
  group_id: rule.groupId,
  access_level: rule.level,
  access_level_description: rule.name,
  required_approvals: rule.required,
  group_inheritance_type: 0,
})

export function protectionShape(call: Call, name: string, environment: ProtectedEnvironment) {
  const level = levelOf(environment.deploy ?? 'maintainer')
  return {
    name,
    deploy_access_levels: [
      {
        id: 1,
        access_level: level,
        access_level_description: roleName(level),
        user_id: null,
        group_id: null,
        group_inheritance_type: 0,
      },
    ],
    required_approval_count: environment.requiredApprovals ?? 0,
    approval_rules: rulesOf(call.world, environment).map((rule) => ruleShape(rule)),
  }
}
