import { posix } from 'node:path'
import type { KeyPath } from '../../yaml/keys.ts'
import { wholeFile } from '../../yaml/lookup.ts'
import type { YamlNode } from '../../yaml/nodes.ts'
import { resolve } from '../../yaml/nodes.ts'
import type { Files } from '../../yaml/files.ts'
import { joinPath } from '../../tree/paths.ts'
import { attempted } from '../guarded.ts'
import { inlineLayer } from './layers.ts'
import { KUSTOMIZATION_FILES } from '../kustomize/kustomization.ts'
import type { Unresolved } from '../model.ts'
import type { Holder, KubeObject } from '../../kube/objects.ts'
import { objectsOf, specOf } from '../../kube/objects.ts'
import { at, itemsAt, stringAt, stringsAt } from '../../yaml/at.ts'
import type { FoundInValues, PartInValues } from './values-objects.ts'
import { IN_VALUES, objectsInValues } from './values-objects.ts'

/** The chart whose values are objects of Argo CD. */
const ARGOCD_APPS = 'argocd-apps'
/** Folders of a chart with values for its tests. */
const FOR_TESTS = /^(?:ci|tests?|examples?)\//

/** Some values, with the part of them that argocd-apps reads. */
interface Values {
  readonly holder: Holder
  /** The key path below which argocd-apps reads its values; undefined if it is unknown. */
  readonly argocdApps: KeyPath | undefined
}

/**
 * Finds the objects of controllers in values: in values files, in the values of Applications and HelmReleases, and in
 * those of charts that kustomize inflates.
 *
 * If a chart of this repo has its own templates of Applications, values in the form of argocd-apps may belong to that
 * chart. Then only values that argocd-apps is known to read are used.
 *
 * @param paths the files that are not templates, loaded
 * @param objects the objects that manifests declare
 * @param templates the templates of charts that declare Applications or ApplicationSets
 */
export function objectsFromValues(
  files: Files,
  paths: readonly string[],
  objects: readonly KubeObject[],
  templates: readonly string[],
): FoundInValues {
  const named = namedByApplications(objects)
  const values = [
    ...paths.flatMap((path) => ofFile(files, path, { named, templates })),
    ...objects.flatMap(inline),
  ]
  const unresolved: Unresolved[] = []
  const parts: PartInValues[] = []
  const found = values.flatMap(({ holder, argocdApps }) => {
    const reads = (path: KeyPath) =>
      argocdApps === undefined ? templates.length === 0 : isSamePath(path, argocdApps)
    const part = attempted(
      () => objectsInValues(holder, reads),
      // An error in values is reported by the code that reads them as values.
      () => undefined,
    )
    unresolved.push(...(part?.unresolved ?? []))
    parts.push(...(part?.parts ?? []))
    return part?.objects ?? []
  })
  return { objects: found, unresolved: [...unresolved, ...laidOver(files, parts, found)] }
}

/**
 * Returns the parts that are layered over an object of another values file of their chart. The merged result is not
 * known.
 */
function laidOver(
  files: Files,
  parts: readonly PartInValues[],
  objects: readonly KubeObject[],
): Unresolved[] {
  return parts.flatMap((part): Unresolved[] => {
    const chart = chartAbove(files, part.file) ?? posix.dirname(part.file)
    const base = objects.find(
      ({ file, kind, name }) =>
        kind === part.kind &&
        name === part.name &&
        file !== part.file &&
        (chartAbove(files, file) ?? posix.dirname(file)) === chart,
    )
    if (!base) return []
    return [
      {
        ...part,
        reason: `it is layered over ${base.file}, and the two are not merged: its changes to the app are unknown`,
        hint: 'To bump a value in it, use values-file and key.',
      },
    ]
  })
}

function isSamePath(a: KeyPath, b: KeyPath): boolean {
  return a.length === b.length && a.every((key, i) => key === b[i])
}

function ofFile(
  files: Files,
  path: string,
  { named, templates }: { named: ReadonlySet<string>; templates: readonly string[] },
): Values[] {
  const text = files.text(path)
  if (text === undefined || !IN_VALUES.test(text)) return []
  const isKustomization = (KUSTOMIZATION_FILES as readonly string[]).includes(posix.basename(path))
  const yaml = files.yaml(path)
  // Most files with such a word are the objects themselves.
  if (!yaml || (!isKustomization && yaml.documents.every(({ root }) => stringAt(root, 'kind') !== undefined)))
    return []
  const chart = chartAbove(files, path)
  if (chart !== undefined && FOR_TESTS.test(path.slice(chart === '' ? 0 : chart.length + 1))) return []
  const alias = chart === undefined ? undefined : aliasIn(files, chart)
  const isOwn =
    chart !== undefined && templates.some((file) => file.startsWith(joinPath(chart, 'templates') ?? ''))
  // The objects that a chart of this repo renders from its values are known after the chart is rendered.
  if (isOwn && alias === undefined) return []
  return yaml.documents.flatMap((document): Values[] => {
    const { root, index } = document
    const holder = { scope: wholeFile(yaml, document), document: index, node: root, path: [] }
    if (isKustomization) return inflated(holder)
    if (stringAt(root, 'kind') === 'HelmChart')
      return objectsOf(yaml)
        .filter((object) => object.document === index)
        .flatMap(inline)
    // A list is not a values file. It may contain the tasks of Ansible, for example.
    if (resolve(root)?.kind !== 'map' || stringAt(root, 'kind') !== undefined) return []
    return [{ holder, argocdApps: named.has(path) ? [] : alias }]
  })
}

/** Returns the nearest folder above a file that is a chart. */
function chartAbove(files: Files, path: string): string | undefined {
  for (let folder = posix.dirname(path); ; folder = posix.dirname(folder)) {
    const name = folder === '.' ? '' : folder
    if (files.has(joinPath(name, 'Chart.yaml') ?? '')) return name
    if (name === '') return undefined
  }
}

/**
 * Returns the key path to the values of argocd-apps in those of a chart; undefined if the chart does not depend on
 * it.
 */
function aliasIn(files: Files, chart: string): KeyPath | undefined {
  const root = files.yaml(joinPath(chart, 'Chart.yaml') ?? '')?.documents[0]?.root
  if (stringAt(root, 'name') === ARGOCD_APPS && itemsAt(root, 'dependencies').length === 0) return []
  const requirements = files.yaml(joinPath(chart, 'requirements.yaml') ?? '')?.documents[0]?.root
  const taken = [root, requirements]
    .flatMap((node) => itemsAt(node, 'dependencies'))
    .find((dependency) => stringAt(dependency, 'name') === ARGOCD_APPS)
  return taken && [stringAt(taken, 'alias') ?? ARGOCD_APPS]
}

/** Returns the values of the charts that a kustomization inflates. */
function inflated({ scope, document, node }: Holder): Values[] {
  return itemsAt(node, 'helmCharts').flatMap((chart, i) => {
    const inner = at(chart, 'valuesInline')
    const holder = inner && { scope, document, node: inner, path: ['helmCharts', i, 'valuesInline'] }
    return holder ? [{ holder, argocdApps: prefixOf(holder.path, stringAt(chart, 'name')) }] : []
  })
}

/**
 * Only a text that matches can hold values with objects. An object has an apiVersion besides that of the holder, or
 * is below one of these keys.
 */
const IN_INLINE =
  /apiVersion[^]*?apiVersion|\b(?:additional)?(?:applications?(?:sets)?|projects)["']?\s*:|\b(?:itemTemplates|instance)["']?\s*:/i

/** Returns the values inside an Application or a HelmRelease. */
function inline(object: KubeObject): Values[] {
  const { scope, document, path, apiVersion, kind, inValues } = object
  const spec = specOf(object)
  const specPath = inValues?.isSpec === true ? path : [...path, 'spec']
  const valuesAt = (node: YamlNode | undefined, way: KeyPath, chart: string | undefined): Values[] => {
    const layer =
      node &&
      IN_INLINE.test(scope.outerText) &&
      attempted(
        () => inlineLayer({ scope, document, node, path: way }, node, way),
        () => undefined,
      )
    // A value that is not editable has no location in the file.
    if (!layer || layer.notEditable !== undefined) return []
    const holder = { scope: layer.scope, document, node: layer.node, path: way }
    return [{ holder, argocdApps: prefixOf(way, chart) }]
  }
  // The controller of k3s and RKE2 installs charts.
  if (kind === 'HelmChart' && apiVersion.startsWith('helm.cattle.io/'))
    return valuesAt(at(spec, 'valuesContent'), [...specPath, 'valuesContent'], stringAt(spec, 'chart'))
  if (kind === 'HelmRelease')
    return valuesAt(at(spec, 'values'), [...specPath, 'values'], stringAt(spec, 'chart', 'spec', 'chart'))
  if (kind !== 'Application') return []
  const sources: [YamlNode | undefined, KeyPath][] = [
    [at(spec, 'source'), ['source']],
    ...itemsAt(spec, 'sources').map((source, i): [YamlNode, KeyPath] => [source, ['sources', i]]),
  ]
  return sources.flatMap(([source, way]) =>
    (['valuesObject', 'values'] as const).flatMap((key) =>
      valuesAt(at(source, 'helm', key), [...specPath, ...way, 'helm', key], stringAt(source, 'chart')),
    ),
  )
}

/**
 * Returns the key path to the values of argocd-apps: the path itself for that chart, a key below it for another
 * chart, undefined if no chart is named.
 */
function prefixOf(path: KeyPath, chart: string | undefined): KeyPath | undefined {
  return chart === ARGOCD_APPS ? path : chart === undefined ? undefined : [...path, ARGOCD_APPS]
}

/** Returns the values files of this repo that an Application passes to argocd-apps. */
function namedByApplications(objects: readonly KubeObject[]): ReadonlySet<string> {
  return new Set(
    objects.flatMap((object) => {
      if (object.kind !== 'Application') return []
      return itemsAt(specOf(object), 'sources').flatMap((source) =>
        stringAt(source, 'chart') === ARGOCD_APPS
          ? stringsAt(source, 'helm', 'valueFiles').flatMap(
              (name) => joinPath('', name.replace(/^\$[^/]+\//, '')) ?? [],
            )
          : [],
      )
    }),
  )
}
