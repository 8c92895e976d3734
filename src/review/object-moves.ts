import type { Manifest } from '../kube/manifests.ts'
import { clusterScope } from '../kube/scope.ts'
import type { Json } from '../yaml/value.ts'
import { isObject } from '../yaml/value.ts'
import { isEqual } from '../compare/equal.ts'
import { keyOf } from '../kube/ids.ts'
import { idOf } from '../kube/manifests.ts'
import type { AppRef } from '../affected/app-ref.ts'

/** An app with what it deploys on both sides; undefined if that is not known. */
export interface Mover {
  readonly app: AppRef
  /** The cluster that it deploys to, as one text. */
  readonly target: string
  readonly before: readonly Manifest[] | undefined
  readonly after: readonly Manifest[] | undefined
}

/** An object that leaves one app and appears in another. */
export interface ObjectMove {
  /** The other app. */
  readonly app: AppRef
  /** Whether it is the same in both, except for a namespace that one of them leaves to the app. */
  readonly isSame: boolean
}

/** The destinations and origins of the objects of an app that move, by {@link keyOf}. */
export interface ObjectMoves {
  readonly to: ReadonlyMap<string, ObjectMove>
  readonly from: ReadonlyMap<string, ObjectMove>
}

export const NO_MOVES: ObjectMoves = { to: new Map(), from: new Map() }

interface Moving {
  readonly mover: Mover
  readonly manifest: Manifest
}

/**
 * Finds the objects that leave one app and appear in another one of the same cluster. An object that appears in
 * several apps has no single new owner, and is not included.
 */
export function movesBetween(movers: readonly Mover[]): ReadonlyMap<AppRef, ObjectMoves> {
  const leaving = new Map<string, Moving[]>()
  const coming = new Map<string, Moving[]>()
  for (const mover of movers) {
    if (!mover.before || !mover.after) continue
    const [old, next] = [placesOf(mover, mover.before), placesOf(mover, mover.after)]
    for (const [place, manifest] of old) if (!next.has(place)) add(leaving, place, { mover, manifest })
    for (const [place, manifest] of next) if (!old.has(place)) add(coming, place, { mover, manifest })
  }
  const found = new Map<AppRef, { to: Map<string, ObjectMove>; from: Map<string, ObjectMove> }>()
  const movesOf = (app: AppRef) => {
    const own = found.get(app) ?? { to: new Map<string, ObjectMove>(), from: new Map<string, ObjectMove>() }
    found.set(app, own)
    return own
  }
  for (const [place, [from, ...others]] of leaving) {
    const [to, ...more] = coming.get(place) ?? []
    if (!from || !to || others.length + more.length > 0) continue
    const isSame = isEqual(withoutNamespace(from.manifest), withoutNamespace(to.manifest))
    movesOf(from.mover.app).to.set(keyOf(idOf(from.manifest)), { app: to.mover.app, isSame })
    movesOf(to.mover.app).from.set(keyOf(idOf(to.manifest)), { app: from.mover.app, isSame })
  }
  return found
}

function add(map: Map<string, Moving[]>, key: string, item: Moving): void {
  const items = map.get(key)
  if (items) items.push(item)
  else map.set(key, [item])
}

/** Returns the manifests of an app by the location of their objects in the cluster. */
function placesOf({ app, target }: Mover, manifests: readonly Manifest[]): Map<string, Manifest> {
  const isClusterWide = clusterScope(manifests)
  return new Map(
    manifests.map((manifest) => {
      const id = idOf(manifest)
      const namespace = isClusterWide(manifest) ? undefined : (id.namespace ?? app.namespace)
      return [JSON.stringify([target, keyOf({ ...id, namespace })]), manifest]
    }),
  )
}

function withoutNamespace({ content }: Manifest): Json {
  const { metadata, ...rest } = content as { readonly [key: string]: Json }
  if (!isObject(metadata)) return content as Json
  const { namespace: _namespace, ...own } = metadata
  return { ...rest, metadata: own }
}

/**
 * Returns notes for the reviewer on the objects that move, as sentences.
 *
 * Both controllers delete only objects that are still marked as theirs: fluxcd/pkg ssa/manager_delete.go (the owner
 * labels), argo-cd util/argo/resource_tracking.go. So the order of the two syncs decides.
 */
export function moveNotes(app: AppRef, { to, from }: ObjectMoves): string[] {
  return [
    ...grouped(to).map(
      ([other, moves]) =>
        `${amount(moves)} from ${app.name} to ${other.name}. If ${app.name} syncs first, they are deleted and recreated; if ${other.name} syncs first, they stay as they are.`,
    ),
    ...grouped(from).map(([other, moves]) => `${amount(moves)} here from ${other.name}.`),
  ]
}

function grouped(moves: ReadonlyMap<string, ObjectMove>): [AppRef, ObjectMove[]][] {
  const groups = new Map<AppRef, ObjectMove[]>()
  for (const move of moves.values()) groups.set(move.app, [...(groups.get(move.app) ?? []), move])
  return [...groups]
}

function amount(moves: readonly ObjectMove[]): string {
  const same = moves.filter(({ isSame }) => isSame).length
  const changed = moves.length - same
  const text = moves.length === 1 ? '1 object moves' : `${moves.length} objects move`
  return changed === 0 ? `${text} unchanged` : `${text} (${changed} of them changed)`
}
