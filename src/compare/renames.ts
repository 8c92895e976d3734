import { groupBy } from '../group-by.ts'
import type { Json } from '../yaml/value.ts'
import { isObject } from '../yaml/value.ts'
import type { ObjectId } from '../kube/ids.ts'

/** One object of one side, in the form that is compared. */
export interface Side {
  readonly id: ObjectId
  readonly content: Json
}

export interface Rename<T extends Side> {
  readonly before: T
  readonly after: T
  /** Whether only the hash of the content in the name differs. */
  readonly byHash: boolean
}

/**
 * Kinds whose deletion loses data. Under a new name they are deleted and created, so they are never shown as one
 * object.
 */
const NEVER = new Set([
  'PersistentVolumeClaim',
  'PersistentVolume',
  'StatefulSet',
  'Namespace',
  'CustomResourceDefinition',
])

/** The minimum share of leaves that two objects must have in common. */
const ALIKE = 0.8
/**
 * The minimum number of leaves. Objects with fewer leaves (a ServiceAccount has none) are similar without being the
 * same.
 */
const FEWEST = 3
/** The maximum number of comparisons. With more, comparing each with each takes too long. */
const MAX_PAIRS = 10_000

/**
 * Returns a name without the hash of the content that `configMapGenerator` and `secretGenerator` append; undefined
 * for other names.
 *
 * Source: https://github.com/kubernetes-sigs/kustomize/blob/master/api/hasher/hasher.go (encode)
 */
export function withoutHash(id: ObjectId): string | undefined {
  if (id.group !== '' || (id.kind !== 'ConfigMap' && id.kind !== 'Secret')) return undefined
  return /^(.+)-[bcdfghkmt2456789]{10}$/.exec(id.name)?.[1]
}

/**
 * Finds objects that are removed under one name and added under another: by the hash in their names, or because they
 * have the same kind and nearly the same content, most similar first.
 */
export function findRenames<T extends Side>(removed: readonly T[], added: readonly T[]): Rename<T>[] {
  const byHash = findByHash(removed, added)
  const taken = new Set(byHash.flatMap(({ before, after }) => [before, after]))
  const rest = (side: readonly T[]) => side.filter((item) => !taken.has(item) && !NEVER.has(item.id.kind))
  return [...byHash, ...findAlike(rest(removed), rest(added))]
}

function findByHash<T extends Side>(removed: readonly T[], added: readonly T[]): Rename<T>[] {
  const stem = ({ id }: Side) => JSON.stringify([id.kind, id.namespace ?? '', withoutHash(id) ?? ''])
  const hashed = (side: readonly T[]) =>
    groupBy(
      side.filter(({ id }) => withoutHash(id) !== undefined),
      stem,
    )
  const old = hashed(removed)
  return [...hashed(added)].flatMap(([key, next]) => {
    const [before, after] = [old.get(key) ?? [], next]
    return before.length === 1 && after.length === 1 && before[0] && after[0]
      ? [{ before: before[0], after: after[0], byHash: true }]
      : []
  })
}

function findAlike<T extends Side>(removed: readonly T[], added: readonly T[]): Rename<T>[] {
  const kind = ({ id }: Side) => JSON.stringify([id.group, id.kind])
  const next = groupBy(added, kind)
  const found: Rename<T>[] = []
  for (const [key, before] of groupBy(removed, kind)) {
    const after = next.get(key) ?? []
    if (before.length * after.length > MAX_PAIRS) continue
    const [old, fresh] = [before, after].map((side) =>
      side.map((item) => ({ item, leaves: leavesOf(item), nameless: leavesOf(item, item.id.name) })),
    )
    const pairs = (old ?? []).flatMap((a) =>
      (fresh ?? []).flatMap((b) => {
        const likeness = Math.max(likenessOf(a.leaves, b.leaves), likenessOf(a.nameless, b.nameless))
        return likeness >= ALIKE ? [{ before: a.item, after: b.item, likeness }] : []
      }),
    )
    const taken = new Set<T>()
    for (const pair of pairs.toSorted((a, b) => b.likeness - a.likeness)) {
      if (taken.has(pair.before) || taken.has(pair.after)) continue
      taken.add(pair.before).add(pair.after)
      found.push({ before: pair.before, after: pair.after, byHash: false })
    }
  }
  return found
}

/**
 * Returns the leaves of an object with their paths. The object's name is removed from them, because labels often
 * repeat it.
 */
function leavesOf({ content }: Side, name = ''): Set<string> {
  const leaves = new Set<string>()
  const visit = (value: Json, path: string): void => {
    if (Array.isArray(value)) (value as readonly Json[]).forEach((item) => visit(item, `${path}/*`))
    else if (isObject(value)) for (const [key, inner] of Object.entries(value)) visit(inner, `${path}/${key}`)
    else if (!/^\/(apiVersion|kind|metadata\/(name|namespace))$/.test(path))
      leaves.add(
        `${path}=${typeof value === 'string' && name !== '' ? value.replaceAll(name, '\0') : String(value)}`,
      )
  }
  visit(content, '')
  return leaves
}

function likenessOf(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (Math.min(a.size, b.size) < FEWEST) return 0
  let shared = 0
  for (const leaf of a) if (b.has(leaf)) shared += 1
  return shared / (a.size + b.size - shared)
}
