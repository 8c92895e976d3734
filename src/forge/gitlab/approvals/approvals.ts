import { inputError, remoteError } from '../../../errors.ts'
import type { ChangeCommit } from '../../../git/pushed.ts'
import type { ApprovalSource } from '../../approvals.ts'
import { inspectAll, timeOfForge } from '../../gate-checks.ts'
import type { GateCheck } from '../../gate-checks.ts'
import type { Project } from '../project.ts'
import { artifactOf } from './artifacts.ts'
import { environmentChecks } from './environment.ts'
import type { EnvironmentPlace } from './environment.ts'
import { GateFacts } from './facts.ts'
import { freezesIn } from './freezes.ts'
import { peopleOf } from './people.ts'
import { approvalsOf } from './given.ts'
import type { PipelinePlace } from './given.ts'
import { pipelineChecks } from './pipeline.ts'
import { setupChecks } from './setup.ts'
import type { SetupPlace } from './setup.ts'

/** The checks of a gate; tests leave one out to show that it is needed. */
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
  /** The number of the merge request. */
  readonly request: string
  /** The environments that the pipeline waited for. */
  readonly environments: readonly string[]
  /** The digest in the plan of the pipeline, in hexadecimal digits. */
  readonly digest: string
  /** The two commits that are judged. */
  readonly judged: PipelinePlace['judged']
  readonly bots: PipelinePlace['bots']
  /** See {@link ChangeCommit}. */
  commits(): Promise<readonly ChangeCommit[]>
}

/** The same project with different tokens. */
export interface Asking {
  readonly project: Project
  /** With a token that may read what only Maintainers see. Default: `project`. */
  readonly settings?: Project | undefined
  /** With the job's own token, the only one that identifies the job; undefined outside of a job. */
  readonly job?: Project | undefined
}

/** The approvals on GitLab: those of the deployments and jobs of a pipeline that waited. */
export interface GitLabApprovals {
  /**
   * Returns the base and the head of a merge request.
   *
   * @throws FairleadError (input) if there is no such merge request
   */
  request(iid: string): Promise<{ readonly base: string; readonly head: string }>
  source(change: GatedRequest): ApprovalSource
  /** See {@link artifactOf}. */
  artifact(job: string, path: string, most: number): Promise<string>
  /** Checks that a gate is set up so that it cannot be bypassed; see {@link SetupPlace}. */
  setup(place: Omit<SetupPlace, 'facts'>): Promise<Awaited<ReturnType<ApprovalSource['protections']>>>
}

/** Opens the approvals on GitLab. */
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
        // The Date header has whole seconds, but the times of jobs and approvals are more precise.
        now: async () => timeOfForge('GitLab', await facts.date()) + 999,
        freezes: (now) => freezesIn(facts, now),
      }
    },
    artifact: (job, path, most) => artifactOf(facts, job, path, most),
    setup: async (place) => [
      ...(await environmentsOf(place.environments, place.base)),
      ...(await inspectAll(checks.setup, { facts, ...place })),
    ],
  }
}
