/**
 * Compares Kubernetes objects: those that Fairlead renders with those that a controller renders or applies.
 *
 * Every difference is reported. `withoutArgocd` and `withoutFlux` remove the metadata by which a controller tracks
 * its objects, and nothing else. The rule there gives the reason.
 */

/** An object as plain data. Whole numbers that JavaScript cannot hold are of the type `bigint`. */
// The fields of an object depend on its kind.
// eslint-disable-next-line typescript/no-explicit-any
export type PlainObject = Record<string, any>

/**
 * Returns the differences of two lists, sorted, one line each: `apps/Deployment shop/web .spec.replicas: 2 | 3`, with
 * the value of the first list in front. The result is empty if both lists hold the same objects in any order.
 *
 * Objects are matched by group, kind, namespace and name. Objects that have these in common, and objects whose name
 * the cluster generates, are matched by their order.
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

/** Returns the name of an object in the output of `differences`: `apps/Deployment shop/web`. */
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

/** Returns the differences of two values: the path of each, and both values. */
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

/** Parses JSON and keeps every whole number exactly. */
export function exactJson(text: string): PlainObject {
  const exactly = (_: string, value: unknown, { source = '' }: { source?: string } = {}) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(source)
      ? BigInt(source)
      : value
  return JSON.parse(text, exactly) as PlainObject
}

/**
 * Returns the object without the tracking annotations of Argo CD. Use it for both lists. If no other annotation is
 * left, the map is also removed, because it is unknown whether the map existed before and was empty.
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
 * Returns the object without the two labels of Flux. Use it for both lists. An empty map is removed, as by
 * `withoutArgocd`.
 *
 * Rule: kustomize-controller internal/controller/kustomization_controller.go (SetOwnerLabels)
 */
export function withoutFlux(object: PlainObject): PlainObject {
  return without(object, 'labels', [
    'kustomize.toolkit.fluxcd.io/name',
    'kustomize.toolkit.fluxcd.io/namespace',
  ])
}

/** Returns an object of a cluster without the fields that the API server sets. Manifests do not contain them. */
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
