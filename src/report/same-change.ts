import { groupBy } from '../group-by.ts'
import type { AppChange, ObjectChange } from '../review/model.ts'
import type { ImageChange } from '../compare/images.ts'
import { shownObjects } from './text.ts'

/**
 * What is the same in several apps, as where a chart's new version reaches all of them: shown once, with those that
 * have it, and then what differs.
 */

/** An object in the app that it belongs to. */
export interface Place {
  readonly change: AppChange
  readonly object: ObjectChange
}

/** A change of an object, with all that have the same one; the first of them is shown. */
export interface Part {
  readonly places: readonly [Place, ...Place[]]
  /** Where the very same lines are shown already, in another section. */
  readonly sameAs: Place | undefined
}

/** An app, or several with the same change: those in production first. */
export interface Section {
  readonly changes: readonly [AppChange, ...AppChange[]]
  /** What all of them have comes first, then what differs. */
  readonly parts: readonly Part[]
}

/** The sections of a report, each where its gravest app stands. */
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

/** The images and charts that move in all apps of a section. */
export function movesOf({ changes: [first] }: Section): readonly ImageChange[] {
  return first.images
}

/** How many apps have a part. */
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

/** The apps that have others with the same change, with those: the same versions move, and an object changes alike. */
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
  // Without a version that moves, only all of a change tells that it is the same.
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

/** What two diffs have in common whose lines are the same, wherever in the object they stand. */
function sameLines({ id, action, diff }: ObjectChange): string | undefined {
  return diff === '' ? undefined : JSON.stringify([id.kind, action, withoutPlaces(diff)])
}

function withoutPlaces(diff: string): string {
  return diff.replaceAll(/^@@.*@@$/gm, '@@')
}

/**
 * What is the same of the change of an object in two apps: all that goes and comes, to the letter. The names of the
 * app and the object may differ in its own name and in the lines around, which stay.
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

/** A name of Kubernetes has no more characters; of a longer one, which no cluster takes, no expression can be made. */
const MAX_NAME = 253

/** Writes a mark for each of some names, where they stand as words. Longer ones than Kubernetes has stay as they are. */
export function namesIn(all: readonly (string | undefined)[]): (text: string) => string {
  const isName = (name: string | undefined) => name !== undefined && name !== '' && name.length <= MAX_NAME
  const names = [...new Set(all.filter(isName))] as string[]
  if (names.length === 0) return (text) => text
  const longest = names.toSorted((a, b) => b.length - a.length)
  const words = longest.map((name) => name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
  const pattern = new RegExp(`(?<![A-Za-z0-9])(?:${words.join('|')})(?![A-Za-z0-9])`, 'g')
  return (text) => text.replaceAll(pattern, '…')
}
