import { applyLayer, applyParameter, emptyValues } from '../../images/layers.ts'
import type { MergedMap } from '../../images/layers.ts'
import type { ImageUse } from '../../images/place.ts'
import { placeOf } from '../../images/place.ts'
import { findImages } from '../../images/shapes.ts'
import { entryValue } from '../../yaml/nodes.ts'
import { evaluate } from '../../yaml/value.ts'
import type { Context } from '../context.ts'
import { isThisRepository } from '../context.ts'
import { clusterBehind, destinationOf } from '../control-planes/destination.ts'
import { lineageOf } from '../control-planes/lineage.ts'
import type { Whereabouts } from '../environments/judge.ts'
import { clusterOf, environmentOf, isProduction } from '../environments/judge.ts'
import type { Reading } from '../../yaml/files.ts'
import { joinPath } from '../../tree/paths.ts'
import { chartFolders, InputCollector, throughLinks } from '../inputs.ts'
import { sourceName } from './folders.ts'
import type { Sources } from './sources.ts'
import type { Variables } from './variables.ts'
import { filling, isSubstituted, substituted } from './variables.ts'
import { gitRevision, sourceArtifact } from './source-ref.ts'
import { withImage } from '../kustomize/images.ts'
import { applyChart, fileLayers, inlineLayer, withAppVersion } from '../helm/layers.ts'
import type { Built, BuiltObject } from '../kustomize/kustomization.ts'
import type { App } from '../model.ts'
import type { KubeObject } from '../../kube/objects.ts'
import { at, isTrueAt, itemsAt, stringAt, stringsAt } from '../../yaml/at.ts'

/**
 * Reads a Flux `HelmRelease`: its chart, and its values from the chart's own up to the inline ones of the outermost
 * patch.
 *
 * Rules: fluxcd/helm-controller api/v2, fluxcd/pkg chartutil/values.go.
 */
export function* readHelmRelease(
  context: Context,
  sources: Sources,
  item: BuiltObject,
  built: Built | undefined,
  where: Whereabouts & {
    readonly suspended: boolean
    readonly ownNamespace: string | undefined
    /** The variables that the Kustomization that includes it substitutes. */
    readonly variables?: Variables | undefined
  },
  parent?: App,
): Reading<App> {
  const { object } = item
  const variables = isSubstituted(object) ? where.variables : undefined
  const layers = [object, ...item.patches] // the base first
  const notes = new Set<string>()
  const values = emptyValues()
  const outermost = (...path: string[]) =>
    layers.map((layer) => stringAt(layer.node, ...path)).findLast((value) => value !== undefined)

  const chartRef = at(object.node, 'spec', 'chartRef')
  const declared = sources.find(chartRef ?? at(object.node, 'spec', 'chart', 'spec', 'sourceRef'), object)
  const helmChart = declared?.kind === 'HelmChart' ? declared : undefined
  const chartSpec = at(helmChart?.node, 'spec') ?? at(object.node, 'spec', 'chart', 'spec')
  const source = helmChart ? sources.find(at(chartSpec, 'sourceRef'), helmChart) : declared
  const slip = sources.slipOf(chartRef ?? at(chartSpec, 'sourceRef'))
  if (slip !== undefined) notes.add(slip)
  const chart = helmChart ? stringAt(chartSpec, 'chart') : outermost('spec', 'chart', 'spec', 'chart')
  const url = stringAt(source?.node, 'spec', 'url')
  const fromGit = stringAt(chartSpec, 'sourceRef', 'kind') === 'GitRepository'
  const pushed = sources.artifact(
    context.config,
    sourceName(at(chartSpec, 'sourceRef') ?? chartRef, chartSpec && helmChart ? helmChart : object),
  )?.folder
  const chartPath =
    pushed !== undefined
      ? joinPath(pushed, chart ?? '.')
      : fromGit && chart !== undefined && isThisRepository(context, url) !== false
        ? joinPath('', chart)
        : undefined
  const here = chartPath !== undefined && context.files.isFolder(chartPath)
  const valuesFiles = here
    ? stringsAt(chartSpec, 'valuesFiles').flatMap((file) => joinPath(pushed ?? '', file) ?? [])
    : []
  if (here) {
    // The named files replace the chart's own: fluxcd/source-controller docs/spec/v1/helmcharts.md (valuesFiles).
    if (valuesFiles.length === 0) yield* applyChart(context.files, chartPath, values, notes)
    yield valuesFiles
    for (const file of valuesFiles.filter((path) => context.files.has(path)))
      for (const layer of fileLayers(context.files, file, 'values file')) applyLayer(values, layer, notes)
  } else
    notes.add(`the defaults of its chart ${chart ?? stringAt(chartRef, 'name') ?? ''} are not in this repo`)

  const inputs = new InputCollector()
  for (const layer of layers) inputs.files.add(layer.file)
  // The tag of an OCIRepository is the version of the chart.
  for (const part of [declared, source]) if (part) inputs.files.add(part.file)
  // The path may be a packaged chart.
  if (chartPath !== undefined) inputs.files.add(chartPath)
  for (const layer of layers)
    for (const reference of itemsAt(layer.node, 'spec', 'valuesFrom'))
      for (const file of sources.filesOf(reference)) inputs.files.add(file)
  if (here) for (const folder of chartFolders(context.files, chartPath)) inputs.folders.add(folder)
  const fromFiles = yield* applyValuesFrom(context, { layers, built, sources }, values, notes)
  for (const layer of layers) {
    const node = entryValue(at(layer.node, 'spec'), 'values')
    const inline = node && inlineLayer({ ...layer, node }, node, [...layer.path, 'spec', 'values'])
    if (inline) applyLayer(values, { ...inline, block: layer.block }, notes)
  }
  for (const file of [...valuesFiles, ...fromFiles]) inputs.files.add(file)

  const destination = destinationOf(outermost, 'HelmRelease', context.config)
  const remote = clusterBehind(destination)
  const cluster = clusterOf(remote === undefined ? where : { ...where, cluster: remote }, context.config)
  const environment = environmentOf(where, cluster, context.config)
  return {
    name: where.name,
    kind: 'HelmRelease',
    controller: 'flux',
    declaredAt: { file: object.file, line: object.line },
    controlPlane: undefined,
    isControlPlaneKnown: false,
    ownNamespace: where.ownNamespace,
    namespace: where.namespace ?? built?.namespace,
    cluster,
    environment,
    production: isProduction(environment, context.config),
    project: undefined,
    autoSync: !where.suspended && !layers.some((layer) => isTrueAt(layer.node, 'spec', 'suspend')),
    sources: [
      {
        type: 'helm',
        repoURL: url,
        path: chartPath,
        chart: chart ?? stringAt(chartRef, 'name'),
        // The version of a chart in Git is ignored: source-controller docs/spec/v1/helmcharts.md (version).
        targetRevision: gitRevision(source) ?? outermost('spec', 'chart', 'spec', 'version'),
        inThisRepository: here,
      },
    ],
    valuesFiles: [...valuesFiles, ...fromFiles],
    images: [
      ...withAppVersion(
        postRendered(findImages(values, notes, variables && filling(variables)), layers, notes),
        context.files,
        here ? chartPath : undefined,
        notes,
      ),
      ...chartArtifact(layers, chart, url),
      ...(chartRef && !helmChart ? sourceArtifact(context, source) : []),
    ].map((use) => (variables ? substituted(use, variables) : use)),
    inputs: throughLinks(context.files, inputs),
    ...(object.inValues ? { inValues: true as const } : {}),
    lineage: lineageOf(object, { applies: [], destination }),
    declaration: () => evaluate(object.node),
    ...(parent ? { parent } : {}),
    notes: [...notes],
  }
}

/** Returns the images after the post-renderers of a release. Those of the outermost patch apply. */
function postRendered(
  uses: readonly ImageUse[],
  layers: readonly KubeObject[],
  notes: Set<string>,
): readonly ImageUse[] {
  const layer = layers.findLast((one) => at(one.node, 'spec', 'postRenderers') !== undefined)
  if (!layer) return uses
  const path = [...layer.path, 'spec', 'postRenderers']
  const entries = itemsAt(layer.node, 'spec', 'postRenderers').flatMap((renderer, i) =>
    itemsAt(renderer, 'kustomize', 'images').map((entry, j) => ({
      ...layer,
      node: entry,
      path: [...path, i, 'kustomize', 'images', j],
    })),
  )
  return entries.reduce((current, entry) => {
    const { images, isUsed } = withImage(current, entry, notes)
    if (!isUsed)
      notes.add(
        `a post-renderer at ${entry.scope.file.path} sets the image ${stringAt(entry.node, 'name') ?? ''}, which is not in its values`,
      )
    return images
  }, uses)
}

/** Applies `valuesFrom`: ConfigMaps of this repo, written out or generated. */
function* applyValuesFrom(
  context: Context,
  from: {
    readonly layers: readonly KubeObject[]
    readonly built: Built | undefined
    readonly sources: Sources
  },
  values: MergedMap,
  notes: Set<string>,
): Reading<string[]> {
  const { layers, built, sources } = from
  const used: string[] = []
  const holder = layers.findLast((layer) => at(layer.node, 'spec', 'valuesFrom') !== undefined)
  for (const reference of itemsAt(holder?.node, 'spec', 'valuesFrom')) {
    const [kind, name = ''] = [stringAt(reference, 'kind'), stringAt(reference, 'name')]
    const key = stringAt(reference, 'valuesKey') ?? 'values.yaml'
    const targetPath = stringAt(reference, 'targetPath')
    const generated = built?.configMaps.get(name)?.find((entry) => entry.key === key)?.file
    const written =
      built?.items.find(
        (candidate) => candidate.object.kind === 'ConfigMap' && candidate.object.name === name,
      )?.object ??
      (holder && sources.configMap(reference, holder))
    if (
      kind === 'ConfigMap' &&
      targetPath === undefined &&
      generated !== undefined &&
      context.files.has(generated)
    ) {
      yield [generated]
      for (const layer of fileLayers(context.files, generated, 'values file'))
        applyLayer(values, layer, notes)
      used.push(generated)
      continue
    }
    const data = kind === 'ConfigMap' ? at(written?.node, 'data', key) : undefined
    if (written && data?.kind === 'scalar') {
      const path = [...written.path, 'data', key]
      const layer = inlineLayer(written, data, path, 'values file')
      if (targetPath !== undefined)
        applyParameter(values, targetPath, data, {
          kind: 'parameters',
          scope: written.scope,
          document: written.document,
          path,
          block: written.block,
        })
      else if (layer) applyLayer(values, layer, notes)
      continue
    }
    notes.add(`the values from the ${kind ?? 'object'} ${name} are not in this repo`)
  }
  return used
}

/** Returns the chart's version if it comes from a Helm repository and is an exact version. */
function chartArtifact(
  layers: readonly KubeObject[],
  chart: string | undefined,
  url: string | undefined,
): ImageUse[] {
  const layer = layers.findLast(
    (candidate) => at(candidate.node, 'spec', 'chart', 'spec', 'version') !== undefined,
  )
  const version = at(layer?.node, 'spec', 'chart', 'spec', 'version')
  if (
    !layer ||
    version?.kind !== 'scalar' ||
    chart === undefined ||
    url === undefined ||
    /^\.?\.?\//.test(chart)
  )
    return []
  return [
    {
      artifact: 'chart',
      repository: `${url.replace(/(?<!\/)\/+$/, '')}/${chart}`,
      alsoKnownAs: [],
      tag: version.value,
      digest: undefined,
      place: placeOf(layer.scope, layer.document, version, [
        ...layer.path,
        'spec',
        'chart',
        'spec',
        'version',
      ]),
      form: 'tag',
      digestPlace: undefined,
      setBy: 'chart version',
      addPath: undefined,
    },
  ]
}
