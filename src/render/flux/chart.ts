import { inputError } from '../../errors.ts'
import { joinPath } from '../../tree/paths.ts'
import { artifactFolder, artifactHint } from '../../inventory/flux/artifacts.ts'
import type { Json } from '../../yaml/value.ts'
import { evaluate, isObject, listAt, textAt, valueAt } from '../../yaml/value.ts'
import { memoryTree } from '../../tree/memory.ts'
import type { Tree } from '../../tree/tree.ts'
import { openPackage } from '../engine/archive.ts'
import { defaultLimits } from '../engine/limits.ts'
import type { TreePath } from '../model.ts'
import type { Place } from '../places.ts'
import { placeOf } from '../places.ts'
import { overlay } from '../trees.ts'
import { findObject } from './objects.ts'
import type { From } from './source-files.ts'
import { locateSource, securePath } from './source-files.ts'
import { mergeMaps, mutable } from './values.ts'

/** The chart of a release. */
export interface Chart {
  readonly at: TreePath
  /** The place of its own files. */
  readonly place: Place
  /** The place whose root the paths of values files are relative to. */
  readonly source: Place
  readonly name: string
  readonly version: string | undefined
  readonly reconcileStrategy: 'ChartVersion' | 'Revision'
  /** Whether it is a package that helm-controller loads as it is (`HelmJob.packed`). */
  readonly packed: boolean
  /** The files and folders of this repo that it is built from. */
  readonly files: readonly string[]
}

/**
 * Returns the chart that a HelmRelease names.
 *
 * Rules: helm-controller api/v2 (helmrelease_types.go); source-controller docs/spec/v1/helmcharts.md
 *
 * @throws FairleadError if it cannot be read
 */
export async function locateChart(spec: Json | undefined, from: From): Promise<Chart> {
  const reference = valueAt(spec, 'chartRef')
  if (!isObject(reference)) return chartOf(valueAt(spec, 'chart', 'spec'), from)
  const [kind = '', name = ''] = ['kind', 'name'].map((key) => textAt(reference, key))
  const namespace = textAt(reference, 'namespace') ?? from.namespace
  if (kind === 'HelmChart') {
    const chart = await findObject(from.repo, from.siblings, { kind, name, namespace }, from.declaredAt)
    if (!chart) throw inputError(`its HelmChart ${name} is not in this repo`)
    return chartOf(chart.content['spec'], { ...from, namespace })
  }
  if (kind !== 'OCIRepository') {
    const { place, path } = await locateSource(reference, '', from)
    return describe(place, path, undefined)
  }
  if (artifactFolder(from.repo.context.config, { name, namespace }) !== undefined) {
    const { place, path } = await locateSource(reference, '', from)
    return { ...(await describe(place, path, undefined)), packed: true }
  }
  const source = await findObject(from.repo, from.siblings, { kind, name, namespace }, from.declaredAt)
  if (!source)
    throw inputError(`its source, the OCIRepository ${name}, is not in this repo`, {
      hint: `Declare it in Git. ${artifactHint({ name, namespace })}`,
    })
  const url = textAt(source.content, 'spec', 'url') ?? ''
  const ref = valueAt(source.content, 'spec', 'ref')
  const version = textAt(ref, 'digest') ?? textAt(ref, 'semver') ?? textAt(ref, 'tag') ?? 'latest'
  const slash = url.lastIndexOf('/')
  const found = await from.repo.remoteSources.chart(url.slice(0, slash), url.slice(slash + 1), version)
  return fetched(await placeOf(found.tree, found.version))
}

/** Rule: source-controller api/v1 (HelmChartSpec) */
async function chartOf(spec: Json | undefined, from: From): Promise<Chart> {
  const name = textAt(spec, 'chart') ?? ''
  const reference = valueAt(spec, 'sourceRef')
  const kind = textAt(reference, 'kind') ?? ''
  if (name === '') throw inputError('the HelmRelease does not name a chart')
  if (kind !== 'HelmRepository') {
    const { place, path } = await locateSource(reference, securePath(name), from)
    // In Git, paths of values files are relative to the root of the source.
    return withValuesFiles(await describe(place, path, textAt(spec, 'reconcileStrategy')), spec)
  }
  const repository = await findObject(
    from.repo,
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
  const found = await from.repo.remoteSources.chart(url, name, textAt(spec, 'version') || '*')
  return withValuesFiles(await fetched(await placeOf(found.tree, found.version)), spec)
}

/** Returns a chart from a chart repository. */
async function fetched(place: Place): Promise<Chart> {
  return { ...(await describe(place, '', undefined)), packed: true }
}

async function describe(source: Place, named: string, strategy: string | undefined): Promise<Chart> {
  const reconcileStrategy = strategy === 'Revision' ? 'Revision' : 'ChartVersion'
  const packed = source.files.has(named)
  const place = packed ? await opened(source.tree, named) : source
  const path = packed ? '' : named
  const file = joinPath(path, 'Chart.yaml') ?? ''
  if (!place.files.has(file)) throw inputError(`there is no chart in ${named || source.tree.name}`)
  await place.files.load([file])
  const root = place.files.yaml(file)?.documents[0]?.root
  const meta = root ? evaluate(root) : null
  return {
    at: { tree: place.tree, path },
    place,
    source,
    name: textAt(meta, 'name') ?? named,
    version: textAt(meta, 'version'),
    reconcileStrategy,
    packed,
    files: source.here || source.isChanged ? [named] : [],
  }
}

const packages = new WeakMap<Tree, Map<string, Promise<Place>>>()

/** Returns the files of a packaged chart in a Git repository. */
function opened(tree: Tree, path: string): Promise<Place> {
  const known = packages.get(tree) ?? new Map<string, Promise<Place>>()
  packages.set(tree, known)
  const place = known.get(path) ?? open(tree, path)
  known.set(path, place)
  return place
}

async function open(tree: Tree, path: string): Promise<Place> {
  const file = (await tree.read([path])).get(path)
  if (!file || file.mode === '120000')
    throw inputError(`the chart ${path} is a link, which Flux does not follow`)
  return placeOf(memoryTree(path, await openPackage(file.content, path, defaultLimits)), '')
}

/**
 * Merges the values files, which together replace the chart's own values.
 *
 * Rule: source-controller internal/helm/chart/builder.go (OverwriteChartDefaultValues), builder_local.go
 */
async function withValuesFiles(chart: Chart, spec: Json | undefined): Promise<Chart> {
  const names = listAt(spec, 'valuesFiles').filter((name) => typeof name === 'string')
  if (names.length === 0) return chart
  const { files } = chart.source
  const paths = names.map((name) => securePath(name))
  const missing = paths.filter((file) => !files.has(file))
  if (missing.length > 0 && valueAt(spec, 'ignoreMissingValuesFiles') !== true)
    throw inputError(`its values file ${missing.join(', ')} does not exist`, {
      hint: 'To allow this, set ignoreMissingValuesFiles.',
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
  const { tree, path } = chart.at
  return {
    ...chart,
    at: { tree: overlay(tree, { [joinPath(path, 'values.yaml') ?? '']: text }), path },
    files: chart.source.here || chart.source.isChanged ? [...chart.files, ...there] : [],
  }
}
