import type { Approval } from '../../approvals.ts'
import { no, unread } from '../../gate-checks.ts'
import type { Deployment, JobInfo } from '../api.ts'
import type { GateFacts } from './facts.ts'

/** The pipeline that waited for people, and the merge request that it judges. */
export interface PipelinePlace {
  readonly facts: GateFacts
  /** The environments whose jobs waited, as the pipeline's file writes them. */
  readonly environments: readonly string[]
  /** The number of the merge request. */
  readonly request: string
  /** The accounts that the policy of the base lists as bots. */
  readonly bots: readonly string[]
  /** The two commits that are judged: those of a checkout, which may be outdated. */
  readonly judged: { readonly base: string; readonly head: string }
}

/** Returns this pipeline's deployment to an environment, with its job; or the reason that there is none. */
export async function ownDeployment(
  { facts }: PipelinePlace,
  environment: string,
): Promise<
  { readonly deployment: Deployment; readonly job: JobInfo } | { readonly finding: ReturnType<typeof no> }
> {
  const own = await facts.ownJob()
  if (own.data === undefined) return { finding: unread('which job this is', own) }
  const id = own.data.pipeline.id
  const list = await facts.deployments(environment)
  if (list.data === undefined) return { finding: unread(`who released a job for ${environment}`, list) }
  // Compare the name that the job has resolved: a variable in it may have another value.
  const found = list.data.find(
    ({ deployable, environment: { name } }) => deployable?.pipeline?.id === id && name === environment,
  )
  if (found?.deployable === undefined || found.deployable === null)
    return {
      finding: no(
        `No job of this pipeline has waited for ${environment}.`,
        `Add a waiting job with environment: ${environment} before the job that judges: docs/gate.md has a pipeline to paste.`,
      ),
    }
  const whole = await facts.deployment(found.id)
  if (whole.data === undefined)
    return { finding: unread(`who approved the deployment to ${environment}`, whole) }
  return { deployment: whole.data, job: found.deployable }
}

/** Returns the approvals of a deployment. */
export const approvalsIn = ({ approvals }: Deployment) =>
  (approvals ?? []).filter(({ status }) => status === 'approved')

/** Returns the digest in a comment. The commits of the change are ignored. */
function digestIn(note: string, { base, head }: PipelinePlace['judged']): string | undefined {
  const all = note.match(/\b[0-9a-f]{32,64}\b/gi) ?? []
  return all.find((one) => ![base, head].includes(one.toLowerCase()))
}

/**
 * Returns the approvals of the pipeline: on Premium the approvals of its deployments, with the time that GitLab
 * stores; otherwise the people who started a job that waited.
 *
 * @param digest the digest in the plan of this pipeline; if a comment names another digest, the approval is for that
 *   one
 */
export async function approvalsOf(place: PipelinePlace, digest: string): Promise<Approval[]> {
  const all: Approval[] = []
  for (const name of place.environments) {
    const own = await ownDeployment(place, name)
    if ('finding' in own) continue
    const { deployment, job } = own
    const given = approvalsIn(deployment)
    for (const { user, created_at: at, comment } of given) {
      const note = comment ?? ''
      all.push({
        by: await place.facts.account(user),
        digest: digestIn(note, place.judged) ?? digest,
        at: Date.parse(at),
        head: undefined,
        note: note === '' ? undefined : note,
      })
    }
    // Starting a job that others had to approve is not an approval.
    const asksForApprovals = given.length > 0 || (deployment.approval_summary?.rules ?? []).length > 0
    if (asksForApprovals || !job.user || !job.started_at) continue
    const manual = await place.facts.manualJobs(job.pipeline.id)
    if (manual.data?.includes(job.id) !== true) continue
    all.push({
      by: await place.facts.account(job.user),
      digest,
      at: Date.parse(job.started_at),
      atFrom: 'the start of the job that they released',
      head: undefined,
      note: undefined,
    })
  }
  return all
}
