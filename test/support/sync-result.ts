/** Results of `sync`, for tests of its output. */
import type { AppRef } from '../../src/affected/app-ref.ts'
import type { AppOutcome, SyncResult } from '../../src/sync/model.ts'
import { worstOf } from '../../src/sync/model.ts'

export const COMMITS = { base: 'b'.repeat(40), revision: 'c'.repeat(40) }

export function appRef(name: string, more: Partial<AppRef> = {}): AppRef {
  return {
    name,
    kind: 'Application',
    controlPlane: 'prod-eu',
    ownNamespace: 'argocd',
    toldApartBy: undefined,
    namespace: name,
    cluster: 'prod-eu',
    environment: 'prod',
    production: true,
    declaredAt: undefined,
    ...more,
  }
}

export function outcome(name: string, more: Partial<AppOutcome> = {}): AppOutcome {
  return {
    app: appRef(name),
    application: name,
    outcome: 'verified',
    reason: 'it is live and healthy',
    rule: undefined,
    observed: COMMITS.revision,
    supersededBy: undefined,
    sync: 'Synced',
    health: 'Healthy',
    images: [`ghcr.io/acme/${name}:1.4.0`],
    phases: { noticed: 1.2, synced: 4.5, healthy: 20.1, ended: 26 },
    url: `https://argocd.example.com/applications/argocd/${name}`,
    notes: [],
    details: [],
    ...more,
  }
}

export function resultOf(apps: readonly AppOutcome[]): SyncResult {
  return {
    ...COMMITS,
    outcome: worstOf(apps.map((one) => one.outcome)),
    waitedSeconds: 31,
    apps,
  }
}
