import type { FairleadError } from '../errors.ts'
import type { Manifest } from '../kube/manifests.ts'
import { siblingsOf } from '../render/render-side.ts'
import { plannerFor } from '../render/planners.ts'
import type { Json } from '../yaml/value.ts'
import { valueAt } from '../yaml/value.ts'
import { readsOf } from './reads.ts'
import type { SeenObject } from './seen-object.ts'
import type { ChildSide, ParentSide, SideChildren } from './side-children.ts'
import { isSet, keyOf, readSide, subjectOf } from './side-children.ts'

/** An app, or an object that generates apps, in the output of another app. */
export interface Child {
  readonly kind: string
  readonly name: string
  readonly before: ChildSide | undefined
  readonly after: ChildSide | undefined
  /** The ApplicationSet in the output that generates it. */
  readonly sets?: Sided<Json | undefined>
  /** The errors that make it unknown on a side. */
  readonly faults: { readonly before?: FairleadError; readonly after?: FairleadError }
}

/** A value for each side of a change. */
export interface Sided<T> {
  readonly before: T
  readonly after: T
}

/**
 * Returns the apps in the output of an app that differ between the sides, in themselves or in the objects that they
 * read: apps that files also declare, as the output contains them; apps that only the output declares; and apps that
 * its ApplicationSets generate.
 *
 * @param sides undefined if the app does not exist on a side
 */
export async function childrenOf(sides: Sided<ParentSide | undefined>): Promise<Child[]> {
  const [before, after] = [leadsIn(sides.before), leadsIn(sides.after)]
  const reads = (side: ParentSide | undefined, one: Manifest | undefined) =>
    one && readsOf(one.content, siblingsOf(side?.result))
  const all = [...new Set([...before.keys(), ...after.keys()])]
  const alike = all.filter(
    (key) => reads(sides.before, before.get(key)) === reads(sides.after, after.get(key)),
  )
  const same = new Set(alike)
  const asked = all.filter((key) => !same.has(key) || readsTree(after.get(key)))
  const [old, now] = await Promise.all([
    readSide(sides.before, manifestsOf(before, asked)),
    readSide(sides.after, manifestsOf(after, asked)),
  ])
  return joined(old, now, new Set(manifestsOf(after, alike).map(subjectOf)))
}

/** Returns the apps and ApplicationSets of an output, by the keys that distinguish them. */
function leadsIn(side: ParentSide | undefined): ReadonlyMap<string, Manifest> {
  return new Map(
    siblingsOf(side?.result)
      .filter((one) => plannerFor(one.content) ?? isSet(one))
      .map((one) => [keyOf(one), one]),
  )
}

function manifestsOf(all: ReadonlyMap<string, Manifest>, keys: readonly string[]): Manifest[] {
  return keys.flatMap((key) => all.get(key) ?? [])
}

/**
 * Reports whether files of a repo determine what an ApplicationSet generates: an unchanged set may then generate
 * other apps.
 */
function readsTree(manifest: Manifest | undefined): boolean {
  return (
    manifest !== undefined &&
    isSet(manifest) &&
    /"git":/.test(JSON.stringify(valueAt(manifest.content, 'spec', 'generators') ?? []))
  )
}

/**
 * Returns the children of both sides, without those that the sets of both sides generate identically.
 *
 * @param alike the objects that are the same on both sides: if one cannot be read on either, that is not a change
 */
function joined(before: SideChildren, after: SideChildren, alike: ReadonlySet<string>): Child[] {
  const told = new Set<string>()
  const faultOf = (read: SideChildren, other: SideChildren, key: string): FairleadError | undefined => {
    const app = other.children.get(key)?.app
    const set = [...other.made].find(([, made]) => made.includes(key))?.[0]
    const subject =
      set === undefined ? app && subjectOf(app) : subjectOf({ kind: 'ApplicationSet', name: set })
    const fault = read.children.has(key) || subject === undefined ? undefined : read.faults.get(subject)
    if (fault && subject !== undefined) told.add(subject)
    return fault?.error
  }
  const children = [...new Set([...before.children.keys(), ...after.children.keys()])].flatMap(
    (key): Child[] => {
      const [old, now] = [before.children.get(key), after.children.get(key)]
      const app = now?.app ?? old?.app
      const isAlike = old?.set !== undefined && now?.set !== undefined && isSameObject(old.seen, now.seen)
      if (!app || isAlike) return []
      const set = now?.set ?? old?.set
      return [
        {
          kind: app.kind,
          name: app.name,
          before: old,
          after: now,
          ...(set === undefined
            ? {}
            : { sets: { before: before.sets.get(set), after: after.sets.get(set) } }),
          faults: withFaults(faultOf(before, after, key), faultOf(after, before, key)),
        },
      ]
    },
  )
  const untold = [...new Set([...before.faults.keys(), ...after.faults.keys()])]
    .filter((subject) => !told.has(subject))
    .flatMap((subject): Child[] => {
      const [old, now] = [before.faults.get(subject), after.faults.get(subject)]
      const one = now ?? old
      const faults = withFaults(old?.error, now?.error)
      const isOld = alike.has(subject) && old?.error.message === now?.error.message
      return one && !isOld
        ? [{ kind: one.kind, name: one.name, before: undefined, after: undefined, faults }]
        : []
    })
  return [...children, ...untold]
}

function withFaults(before: FairleadError | undefined, after: FairleadError | undefined): Child['faults'] {
  return { ...(before && { before }), ...(after && { after }) }
}

function isSameObject(a: SeenObject, b: SeenObject): boolean {
  return JSON.stringify(a.object) === JSON.stringify(b.object)
}
