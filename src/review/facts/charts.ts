import type { ReleaseFacts } from '../../render/plan.ts'
import type { Json } from '../../yaml/value.ts'
import { listAt, textAt, valueAt } from '../../yaml/value.ts'
import type { ImageChange } from '../../compare/images.ts'

/** The charts of one side of an app. */
export interface ChartSide {
  /** The object that declares it. */
  readonly object: Json | undefined
  /** The facts about a HelmRelease, if it could be planned. */
  readonly release: ReleaseFacts | undefined
}

/**
 * Returns the charts from other sources whose version changes in an app, whether it could be rendered or not. Often
 * this is the only change of a pull request.
 */
export function chartChanges(before: ChartSide, after: ChartSide): ImageChange[] {
  const [old, next] = [chartsOf(before), chartsOf(after)]
  return [...old].flatMap(([repository, from]) => {
    const to = next.get(repository)
    return to === undefined || to === from ? [] : [{ artifact: 'chart' as const, repository, from, to }]
  })
}

/** Returns the versions by chart. */
function chartsOf({ object, release }: ChartSide): Map<string, string> {
  const kind = textAt(object, 'kind')
  const spec = valueAt(object, 'spec')
  const entries: [chart: string | undefined, version: string | undefined][] =
    kind === 'Application'
      ? [valueAt(spec, 'source') ?? null, ...listAt(spec, 'sources')].map((source) => [
          chartOf(textAt(source, 'repoURL'), textAt(source, 'chart')),
          textAt(source, 'targetRevision'),
        ])
      : kind === 'HelmRelease'
        ? [
            [
              release?.chart ?? textAt(spec, 'chart', 'spec', 'chart'),
              release?.chartVersion ?? textAt(spec, 'chart', 'spec', 'version'),
            ],
          ]
        : []
  return new Map(
    entries.flatMap(([chart, version]): [string, string][] =>
      chart === undefined || version === undefined ? [] : [[chart, version]],
    ),
  )
}

function chartOf(repository: string | undefined, chart: string | undefined): string | undefined {
  if (chart === undefined) return undefined
  return repository === undefined ? chart : `${repository.replace(/(?<!\/)\/+$/, '')}/${chart}`
}
