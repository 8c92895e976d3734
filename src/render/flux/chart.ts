import { inputError } from '../../errors.ts'
import { joinPath } from '../../inventory/files.ts'
import type { Json } from '../../yaml/value.ts'
import { evaluate, isObject, listAt, textAt, valueAt } from '../../yaml/value.ts'
import type { TreePath } from '../model.ts'
import type { Place } from '../places.ts'
import { placeOf } from '../places.ts'
import { overlay } from '../trees.ts'
import { findObject } from './objects.ts'
import type { From } from './source.ts'
import { locateSource, securePath } from './source.ts'
import { mergeMaps, mutable } from './values.ts'

/** The chart of a release. */
export interface Chart {
  readonly at: TreePath
  readonly place: Place
  readonly name: string
  readonly version: string | undefined
  readonly reconcileStrategy: 'ChartVersion' | 'Revision'
  /** What of this repo it is made of. */
  readonly files: readonly string[]
}

/**
 * The chart that a HelmRelease names.
 *
 * Rules: helm-controller api/v2 (helmrelease_types.go); source-controller docs/spec/v1/helmcharts.md
 *
 * @throws FairleadError where it is not to be had
 */
export async function locateChart(spec: Json | undefined, from: From): Promise<Chart> {
  const reference = valueAt(spec, 'chartRef')
  if (!isObject(reference)) return chartOf(valueAt(spec, 'chart', 'spec'), from)
  const [kind = '', name = ''] = ['kind', 'name'].map((key) => textAt(reference, key))
  const namespace = textAt(reference, 'namespace') ?? from.namespace
  if (kind === 'HelmChart') {
    const chart = await findObject(from.world, from.siblings, { kind, name, namespace }, from.declaredAt)
    if (!chart) throw inputError(`its HelmChart ${name} is not in this repo`)
    return chartOf(chart.content['spec'], { ...from, namespace })
  }
  if (kind !== 'OCIRepository') {
    const { place, path } = await locateSource(reference, '', from)
    return describe(place, path, undefined)
  }
  const source = await findObject(from.world, from.siblings, { kind, name, namespace }, from.declaredAt)
  if (!source) throw inputError(`its source, the OCIRepository ${name}, is not in this repo`)
  const url = textAt(source.content, 'spec', 'url') ?? ''
  const ref = valueAt(source.content, 'spec', 'ref')
  const version = textAt(ref, 'digest') ?? textAt(ref, 'semver') ?? textAt(ref, 'tag') ?? 'latest'
  const slash = url.lastIndexOf('/')
  const found = await from.world.elsewhere.chart(url.slice(0, slash), url.slice(slash + 1), version)
  return describe(await placeOf(found.tree, found.version), '', undefined)
}

/** Rule: source-controller api/v1 (HelmChartSpec) */
async function chartOf(spec: Json | undefined, from: From): Promise<Chart> {
  const name = textAt(spec, 'chart') ?? ''
  const reference = valueAt(spec, 'sourceRef')
  const kind = textAt(reference, 'kind') ?? ''
  if (name === '') throw inputError('the HelmRelease names no chart')
  if (kind !== 'HelmRepository') {
    const { place, path } = await locateSource(reference, securePath(name), from)
    // In Git, values files are named from the root of the source.
    return withValuesFiles(await describe(place, path, textAt(spec, 'reconcileStrategy')), spec, '', path)
  }
  const repository = await findObject(
    from.world,
    from.siblings,
    {
      kind,
      name: textAt(reference, 'name') ?? '',
      namespace: textAt(reference, 'namespace') ?? from.namespace,
    },
    from.declaredAt,
  )
  const url = textAt(repository?.content ?? null, 'spec', 'url')
  if (url === undefined)
    throw inputError(`its HelmRepository ${textAt(reference, 'name')} is not in this repo`, {
      hint: 'Declare it in Git.',
    })
  const found = await from.world.elsewhere.chart(url, name, textAt(spec, 'version') || '*')
  return withValuesFiles(
    await describe(await placeOf(found.tree, found.version), '', undefined),
    spec,
    '',
    '',
  )
}

async function describe(place: Place, path: string, strategy: string | undefined): Promise<Chart> {
  const at = { tree: place.tree, path }
  const reconcileStrategy = strategy === 'Revision' ? 'Revision' : 'ChartVersion'
  const files = place.here ? [path] : []
  const file = joinPath(path, 'Chart.yaml') ?? ''
  if (place.files.has(path)) return { at, place, name: path, version: undefined, reconcileStrategy, files }
  if (!place.files.has(file)) throw inputError(`there is no chart in ${path || place.tree.name}`)
  await place.files.load([file])
  const root = place.files.yaml(file)?.documents[0]?.root
  const meta = root ? evaluate(root) : null
  return {
    at,
    place,
    name: textAt(meta, 'name') ?? path,
    version: textAt(meta, 'version'),
    reconcileStrategy,
    files,
  }
}

/**
 * With values files, what they make together takes the place of the chart's own values.
 *
 * Rule: source-controller internal/helm/chart/builder.go (OverwriteChartDefaultValues), builder_local.go
 */
async function withValuesFiles(
  chart: Chart,
  spec: Json | undefined,
  root: string,
  path: string,
): Promise<Chart> {
  const names = listAt(spec, 'valuesFiles').filter((name) => typeof name === 'string')
  if (names.length === 0) return chart
  const { files } = chart.place
  const paths = names.map((name) => joinPath(root, securePath(name)) ?? '')
  const missing = paths.filter((file) => !files.has(file))
  if (missing.length > 0 && valueAt(spec, 'ignoreMissingValuesFiles') !== true)
    throw inputError(`its values file ${missing.join(', ')} is not there`, {
      hint: 'With ignoreMissingValuesFiles that is no error.',
    })
  const there = paths.filter((file) => files.has(file))
  if (there.length === 0) return chart
  await files.load(there)
  const values = there.reduce((merged, file) => {
    const yaml = files.yaml(file)
    if (!yaml) throw inputError(files.fault(file)?.message ?? 'it cannot be read', { at: { file } })
    const node = yaml.documents[0]?.root
    return mergeMaps(merged, mutable(node ? evaluate(node) : {}))
  }, mutable({}))
  const text = `${JSON.stringify(values, undefined, 2)}\n`
  const tree = overlay(chart.at.tree, { [joinPath(path, 'values.yaml') ?? '']: text })
  return {
    ...chart,
    at: { tree, path: chart.at.path },
    files: chart.place.here ? [...chart.files, ...there] : [],
  }
}
