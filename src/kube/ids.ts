/** The identity of an object. The version of its API is not part of it. */
export interface ObjectId {
  readonly group: string
  readonly kind: string
  readonly namespace: string | undefined
  readonly name: string
}

/** Returns the group of an `apiVersion`; empty for the core group. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.lastIndexOf('/')
  return slash < 0 ? '' : apiVersion.slice(0, slash)
}

/** Formats an id as a string, for maps and for sorting. */
export function keyOf({ group, kind, namespace, name }: ObjectId): string {
  return JSON.stringify([group, kind, namespace ?? '', name])
}

/** Returns the id that {@link keyOf} formatted. */
export function idIn(key: string): ObjectId {
  const [group, kind, namespace, name] = JSON.parse(key) as [string, string, string, string]
  return { group, kind, namespace: namespace === '' ? undefined : namespace, name }
}

/** Formats an id for people: `Deployment shop/web`. */
export function describeId({ kind, namespace, name }: ObjectId): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`
}

/** Reports whether an API belongs to Argo CD or Flux. */
export function isOfControllers(apiVersion: string): boolean {
  const group = groupOf(apiVersion)
  return group === 'argoproj.io' || group.endsWith('.toolkit.fluxcd.io')
}
