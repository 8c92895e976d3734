import type { ReleaseFacts } from '../plan.ts'

/**
 * Returns sentences about a change to a release that its objects do not show.
 *
 * Rules: source-controller internal/helm/chart/builder_local.go (a chart of the same name and version is not built
 * again); helm-controller internal/reconcile (a release of another name, namespace, storage or chart is uninstalled),
 * internal/action/crds.go
 *
 * @param changed the files of the repo that the change touches
 */
export function rolloutNotes(
  before: ReleaseFacts,
  after: ReleaseFacts,
  changed: readonly string[],
): string[] {
  const notes: string[] = []
  const touched = changed.filter((file) =>
    after.chartFiles.some((part) => file === part || part === '' || file.startsWith(`${part}/`)),
  )
  const sameVersion = before.chartVersion === after.chartVersion && before.chart === after.chart
  if (touched.length > 0 && sameVersion && after.reconcileStrategy === 'ChartVersion')
    notes.push(
      `this does not roll out: ${touched.join(', ')} ${touched.length > 1 ? 'are' : 'is'} part of the chart, whose version stays ${after.chartVersion ?? '(none)'} (reconcileStrategy: ChartVersion)`,
    )
  const definitions = touched.filter((file) => /(^|\/)crds\//.test(file))
  if (definitions.length > 0 && !after.replacesCrds)
    notes.push(
      `the definitions in ${definitions.join(', ')} change, but those in the cluster stay as they are (upgrade.crds is not CreateReplace)`,
    )
  const moved = (['name', 'namespace', 'storageNamespace', 'chart'] as const).find(
    (key) => before[key] !== after[key],
  )
  if (moved !== undefined)
    notes.push(
      `the release is uninstalled and reinstalled: its ${WORDS[moved]} changes from ${before[moved]} to ${after[moved]}`,
    )
  return notes
}

const WORDS = {
  name: 'name',
  namespace: 'namespace',
  storageNamespace: 'storage namespace',
  chart: 'chart',
} as const
