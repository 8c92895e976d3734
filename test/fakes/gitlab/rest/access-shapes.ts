/** Members and protected environments as GitLab's entities show them, for projects and groups alike. */
import { accessLevels, type User } from '../accounts.ts'
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

export const levelShape = (level: number) => ({
  access_level: level,
  access_level_description: level >= accessLevels.maintainer ? 'Maintainers' : 'Developers + Maintainers',
})

export function protectionShape(_call: Call, name: string, rule: ProtectedEnvironment) {
  const access = { id: 1, ...levelShape(levelOf(rule.deploy ?? 'maintainer')) }
  return {
    name,
    deploy_access_levels: [access],
    required_approval_count: rule.requiredApprovals ?? 0,
    approval_rules:
      (rule.requiredApprovals ?? 0) === 0 ? [] : [{ ...access, required_approvals: rule.requiredApprovals }],
  }
}
