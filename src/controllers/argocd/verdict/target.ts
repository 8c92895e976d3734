import { describeId } from '../../../kube/ids.ts'
import type { ObjectId } from '../../../kube/ids.ts'
import { quantity } from '../../../kube/quantity.ts'
import type { Json } from '../../../yaml/value.ts'
import { isObject, textAt, valueAt } from '../../../yaml/value.ts'
import type { ManagedResource } from '../api/shapes.ts'
import { oneLine } from '../said.ts'
import { LASTS, unknown, waits } from './facts.ts'
import type { ChangedObject, Expected, Facts, Objection, Rule } from './facts.ts'
import { isNamed, readState } from './objects.ts'
import { plain } from './same.ts'

/** Rules about the desired state in Argo CD of the objects that the commit changes. */

/**
 * Argo CD reuses the manifests of an older commit for a newer one if the annotation
 * `argocd.argoproj.io/manifest-generate-paths` contains none of the changed files. The app is then Synced at the
 * commit, but the cluster is as before it.
 *
 * Source: reposerver/repository/repository.go, UpdateRevisionForPaths
 */
export const rightTarget: Rule = {
  id: 'target',
  phase: 'sync',
  description:
    'The desired state in Argo CD contains each object that the commit changes, and none of them as it was before: Argo CD has rendered them again and omits none.',
  judge(facts) {
    const { expected, objects, live } = facts
    if (objects === undefined) return undefined
    const stale = (expected.contents ?? []).find(
      (one) => compare(one, objects.managed, 'targetState') === 'before',
    )
    if (stale === undefined) return unwanted(facts, objects.managed)
    const why = whyOld(live)
    return waits(
      `the desired state in Argo CD still has ${describeId(stale.id)} as it was before the commit${why}`,
      {
        needsRefresh: true,
        object: stale.id,
      },
    )
  },
}

/** Returns a hint if Argo CD may have reused the manifests of an older commit. */
function whyOld({ metadata }: Facts['live']): string {
  return metadata.annotations?.['argocd.argoproj.io/manifest-generate-paths'] === undefined
    ? ''
    : '. Check that its annotation argocd.argoproj.io/manifest-generate-paths names all folders that it is built from'
}

/**
 * Finds an object that the commit adds or changes and that is missing in the desired state: the settings exclude the
 * kind, or Argo CD has not rendered again. The app is Synced without the object.
 *
 * Source: controller/state.go, CompareAppState: an excluded object is removed from the targets and becomes a
 * condition
 */
function unwanted({ expected, live }: Facts, managed: readonly ManagedResource[]): Objection | undefined {
  const left = (expected.contents ?? []).find(({ id, after }) => {
    // An object that gets its name in the cluster (generateName) cannot be found by name.
    if (after === undefined || isHook(after) || id.name.endsWith('*')) return false
    return !managed.some((one) => isNamed([id], one) && readState(one.targetState) !== undefined)
  })
  if (left === undefined) return undefined
  const excluded = (live.status?.conditions ?? []).find(
    ({ type, message }) =>
      type === 'ExcludedResourceWarning' && ` ${message} `.includes(`${left.id.kind} ${left.id.name} `),
  )
  return excluded === undefined
    ? unknown(
        `the desired state in Argo CD lacks ${describeId(left.id)}, which the commit declares, so it is not applied${whyOld(live)}`,
        { mayPass: LASTS.comparing, needsRefresh: true, object: left.id },
      )
    : unknown(`Argo CD does not apply ${describeId(left.id)}: ${oneLine(excluded.message ?? '')}`, {
        mayPass: LASTS.settling,
        object: left.id,
      })
}

/**
 * Argo CD is also Synced if differences are ignored (ignoreDifferences), and then does not change the ignored fields
 * (RespectIgnoreDifferences). The commit is synced, but its change is not in the cluster.
 */
export const applied: Rule = {
  id: 'applied',
  phase: 'sync',
  description:
    'In the cluster, no object that the commit changes is still as it was before, and no object that it removes still exists.',
  judge({ expected, objects, live }) {
    if (objects === undefined) return undefined
    const stale = (expected.contents ?? []).filter(
      (one) => compare(one, objects.managed, 'liveState') === 'before',
    )
    const changed = stale.find(({ after }) => after !== undefined)
    if (changed !== undefined)
      return waits(
        `${describeId(changed.id)} is still as it was before the commit. Check whether ignoreDifferences covers the changed fields`,
        { needsRefresh: true, object: changed.id },
      )
    // If it is still desired or counts as OutOfSync, another rule reports it.
    const left = stale.find((one) => compare(one, objects.managed, 'targetState') === 'after')
    return left !== undefined && live.status?.sync?.status === 'Synced'
      ? leftBehind(left, objects.managed)
      : undefined
  },
}

/**
 * Judges an object that the commit removes and that still exists. Argo CD is Synced if it is configured to ignore it.
 */
function leftBehind({ id, before }: ChangedObject, managed: readonly ManagedResource[]): Objection {
  const name = describeId(id)
  const live = readState(managed.find((one) => isNamed([id], one))?.liveState)
  if (live !== undefined && valueAt(live, 'metadata', 'deletionTimestamp') !== undefined)
    return waits(`${name} is being deleted`, { needsRefresh: true, object: id })
  const isKept = [before, live].some((one) =>
    /\bPrune=false\b/.test(
      (one !== undefined && textAt(one, 'metadata', 'annotations', 'argocd.argoproj.io/sync-options')) || '',
    ),
  )
  return unknown(
    `${name}, which the commit removes, is still in the cluster${isKept ? ', because its sync option Prune=false keeps it' : '. Check whether its annotation argocd.argoproj.io/compare-options has IgnoreExtraneous'}`,
    { mayPass: LASTS.comparing, needsRefresh: true, object: id },
  )
}

/**
 * Reports whether everything that the commit changes is desired by Argo CD and is in the cluster as the commit
 * declares it. Returns false if only some of the content is known.
 */
export function alreadyThere({ expected, objects }: Facts): boolean {
  const { contents = [], changed, removed } = expected
  if (objects === undefined || contents.length < changed.length + removed.length) return false
  const { managed } = objects
  return contents.every(
    (one) =>
      isHook(one.after ?? one.before) ||
      (['targetState', 'liveState'] as const).every((state) => compare(one, managed, state) === 'after'),
  )
}

/**
 * Returns the hooks that the commit adds or changes. Argo CD does not compare hooks, so hooks alone cause no sync.
 */
export function changedHooks({ contents = [] }: Expected): ObjectId[] {
  return contents.flatMap(({ id, after }) => (after !== undefined && isHook(after) ? [id] : []))
}

function isHook(object: Json | undefined): boolean {
  const annotations = object === undefined ? undefined : valueAt(object, 'metadata', 'annotations')
  if (!isObject(annotations)) return false
  return ['argocd.argoproj.io/hook', 'helm.sh/hook'].some((name) => typeof annotations[name] === 'string')
}

/** Compares a desired or live object with both sides of the commit; returns undefined if that is not possible. */
function compare(
  { id, before, after }: ChangedObject,
  managed: readonly ManagedResource[],
  state: 'targetState' | 'liveState',
): 'before' | 'after' | undefined {
  // The values of Secrets are masked, and hooks are not compared.
  if ((id.kind === 'Secret' && id.group === '') || isHook(after ?? before)) return undefined
  const found = managed.filter((one) => isNamed([id], one))
  const [only] = found
  if (found.length > 1) return undefined
  const target = readState(only?.[state])
  if (after === undefined) return target === undefined ? 'after' : 'before'
  // An object that Argo CD excludes by its settings never exists here.
  if (target === undefined) return undefined
  if (before === undefined) return 'after'
  const places = differing(before, after, []).filter(
    (place) => state === 'targetState' || isKept(at(before, place), at(after, place)),
  )
  const sides = places.map((place) => {
    const [is, was, will] = [target, before, after].map((one) => at(one, place))
    return isSame(is, will) ? 'after' : isSame(is, was) ? 'before' : undefined
  })
  if (places.length === 0) return undefined
  if (sides.every((side) => side === 'after')) return 'after'
  return sides.every((side) => side === 'before') ? 'before' : undefined
}

/**
 * Reports whether the API server stores a value as it was written. It may set a default for a removed value, which
 * may equal the old value, and it may write a quantity in another form.
 */
function isKept(before: Json | undefined, after: Json | undefined): boolean {
  if (plain(after) === undefined) return false
  return !isQuantity(before) && !isQuantity(after) ? true : !isSame(before, after)
}

function isQuantity(value: Json | undefined): boolean {
  return typeof value === 'string' && /^\d+(?:\.\d+)?(?:m|[kKMGTPE]i?)$/.test(value)
}

/** Reports whether two values are equal. The API server writes quantities in its own form. */
function isSame(one: Json | undefined, other: Json | undefined): boolean {
  if (plain(one) === plain(other)) return true
  if (!isQuantity(one) && !isQuantity(other)) return false
  const [a, b] = [one, other].map(quantity)
  return a !== undefined && b !== undefined && Math.abs(a - b) <= 1e-9 * Math.abs(a)
}

type Place = readonly (string | number)[]

/**
 * Returns the paths at which two values differ and both are known. Values that are masked, or generated on each
 * render, show nothing.
 */
function differing(one: Json, other: Json, place: Place): Place[] {
  if (plain(one) === plain(other)) return []
  if (isObject(one) && isObject(other))
    return [...new Set([...Object.keys(one), ...Object.keys(other)])].flatMap((key) =>
      differing(one[key] ?? null, other[key] ?? null, [...place, key]),
    )
  if (Array.isArray(one) && Array.isArray(other) && one.length === other.length)
    return one.flatMap((item: Json, i) =>
      differing(item, (other as readonly Json[])[i] ?? null, [...place, i]),
    )
  const isKnown = ![one, other].some((value) =>
    /\*\*\*|\((?:encrypted|generated)\)/.test(JSON.stringify(value)),
  )
  return isKnown ? [place] : []
}

function at(value: Json, place: Place): Json | undefined {
  let found: Json | undefined = value
  for (const key of place) {
    if (found === null || typeof found !== 'object') return undefined
    found = (found as Readonly<Record<string | number, Json>>)[key]
  }
  return found
}
