import { groupBy } from '../group-by.ts'
import type { AppChange, ObjectChange } from '../review/model.ts'
import type { ImageChange } from '../compare/images.ts'
import { shownObjects } from './text.ts'

/**
 * Finds changes that are the same in several apps, for example a new chart version that affects all of them. Such a
 * change is shown once, with its apps, and followed by the differences.
 */

/** An object in the app that it belongs to. */
export interface Place {
  readonly change: AppChange
  readonly object: ObjectChange
}

/** A change of an object, with all objects that have the same change. The first of them is shown. */
export interface Part {
  readonly places: readonly [Place, ...Place[]]
  /** The object in another section that already shows the same lines. */
  readonly sameAs: Place | undefined
}

/** An app, or several apps with the same change, production first. */
export interface Section {
  readonly changes: readonly [AppChange, ...AppChange[]]
  /** The parts that most apps have come first, then the differences. */
  readonly parts: readonly Part[]
}

/** Returns the sections of a report. Each one is at the position of its app with the highest risk. */
export function sectionsOf(changes: readonly AppChange[]): Section[] {
  const groups = groupsOf(changes)
  const first = new Map<string, Place>()
  const done = new Set<AppChange>()
  return changes.flatMap((change) => {
    if (done.has(change)) return []
    const group = groups.get(change) ?? [change]
    for (const one of group) done.add(one)
    const ordered = group.toSorted((a, b) => Number(b.app.production) - Number(a.app.production))
    const [head = change, ...rest] = ordered
    return [{ changes: [head, ...rest], parts: partsOf(ordered, first) } satisfies Section]
  })
}

/** Returns the images and charts whose version changes in all apps of a section. */
export function movesOf({ changes: [first] }: Section): readonly ImageChange[] {
  return first.images
}

/** Returns the apps that have a part. */
export function appsOf({ places }: Pick<Part, 'places'>): readonly AppChange[] {
  return [...new Set(places.map(({ change }) => change))]
}

function partsOf(changes: readonly AppChange[], first: Map<string, Place>): Part[] {
  const places = changes.flatMap((change) => shownObjects(change).map((object) => ({ change, object })))
  const equal = groupBy(places, changes.length > 1 ? signatureOf : (place) => String(places.indexOf(place)))
  return [...equal.values()]
    .flatMap(([head, ...rest]): Pick<Part, 'places'>[] => (head ? [{ places: [head, ...rest] }] : []))
    .toSorted((a, b) => appsOf(b).length - appsOf(a).length)
    .map(({ places: all }): Part => {
      const key = sameLines(all[0].object)
      const sameAs = key === undefined ? undefined : first.get(key)
      if (key !== undefined && !sameAs) first.set(key, all[0])
      return { places: all, sameAs }
    })
}

/**
 * Returns the apps whose change is also in other apps, with those apps: the same versions change, and at least one
 * object changes in the same way.
 */
function groupsOf(changes: readonly AppChange[]): Map<AppChange, readonly AppChange[]> {
  const found = new Map<AppChange, readonly AppChange[]>()
  const signatures = new Map(
    changes.map((change) => [
      change,
      new Set(shownObjects(change).map((object) => signatureOf({ change, object }))),
    ]),
  )
  const of = (change: AppChange) => signatures.get(change) ?? new Set<string>()
  const candidates = changes.filter((change) => change.status === 'changed' && of(change).size > 0)
  // If no version changes, two changes are the same only if they are completely the same.
  const alike = groupBy(candidates, (change) =>
    change.images.length > 0 ? JSON.stringify(change.images) : JSON.stringify([...of(change)].toSorted()),
  )
  for (const some of alike.values()) {
    const owners = new Map<string, number>()
    for (const change of some) for (const one of of(change)) owners.set(one, (owners.get(one) ?? 0) + 1)
    const group = some.filter((change) => [...of(change)].some((one) => (owners.get(one) ?? 0) > 1))
    if (group.length > 1) for (const change of group) found.set(change, group)
  }
  return found
}

/** Returns a key that two diffs have in common if their lines are the same, at any position in the object. */
function sameLines({ id, action, diff }: ObjectChange): string | undefined {
  return diff === '' ? undefined : JSON.stringify([id.kind, action, withoutPlaces(diff)])
}

function withoutPlaces(diff: string): string {
  return diff.replaceAll(/^@@.*@@$/gm, '@@')
}

/**
 * Returns a key that is the same for the same change of an object in two apps. All removed and added lines must be
 * identical. The names of the app and the object may differ in the object's own name and in the unchanged lines.
 */
function signatureOf({ change: { app }, object }: Place): string {
  const { id, renamedFrom, action, diff, risks } = object
  const own = namesIn([id.name, id.namespace, app.name, app.namespace])
  const lines = withoutPlaces(diff).replaceAll(/^ .*$/gm, (line) => own(line))
  const rules = risks.map(({ rule, level }) => [rule, level])
  return JSON.stringify([
    id.group,
    id.kind,
    own(id.name),
    action,
    renamedFrom && [renamedFrom.kind, own(renamedFrom.name)],
    lines,
    rules,
  ])
}

/**
 * The maximum length of a name in Kubernetes. No cluster accepts longer ones, and no regular expression can be
 * created from them.
 */
const MAX_NAME = 253

/**
 * Returns a function that replaces names with a mark if they are whole words. It ignores names that are longer than
 * Kubernetes allows.
 */
export function namesIn(all: readonly (string | undefined)[]): (text: string) => string {
  const isName = (name: string | undefined) => name !== undefined && name !== '' && name.length <= MAX_NAME
  const names = [...new Set(all.filter(isName))] as string[]
  if (names.length === 0) return (text) => text
  const longest = names.toSorted((a, b) => b.length - a.length)
  const words = longest.map((name) => name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
  const pattern = new RegExp(`(?<![A-Za-z0-9])(?:${words.join('|')})(?![A-Za-z0-9])`, 'g')
  return (text) => text.replaceAll(pattern, '…')
}
