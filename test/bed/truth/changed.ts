/**
 * Compares what a report named of an app with what became of it in the cluster.
 *
 * What cannot be equal, and is not drawn or not compared:
 *
 * - another spelling of a value, or a default that is written (`0.5` for `500m`): the report compares what Git says
 * - noise (docs/risks.md): the report counts it and does not name the object
 * - hooks: a sync runs them whether they change or not, and the change of a hook alone starts no sync
 * - pods that waited for a pause, a partition or `OnDelete` to end: what they missed is in no two commits
 * - what server-side apply is told to replace: Argo CD does not see there that a field goes
 * - a field that a definition and its object come to have in one commit: it may be dropped, or stop Argo CD
 */
import type { Live } from './whole-cluster.ts'
import { nameIn } from './whole-cluster.ts'
import type { PlainObject } from './objects.ts'

/** What a change does to one app, as sorted names. */
export interface Effects {
  /** Objects that are there, gone or otherwise. */
  readonly objects: readonly string[]
  /** Whether anything at all changes, be it noise. */
  readonly anything: boolean
  /** Workloads whose pods are replaced. */
  readonly restarts: readonly string[]
}

/** What the report says of an app; nothing where it does not name it. */
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

/** Effects after which other pods run; after the others those that run go on. */
const replacing = new Set(['restart', 'recreate', 'partition', 'job-runs'])

function nameOfId({ group, kind, namespace, name }: PlainObject): string {
  const metadata = { name: name as string, ...(typeof namespace === 'string' && { namespace }) }
  return nameIn(group as string, { kind: kind as string, metadata })
}

/** What became of an app, which has a namespace to itself, and objects outside of it by its name. */
export function realEffects(before: Live, after: Live, app: string): Effects {
  const names = [...new Set([...before.objects.keys(), ...after.objects.keys()])].filter((name) =>
    isOf(name, app),
  )
  const changed = names.filter((name) => differ(before.objects.get(name), after.objects.get(name)))
  const objects = changed.filter((name) =>
    differ(withoutNoise(before.objects.get(name)), withoutNoise(after.objects.get(name))),
  )
  // What another app has under the same name has other pods.
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

/** Fields that the report counts and does not show; docs/risks.md has them. */
const noise = new Set(['app.kubernetes.io/version', 'helm.sh/chart', 'checksum/config', 'checksum/whole'])

/** Lists of the test's objects that Kubernetes merges by a name: their order counts as noise. */
const named = new Set(['env', 'ports', 'containers'])

function withoutNoise(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => withoutNoise(item))
    return named.has(key) ? items.map((item) => JSON.stringify(item)).toSorted() : items
  }
  // The hash of its content in the name of a generated ConfigMap, where it is referred to.
  if (typeof value === 'string') return key === 'name' ? value.replace(/^generated-[a-z0-9]{10}$/, '') : value
  if (typeof value !== 'object' || value === null) return value
  const isMeta = key === 'labels' || key === 'annotations'
  const kept = Object.entries(value)
    .filter(([name]) => !(isMeta && noise.has(name)))
    .map(([name, inner]) => [name, withoutNoise(inner, name)] as const)
    // A map of labels without any is none.
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
