import { RECORD_VERSION } from '../../records/parts.ts'
import type { Draft } from '../../records/entry.ts'
import type { AppOutcome, SyncResult } from '../model.ts'

/** The facts of a run beyond its result. */
export interface RunFacts {
  /** A UUID. */
  readonly id: string
  /** Fairlead's version. */
  readonly version: string
  readonly branch: string | undefined
  readonly selection: Draft['selection']
  readonly run: Draft['run']
}

/**
 * Returns a result as an entry of the records; undefined if it is not recorded because there was nothing to wait for.
 */
export function recordOf(result: SyncResult, facts: RunFacts): Draft | undefined {
  const { outcome, revision, base, apps, clock } = result
  const { id, version, branch, selection, run } = facts
  if (outcome === 'nothing') return undefined
  return {
    version: RECORD_VERSION,
    kind: 'sync',
    id,
    commit: revision,
    base,
    branch,
    outcome,
    selection,
    apps: apps.map(appOf),
    begun: clock && timeOf(clock.begun),
    ended: clock && timeOf(clock.ended),
    run,
    tool: { name: 'fairlead', version },
  }
}

function appOf(one: AppOutcome): Draft['apps'][number] {
  const { app, outcome, reason, rule, observed, supersededBy, evidence } = one
  return {
    app: app.name,
    kind: app.kind,
    namespace: app.ownNamespace,
    environment: app.environment,
    controlPlane: app.controlPlane,
    cluster: app.cluster,
    application: evidence && { name: evidence.application.name, namespace: evidence.application.namespace },
    controller: evidence?.controller,
    outcome,
    reason,
    rule,
    observed,
    supersededBy,
    images: [...(evidence?.images ?? [])],
    charts: [...(evidence?.charts ?? [])],
    ended: evidence?.ended === undefined ? undefined : timeOf(evidence.ended),
  }
}

/** Formats a time without fractions, because the server's clock is known only to the second. */
function timeOf(milliseconds: number): string {
  return new Date(Math.floor(milliseconds / 1000) * 1000).toISOString().replace('.000Z', 'Z')
}
