/** The permissions to push to a branch and to merge into it. */
import { accessLevels, type Role, type User } from './accounts.ts'
import type { ProjectSettings, ProtectedBranch } from './state.ts'

/** Returns the protections that apply to a branch: GitLab uses the most permissive of those that match. */
export function protectionsOf(
  settings: ProjectSettings,
  branch: string,
): { name: string; rule: ProtectedBranch }[] {
  return Object.entries(settings.protectedBranches)
    .filter(([pattern]) => matches(pattern, branch))
    .map(([name, rule]) => ({ name, rule }))
}

export const levelOf = (role: Role | 'nobody') => (role === 'nobody' ? 0 : accessLevels[role])

const reaches = (level: number, role: Role | 'nobody' | undefined) => {
  const wanted = levelOf(role ?? 'maintainer')
  return wanted > 0 && level >= wanted
}

export function mayPush(
  settings: ProjectSettings,
  branch: string,
  user: User | undefined,
  level: number,
): boolean {
  if (user === undefined || level < accessLevels.developer) return false
  const rules = protectionsOf(settings, branch)
  if (rules.length === 0) return true
  return rules.some(
    ({ rule }) => reaches(level, rule.push) || rule.pushUsers?.includes(user.username) === true,
  )
}

export function mayMerge(settings: ProjectSettings, branch: string, level: number): boolean {
  if (level < accessLevels.developer) return false
  const rules = protectionsOf(settings, branch)
  return rules.length === 0 || rules.some(({ rule }) => reaches(level, rule.merge))
}

/** Reports whether history may be rewritten. On an unprotected branch this is always allowed. */
export function mayForce(settings: ProjectSettings, branch: string): boolean {
  const rules = protectionsOf(settings, branch)
  return rules.length === 0 || rules.some(({ rule }) => rule.allowForcePush === true)
}

function matches(pattern: string, branch: string): boolean {
  const source = pattern
    .split('*')
    .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`))
    .join('.*')
  return new RegExp(`^${source}$`).test(branch)
}
