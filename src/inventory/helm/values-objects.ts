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
 * Objects of controllers that stand in the values of a chart which passes them on: as they are, in lists such as
 * `extraObjects`, `extraDeploy` and `resources` of charts called raw; and in the values of the chart argocd-apps, as
 * maps by name (since its version 2) and as lists. What such a chart makes of them is known without the chart.
 *
 * Rules: argoproj/argo-helm charts/argocd-apps/templates, charts/argo-cd/templates/extra-manifests.yaml.
 */

/** Only a text with one of these words can hold any. */
export const IN_VALUES =
  /argoproj\.io\/|fluxcd\.(?:controlplane\.)?io\/|\b(?:additional)?applications?(?:sets)?["']?\s*:|\bitemTemplates["']?\s*:|\bsync["']?\s*:/i

/** Keys of argocd-apps, and of argo-cd before its version 5, with the kind of what stands below them. */
const KINDS: readonly (readonly [key: RegExp, kind: 'Application' | 'ApplicationSet' | 'AppProject'])[] = [
  [/^(?:applications|additionalApplications)$/, 'Application'],
  [/^(?:applicationsets|applicationSets)$/, 'ApplicationSet'],
  [/^(?:projects|additionalProjects)$/, 'AppProject'],
]

/** What stands in some values. */
export interface FoundInValues {
  readonly objects: readonly KubeObject[]
  readonly unresolved: readonly Unresolved[]
}

/** Values of argocd-apps that are no whole object: where another file has that, they are laid over it. */
export type PartInValues = Pick<KubeObject, 'file' | 'line' | 'kind' | 'name'>

/** What a text that is an object of a controller has. */
const OBJECT_TEXT = /^[ \t]*apiVersion:[ \t]*["']?(?:argoproj|[a-z.]+\.fluxcd|fluxcd\.controlplane)\.io\//m
const KIND_IN_TEXT = /^[ \t]*kind:[ \t]*["']?(\w+)/m

/** Deeper than this no chart passes on objects. */
const MOST_DEPTH = 6

/**
 * Finds the objects in some values.
 *
 * @param isArgocdApps whether what has the form of values of argocd-apps, below this way of keys, is taken for that
 */
export function objectsInValues(
  values: Holder,
  isArgocdApps: (path: KeyPath) => boolean,
): FoundInValues & { readonly parts: readonly PartInValues[] } {
  const objects: KubeObject[] = []
  const parts: PartInValues[] = []
  const unresolved: Unresolved[] = []
  // Aliases can repeat a small text without end.
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

  /** A value: an object as a map or as a text, or something that may hold one. */
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

  /** The map or list below a key of the chart. */
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

  /** Of the chart flux-instance: what it makes a FluxInstance of. */
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

/** What argocd-apps makes of the values of one object. */
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

/** Whether a map has what each object of this kind must have, so that it is not taken for one by its key alone. */
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

/** Charts leave out what is not enabled. */
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

/** The chart puts its values through `tpl`; what is a template for the controller is escaped in them. */
const ESCAPED = /\{\{-?\s*(?:`([^`]*)`|"((?:[^"\\]|\\.)*)")\s*-?\}\}/g

function isTemplate(text: string): boolean {
  return text.replaceAll(ESCAPED, '').includes('{{')
}

/** A text that only the chart fills in is not known. */
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
