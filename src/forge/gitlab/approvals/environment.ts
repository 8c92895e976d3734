import type { Finding, GateCheck } from '../../gate-checks.ts'
import { no, unread, yes } from '../../gate-checks.ts'
import type { ProtectedEnvironmentInfo } from '../api.ts'
import { starred } from '../../../patterns/own.ts'
import type { GateFacts } from './facts.ts'
import { pages } from './pages.ts'

/** An environment of GitLab whose jobs wait for people, with the branch that is deployed. */
export interface EnvironmentPlace {
  readonly facts: GateFacts
  /** The name as the pipeline's file writes it: a misspelled name creates a new environment without protection. */
  readonly name: string
  /** The target branch of the merge request. */
  readonly base: string
}

const isThere: GateCheck<EnvironmentPlace> = {
  id: 'environment',
  description:
    'The environment exists under exactly this name: for a misspelled name GitLab creates a new environment without any protection.',
  async inspect({ facts, name }) {
    const { path_with_namespace: path } = await facts.itself()
    const { data, ...refused } = await facts.environments(name)
    if (data === undefined) return [unread(`whether there is an environment ${name}`, refused as never)]
    const [environment] = data.filter((one) => one.name === name)
    if (environment === undefined)
      return [
        no(
          `${path} has no environment ${JSON.stringify(name)}.`,
          `Create it, or fix its name in the pipeline and in protected-environment: ${facts.project.serverUrl}/${path}/-/environments`,
        ),
      ]
    return [yes(`${path} has the environment ${name} (of the tier ${environment.tier ?? 'other'}).`)]
  },
}

/** Returns the protection of an environment; `none` if it is not protected. Free has no protected environments. */
export async function protectionOf({ facts, name }: EnvironmentPlace) {
  const answer = await facts.protectedEnvironment(name)
  return answer.data === undefined && answer.status === 404 ? 'none' : answer
}

const DEVELOPER = 30

const holds: GateCheck<EnvironmentPlace> = {
  id: 'holds',
  description:
    'Not everyone with push access can start the job of the environment: on Premium because of a protected environment with approvals, or one that Developers cannot deploy to; otherwise because Developers cannot merge into the base branch, since anyone who can merge into it can start its jobs. In either case they cannot push to it: the rules come from there.',
  async inspect(place) {
    const { facts, name, base } = place
    const protection = await protectionOf(place)
    if (protection !== 'none') {
      if (protection.data === undefined)
        return [unread(`whether the environment ${name} is protected`, protection)]
      const { data } = protection
      const rules = await noDevelopers(facts, base, ['push'])
      if (approvalsOf(data) > 0)
        return [yes(`A job for ${name} waits for the approval of ${approvalsOf(data)}.`), ...rules]
      const open = (data.deploy_access_levels ?? []).some(
        ({ access_level: level, user_id: user, group_id: group }) => level === DEVELOPER && !user && !group,
      )
      const page = (await pages(facts)).environments
      return [
        open
          ? no(
              `Every Developer can start a job for ${name}, and it requires no approval.`,
              `Add approval rules, or remove Developers from "Allowed to deploy": ${page}`,
            )
          : yes(`Only those named in the environment ${name} can start a job for it.`),
        ...rules,
      ]
    }
    return noDevelopers(facts, base)
  },
}

/** Returns the number of approvals that a deployment requires; each rule requires its own. */
export function approvalsOf({
  required_approval_count: count,
  approval_rules: rules,
}: ProtectedEnvironmentInfo) {
  const asked = (rules ?? []).reduce((sum, { required_approvals: one }) => sum + (one ?? 0), 0)
  return asked > 0 ? asked : (count ?? 0)
}

/** Checks that Developers can neither push to a branch nor merge into it, or only one of these. */
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
        `${base} is not protected: every Developer can push to it and start its jobs.`,
        `Protect it, with "Allowed to merge: Maintainers" and "Allowed to push and merge: No one": ${page}`,
      ),
    ]
  const all = await facts.protectedBranches()
  if (all.data === undefined) return [unread(`who can merge into ${base}`, all)]
  const rules = all.data.filter(({ name }) => starred(name, true).test(base))
  if (rules.length === 0)
    return [
      {
        word: 'unread',
        message: `Could not read who can merge into ${base}: GitLab returns no rule that protects it.`,
        cure: `Protect it with a rule of the project itself: ${page}`,
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
        `Developers can push to ${base} and bypass the gate.`,
        `Set "Allowed to push and merge" to "No one": ${page}`,
      ),
    )
  if (may('merge'))
    found.push(
      no(
        `Developers can merge into ${base}, bypass the gate, and start its jobs.`,
        `Set "Allowed to merge" to "Maintainers": ${page}`,
      ),
    )
  if (found.length > 0) return found
  return [
    yes(
      ways.includes('merge')
        ? `Developers can neither push to ${base} nor merge into it.`
        : `Developers cannot push to ${base}.`,
    ),
  ]
}

const ownApproval: GateCheck<EnvironmentPlace> = {
  id: 'self-approval',
  description:
    'If deployments require approval, the person who starts a pipeline cannot approve its deployment.',
  async inspect(place) {
    const { facts, name } = place
    const protection = await protectionOf(place)
    if (protection === 'none' || protection.data === undefined || approvalsOf(protection.data) === 0)
      return []
    const { allow_pipeline_trigger_approve_deployment: allowed } = await facts.itself()
    if (allowed === undefined || allowed === null)
      return [
        unread('whether the person who starts a pipeline can approve its deployment', {
          needs: 'the role Maintainer and the scope read_api',
          fault: { message: 'GitLab does not return the setting' },
        }),
      ]
    return [
      allowed
        ? no(
            `The person who starts a pipeline can approve its deployment to ${name}.`,
            `Clear "Allow pipeline triggerer to approve deployment": ${(await pages(facts)).environments}`,
          )
        : yes(`The person who starts a pipeline cannot approve its deployment to ${name}.`),
    ]
  },
}

/** The checks of an environment: all must pass for its approvals to count. */
export const environmentChecks: readonly GateCheck<EnvironmentPlace>[] = [isThere, holds, ownApproval]
