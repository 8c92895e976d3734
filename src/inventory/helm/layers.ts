import type { Layer, LayerKind, MergedMap } from '../../images/layers.ts'
import { applyLayer } from '../../images/layers.ts'
import type { ImageUse } from '../../images/place.ts'
import { placeOf } from '../../images/place.ts'
import type { KeyPath } from '../../yaml/keys.ts'
import { enterBlock, wholeFile } from '../../yaml/lookup.ts'
import { FairleadError } from '../../errors.ts'
import type { ScalarNode, YamlNode } from '../../yaml/nodes.ts'
import { parseYaml } from '../../yaml/parse.ts'
import { position } from '../../yaml/position.ts'
import { entryValue, resolve } from '../../yaml/nodes.ts'
import type { Files, Reading } from '../../yaml/files.ts'
import { joinPath } from '../../tree/paths.ts'
import type { Holder } from '../../kube/objects.ts'
import { itemsAt, stringAt } from '../../yaml/at.ts'

/** Reads the Helm values of an app: the chart's own values and the layers above them. */

/** Returns the values of a loaded file as layers. Of several documents Helm 3 reads the first, Helm 4 merges all. */
export function fileLayers(files: Files, path: string, kind: LayerKind): Layer[] {
  const yaml = files.yaml(path)
  return (yaml?.documents ?? []).flatMap((document) =>
    yaml
      ? [
          {
            kind,
            scope: wholeFile(yaml, document),
            document: document.index,
            node: document.root,
            path: [],
            block: [],
          },
        ]
      : [],
  )
}

/**
 * Returns the values inside an object as a layer. They are a map, or a text that contains YAML. Only a literal block
 * (`values: |`) can be edited in place. Returns undefined for a text that does not contain a map.
 */
export function inlineLayer(
  holder: Holder,
  node: YamlNode | undefined,
  path: KeyPath,
  kind: LayerKind = 'inline values',
): Layer | undefined {
  const value = resolve(node)
  if (!value) return undefined
  if (value.kind !== 'scalar')
    return { kind, scope: holder.scope, document: holder.document, node: value, path, block: [] }
  const block = enterBlock(holder.scope, value)
  if (!block) return quotedLayer(holder, value, path, kind)
  return { kind, scope: block, document: holder.document, node: block.document.root, path, block: path }
}

function quotedLayer(
  { scope }: Holder,
  value: ScalarNode,
  path: KeyPath,
  kind: LayerKind,
): Layer | undefined {
  if (value.style === 'literal' || !value.value.includes(':')) return undefined
  try {
    const file = parseYaml(value.value, scope.file.path)
    const [document] = file.documents
    if (document?.root.kind !== 'map') return undefined
    const { line } = position(scope.outerText, scope.outwardOffset(value.start))
    const notEditable = `it is in a quoted string at ${scope.file.path}:${line}, which cannot be edited; write the string as a block (${String(path.at(-1))}: |)`
    return {
      kind,
      scope: wholeFile(file, document),
      document: document.index,
      node: document.root,
      path,
      block: path,
      notEditable,
    }
  } catch (error) {
    if (error instanceof FairleadError) return undefined // no values that Helm could read either
    throw error
  }
}

/** A file with default values of a chart, and the key that they apply to. */
export interface ChartDefaults {
  readonly file: string
  readonly prefix: KeyPath
}

/** Merges the default values of a chart in this repo, and of its subcharts, over `values`. */
export function* applyChart(
  files: Files,
  chart: string,
  values: MergedMap,
  notes: Set<string>,
): Reading<void> {
  applyDefaults(files, yield* readDefaults(files, chart), values, notes)
}

/** Reads the files with the default values of a chart and of its subcharts, in the order in which they apply. */
export function* readDefaults(files: Files, chart: string, prefix: KeyPath = []): Reading<ChartDefaults[]> {
  if (prefix.length > 4) return []
  const own = joinPath(chart, 'values.yaml') ?? ''
  const manifest = joinPath(chart, 'Chart.yaml') ?? ''
  yield [own, manifest].filter((path) => files.has(path))
  const root = files.has(manifest) ? files.yaml(manifest)?.documents[0]?.root : undefined
  const dependencies = itemsAt(root, 'dependencies').map((dependency) => ({
    name: stringAt(dependency, 'name') ?? '',
    alias: stringAt(dependency, 'alias') ?? stringAt(dependency, 'name') ?? '',
    repository: stringAt(dependency, 'repository') ?? '',
  }))
  const bundled = files.children(joinPath(chart, 'charts') ?? '').filter((path) => !files.has(path))
  for (const path of bundled) {
    const name = path.split('/').pop() ?? ''
    if (!dependencies.some((dependency) => dependency.name === name))
      dependencies.push({ name, alias: name, repository: '' })
  }
  const defaults: ChartDefaults[] = []
  for (const { name, alias, repository } of dependencies) {
    const folder = repository.startsWith('file://')
      ? joinPath(chart, repository.slice('file://'.length))
      : joinPath(chart, `charts/${name}`)
    if (folder !== undefined && alias && files.isFolder(folder))
      defaults.push(...(yield* readDefaults(files, folder, [...prefix, alias])))
  }
  return files.has(own) ? [...defaults, { file: own, prefix }] : defaults
}

/** Merges default values that were already read over `values`. */
export function applyDefaults(
  files: Files,
  defaults: readonly ChartDefaults[],
  values: MergedMap,
  notes: Set<string>,
): void {
  for (const { file, prefix } of defaults)
    for (const layer of fileLayers(files, file, 'chart defaults'))
      applyLayer(descend(values, prefix), layer, notes)
}

function descend(values: MergedMap, prefix: KeyPath): MergedMap {
  let map = values
  for (const segment of prefix) {
    const next = map.entries.get(String(segment))
    const inner: MergedMap = next?.kind === 'map' ? next : { kind: 'map', entries: new Map() }
    map.entries.set(String(segment), inner)
    map = inner
  }
  return map
}

/** Returns the `appVersion` of a chart in this repo, which is the tag if none is set. */
function appVersionOf(files: Files, chart: string): { tag: string; file: string; line: number } | undefined {
  const path = joinPath(chart, 'Chart.yaml') ?? ''
  const yaml = files.has(path) ? files.yaml(path) : undefined
  const document = yaml?.documents[0]
  const node = resolve(entryValue(document?.root, 'appVersion'))
  if (!yaml || !document || node?.kind !== 'scalar' || node.value === '') return undefined
  const place = placeOf(wholeFile(yaml, document), document.index, node, ['appVersion'])
  return { tag: node.value, file: path, line: place.line }
}

/**
 * Sets the tag of the chart's own image if it is not set. Most charts default to their appVersion, as those of `helm
 * create` do. The defaults of other images are only in the templates.
 */
export function withAppVersion(
  uses: readonly ImageUse[],
  files: Files,
  chart: string | undefined,
  notes: Set<string>,
): ImageUse[] {
  const version = chart === undefined ? undefined : appVersionOf(files, chart)
  return uses.map((use) => {
    if (use.tag !== undefined || use.digest !== undefined || !version) return use
    const name = use.repository ?? 'its image'
    if (!isOfChart(use)) {
      notes.add(`the tag of ${name} is not set; the templates of its chart determine it`)
      return use
    }
    notes.add(
      `the tag of ${name} is not set; the chart's appVersion ${version.tag} is assumed (${version.file}:${version.line})`,
    )
    return { ...use, tag: version.tag }
  })
}

/** Reports whether an image is the chart's own: the `image` of the values. */
function isOfChart({ addPath }: ImageUse): boolean {
  return /^(?:image\.\w+|image[-_]?tag)$/i.test((addPath ?? []).join('.'))
}
