import type { Account } from '../forge/approvals.ts'
import type { GateDraft } from '../records/gate-entry.ts'
import { RECORD_VERSION } from '../records/parts.ts'
import { broughtBy } from './brings.ts'
import type { Decision, Facts } from './model.ts'

/** The facts of the run that decides. */
export interface GateRun {
  /** A UUID. */
  readonly id: string
  /** Fairlead's version. */
  readonly version: string
  readonly request: string | undefined
  readonly run: GateDraft['run']
}

/** The facts of a decision beyond its inputs. */
export interface DecisionFacts extends GateRun {
  readonly base: string
  readonly head: string
  readonly branch: string | undefined
  /** The id of the blob of fairlead.yaml on the base. */
  readonly policy: string | undefined
}

/** Returns a decision as an entry of the records; undefined if the decision is pending. */
export function decisionEntry(
  { decision, digest, reasons, approvals, override }: Decision,
  { policy, change, people, now }: Facts,
  { id, version, ...where }: DecisionFacts,
): GateDraft | undefined {
  if (decision === 'pending') return undefined
  return {
    version: RECORD_VERSION,
    kind: 'gate',
    id,
    decision,
    environment: policy.environment,
    digest,
    ...where,
    apps: change.apps.map((one) => ({
      app: one.app.name,
      kind: one.app.kind,
      namespace: one.app.ownNamespace,
      controlPlane: one.app.controlPlane,
      cluster: one.app.cluster,
      status: one.status,
      images: broughtBy([one]).map(({ artifact, repository, version: to }) => ({
        artifact,
        repository,
        version: to,
      })),
    })),
    author: people.author && named(people.author),
    starter: people.starter && named(people.starter),
    pushers: (people.pushers ?? []).map(named),
    approvals: approvals.map(({ approval: { by, at, atFrom, digest: seen, head, note }, why }) => ({
      by: named(by),
      at: timeOf(at),
      atFrom,
      digest: seen,
      head,
      note,
      counts: why === undefined,
      why,
    })),
    reasons: reasons.map(({ rule, satisfied, message }) => ({ rule, satisfied, message })),
    override: override && {
      by: override.by,
      reason: override.reason,
      reviewUntil: timeOf(override.reviewUntil),
    },
    at: timeOf(now),
    tool: { name: 'fairlead', version },
  }
}

function named({ id, name }: Account) {
  return { id, name }
}

function timeOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}
