import { gobwas } from '../patterns/gobwas.ts'
import { groupBy } from '../group-by.ts'
import { CONFIG_FILE } from '../config/config.ts'
import type { Ignored, IgnoredFields } from '../render/argocd/ignore-differences.ts'
import { idOf, withContent } from '../kube/manifests.ts'
import type { Rendered } from '../render/model.ts'
import type { Manifest } from '../kube/manifests.ts'
import type { Json } from '../yaml/value.ts'
import { isObject } from '../yaml/value.ts'
import { isEqual } from './equal.ts'
import { describeId, keyOf } from '../kube/ids.ts'
import type { Way } from './jq-path.ts'
import { jqPath } from './jq-path.ts'
import { escapePointer } from './noise.ts'

/** An app after the change, as it is applied if some fields of its objects are ignored. */
export interface WithIgnored {
  readonly after: Rendered
  /** The number of fields that would change but are not updated. */
  readonly count: number
  /** Notes for the reviewer about these fields, as sentences without values. */
  readonly notes: readonly string[]
}

/**
 * Adjusts the objects of an app for the changes that Argo CD ignores (`ignoreDifferences`). With
 * `RespectIgnoreDifferences=true`, a sync does not update these fields of an existing object. Without it, the fields
 * are applied, and are only excluded from the comparison. A new object is created as it is.
 *
 * Rules: argo-cd util/argo/normalizers/diff_normalizer.go (Normalize), controller/sync.go (normalizeTargetResources)
 *
 * @param ignored the ignored fields after the change
 */
export function withIgnored(before: Rendered, after: Rendered, ignored: Ignored | undefined): WithIgnored {
  if (!ignored || ignored.entries.length === 0) return { after, count: 0, notes: [] }
  const entries = ignored.entries.map((entry) => new Entry(entry))
  const old = new Map(before.manifests.map((manifest) => [keyOf(idOf(manifest)), manifest]))
  const told: Told[] = []
  const notes = new Set<string>()
  const generated = new Map(after.generated)
  const manifests = after.manifests.map((manifest) => {
    const was = old.get(keyOf(idOf(manifest)))
    if (!was || isEqual(was.content, manifest.content)) return manifest
    const own = entries.filter((entry) => entry.isFor(manifest))
    let { content }: { content: Json } = manifest
    for (const entry of own) {
      const { changed, result } = leftAlone(was.content, content, entry.waysIn)
      for (const note of entry.notesOf(manifest)) notes.add(note)
      for (const way of changed)
        told.push({ field: fieldText(way), object: describeId(idOf(manifest)), file: entry.file })
      if (ignored.isRespected) content = result
    }
    if (content === manifest.content || !isObject(content)) return manifest
    const changed = withContent(manifest, content)
    const pointers = generated.get(manifest)
    if (pointers) generated.set(changed, pointers)
    return changed
  })
  return {
    after: ignored.isRespected ? { ...after, manifests, generated } : after,
    count: ignored.isRespected ? told.length : 0,
    notes: [...fieldNotes(told, ignored.isRespected), ...notes],
  }
}

interface Told {
  readonly field: string
  readonly object: string
  readonly file: string | undefined
}

const MOST = 5

function fieldNotes(told: readonly Told[], isRespected: boolean): string[] {
  return [...groupBy(told, ({ field, file }) => JSON.stringify([field, file]))].map(([, same]) => {
    const [one] = same
    const objects = [...new Set(same.map(({ object }) => object))]
    const named =
      objects.slice(0, MOST).join(', ') + (objects.length > MOST ? ` and ${objects.length - MOST} more` : '')
    const by = one?.file === undefined ? 'ignoreDifferences' : `ignoreDifferences of ${one.file}`
    return isRespected
      ? `Argo CD does not apply the change of ${one?.field} of ${named}: because of ${by} with RespectIgnoreDifferences=true, a sync leaves the field as it is in the cluster. A newly created object gets it.`
      : `Argo CD does not see the change of ${one?.field} of ${named} (${by}), so the change alone does not start a sync; the next sync still applies it.`
  })
}

/** An entry of `ignoreDifferences` with its parsed paths. */
class Entry {
  readonly file: string | undefined
  readonly #entry: IgnoredFields
  readonly #paths: readonly ((object: Json) => Way[])[]
  readonly #unread: readonly string[]
  readonly #isFor: (group: string, kind: string) => boolean

  constructor(entry: IgnoredFields) {
    this.#entry = entry
    this.file = entry.file
    const [group, kind] = [gobwas(entry.group), gobwas(entry.kind)]
    this.#isFor = (one, other) => group.test(one) && kind.test(other)
    const read = entry.jqPathExpressions.map((text) => ({ text, path: jqPath(text) }))
    this.#unread = read.flatMap(({ text, path }) => (path ? [] : [text]))
    this.#paths = [
      ...entry.jsonPointers.map((pointer) => (object: Json) => pointed(object, pointer)),
      ...read.flatMap(({ path }) => path ?? []),
    ]
  }

  isFor(manifest: Manifest): boolean {
    const { group, kind, name, namespace } = idOf(manifest)
    const own = this.#entry
    return (
      this.#isFor(group, kind) &&
      (own.name === '' || own.name === name) &&
      (own.namespace === '' || own.namespace === (namespace ?? ''))
    )
  }

  /** Returns the paths of the ignored fields that exist in an object. */
  readonly waysIn = (object: Json): Way[] => this.#paths.flatMap((path) => path(object))

  /** Returns notes on the parts of the entry that are not supported here. */
  notesOf(manifest: Manifest): string[] {
    const object = describeId(idOf(manifest))
    const managers = this.#entry.managedFieldsManagers
    return [
      ...this.#unread.map(
        (text) =>
          `ignoreDifferences has ${JSON.stringify(text)}, which is not a plain path and is not supported here: the fields of ${object} that it ignores are shown as changes that are applied. To ignore such a field, list it under diff.noise in ${CONFIG_FILE}.`,
      ),
      ...(managers.length === 0
        ? []
        : [
            `ignoreDifferences ignores the fields of ${object} managed by ${managers.join(', ')}, which are known only in the cluster: they are shown as changes that are applied.`,
          ]),
    ]
  }
}

/** Returns the path of a JSON pointer (RFC 6901) in an object, if it exists. */
function pointed(object: Json, pointer: string): Way[] {
  if (!pointer.startsWith('/')) return []
  const way: (string | number)[] = []
  let value: Json | undefined = object
  for (const part of pointer.slice(1).split('/')) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~')
    if (Array.isArray(value) && /^\d+$/.test(key)) {
      way.push(Number(key))
      value = (value as readonly Json[])[Number(key)]
    } else if (isObject(value) && Object.hasOwn(value, key)) {
      way.push(key)
      value = value[key]
    } else return []
    if (value === undefined) return []
  }
  return [way]
}

/** Returns the ignored fields that differ, and the new object with the old values of these fields. */
function leftAlone(
  before: Json,
  after: Json,
  waysIn: (object: Json) => Way[],
): { readonly changed: readonly Way[]; readonly result: Json } {
  const was = new Map(waysIn(before).map((way) => [keyOfWay(before, way), way]))
  const is = new Map(waysIn(after).map((way) => [keyOfWay(after, way), way]))
  const changed = [...new Set([...was.keys(), ...is.keys()])].flatMap((key) => {
    const [old, now] = [was.get(key), is.get(key)]
    const same = old && now && isEqual(valueOf(before, old), valueOf(after, now))
    return same ? [] : [{ key, old, now }]
  })
  let result = after
  // The last items of a list come first, so that the positions of the others do not change.
  for (const { old, now } of changed.toSorted((a, b) => lastOf(b.now) - lastOf(a.now)))
    if (now) result = withValue(result, now, old ? valueOf(before, old) : undefined)
    else if (old) result = put(result, before, old)
  return { changed: changed.map(({ old, now }) => named(before, old) ?? named(after, now) ?? []), result }
}

function lastOf(way: Way | undefined): number {
  const last = way?.at(-1)
  return typeof last === 'number' ? last : -1
}

/** Returns a key of a path. Items of a list are identified by name, or by position if they have no name. */
function keyOfWay(object: Json, way: Way): string {
  return JSON.stringify(named(object, way))
}

function named(object: Json, way: Way | undefined): Way | undefined {
  return way?.map((part, i) => {
    const item = typeof part === 'number' ? valueOf(object, way.slice(0, i + 1)) : undefined
    return isObject(item) && typeof item['name'] === 'string' ? `[${item['name']}]` : part
  })
}

function valueOf(object: Json, way: Way): Json | undefined {
  let value: Json | undefined = object
  for (const part of way)
    value = Array.isArray(value)
      ? (value as readonly Json[])[Number(part)]
      : isObject(value)
        ? value[String(part)]
        : undefined
  return value
}

/** Returns an object with a different value at an existing path, or without the value. */
function withValue(object: Json, [part, ...rest]: Way, value: Json | undefined): Json {
  if (Array.isArray(object)) {
    const list = object as readonly Json[]
    const at = Number(part)
    if (rest.length === 0 && value === undefined) return list.toSpliced(at, 1)
    return list.with(at, rest.length === 0 ? (value ?? null) : withValue(list[at] ?? null, rest, value))
  }
  const map = isObject(object) ? object : {}
  const key = String(part)
  if (rest.length === 0 && value === undefined) {
    const { [key]: _, ...others } = map
    return others
  }
  return { ...map, [key]: rest.length === 0 ? (value ?? null) : withValue(map[key] ?? {}, rest, value) }
}

/**
 * Returns an object with the value that another object has at a path. If a list does not contain the item, the object
 * stays as it is.
 */
function put(object: Json, from: Json, way: Way): Json {
  const own: (string | number)[] = []
  for (const [i, part] of way.entries()) {
    const parent = valueOf(object, own)
    if (typeof part === 'string') own.push(part)
    else {
      const item = valueOf(from, way.slice(0, i + 1))
      const list = Array.isArray(parent) ? (parent as readonly Json[]) : []
      const name = isObject(item) ? item['name'] : undefined
      const at =
        name === undefined ? part : list.findIndex((other) => isObject(other) && other['name'] === name)
      if (i === way.length - 1 && Array.isArray(parent) && (at < 0 || at >= list.length))
        return withValue(object, own, [...list, item ?? null])
      if (at < 0 || at >= list.length) return object
      own.push(at)
    }
  }
  return withValue(object, own, valueOf(from, way))
}

/** Returns a path as text, such as `/spec/template/spec/containers/[side]/image`. */
function fieldText(way: Way): string {
  return `/${way.map((part) => escapePointer(String(part))).join('/')}`
}
