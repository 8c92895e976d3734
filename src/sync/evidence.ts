import type { ApplicationName } from '../controllers/argocd/server.ts'
import type { Application } from '../controllers/argocd/shapes.ts'
import type { Awaited } from './ports.ts'
import { runningDigests } from './digests.ts'

/** What a record holds of an app beside its outcome. */
export interface Evidence {
  /** What its server was asked for. */
  readonly application: ApplicationName
  readonly controller: {
    readonly name: 'argocd'
    readonly version: string | undefined
    readonly host: string
  }
  readonly charts: readonly ChartVersion[]
  /** The images with what tells their content: one for each content of an image. */
  readonly images: readonly RunningImage[]
  /** When the outcome was certain, in milliseconds since 1970, by the controller's clock. */
  readonly ended: number
}

export interface ChartVersion {
  readonly name: string
  readonly version: string
  readonly repository: string
}

/** An image that runs. */
export interface RunningImage {
  /** As the controller lists it. */
  readonly image: string
  /** `sha256:…`; undefined where nothing tells it. */
  readonly digest: string | undefined
  /** What tells it: the reference itself, or the status of a pod. */
  readonly from: 'reference' | 'pod' | undefined
}

/** What is to be recorded of an app, read right after its outcome. Nothing is thrown: what cannot be had lacks. */
export async function evidenceOf({ name, watch }: Awaited, signal: AbortSignal): Promise<Evidence> {
  const live = watch.latest(name)?.live
  const ended = watch.now()
  return {
    application: name,
    controller: { name: 'argocd', version: watch.version, host: watch.server.host },
    charts: live === undefined ? [] : chartsOf(live),
    images: live === undefined ? [] : await runningDigests(live, { server: watch.server, name, signal }),
    ended,
  }
}

/** The charts that an Application takes from repositories of charts, in the versions that Argo CD has resolved. */
function chartsOf({ spec, status }: Application): ChartVersion[] {
  const sources = spec.sources.length > 0 ? spec.sources : spec.source ? [spec.source] : []
  const { revision, revisions = [] } = status?.sync ?? {}
  return sources.flatMap(({ chart, repoURL, targetRevision }, i) => {
    if (!chart) return []
    const version = (spec.sources.length > 0 ? revisions[i] : revision) || targetRevision || ''
    return [{ name: chart, version, repository: repoURL ?? '' }]
  })
}
