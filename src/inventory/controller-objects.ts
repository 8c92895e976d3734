import type { Files } from './files.ts'
import { asUnresolved, attempted } from './guarded.ts'
import type { Unresolved } from './model.ts'
import type { KubeObject } from './objects.ts'
import { objectsOf } from './objects.ts'
import { objectsFromValues } from './values-files.ts'

/** Folders whose YAML is not applied as it is. */
const NOT_APPLIED = /(^|\/)(\.[^/]+|node_modules|crds)\//
/** Templates of charts: what they declare is known only when the chart is rendered. */
const TEMPLATES = /(^|\/)templates\//
/** Files that hardly ever declare an object; they are passed over where reading costs requests. */
const UNLIKELY = /(^|\/)([^/]*values[^/]*|kustomization|Chart|\.[^/]+)\.ya?ml$/i
/** Of those, the ones that may hold Applications in values: by the folder or the file's own name. */
const MAY_HOLD_APPS = /argo|app-?of-?apps|applications?|bootstrap/i
/** Objects that lead to apps. */
const LEAD_KINDS = new Set(['Application', 'ApplicationSet', 'HelmRelease', 'Kustomization'])
const LEADS = /^[ \t]*kind:[ \t]*(Application|ApplicationSet|HelmRelease|Kustomization)[ \t\r]*$/m
/** Only a text with one of these words can declare one. */
const CONTROLLER_WORDS = /argoproj\.io\/|fluxcd\.(controlplane\.)?io\//

/** Every object of a controller that a manifest of the repo declares; what cannot be read is added to `unresolved`. */
export async function readObjects(files: Files, unresolved: Unresolved[]): Promise<KubeObject[]> {
  // What a link leads to is read once, where it is.
  const all = files.entries
    .filter(({ mode }) => mode !== '120000')
    .map((entry) => entry.path)
    .filter((path) => /\.ya?ml$/.test(path) && !NOT_APPLIED.test(path))
  const isPassedOver = (path: string) =>
    TEMPLATES.test(path) || (UNLIKELY.test(path) && !MAY_HOLD_APPS.test(path.split('/').slice(-2).join('/')))
  const likely = files.costly ? all.filter((path) => !isPassedOver(path)) : all
  await files.load(likely)
  const objects = objectsIn(files, likely, unresolved)
  if (!files.costly || objects.some(({ kind }) => LEAD_KINDS.has(kind))) return objects
  // Where nothing else declares anything, values may.
  const others = all.filter((path) => isPassedOver(path) && !TEMPLATES.test(path))
  await files.load(others)
  return [...objects, ...objectsIn(files, others, unresolved)]
}

function objectsIn(files: Files, candidates: readonly string[], unresolved: Unresolved[]): KubeObject[] {
  const objects = candidates.flatMap((path) => {
    const text = files.text(path)
    if (text === undefined || !CONTROLLER_WORDS.test(text)) return []
    if (TEMPLATES.test(path)) {
      const kind = LEADS.exec(text)?.[1]
      if (kind !== undefined)
        unresolved.push({
          file: path,
          line: undefined,
          kind,
          name: undefined,
          reason: 'it is a template of a chart; what it declares is known only when the chart is rendered',
          isTemplate: true,
        })
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
  const templates = unresolved.flatMap(({ file, isTemplate, kind }) =>
    isTemplate && (kind === 'Application' || kind === 'ApplicationSet') ? [file] : [],
  )
  const plain = candidates.filter((path) => !TEMPLATES.test(path))
  const inValues = objectsFromValues(files, plain, objects, templates)
  unresolved.push(...inValues.unresolved)
  return [...objects, ...inValues.objects]
}

/** Of the Flux Operator. Rule: https://fluxoperator.dev/docs/crd/resourceset/ */
function isResourceSet({ apiVersion, kind }: KubeObject): boolean {
  return kind === 'ResourceSet' && apiVersion.startsWith('fluxcd.controlplane.io/')
}

function unresolvedSet({ file, line, kind, name }: KubeObject): Unresolved {
  const reason = 'the Flux Operator makes objects of its templates in the cluster; they are not looked at'
  return { file, line, kind, name, reason }
}

export function isArgo(object: KubeObject): boolean {
  return object.apiVersion.startsWith('argoproj.io/')
}
