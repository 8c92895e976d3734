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

/** An app after the change, as it is applied where some fields of its objects are ignored. */
export interface WithIgnored {
  readonly after: Rendered
  /** How many fields would change and are left alone. */
  readonly count: number
  /** What a reviewer should know of them, as sentences; they hold no values. */
  readonly notes: readonly string[]
}

/**
 * Puts into the objects of an app what they will have where Argo CD ignores a change (`ignoreDifferences`): with
 * `RespectIgnoreDifferences=true` a sync leaves the fields of an object that is there as they are; without it they
 * are applied, and only not compared. What is new is created as it is.
 *
 * Rules: argo-cd util/argo/normalizers/diff_normalizer.go (Normalize), controller/sync.go (normalizeTargetResources)
 *
 * @param ignored what is ignored after the change
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

/** One entry, ready to be looked for. */
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

  /** The ways to what is ignored, as far as it is there. */
  readonly waysIn = (object: Json): Way[] => this.#paths.flatMap((path) => path(object))

  /** What of the entry cannot be followed here. */
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

/** A JSON pointer (RFC 6901). */
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

/** Which of the ignored fields differ, and the object with what it had in them. */
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
  // Of a list the last ones first, so that the positions of the others stay.
  for (const { old, now } of changed.toSorted((a, b) => lastOf(b.now) - lastOf(a.now)))
    if (now) result = withValue(result, now, old ? valueOf(before, old) : undefined)
    else if (old) result = put(result, before, old)
  return { changed: changed.map(({ old, now }) => named(before, old) ?? named(after, now) ?? []), result }
}

function lastOf(way: Way | undefined): number {
  const last = way?.at(-1)
  return typeof last === 'number' ? last : -1
}

/** Items of a list are the same by their name, otherwise by their place. */
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

/** An object with another value in a place that is there, or without it. */
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

/** An object with a value that another one has in a place; where a list lacks the item, it stays without. */
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

/** `/spec/template/spec/containers/[side]/image`. */
function fieldText(way: Way): string {
  return `/${way.map((part) => escapePointer(String(part))).join('/')}`
}
