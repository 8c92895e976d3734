/**
 * The states of a HelmRelease, as a real helm-controller left them (recorded with Flux 2.9), written to the status of
 * a real object. Nothing is released, because the controller is not available from the module proxy. The API server
 * validates the status against the definition that is generated from the controller's own types.
 */
import { createHash } from 'node:crypto'
import type { Kube, KubeObject } from './kube.ts'

/**
 * - `progressing`: an upgrade is running
 * - `deployed`: it has succeeded
 * - `upgrade-failed`: it has failed, and nothing was remediated yet
 * - `rolled-back`: after a failure the old chart is deployed again; `Ready` stays false
 * - `stalled`: no retries are left
 */
export type HelmReleaseState = 'progressing' | 'deployed' | 'upgrade-failed' | 'rolled-back' | 'stalled'

/** The chart of a release. */
export interface HelmReleaseChart {
  readonly name: string
  /** The version that is deployed or attempted: `1.2.3+0123456789ab` for a chart of a git repository. */
  readonly version: string
  /** The version that was deployed before, which a rollback deploys again. */
  readonly previous: string
}

/** Sets the status of a HelmRelease to a recorded state, for its current generation and its current request. */
export async function playHelmRelease(
  kube: Kube,
  release: { readonly namespace: string; readonly name: string },
  state: HelmReleaseState,
  chart: HelmReleaseChart,
): Promise<KubeObject> {
  const kind = { apiVersion: 'helm.toolkit.fluxcd.io/v2', kind: 'HelmRelease', namespace: release.namespace }
  const object = await kube.get(kind, release.name)
  const status = recorded(object, state, chart)
  return kube.patch(kind, release.name, { status }, { below: 'status' })
}

type Condition = readonly [
  type: string,
  status: 'True' | 'False' | 'Unknown',
  reason: string,
  message: string,
]

function recorded({ metadata }: KubeObject, state: HelmReleaseState, chart: HelmReleaseChart) {
  const { namespace = '', name, generation = 1, annotations = {} } = metadata
  const now = new Date().toISOString()
  const where = `${namespace}/${name}`
  const isOld = state === 'rolled-back' || state === 'stalled'
  const handled = annotations['reconcile.fluxcd.io/requestedAt']
  const conditions = conditionsOf(state, where, chart).map(([type, status, reason, message]) => ({
    type,
    status,
    reason,
    message,
    lastTransitionTime: now,
    observedGeneration: generation,
  }))
  const digest = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`
  const entry = (version: string, revision: number, result: string) => ({
    chartName: chart.name,
    chartVersion: version,
    configDigest: digest('values'),
    digest: digest(`${version} ${revision}`),
    firstDeployed: now,
    lastDeployed: now,
    name,
    namespace,
    status: result,
    version: revision,
  })
  const history = {
    progressing: [entry(chart.previous, 1, 'deployed')],
    deployed: [entry(chart.version, 2, 'deployed'), entry(chart.previous, 1, 'superseded')],
    'upgrade-failed': [entry(chart.version, 2, 'failed'), entry(chart.previous, 1, 'superseded')],
    'rolled-back': [entry(chart.previous, 3, 'deployed'), entry(chart.version, 2, 'failed')],
    stalled: [entry(chart.previous, 3, 'deployed'), entry(chart.version, 2, 'failed')],
  }[state]
  return {
    conditions,
    history,
    lastAttemptedRevision: chart.version,
    lastAttemptedReleaseAction: 'upgrade',
    lastAttemptedGeneration: generation,
    // While an upgrade is running, the controller has not finished the new generation.
    observedGeneration: state === 'progressing' ? Math.max(1, generation - 1) : generation,
    failures: isOld || state === 'upgrade-failed' ? 1 : 0,
    upgradeFailures: isOld || state === 'upgrade-failed' ? 1 : 0,
    ...(handled !== undefined && { lastHandledReconcileAt: handled }),
  }
}

function conditionsOf(state: HelmReleaseState, where: string, chart: HelmReleaseChart): readonly Condition[] {
  const version = `${where}.v2 with chart ${chart.name}@${chart.version}`
  const failed = `Helm upgrade failed for release ${where} with chart ${chart.name}@${chart.version}: context deadline exceeded`
  const back = `Helm rollback to previous release ${where}.v1 with chart ${chart.name}@${chart.previous} succeeded`
  switch (state) {
    case 'progressing':
      return [
        ['Reconciling', 'True', 'Progressing', "Running 'upgrade' action with timeout of 5m0s"],
        ['Ready', 'Unknown', 'Progressing', "Running 'upgrade' action with timeout of 5m0s"],
      ]
    case 'deployed':
      return [
        ['Ready', 'True', 'UpgradeSucceeded', `Helm upgrade succeeded for release ${version}`],
        ['Released', 'True', 'UpgradeSucceeded', `Helm upgrade succeeded for release ${version}`],
      ]
    case 'upgrade-failed':
      return [
        ['Ready', 'False', 'UpgradeFailed', failed],
        ['Released', 'False', 'UpgradeFailed', failed],
      ]
    case 'rolled-back':
      return [
        ['Ready', 'False', 'RollbackSucceeded', back],
        ['Released', 'False', 'UpgradeFailed', failed],
        ['Remediated', 'True', 'RollbackSucceeded', back],
      ]
    case 'stalled':
      return [
        ['Stalled', 'True', 'RetriesExceeded', 'Failed to upgrade after 1 attempt(s)'],
        ['Ready', 'False', 'RetriesExceeded', 'Failed to upgrade after 1 attempt(s)'],
        ['Released', 'False', 'UpgradeFailed', failed],
        ['Remediated', 'True', 'RollbackSucceeded', back],
      ]
  }
}
