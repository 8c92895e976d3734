/**
 * Compares Kubernetes objects: what Fairlead renders with what a controller renders or applies.
 *
 * Every difference is told. What a controller adds to mark objects as its own is taken away by `withoutArgocd` or
 * `withoutFlux`, and nothing else is: each rule there says why.
 */

/** An object as plain data. Whole numbers that JavaScript cannot hold are of the type `bigint`. */
// What an object holds differs by its kind.
// eslint-disable-next-line typescript/no-explicit-any
export type PlainObject = Record<string, any>

/**
 * The differences of two lists, a line each and sorted: `apps/Deployment shop/web .spec.replicas: 2 | 3`, with the
 * first list's value in front. Empty where both hold the same objects, whatever their order.
 *
 * Objects are told apart by group, kind, namespace and name; of those that have the same, and of those whose name the
 * cluster makes, the order counts.
 */
export function differences(ours: readonly PlainObject[], theirs: readonly PlainObject[]): string[] {
  const [left, right] = [byName(ours), byName(theirs)]
  const names = [...new Set([...left.keys(), ...right.keys()])].toSorted()
  return names.flatMap((name) => {
    const [one, other] = [left.get(name), right.get(name)]
    if (other === undefined) return [`${name}: only in the first`]
    if (one === undefined) return [`${name}: only in the second`]
    return valueDifferences(one, other).map((line) => `${name} ${line}`)
  })
}

/** How an object is called in what `differences` gives: `apps/Deployment shop/web`. */
export function nameOf({ apiVersion, kind, metadata }: PlainObject): string {
  const group = String(apiVersion).includes('/') ? `${String(apiVersion).split('/')[0]}/` : ''
  const namespace = metadata?.namespace === undefined ? '' : `${metadata.namespace}/`
  return `${group}${kind} ${namespace}${metadata?.name ?? `${metadata?.generateName}*`}`
}

function byName(objects: readonly PlainObject[]): Map<string, PlainObject> {
  const all = new Map<string, PlainObject>()
  for (const object of objects) {
    let name = nameOf(object)
    for (let i = 2; all.has(name); i++) name = `${nameOf(object)} #${i}`
    all.set(name, object)
  }
  return all
}

/** The differences of two values: the path of each, and both values. */
export function valueDifferences(one: unknown, other: unknown, path = ''): string[] {
  if (isMap(one) && isMap(other)) {
    const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])].toSorted()
    return keys.flatMap((key) => valueDifferences(one[key], other[key], `${path}.${key}`))
  }
  if (Array.isArray(one) && Array.isArray(other)) {
    const length = Math.max(one.length, other.length)
    return Array.from({ length }, (_, i) => valueDifferences(one[i], other[i], `${path}[${i}]`)).flat()
  }
  return one === other ? [] : [`${path}: ${shown(one)} | ${shown(other)}`]
}

function isMap(value: unknown): value is PlainObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing'
  return JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? `${part}n` : part))
}

/** JSON with every whole number as it is written. */
export function exactJson(text: string): PlainObject {
  const exactly = (_: string, value: unknown, { source = '' }: { source?: string } = {}) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(source)
      ? BigInt(source)
      : value
  return JSON.parse(text, exactly) as PlainObject
}

/**
 * The object without the mark of Argo CD, an annotation; for both lists. Where it was the only one the map goes, too: whether it was
 * there before, and empty, cannot be told.
 *
 * Rule: argo-cd util/argo/resource_tracking.go (SetAppInstance)
 */
export function withoutArgocd(object: PlainObject): PlainObject {
  return without(object, 'annotations', [
    'argocd.argoproj.io/tracking-id',
    'argocd.argoproj.io/installation-id',
  ])
}

/**
 * The object without the mark of Flux, two labels; for both lists. See `withoutArgocd` for what becomes of the map.
 *
 * Rule: kustomize-controller internal/controller/kustomization_controller.go (SetOwnerLabels)
 */
export function withoutFlux(object: PlainObject): PlainObject {
  return without(object, 'labels', [
    'kustomize.toolkit.fluxcd.io/name',
    'kustomize.toolkit.fluxcd.io/namespace',
  ])
}

/** An object of a cluster without what the API server keeps about it: nobody writes that into a manifest. */
export function withoutServer(live: PlainObject): PlainObject {
  const { status: _, ...object } = live
  const kept = Object.entries(object['metadata']).filter(([key]) => !serverFields.has(key))
  return { ...object, metadata: Object.fromEntries(kept) }
}

const serverFields = new Set(['uid', 'resourceVersion', 'generation', 'creationTimestamp', 'managedFields'])

function without(object: PlainObject, field: string, names: readonly string[]): PlainObject {
  const { [field]: map, ...metadata } = object['metadata'] ?? {}
  if (!isMap(map)) return object
  const kept = Object.entries(map).filter(([name]) => !names.includes(name))
  return {
    ...object,
    metadata: { ...metadata, ...(kept.length > 0 && { [field]: Object.fromEntries(kept) }) },
  }
}
