import type { Files } from './files.ts'
import { syncOf } from './flux/instances.ts'
import { asUnresolved, attempted } from './guarded.ts'
import { CONTROLLER_WORDS, isTemplate, isTemplateFile, unrenderedTemplate } from './leading-templates.ts'
import type { Unresolved } from './model.ts'
import type { KubeObject } from './objects.ts'
import { objectsOf } from './objects.ts'
import { objectsFromValues } from './values-files.ts'

/** Folders whose YAML is not applied as it is. */
const NOT_APPLIED = /(^|\/)(\.[^/]+|node_modules|crds)\//
/** Files that hardly ever declare an object; they are passed over where reading costs requests. */
const UNLIKELY = /(^|\/)([^/]*values[^/]*|kustomization|Chart|\.[^/]+)\.ya?ml$/i
/** Of those, the ones that may hold Applications in values: by the folder or the file's own name. */
const MAY_HOLD_APPS = /argo|app-?of-?apps|applications?|bootstrap/i
/** Objects that lead to apps. */
const LEAD_KINDS = new Set(['Application', 'ApplicationSet', 'HelmRelease', 'Kustomization'])

/** Every object of a controller that a manifest of the repo declares; what cannot be read is added to `unresolved`. */
export async function readObjects(files: Files, unresolved: Unresolved[]): Promise<KubeObject[]> {
  // What a link leads to is read once, where it is.
  const candidates = files.entries
    .filter(({ mode }) => mode !== '120000')
    .map((entry) => entry.path)
    .filter((path) => /\.(ya?ml|tpl)$/.test(path) && !NOT_APPLIED.test(path))
  const templates = new Set(candidates.filter((path) => isTemplateFile(files, path)))
  const isUnlikely = (path: string) =>
    UNLIKELY.test(path) && !MAY_HOLD_APPS.test(path.split('/').slice(-2).join('/'))
  const wanted = candidates.filter((path) =>
    templates.has(path) ? !files.costly : !path.endsWith('.tpl') && !(files.costly && isUnlikely(path)),
  )
  await files.load(wanted)
  const objects = objectsIn(files, wanted, templates, unresolved)
  if (!files.costly || objects.some(({ kind }) => LEAD_KINDS.has(kind))) return objects
  // Where nothing else declares anything, values may.
  const others = candidates.filter((path) => !templates.has(path) && isUnlikely(path))
  await files.load(others)
  return [...objects, ...objectsIn(files, others, templates, unresolved)]
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
    // Where the chart itself is not in the repo, its braces tell.
    if (templates.has(path) || (/(^|\/)templates\//.test(path) && text.includes('{{'))) {
      const template = unrenderedTemplate(path, text)
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
  const own = unresolved.filter(isTemplate).map(({ file }) => file)
  const inValues = objectsFromValues(files, plain, objects, own)
  unresolved.push(...inValues.unresolved)
  const all = [...objects, ...inValues.objects]
  return [...all, ...withoutDeclared(all.flatMap(syncOf), all)]
}

/** What the Flux Operator makes may be declared, too, as it stands in the cluster. */
function withoutDeclared(made: readonly KubeObject[], declared: readonly KubeObject[]): KubeObject[] {
  const key = ({ kind, name, namespace }: KubeObject) => JSON.stringify([kind, name, namespace])
  const known = new Set(declared.map(key))
  return made.filter((object) => !known.has(key(object)))
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
