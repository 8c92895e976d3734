import type { Finding, GateCheck } from '../../gate-checks.ts'
import { no, unread, yes } from '../../gate-checks.ts'
import type { ProtectedEnvironmentInfo } from '../api.ts'
import type { GateFacts } from './facts.ts'
import { pages } from './pages.ts'

/** An environment of GitLab whose jobs wait for people. */
export interface EnvironmentPlace {
  readonly facts: GateFacts
  /** As the pipeline's file writes it: one that is misspelt is a new one, which nothing protects. */
  readonly name: string
  /** The branch that the merge request goes into. */
  readonly base: string
}

const isThere: GateCheck<EnvironmentPlace> = {
  id: 'environment',
  description:
    'The environment is there, under exactly this name: GitLab makes a new one without any protection of a name that is misspelt.',
  async inspect({ facts, name }) {
    const { path_with_namespace: path } = await facts.itself()
    const { data, ...refused } = await facts.environments(name)
    if (data === undefined) return [unread(`whether there is an environment ${name}`, refused as never)]
    const [environment] = data.filter((one) => one.name === name)
    if (environment === undefined)
      return [
        no(
          `${path} has no environment ${JSON.stringify(name)}.`,
          `Make it, or mend its name in the pipeline and in protected-environment: ${facts.project.serverUrl}/${path}/-/environments`,
        ),
      ]
    return [yes(`${path} has the environment ${name} (of the tier ${environment.tier ?? 'other'}).`)]
  },
}

/** What protects an environment; `none` where it is not protected, which Free cannot do. */
export async function protectionOf({ facts, name }: EnvironmentPlace) {
  const answer = await facts.protectedEnvironment(name)
  return answer.data === undefined && answer.status === 404 ? 'none' : answer
}

const DEVELOPER = 30

const holds: GateCheck<EnvironmentPlace> = {
  id: 'holds',
  description:
    'Not everybody who may push starts the job of the environment: on Premium by a protected environment with approvals, or one that Developers do not deploy to; else by the base branch, into which Developers must not merge, since who may merge into it may start its jobs. Nor do they push to it anywhere: the rules come from there.',
  async inspect(place) {
    const { facts, name, base } = place
    const protection = await protectionOf(place)
    if (protection !== 'none') {
      if (protection.data === undefined)
        return [unread(`whether the environment ${name} is protected`, protection)]
      const { data } = protection
      const rules = await noDevelopers(facts, base, ['push'])
      if (approvalsOf(data) > 0)
        return [yes(`A job for ${name} waits for ${approvalsOf(data)} to approve it.`), ...rules]
      const open = (data.deploy_access_levels ?? []).some(
        ({ access_level: level, user_id: user, group_id: group }) => level === DEVELOPER && !user && !group,
      )
      const page = (await pages(facts)).environments
      return [
        open
          ? no(
              `Every Developer may start a job for ${name}, and nobody has to approve it.`,
              `Add approval rules, or take Developers off "Allowed to deploy": ${page}`,
            )
          : yes(`Only those whom the environment ${name} names may start a job for it.`),
        ...rules,
      ]
    }
    return noDevelopers(facts, base)
  },
}

/** How many have to approve a deployment; each rule asks for its own. */
export function approvalsOf({
  required_approval_count: count,
  approval_rules: rules,
}: ProtectedEnvironmentInfo) {
  const asked = (rules ?? []).reduce((sum, { required_approvals: one }) => sum + (one ?? 0), 0)
  return asked > 0 ? asked : (count ?? 0)
}

/** Whether Developers neither push to a branch nor merge into it, or one of both. */
export async function noDevelopers(
  facts: GateFacts,
  base: string,
  ways: readonly ('push' | 'merge')[] = ['push', 'merge'],
): Promise<Finding[]> {
  const page = (await pages(facts)).branches
  const branch = await facts.branch(base)
  if (branch.data === undefined) return [unread(`whether ${base} is protected`, branch)]
  if (branch.data.protected !== true)
    return [
      no(
        `${base} is not protected: every Developer may push to it, and start its jobs.`,
        `Protect it, with "Allowed to merge: Maintainers" and "Allowed to push and merge: No one": ${page}`,
      ),
    ]
  const all = await facts.protectedBranches()
  if (all.data === undefined) return [unread(`who may merge into ${base}`, all)]
  const rules = all.data.filter(({ name }) => fits(name, base))
  if (rules.length === 0)
    return [
      {
        word: 'unread',
        message: `Could not be read: who may merge into ${base}, which is protected by no rule that GitLab tells.`,
        cure: `Protect it by a rule of the project itself: ${page}`,
      },
    ]
  const may = (way: 'push' | 'merge') =>
    ways.includes(way) &&
    rules.some((rule) =>
      (rule[`${way}_access_levels`] ?? []).some(
        ({ access_level: level, user_id: user, group_id: group }) => level === DEVELOPER && !user && !group,
      ),
    )
  const found: Finding[] = []
  if (may('push'))
    found.push(
      no(
        `Developers may push to ${base}, past the gate.`,
        `Set "Allowed to push and merge" to "No one": ${page}`,
      ),
    )
  if (may('merge'))
    found.push(
      no(
        `Developers may merge into ${base}, past the gate, and start its jobs.`,
        `Set "Allowed to merge" to "Maintainers": ${page}`,
      ),
    )
  if (found.length > 0) return found
  return [
    yes(
      ways.includes('merge')
        ? `Developers neither push to ${base} nor merge into it.`
        : `Developers do not push to ${base}.`,
    ),
  ]
}

/**
 * Whether a protected branch's name, in which `*` stands for any text, means a branch.
 * Source: https://docs.gitlab.com/user/project/repository/branches/protected/#use-wildcard-rules
 */
function fits(pattern: string, branch: string): boolean {
  const parts = pattern.split('*')
  if (parts.length === 1) return pattern === branch
  let at = 0
  for (const [index, part] of parts.entries()) {
    if (index === parts.length - 1) return branch.length - part.length >= at && branch.endsWith(part)
    const found = index === 0 ? (branch.startsWith(part) ? 0 : -1) : branch.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return true
}

const ownApproval: GateCheck<EnvironmentPlace> = {
  id: 'self-approval',
  description: 'Who starts a pipeline cannot approve its deployment, where deployments are approved.',
  async inspect(place) {
    const { facts, name } = place
    const protection = await protectionOf(place)
    if (protection === 'none' || protection.data === undefined || approvalsOf(protection.data) === 0)
      return []
    const { allow_pipeline_trigger_approve_deployment: allowed } = await facts.itself()
    if (allowed === undefined || allowed === null)
      return [
        unread('whether who starts a pipeline may approve its deployment', {
          needs: 'the role Maintainer and the scope read_api',
          fault: { message: 'GitLab leaves the setting out' },
        }),
      ]
    return [
      allowed
        ? no(
            `Who starts a pipeline may approve its deployment to ${name} themselves.`,
            `Clear "Allow pipeline triggerer to approve deployment": ${(await pages(facts)).environments}`,
          )
        : yes(`Who starts a pipeline cannot approve its deployment to ${name}.`),
    ]
  },
}

/** What has to be so of an environment for its approvals to mean anything. */
export const environmentChecks: readonly GateCheck<EnvironmentPlace>[] = [isThere, holds, ownApproval]
