import type { SyncResult } from '../../sync/model.ts'
import type { SyncJson } from './shape.ts'

/**
 * Returns the outcome of a commit as data for `--output json`. Unknown values are null.
 *
 * @param recorded the commit that contains its record
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
      // Digests are requested only if a record is written.
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
