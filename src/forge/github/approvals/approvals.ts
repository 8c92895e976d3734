import { inputError } from '../../../errors.ts'
import type { ChangeCommit } from '../../../git/pushed.ts'
import type { ApprovalSource } from '../../approvals.ts'
import type { Repository } from '../repository.ts'
import { environmentChecks } from './environment.ts'
import type { EnvironmentPlace } from './environment.ts'
import { GateFacts } from './facts.ts'
import { peopleOf } from './people.ts'
import { approvalsOf, runChecks } from './run.ts'
import type { RunPlace } from './run.ts'
import { setupChecks } from './setup.ts'
import type { SetupPlace } from './setup.ts'
import { inspectAll, timeOfForge } from '../../gate-checks.ts'
import type { GateCheck } from '../../gate-checks.ts'

/** The checks of a gate; tests leave one out to show that it is needed. */
export interface GateChecks {
  readonly run: readonly GateCheck<RunPlace>[]
  readonly environment: readonly GateCheck<EnvironmentPlace>[]
  readonly setup: readonly GateCheck<SetupPlace>[]
}

export const gateChecks: GateChecks = { run: runChecks, environment: environmentChecks, setup: setupChecks }

/** A pull request that is judged, and the run that waited for people to approve it. */
export interface GatedRequest {
  /** The number of the pull request. */
  readonly request: string
  readonly run: number
  /** The protected environments that the run waited for. */
  readonly environments: readonly string[]
  /** The digest in the plan of the run, in hexadecimal digits. */
  readonly digest: string
  /** The commit of the request when the run began; undefined if it is unknown. */
  readonly head: string | undefined
  /** The two commits that are judged. */
  readonly judged: RunPlace['judged']
  /** See {@link ChangeCommit}. */
  commits(): Promise<readonly ChangeCommit[]>
}

/** The approvals on GitHub: those of protected environments, whose reviewers release a job. */
export interface GitHubApprovals {
  /**
   * Returns the base and the head of a pull request.
   *
   * @throws FairleadError (input) if there is no such pull request
   */
  request(number: string): Promise<{ readonly base: string; readonly head: string }>
  source(change: GatedRequest): Promise<ApprovalSource>
  /** Checks that a gate is set up so that it cannot be bypassed; see {@link SetupPlace}. */
  setup(place: Omit<SetupPlace, 'facts'>): Promise<Awaited<ReturnType<ApprovalSource['protections']>>>
}

/**
 * Opens the approvals on GitHub.
 *
 * @param settings the repository with a token that may read the settings that only administrators and members see.
 *   Default: `repository`
 */
export function openGitHubApprovals(
  repository: Repository,
  settings: Repository = repository,
  checks: GateChecks = gateChecks,
): GitHubApprovals {
  const facts = new GateFacts(repository, settings)
  const environmentsOf = async (names: readonly string[], base: string) => {
    const all = []
    for (const name of names) all.push(...(await inspectAll(checks.environment, { facts, name, base })))
    return all
  }
  return {
    async request(number) {
      if (!/^[1-9]\d{0,9}$/.test(number))
        throw inputError(`${JSON.stringify(number)} is not a valid pull request number`)
      const { base, head } = await facts.request(number)
      return { base: base.ref, head: head.sha }
    },
    async source(change) {
      const { base } = await facts.request(change.request)
      const place = { facts, ...change }
      return {
        approvals: () => approvalsOf(place, change.digest),
        people: (asked) => peopleOf(place, asked),
        protections: async () => [
          ...(await environmentsOf(change.environments, base.ref)),
          ...(await inspectAll(checks.run, place)),
        ],
        now: async () => timeOfForge('GitHub', await facts.date()),
      }
    },
    setup: async (place) => [
      ...(await environmentsOf(place.environments, place.base)),
      ...(await inspectAll(checks.setup, { facts, ...place })),
    ],
  }
}
