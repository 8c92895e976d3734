import { groupBy } from '../group-by.ts'
import type { Json } from '../yaml/value.ts'
import { isObject } from '../yaml/value.ts'
import type { ObjectId } from '../kube/ids.ts'

/** An object of one side, as it is compared. */
export interface Side {
  readonly id: ObjectId
  readonly content: Json
}

export interface Rename<T extends Side> {
  readonly before: T
  readonly after: T
  /** Whether only the hash of the content in the name is another one. */
  readonly byHash: boolean
}

/** Kinds whose deletion loses data: under a new name they are deleted and created, and never shown as one. */
const NEVER = new Set([
  'PersistentVolumeClaim',
  'PersistentVolume',
  'StatefulSet',
  'Namespace',
  'CustomResourceDefinition',
])

/** How much of two objects must be the same, in their leaves. */
const ALIKE = 0.8
/** Objects with fewer leaves (a ServiceAccount has none) are alike without being the same one. */
const FEWEST = 3
/** Comparing each with each takes long past this. */
const MAX_PAIRS = 10_000

/**
 * A name that ends with the hash of the content, as `configMapGenerator` and `secretGenerator` make it; undefined
 * for others.
 *
 * Source: https://github.com/kubernetes-sigs/kustomize/blob/master/api/hasher/hasher.go (encode)
 */
export function withoutHash(id: ObjectId): string | undefined {
  if (id.group !== '' || (id.kind !== 'ConfigMap' && id.kind !== 'Secret')) return undefined
  return /^(.+)-[bcdfghkmt2456789]{10}$/.exec(id.name)?.[1]
}

/**
 * Finds objects that are removed under one name and added under another: by the hash in their names, or of one kind
 * with nearly the same content, the most alike first.
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

/** The leaves of an object with their ways; a name in them is left out, as labels often repeat it. */
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
