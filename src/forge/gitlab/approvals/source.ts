import { inputError, remoteError } from '../../../errors.ts'
import type { ChangeCommit } from '../../../git/pushed.ts'
import type { ApprovalSource } from '../../approvals.ts'
import { inspectAll, timeOfForge } from '../../gate-checks.ts'
import type { GateCheck } from '../../gate-checks.ts'
import type { Project } from '../project.ts'
import { environmentChecks } from './environment.ts'
import type { EnvironmentPlace } from './environment.ts'
import { GateFacts } from './facts.ts'
import { freezesIn } from './freezes.ts'
import { peopleOf } from './people.ts'
import { approvalsOf, pipelineChecks } from './pipeline.ts'
import type { PipelinePlace } from './pipeline.ts'
import { setupChecks } from './setup.ts'
import type { SetupPlace } from './setup.ts'

/** What is looked at; tests leave one out to show that it is needed. */
export interface GateChecks {
  readonly pipeline: readonly GateCheck<PipelinePlace>[]
  readonly environment: readonly GateCheck<EnvironmentPlace>[]
  readonly setup: readonly GateCheck<SetupPlace>[]
}

export const gateChecks: GateChecks = {
  pipeline: pipelineChecks,
  environment: environmentChecks,
  setup: setupChecks,
}

/** A merge request that is judged. */
export interface GatedRequest {
  /** Its number in the project. */
  readonly request: string
  /** The environments that the pipeline waited for. */
  readonly environments: readonly string[]
  /** What the plan of the pipeline has shown, in hexadecimal digits. */
  readonly digest: string
  /** The two commits that are judged. */
  readonly judged: PipelinePlace['judged']
  readonly bots: PipelinePlace['bots']
  /** See {@link ChangeCommit}. */
  commits(): Promise<readonly ChangeCommit[]>
}

/** The projects that are asked, by the tokens that reach them: all are the same one. */
export interface Asking {
  readonly project: Project
  /** By a token that may read what Maintainers alone see; the same where there is none. */
  readonly settings?: Project | undefined
  /** By the job's own token, which alone tells which job this is; undefined outside of one. */
  readonly job?: Project | undefined
}

/** GitLab as what tells of approvals: by the deployments and jobs of a pipeline that waited. */
export interface GitLabApprovals {
  /** @throws FairleadError (input) where there is no such merge request */
  request(iid: string): Promise<{ readonly base: string; readonly head: string }>
  source(change: GatedRequest): ApprovalSource
  /** Whether a gate is set up so that it holds; see {@link SetupPlace}. */
  setup(place: Omit<SetupPlace, 'facts'>): Promise<Awaited<ReturnType<ApprovalSource['protections']>>>
}

/** Approvals on GitLab. */
export function openGitLabApprovals(
  { project, settings, job }: Asking,
  checks: GateChecks = gateChecks,
): GitLabApprovals {
  const facts = new GateFacts(project, settings, job)
  const environmentsOf = async (names: readonly string[], base: string) => {
    const all = []
    for (const name of names) all.push(...(await inspectAll(checks.environment, { facts, name, base })))
    return all
  }
  return {
    async request(iid) {
      if (!/^[1-9]\d{0,9}$/.test(iid))
        throw inputError(`${JSON.stringify(iid)} is not a valid merge request number`)
      const { target_branch: base, sha } = await facts.request(iid)
      if (!sha) throw remoteError(`GitLab does not know the commit of the merge request !${iid} yet`)
      return { base, head: sha }
    },
    source(change) {
      const place = { facts, ...change }
      return {
        approvals: () => approvalsOf(place, change.digest),
        people: (asked) => peopleOf(place, asked),
        protections: async () => {
          const { target_branch: base } = await facts.request(change.request)
          return [
            ...(await environmentsOf(change.environments, base)),
            ...(await inspectAll(checks.pipeline, place)),
          ]
        },
        // It tells whole seconds, and the times of jobs and approvals have more.
        now: async () => timeOfForge('GitLab', await facts.date()) + 999,
        freezes: (now) => freezesIn(facts, now),
      }
    },
    setup: async (place) => [
      ...(await environmentsOf(place.environments, place.base)),
      ...(await inspectAll(checks.setup, { facts, ...place })),
    ],
  }
}
