import type { Files } from '../yaml/files.ts'
import { syncOf } from './flux/instances.ts'
import { generatedData } from './kustomize/generated-data.ts'
import { asUnresolved, attempted } from './guarded.ts'
import { CONTROLLER_WORDS, isArgoTemplate, isTemplateFile, unrenderedTemplate } from './leading/templates.ts'
import type { Unresolved } from './model.ts'
import type { KubeObject } from '../kube/objects.ts'
import { objectsOf } from '../kube/objects.ts'
import { objectsFromValues } from './helm/values-files.ts'
import { isPassedOver } from './manifest-files.ts'

/** Files that rarely declare an object; they are skipped if reading costs requests. */
const UNLIKELY = /(^|\/)([^/]*values[^/]*|kustomization|Chart|\.[^/]+)\.ya?ml$/i
/** Exceptions to `UNLIKELY`: by folder or file name, these may contain Applications in values. */
const MAY_HOLD_APPS = /argo|app-?of-?apps|applications?|bootstrap/i
const CHART = /(^|\/)Chart\.yaml$/
/** Objects that lead to apps. */
const LEAD_KINDS = new Set(['Application', 'ApplicationSet', 'HelmRelease', 'Kustomization'])

/** Returns all controller objects that the repo's manifests declare; adds everything unreadable to `unresolved`. */
export async function readObjects(files: Files, unresolved: Unresolved[]): Promise<KubeObject[]> {
  // The target of a symbolic link is read only at its own path.
  const candidates = files.entries
    .filter(({ mode }) => mode !== '120000')
    .map((entry) => entry.path)
    .filter((path) => /\.(ya?ml|tpl)$/.test(path) && !isPassedOver(path))
  const templates = new Set(candidates.filter((path) => isTemplateFile(files, path)))
  const isUnlikely = (path: string) =>
    UNLIKELY.test(path) && !MAY_HOLD_APPS.test(path.split('/').slice(-2).join('/'))
  const wanted = candidates.filter((path) =>
    templates.has(path) ? !files.costly : !path.endsWith('.tpl') && !(files.costly && isUnlikely(path)),
  )
  const charts = files.costly ? umbrellas(files, candidates) : []
  await files.load([...wanted, ...charts])
  const known = new Set(charts.length > 0 ? wanted : [])
  const more =
    charts.length > 0
      ? candidates.filter((path) => !known.has(path) && isOfArgocdApps(files, charts, path))
      : []
  await files.load(more)
  const objects = objectsIn(files, [...wanted, ...more], templates, unresolved)
  if (!files.costly || objects.some(({ kind }) => LEAD_KINDS.has(kind))) return objects
  // If no other file declares an app, values files may.
  const read = new Set(more)
  const others = candidates.filter((path) => !templates.has(path) && isUnlikely(path) && !read.has(path))
  await files.load(others)
  return [...objects, ...objectsIn(files, others, templates, unresolved)]
}

/** The maximum number of charts to inspect if reading costs requests. */
const MOST_UMBRELLAS = 50

/** Returns the Chart.yaml files of charts without templates of their own: these may pass values to argocd-apps. */
function umbrellas(files: Files, paths: readonly string[]): string[] {
  const own = paths.filter((path) => CHART.test(path) && !files.isFolder(path.replace(CHART, '$1templates')))
  return own.length > MOST_UMBRELLAS ? [] : own
}

/** Reports whether a file contains values of a chart that depends on argocd-apps. */
function isOfArgocdApps(files: Files, charts: readonly string[], path: string): boolean {
  if (!/values[^/]*\.ya?ml$/.test(path)) return false
  return charts.some(
    (chart) =>
      path.startsWith(chart.replace(CHART, '$1')) && files.text(chart)?.includes('argocd-apps') === true,
  )
}

function objectsIn(
  files: Files,
  paths: readonly string[],
  templates: ReadonlySet<string>,
  unresolved: Unresolved[],
): KubeObject[] {
  const objects = paths.flatMap((path) => {
    const text = files.text(path)
    if (text === undefined || !CONTROLLER_WORDS.test(text)) return []
    // If the chart itself is not in the repo, template braces identify a template.
    if (templates.has(path) || (/(^|\/)templates\//.test(path) && text.includes('{{'))) {
      const template = unrenderedTemplate(path, text, templates.has(path))
      if (template) unresolved.push(template)
      return []
    }
    const yaml = files.yaml(path)
    if (!yaml) {
      const fault = files.fault(path)
      unresolved.push({
        file: path,
        line: fault?.line,
        kind: 'file',
        name: undefined,
        reason: fault?.message ?? 'it cannot be read',
      })
      return []
    }
    const objects = attempted(
      () => objectsOf(yaml),
      asUnresolved({ file: path, line: undefined, kind: 'file', name: undefined }, unresolved),
    )
    if (!objects) return []
    unresolved.push(...objects.filter(isResourceSet).map(unresolvedSet))
    return objects.filter(
      (object) => isArgo(object) || /\.fluxcd\.io\/|^fluxcd\.controlplane\.io\//.test(object.apiVersion),
    )
  })
  const plain = paths.filter((path) => !templates.has(path))
  const own = unresolved.filter(isArgoTemplate).map(({ file }) => file)
  const inValues = objectsFromValues(files, plain, objects, own)
  unresolved.push(...inValues.unresolved)
  const data = generatedData(files)
  const all = [...objects.filter(({ file }) => !data.has(file)), ...inValues.objects]
  return [...all, ...withoutDeclared(all.flatMap(syncOf), all)]
}

/**
 * Removes objects that are also declared in the repo. The Flux Operator creates them, but a copy of them as they are
 * in the cluster may also be committed.
 */
function withoutDeclared(made: readonly KubeObject[], declared: readonly KubeObject[]): KubeObject[] {
  const key = ({ kind, name, namespace }: KubeObject) => JSON.stringify([kind, name, namespace])
  const known = new Set(declared.map(key))
  return made.filter((object) => !known.has(key(object)))
}

/** Reports whether an object is a ResourceSet. Rule: https://fluxoperator.dev/docs/crd/resourceset/ */
function isResourceSet({ apiVersion, kind }: KubeObject): boolean {
  return kind === 'ResourceSet' && apiVersion.startsWith('fluxcd.controlplane.io/')
}

function unresolvedSet({ file, line, kind, name }: KubeObject): Unresolved {
  const reason = 'the Flux Operator creates objects from its templates in the cluster; they are not checked'
  return { file, line, kind, name, reason }
}

export function isArgo(object: KubeObject): boolean {
  return object.apiVersion.startsWith('argoproj.io/')
}
