/** Compares the cluster with manifests: each object, and the pods of each workload. */
import type { Thing } from './api.ts'
import type { Moment } from './history.ts'

/** Returns the deviations from a manifest, one per line; empty if there are none. */
export function lacking(wanted: Thing, moment: Moment, namespace: string): string[] {
  const { kind, metadata } = wanted
  const own = String(metadata.namespace ?? namespace)
  const title = `${kind} ${metadata.name}`
  const live = moment.find(kind, metadata.name, own)
  if (live === undefined) return [`${title} is not there`]
  if (live['metadata'].deletionTimestamp !== undefined) return [`${title} is being deleted`]
  const place = difference(wanted, live, '')
  if (place !== undefined) return [`${title} is not as rendered: ${place}`]
  if (kind === 'Job') return jobLacks(title, live)
  return isWorkload(kind) ? podsLack(title, wanted, live, moment) : []
}

/** Reports whether an object is a hook. It has to exist, and a Job has to have succeeded. */
export function isHook({ metadata }: Thing): boolean {
  const annotations = (metadata.annotations ?? {}) as Record<string, string>
  return ['argocd.argoproj.io/hook', 'helm.sh/hook'].some((name) => annotations[name] !== undefined)
}

function isWorkload(kind: string): boolean {
  return kind === 'Deployment' || kind === 'StatefulSet' || kind === 'DaemonSet'
}

function jobLacks(title: string, { status = {} }: Thing): string[] {
  const is = (type: string) =>
    ((status.conditions ?? []) as Thing[]).some((one) => one['type'] === type && one['status'] === 'True')
  if (is('Failed')) return [`${title} has failed`]
  return is('Complete') ? [] : [`${title} is not complete`]
}

/** Checks that all pods of a workload match the wanted template and are ready, and that their number is right. */
function podsLack(title: string, wanted: Thing, live: Thing, moment: Moment): string[] {
  const pods = podsOf(live, moment)
  // The played cluster has only one node.
  const count = live['kind'] === 'DaemonSet' ? 1 : Number(live['spec'].replicas ?? 1)
  const lines = pods.flatMap((pod) => {
    const place = difference(templateOf(wanted['spec'].template), pod, '')
    if (place !== undefined) return [`Pod ${pod['metadata'].name} is of another template: ${place}`]
    return isReady(pod) ? [] : [`Pod ${pod['metadata'].name} is not ready`]
  })
  if (pods.length !== count) lines.push(`${title} has ${pods.length} pods and wants ${count}`)
  return lines
}

/** Returns the fields that a pod takes from its template. Kubernetes adds others, such as a ServiceAccount. */
function templateOf({ metadata, spec }: Thing): Thing {
  return { metadata: { labels: metadata?.labels, annotations: metadata?.annotations }, spec }
}

/** Returns the pods of a workload that are not being deleted. */
export function podsOf(workload: Thing, moment: Moment): Thing[] {
  const ownedBy = (uids: ReadonlySet<string>) => (object: Thing) =>
    ((object['metadata'].ownerReferences ?? []) as Thing[]).some((owner) => uids.has(owner['uid']))
  const own = new Set([String(workload['metadata'].uid)])
  const sets = moment.objects.filter((object) => object['kind'] === 'ReplicaSet' && ownedBy(own)(object))
  const owners = new Set([...own, ...sets.map((set) => String(set['metadata'].uid))])
  return moment.objects.filter(
    (object) =>
      object['kind'] === 'Pod' &&
      object['metadata'].deletionTimestamp === undefined &&
      ownedBy(owners)(object),
  )
}

function isReady({ status = {} }: Thing): boolean {
  return ((status.conditions ?? []) as Thing[]).some(
    (one) => one['type'] === 'Ready' && one['status'] === 'True',
  )
}

/** Maps and lists that are complete in the manifest: the live object must not have more entries. */
const WHOLE = new Set(['data', 'env', 'envFrom', 'args', 'command'])

/**
 * Returns the first path at which a live object differs from the manifest. Fields that the API server adds do not
 * count.
 */
export function difference(wanted: unknown, live: unknown, place: string): string | undefined {
  if (isNothing(wanted)) return undefined
  if (Array.isArray(wanted)) {
    if (!Array.isArray(live) || live.length !== wanted.length) return place
    return first(wanted.map((one, i) => difference(one, live[i], `${place}[${i}]`)))
  }
  if (typeof wanted !== 'object' || wanted === null) return isSame(wanted, live) ? undefined : place
  if (typeof live !== 'object' || live === null) return place
  const [one, other] = [wanted as Thing, live as Thing]
  const keys = new Set([...Object.keys(one), ...Object.keys(other).filter((key) => WHOLE.has(key))])
  return first(
    [...keys].map((key) => {
      if (place === '' && (key === 'stringData' || key === 'status')) return undefined
      const at = `${place}.${key}`
      return WHOLE.has(key) ? whole(wantedAt(one, key), other[key], at) : difference(one[key], other[key], at)
    }),
  )
}

/** Returns the wanted value of a field. The API server stores `stringData` as `data`. */
function wantedAt(object: Thing, key: string): unknown {
  const plain = (key === 'data' ? object['stringData'] : undefined) as Record<string, string> | undefined
  if (plain === undefined) return object[key]
  const coded = Object.entries(plain).map(([name, text]) => [name, Buffer.from(text).toString('base64')])
  return { ...object[key], ...Object.fromEntries(coded) }
}

function whole(wanted: unknown, live: unknown, place: string): string | undefined {
  if (isNothing(wanted)) return isNothing(live) ? undefined : place
  const size = (value: unknown) =>
    typeof value === 'object' && value !== null ? Object.keys(value).length : 0
  return size(wanted) === size(live) ? difference(wanted, live, place) : place
}

function isNothing(value: unknown): boolean {
  if (value === undefined || value === null) return true
  return typeof value === 'object' && Object.values(value).every(isNothing)
}

/** Reports whether two values are the same. A quantity can be written in several ways. */
function isSame(one: unknown, other: unknown): boolean {
  if (one === other || isNothing(one)) return true
  const [a, b] = [quantity(one), quantity(other)]
  return a !== undefined && a === b
}

const UNITS: Readonly<Record<string, number>> = {
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
}

function quantity(value: unknown): number | undefined {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)([a-zA-Z]{0,2})$/.exec(String(value)) ?? []
  const factor = unit === '' ? 1 : UNITS[unit]
  return number === undefined || factor === undefined ? undefined : Number(number) * factor
}

function first(places: readonly (string | undefined)[]): string | undefined {
  return places.find((place) => place !== undefined)
}
