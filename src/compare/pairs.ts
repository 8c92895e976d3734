import type { Rendered } from '../render/model.ts'
import type { Json } from '../yaml/value.ts'
import { isObject, textAt } from '../yaml/value.ts'
import { GENERATED, withGenerated } from './generated.ts'
import { keyOf } from '../kube/ids.ts'
import { idOf } from '../kube/manifests.ts'
import type { ObjectId } from '../kube/ids.ts'
import type { NoiseFilter, Quiet } from './noise.ts'
import { withoutNoise } from './noise.ts'
import { findRenames, withoutHash } from './renames.ts'

/** One object of one side, in the form that is compared: without noise, with `(generated)`. */
export interface Side {
  readonly id: ObjectId
  readonly content: Json
  readonly quiet: Quiet
}

/** The two sides of one object. At least one of them exists. */
export interface Pair {
  readonly before: Side | undefined
  readonly after: Side | undefined
  /**
   * The number of names that differ in the hash of a ConfigMap's or Secret's content: its own and those in
   * references.
   */
  readonly hashes: number
}

/**
 * Prepares the objects of a side for the comparison. If an object occurs twice, the last one counts. Objects that get
 * their names only when they are deployed are all included: they are numbered in their order.
 *
 * @param selected labels that are never noise
 */
export function prepare(
  side: Rendered | undefined,
  filter: NoiseFilter,
  selected: ReadonlySet<string> = new Set(),
): Side[] {
  const byKey = new Map<string, Side>()
  const counts = new Map<string, number>()
  for (const manifest of side?.manifests ?? []) {
    const generated = side?.generated.get(manifest) ?? []
    const isNamed = textAt(manifest.content, 'metadata', 'name') !== undefined
    const isFixed = isNamed && !generated.includes('/metadata/name')
    const own = idOf(manifest)
    const id = isFixed ? own : numbered(isNamed ? { ...own, name: GENERATED } : own, counts)
    const quiet = withoutNoise(withGenerated(manifest.content, generated), filter, selected)
    byKey.set(keyOf(id), { id, content: quiet.content, quiet })
  }
  return [...byKey.values()]
}

/** Returns the id of the first, second, … object of this name: `x-*`, `x-* (2)`, … */
function numbered(id: ObjectId, counts: Map<string, number>): ObjectId {
  const count = (counts.get(keyOf(id)) ?? 0) + 1
  counts.set(keyOf(id), count)
  return count === 1 ? id : { ...id, name: `${id.name} (${count})` }
}

/** Finds the objects that belong together: by id, by a name without its hash, or because they were renamed. */
export function findPairs(before: readonly Side[], after: readonly Side[]): Pair[] {
  const next = new Map(after.map((side) => [keyOf(side.id), side]))
  const old = new Map(before.map((side) => [keyOf(side.id), side]))
  const removed = before.filter(({ id }) => !next.has(keyOf(id)))
  const added = after.filter(({ id }) => !old.has(keyOf(id)))
  const renames = findRenames(removed, added)
  const hashed = renames.filter(({ byHash }) => byHash)
  const [oldNames, newNames] = (['before', 'after'] as const).map(
    (side) => new Map(hashed.map((rename) => [nameKey(rename[side].id), stemOf(rename[side].id)])),
  )
  const taken = new Set(renames.flatMap((rename) => [rename.before, rename.after]))
  const pairs = [
    ...before.filter((side) => !taken.has(side)).map((side) => [side, next.get(keyOf(side.id))] as const),
    ...added.filter((side) => !taken.has(side)).map((side) => [undefined, side] as const),
    ...renames.map((rename) => [rename.before, rename.after] as const),
  ]
  return pairs.map(([a, b]) => {
    if (!a || !b || hashed.length === 0) return { before: a, after: b, hashes: 0 }
    const [from, to] = [withStems(a, oldNames ?? new Map()), withStems(b, newNames ?? new Map())]
    return { before: from.side, after: to.side, hashes: Math.max(from.count, to.count) }
  })
}

function stemOf(id: ObjectId): string {
  return `${withoutHash(id) ?? id.name}-(hash)`
}

function nameKey({ namespace, name }: Pick<ObjectId, 'namespace' | 'name'>): string {
  return JSON.stringify([namespace ?? '', name])
}

/**
 * Replaces the names of ConfigMaps and Secrets whose content changed with names without the hash. A reference that
 * still uses the old name after the change is not replaced, so it differs.
 */
function withStems(side: Side, stems: ReadonlyMap<string, string>): { side: Side; count: number } {
  let count = 0
  const visit = (value: Json): Json => {
    if (typeof value === 'string') {
      const stem = stems.get(nameKey({ namespace: side.id.namespace, name: value }))
      if (stem !== undefined) count += 1
      return stem ?? value
    }
    if (Array.isArray(value)) return (value as readonly Json[]).map(visit)
    if (!isObject(value)) return value
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, visit(inner)]))
  }
  const content = visit(side.content)
  return { side: count === 0 ? side : { ...side, content }, count }
}
