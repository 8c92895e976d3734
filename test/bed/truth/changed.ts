/**
 * Compares the changes that a report lists for an app with the changes in the cluster.
 *
 * The following cannot match, so it is not drawn or not compared:
 *
 * - another spelling of a value, or an explicit default (`0.5` for `500m`): the report compares the manifests in Git
 * - noise (docs/risks.md): the report counts it and does not name the object
 * - hooks: a sync runs them whether they change or not, and the change of a hook alone does not start a sync
 * - pods that waited for the end of a pause, a partition or `OnDelete`: no pair of commits contains what they missed
 * - objects that server-side apply replaces: Argo CD does not detect there that a field was removed
 * - a field that is added to a definition and to its object in one commit: it may be dropped, or stop Argo CD
 */
import type { Live } from './whole-cluster.ts'
import { nameIn } from './whole-cluster.ts'
import type { PlainObject } from './objects.ts'

/** The effects of a change on one app, as sorted names. */
export interface Effects {
  /** Objects that were added, removed or changed. */
  readonly objects: readonly string[]
  /** True if anything changes, including noise. */
  readonly anything: boolean
  /** Workloads whose pods are replaced. */
  readonly restarts: readonly string[]
}

/** Returns the effects that the report lists for an app. They are empty if the report does not name the app. */
export function namedEffects(report: PlainObject, app: string): Effects {
  const found = report['apps'].find((one: PlainObject) => one['app'].name === app) ?? {
    objects: [],
    restarts: [],
    noise: 0,
  }
  const names = found.objects.flatMap(({ id, renamedFrom }: PlainObject) =>
    [id, renamedFrom].filter((one) => one !== undefined && one !== null).map(nameOfId),
  )
  const restarts = found.restarts
    .filter(({ effect }: PlainObject) => replacing.has(effect as string))
    .map(({ id }: PlainObject) => nameOfId(id as PlainObject))
  const anything = names.length + restarts.length + found.noise > 0
  return { objects: names.toSorted(), anything, restarts: restarts.toSorted() }
}

/** Effects that replace pods. All other effects leave the pods running. */
const replacing = new Set(['restart', 'recreate', 'partition', 'job-runs'])

function nameOfId({ group, kind, namespace, name }: PlainObject): string {
  const metadata = { name: name as string, ...(typeof namespace === 'string' && { namespace }) }
  return nameIn(group as string, { kind: kind as string, metadata })
}

/**
 * Returns the changes of an app in the cluster. An app has a namespace of its own, and the names of its
 * cluster-scoped objects contain its name.
 */
export function realEffects(before: Live, after: Live, app: string): Effects {
  const names = [...new Set([...before.objects.keys(), ...after.objects.keys()])].filter((name) =>
    isOf(name, app),
  )
  const changed = names.filter((name) => differ(before.objects.get(name), after.objects.get(name)))
  const objects = changed.filter((name) =>
    differ(withoutNoise(before.objects.get(name)), withoutNoise(after.objects.get(name))),
  )
  // Pods count as replaced only if some were removed and others were added.
  const restarts = [...before.pods].flatMap(([name, pods]) => {
    const now = after.pods.get(name) ?? new Set()
    const isReplaced = [...pods].some((uid) => !now.has(uid)) && [...now].some((uid) => !pods.has(uid))
    return isOf(name, app) && isReplaced ? [name] : []
  })
  const anything = changed.length + restarts.length > 0
  return { objects: objects.toSorted(), anything, restarts: restarts.toSorted() }
}

function isOf(name: string, app: string): boolean {
  const [, place = ''] = name.split(' ')
  return place.startsWith(`${app}/`) || place.startsWith(`${app}-`) || place.endsWith(`.${app}.example.com`)
}

/** Fields that the report counts but does not show. docs/risks.md lists them. */
const noise = new Set(['app.kubernetes.io/version', 'helm.sh/chart', 'checksum/config', 'checksum/whole'])

/** Lists in the test's objects that Kubernetes merges by name. Their order counts as noise. */
const named = new Set(['env', 'ports', 'containers'])

function withoutNoise(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => withoutNoise(item))
    return named.has(key) ? items.map((item) => JSON.stringify(item)).toSorted() : items
  }
  // Removes the content hash from references to a generated ConfigMap.
  if (typeof value === 'string') return key === 'name' ? value.replace(/^generated-[a-z0-9]{10}$/, '') : value
  if (typeof value !== 'object' || value === null) return value
  const isMeta = key === 'labels' || key === 'annotations'
  const kept = Object.entries(value)
    .filter(([name]) => !(isMeta && noise.has(name)))
    .map(([name, inner]) => [name, withoutNoise(inner, name)] as const)
    // An empty map of labels equals a missing one.
    .filter(([, inner]) => typeof inner !== 'object' || inner === null || Object.keys(inner).length > 0)
  return Object.fromEntries(kept)
}

function differ(one: unknown, other: unknown): boolean {
  return sortedJson(one) !== sortedJson(other)
}

function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}
