import type { SyncResult } from '../../sync/model.ts'
import type { SyncJson } from './shape.ts'

/**
 * What became of a commit, as data for `--output json`: what is not known is null.
 *
 * @param recorded the commit that holds its record
 */
export function syncJson(
  { outcome, reason, base, revision, waitedSeconds, apps }: SyncResult,
  recorded?: string,
): SyncJson {
  return {
    outcome,
    reason: reason ?? null,
    base: base || null,
    revision: revision || null,
    waitedSeconds: rounded(waitedSeconds),
    recorded: recorded ?? null,
    apps: apps.map((one) => ({
      app: one.app.name,
      kind: one.app.kind,
      application: one.application ?? null,
      namespace: one.app.ownNamespace ?? null,
      environment: one.app.environment ?? null,
      controlPlane: one.app.controlPlane ?? null,
      cluster: one.app.cluster ?? null,
      outcome: one.outcome,
      reason: one.reason,
      rule: one.rule ?? null,
      revision: revision || null,
      observed: one.observed ?? null,
      supersededBy: one.supersededBy ?? null,
      sync: one.sync ?? null,
      health: one.health ?? null,
      images: [...one.images],
      // Only where a record is kept they are asked for.
      digests: one.evidence?.images.map(({ image, digest }) => ({ image, digest: digest ?? null })) ?? null,
      url: one.url ?? null,
      notes: [...one.notes],
      details: [...one.details],
      phases: {
        noticed: ifKnown(one.phases.noticed),
        synced: ifKnown(one.phases.synced),
        healthy: ifKnown(one.phases.healthy),
        ended: rounded(one.phases.ended),
      },
    })),
  }
}

function ifKnown(value: number | undefined): number | null {
  return value === undefined ? null : rounded(value)
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000
}
