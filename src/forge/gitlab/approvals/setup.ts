import type { GateCheck } from '../../gate-checks.ts'
import { no, teamsRead, yes } from '../../gate-checks.ts'
import { approvalsOf, noDevelopers, protectionOf } from './environment.ts'
import type { GateFacts } from './facts.ts'
import { groupPage, pages } from './pages.ts'
import { noVariables } from './pipeline.ts'

/** The setup of a gate, independent of a change. */
export interface SetupPlace {
  readonly facts: GateFacts
  /** The target branch of changes. */
  readonly base: string
  /** The environments whose jobs wait, as the pipeline's file writes them. */
  readonly environments: readonly string[]
  /** The people that the policy of the base names, and the number of approvals that it requires. */
  readonly policy: {
    readonly approvals: number
    readonly users: readonly string[]
    readonly teams: readonly string[]
  }
}

const baseIsProtected: GateCheck<SetupPlace> = {
  id: 'base',
  description:
    'Developers can neither push to the base branch nor merge into it: anyone who can bypasses the gate.',
  inspect: ({ facts, base }) => noDevelopers(facts, base),
}

const nobodySetsVariables: GateCheck<SetupPlace> = {
  id: 'variables',
  description: 'Nobody can pass variables to a pipeline or a job that they start.',
  inspect: ({ facts }) => noVariables(facts),
}

const teamsAreRead: GateCheck<SetupPlace> = {
  id: 'teams',
  description: 'The gate can read the members of the groups that the policy names.',
  inspect: ({ facts, policy }) =>
    teamsRead(
      policy.teams,
      'group',
      (group) => facts.members(group),
      (group) => groupPage(facts, group),
    ),
}

const canBeSatisfied: GateCheck<SetupPlace> = {
  id: 'satisfiable',
  description:
    'As many people can approve as the policy requires: by the approvals of the environments, or each by a job of a separate environment. GitLab treats a rule that nobody can satisfy as satisfied.',
  async inspect({ facts, base, environments, policy }) {
    let most = 0
    for (const name of environments) {
      const protection = await protectionOf({ facts, name, base })
      const asked = protection !== 'none' && protection.data ? approvalsOf(protection.data) : 0
      most += Math.max(asked, 1)
    }
    if (most < policy.approvals)
      return [
        no(
          `The policy requires ${policy.approvals} approvals, but the pipeline waits for ${most}.`,
          `Require ${policy.approvals} approvals in the environment (Premium): ${(await pages(facts)).environments}; or name ${policy.approvals} environments in protected-environment, each in its own job.`,
        ),
      ]
    const lost: string[] = []
    for (const name of policy.users) if ((await facts.users(name)).data?.length === 0) lost.push(name)
    if (lost.length > 0)
      return [
        no(
          `The policy names ${lost.join(' and ')}, but GitLab has no such account.`,
          'Fix the name in fairlead.yaml of the base branch.',
        ),
      ]
    return [
      yes(
        `The pipeline can collect ${policy.approvals === 1 ? 'the approval' : `the ${policy.approvals} approvals`} that the policy requires.`,
      ),
    ]
  },
}

/** The checks of the rest of the setup, so that nothing bypasses the gate. */
export const setupChecks: readonly GateCheck<SetupPlace>[] = [
  baseIsProtected,
  nobodySetsVariables,
  teamsAreRead,
  canBeSatisfied,
]
