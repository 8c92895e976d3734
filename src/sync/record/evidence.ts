import type { Application } from '../../controllers/argocd/api/shapes.ts'
import type { ChartVersion, Evidence } from '../model.ts'
import type { Awaited } from '../ports.ts'
import { runningDigests } from './digests.ts'

/** Collects the further content of an app's record. Errors are not thrown: what cannot be read is left out. */
export async function evidenceOf(
  { name, watch }: Awaited,
  signal: AbortSignal,
): Promise<Omit<Evidence, 'ended'>> {
  const live = watch.latest(name)?.live
  return {
    application: name,
    controller: { name: 'argocd', version: watch.version, host: watch.server.host },
    charts: live === undefined ? [] : chartsOf(live),
    images: live === undefined ? [] : await runningDigests(live, { server: watch.server, name, signal }),
  }
}

/** Returns the charts that an Application takes from chart repositories, in the versions that Argo CD resolved. */
function chartsOf({ spec, status }: Application): ChartVersion[] {
  const sources = spec.sources.length > 0 ? spec.sources : spec.source ? [spec.source] : []
  const { revision, revisions = [] } = status?.sync ?? {}
  return sources.flatMap(({ chart, repoURL, targetRevision }, i) => {
    if (!chart) return []
    const version = (spec.sources.length > 0 ? revisions[i] : revision) || targetRevision || ''
    return [{ name: chart, version, repository: repoURL ?? '' }]
  })
}
