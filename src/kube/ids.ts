/** What tells objects apart: the version of the API does not matter. */
export interface ObjectId {
  readonly group: string
  readonly kind: string
  readonly namespace: string | undefined
  readonly name: string
}

/** The group of an `apiVersion`; empty for the core's. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.lastIndexOf('/')
  return slash < 0 ? '' : apiVersion.slice(0, slash)
}

/** An id as one text, for maps and for sorting. */
export function keyOf({ group, kind, namespace, name }: ObjectId): string {
  return JSON.stringify([group, kind, namespace ?? '', name])
}

/** The id that {@link keyOf} made a text of. */
export function idIn(key: string): ObjectId {
  const [group, kind, namespace, name] = JSON.parse(key) as [string, string, string, string]
  return { group, kind, namespace: namespace === '' ? undefined : namespace, name }
}

/** An id for people: `Deployment shop/web`. */
export function describeId({ kind, namespace, name }: ObjectId): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`
}

/** Whether objects of an API are what the controllers themselves read: those of Argo CD and Flux. */
export function isOfControllers(apiVersion: string): boolean {
  const group = groupOf(apiVersion)
  return group === 'argoproj.io' || group.endsWith('.toolkit.fluxcd.io')
}
