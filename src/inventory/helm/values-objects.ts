import type { KeyPath } from '../../yaml/keys.ts'
import { enterBlock } from '../../yaml/lookup.ts'
import type { MapEntry, MapNode, YamlNode } from '../../yaml/nodes.ts'
import { keyText, resolve } from '../../yaml/nodes.ts'
import { position } from '../../yaml/position.ts'
import type { Json } from '../../yaml/value.ts'
import { isObject } from '../../yaml/value.ts'
import { attempted } from '../guarded.ts'
import type { Unresolved } from '../model.ts'
import type { Holder, KubeObject } from '../../kube/objects.ts'
import { at, isTrueAt, itemsAt, stringAt } from '../../yaml/at.ts'

/**
 * Finds objects of controllers in the values of a chart that passes them on. Lists such as `extraObjects`,
 * `extraDeploy` and `resources` of charts called raw contain them unchanged. The values of the chart argocd-apps
 * contain them as maps by name (since its version 2) and as lists. The result is known without the chart.
 *
 * Rules: argoproj/argo-helm charts/argocd-apps/templates, charts/argo-cd/templates/extra-manifests.yaml.
 */

/** Only a text with one of these words can contain such an object. */
export const IN_VALUES =
  /argoproj\.io\/|fluxcd\.(?:controlplane\.)?io\/|\b(?:additional)?applications?(?:sets)?["']?\s*:|\bitemTemplates["']?\s*:|\bsync["']?\s*:/i

/** Keys of argocd-apps, and of argo-cd before its version 5, with the kind of the objects below them. */
const KINDS: readonly (readonly [key: RegExp, kind: 'Application' | 'ApplicationSet' | 'AppProject'])[] = [
  [/^(?:applications|additionalApplications)$/, 'Application'],
  [/^(?:applicationsets|applicationSets)$/, 'ApplicationSet'],
  [/^(?:projects|additionalProjects)$/, 'AppProject'],
]

/** The objects found in some values. */
export interface FoundInValues {
  readonly objects: readonly KubeObject[]
  readonly unresolved: readonly Unresolved[]
}

/**
 * Values of argocd-apps that are not a whole object. They are layered over the object of that name in another file.
 */
export type PartInValues = Pick<KubeObject, 'file' | 'line' | 'kind' | 'name'>

/** Matches a text that is an object of a controller. */
const OBJECT_TEXT = /^[ \t]*apiVersion:[ \t]*["']?(?:argoproj|[a-z.]+\.fluxcd|fluxcd\.controlplane)\.io\//m
const KIND_IN_TEXT = /^[ \t]*kind:[ \t]*["']?(\w+)/m

/** The deepest level at which charts pass on objects. */
const MOST_DEPTH = 6

/**
 * Finds the objects in some values.
 *
 * @param isArgocdApps reports whether values in the form of argocd-apps below a key path are treated as such
 */
export function objectsInValues(
  values: Holder,
  isArgocdApps: (path: KeyPath) => boolean,
): FoundInValues & { readonly parts: readonly PartInValues[] } {
  const objects: KubeObject[] = []
  const parts: PartInValues[] = []
  const unresolved: Unresolved[] = []
  // Aliases can repeat a small text endlessly.
  let budget = 50_000
  visit(values.node, values)
  return { objects, unresolved, parts }

  function visit(raw: YamlNode, { scope, path }: Holder): void {
    const node = resolve(raw)
    if (--budget < 0 || path.length - values.path.length > MOST_DEPTH) return
    const inner = (key: string | number): Holder => ({ ...values, scope, node: raw, path: [...path, key] })
    if (node?.kind === 'sequence') for (const [i, item] of node.items.entries()) held(item, inner(i))
    if (node?.kind !== 'map' || isOff(node)) return
    if (isKubeObject(node)) return
    for (const entry of node.entries) {
      const key = keyText(entry.key) ?? ''
      const kind = KINDS.find(([pattern]) => pattern.test(key))?.[1]
      const found = kind && isArgocdApps(path) ? ofChart(kind, entry, inner(key)) : []
      if (found.length > 0) objects.push(...found)
      else if (key === 'itemTemplates' && isArgocdApps(path)) made(entry, inner(key))
      else if (key === 'instance' && at(entry.value, 'sync', 'url'))
        objects.push(fluxInstance(entry, inner(key)))
      else held(entry.value, inner(key))
    }
  }

  /** Handles a value: an object as a map or as a text, or a value that may contain objects. */
  function held(item: YamlNode, holder: Holder): void {
    const node = resolve(item)
    const text = node?.kind === 'scalar' && OBJECT_TEXT.test(node.value) ? node : undefined
    if (!text) {
      if (!objectFrom(item, holder)) visit(item, holder)
      return
    }
    const failed = (): undefined => {
      const { scope } = holder
      const line = position(scope.outerText, scope.outwardOffset(text.start)).line
      const kind = KIND_IN_TEXT.exec(text.value)?.[1] ?? 'object'
      const reason =
        'it is a string in the values of a chart that is not valid YAML until the chart fills it in'
      unresolved.push({ file: scope.file.path, line, kind, name: undefined, reason })
      return undefined
    }
    const block = attempted(() => enterBlock(holder.scope, text), failed)
    if (block) objectFrom(block.document.root, { ...holder, scope: block }, holder.path)
  }

  function objectFrom(raw: YamlNode, holder: Holder, block: KeyPath = []): boolean {
    const node = resolve(raw)
    if (node?.kind !== 'map' || !isController(node)) return false
    const object = objectAt(node, node.start, holder, block)
    if (object.name === '' || isTemplate(object.name))
      unresolved.push({
        ...placed(object),
        reason: 'it is in values, and only its chart gives it a name',
      })
    else objects.push({ ...object, inValues: holder.scope.file.text.includes('{{') ? ESCAPING : AS_IT_IS })
    return true
  }

  /** Returns the objects in the map or list below a key of the chart. */
  function ofChart(kind: string, { value }: MapEntry, holder: Holder): KubeObject[] {
    const node = resolve(value)
    const one = (name: string | undefined, raw: YamlNode, start: number, key: string | number) => {
      const spec = resolve(raw)
      if (name === undefined || spec?.kind !== 'map') return []
      const own = { ...holder, path: [...holder.path, key] }
      if (!hasForm(kind, spec)) {
        if (!isOff(spec)) parts.push({ ...placed(objectAt(spec, start, own, [])), kind, name })
        return []
      }
      const object = { ...objectAt(spec, start, own, []), apiVersion: 'argoproj.io/v1alpha1', kind, name }
      return [
        {
          ...object,
          namespace: stringAt(spec, 'namespace'),
          inValues: { isSpec: true, made: (written: Json) => objectOfChart(kind, name, written) },
        },
      ]
    }
    if (node?.kind === 'sequence')
      return node.items.flatMap((item, i) => one(stringAt(item, 'name'), item, item.start, i))
    if (node?.kind !== 'map') return []
    return node.entries.flatMap(({ key, value: item }) => {
      const name = keyText(key)
      return one(name, item, key.start, name ?? '')
    })
  }

  /** Returns the FluxInstance that the chart flux-instance creates from a value. */
  function fluxInstance({ key, value }: MapEntry, holder: Holder): KubeObject {
    const object = objectAt(value, key.start, holder, [])
    const type = { apiVersion: 'fluxcd.controlplane.io/v1', kind: 'FluxInstance', name: 'flux' }
    return { ...object, ...type, namespace: undefined, inValues: { isSpec: true } }
  }

  function made({ key, value }: MapEntry, holder: Holder): void {
    for (const item of itemsAt(value)) {
      const reason =
        'the chart argocd-apps creates objects from it with its templates; they are known only when the chart is rendered'
      const kind = stringAt(item, 'template', 'kind') ?? 'itemTemplates'
      unresolved.push({ ...placed(objectAt(item, key.start, holder, [])), kind, name: undefined, reason })
    }
  }

  function objectAt(
    node: YamlNode,
    start: number,
    { scope, document, path }: Holder,
    block: KeyPath,
  ): KubeObject {
    return {
      apiVersion: stringAt(node, 'apiVersion') ?? '',
      kind: stringAt(node, 'kind') ?? '',
      name: stringAt(node, 'metadata', 'name') ?? '',
      namespace: plain(stringAt(node, 'metadata', 'namespace')),
      file: scope.file.path,
      line: position(scope.outerText, scope.outwardOffset(start)).line,
      node,
      scope,
      document,
      path,
      block,
    }
  }
}

/** Returns the object that argocd-apps creates from its values. */
function objectOfChart(kind: string, name: string, written: Json): Json {
  const {
    name: _,
    namespace,
    finalizers,
    additionalLabels,
    additionalAnnotations,
    ...spec
  } = isObject(written) ? written : {}
  const metadata = {
    name,
    namespace,
    finalizers,
    labels: additionalLabels,
    annotations: additionalAnnotations,
  }
  const given = Object.entries(metadata).filter(([, value]) => value !== undefined && value !== null)
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind,
    metadata: Object.fromEntries(given) as Json,
    spec: Object.fromEntries(Object.entries(spec).filter(([, value]) => value !== null)),
  }
}

/** Reports whether a map has the required fields of a kind. Its key alone is not enough to identify it. */
function hasForm(kind: string, node: MapNode): boolean {
  if (isOff(node)) return false
  if (kind === 'AppProject')
    return at(node, 'sourceRepos') !== undefined || at(node, 'destinations') !== undefined
  if (kind === 'ApplicationSet')
    return at(node, 'generators')?.kind === 'sequence' && at(node, 'template')?.kind === 'map'
  return (
    at(node, 'destination')?.kind === 'map' &&
    (at(node, 'source')?.kind === 'map' ||
      at(node, 'sources')?.kind === 'sequence' ||
      at(node, 'sourceHydrator')?.kind === 'map')
  )
}

/** Reports whether a value is disabled. Charts omit disabled values. */
function isOff(node: MapNode): boolean {
  return stringAt(node, 'enabled') === 'false' || isTrueAt(node, 'disabled')
}

function isKubeObject(node: MapNode): boolean {
  return stringAt(node, 'apiVersion') !== undefined && stringAt(node, 'kind') !== undefined
}

function isController(node: MapNode): boolean {
  const apiVersion = stringAt(node, 'apiVersion') ?? ''
  return isKubeObject(node) && /^argoproj\.io\/|\.fluxcd\.io\/|^fluxcd\.controlplane\.io\//.test(apiVersion)
}

function placed({ file, line, kind, name }: KubeObject) {
  return { file, line, kind, name: name === '' ? undefined : name }
}

/** Matches templates for the controller. The chart passes its values through `tpl`, so such templates are escaped. */
const ESCAPED = /\{\{-?\s*(?:`([^`]*)`|"((?:[^"\\]|\\.)*)")\s*-?\}\}/g

function isTemplate(text: string): boolean {
  return text.replaceAll(ESCAPED, '').includes('{{')
}

/** Returns a text; undefined if it is known only after the chart is rendered. */
function plain(text: string | undefined): string | undefined {
  return text === undefined || isTemplate(text) ? undefined : text
}

const AS_IT_IS = { isSpec: false } as const
const ESCAPING = { isSpec: false, made: unescaped } as const

function unescaped(written: Json): Json {
  if (typeof written === 'string')
    return written.replaceAll(
      ESCAPED,
      (_, raw: string | undefined, quoted: string | undefined) =>
        raw ?? (quoted ?? '').replaceAll(/\\(.)/g, '$1'),
    )
  if (Array.isArray(written)) return (written as readonly Json[]).map(unescaped)
  if (!isObject(written)) return written
  return Object.fromEntries(Object.entries(written).map(([key, value]) => [key, unescaped(value)]))
}
