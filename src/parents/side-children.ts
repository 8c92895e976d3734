import { inputError } from '../errors.ts'
import { groupBy } from '../group-by.ts'
import type { Context } from '../inventory/context.ts'
import { identityOf } from '../inventory/control-planes/identity.ts'
import { isInput } from '../inventory/inputs.ts'
import type { DeclaredApp } from '../inventory/model.ts'
import { groupOf } from '../kube/ids.ts'
import type { Manifest } from '../kube/manifests.ts'
import type { SideResult } from '../render/render-side.ts'
import { siblingsOf } from '../render/render-side.ts'
import type { Json } from '../yaml/value.ts'
import type { Parent, Unread } from './outputs.ts'
import { placeBelow, readOutput } from './outputs.ts'
import type { SeenObject } from './seen-object.ts'

/** The declarations in the files of a side. */
export interface Known {
  readonly context: Context
  named(kind: string, name: string): readonly DeclaredApp[]
  madeBy(set: string): readonly DeclaredApp[]
}

/** An app that was rendered on one side. */
export interface ParentSide extends Parent {
  readonly result: SideResult | undefined
  readonly known: Known
  /** Reports whether an app that files declare is rendered anyway, and need not be requested. */
  isDone(app: DeclaredApp): boolean
}

/** A child app on one side, in the output of its parent. */
export interface ChildSide {
  readonly app: DeclaredApp
  readonly seen: SeenObject
  /** Whether files also declare it. */
  readonly isKnown: boolean
  /** The name of the ApplicationSet in the output that generates it. */
  readonly set?: string
}

/** The child apps of one side for some objects of an output. */
export interface SideChildren {
  readonly children: ReadonlyMap<string, ChildSide>
  /** The objects that could not be read, and the ApplicationSets that could not be expanded. */
  readonly faults: ReadonlyMap<string, Unread>
  /** Its ApplicationSets, by name. */
  readonly sets: ReadonlyMap<string, Json>
  /** The keys of the apps that ApplicationSets generate, by the name of the set. */
  readonly made: ReadonlyMap<string, readonly string[]>
}

/**
 * Finds the apps that some objects in the output of an app represent or generate: as files declare them, otherwise as
 * they are read from the output.
 *
 * @param side undefined if the app does not exist: it then has no child apps
 */
export async function readSide(
  side: ParentSide | undefined,
  objects: readonly Manifest[],
): Promise<SideChildren> {
  const children = new Map<string, ChildSide>()
  const faults = new Map<string, Unread>()
  const sets = new Map(objects.filter(isSet).map((one) => [one.name, one.content]))
  if (!side) return { children, faults, sets, made: new Map() }
  const siblings = siblingsOf(side.result)
  const strange: Manifest[] = []
  for (const one of objects) {
    const app = isSet(one) ? undefined : knownOf(one, side)
    if (app) children.set(keyOf(one), { app, isKnown: true, seen: { object: one.content, siblings } })
    else if (!isSet(one) || !isAllDone(one, side)) strange.push(one)
  }
  const { apps, unread } = await readOutput(side.known.context, side, strange)
  for (const one of unread) faults.set(subjectOf(one), one)
  const made = groupBy(
    apps.filter(({ generatedBy }) => generatedBy !== undefined),
    ({ generatedBy = '' }) => generatedBy,
  )
  for (const [name, ofSet] of made)
    for (const app of ofSet) {
      const object = (await app.declaration()) ?? null
      const known = side.known.named(app.kind, app.name).find((one) => one.generatedBy === name)
      const seen = { object, siblings: [] }
      children.set(keyOfApp(app), { app: known ?? app, isKnown: known !== undefined, seen, set: name })
    }
  for (const one of strange.filter((object) => !isSet(object))) {
    const found = apps.filter((app) => app.generatedBy === undefined && isOf(app, one))
    const app = found.find(({ ownNamespace }) => ownNamespace === one.namespace) ?? found[0]
    if (app) children.set(keyOf(one), { app, isKnown: false, seen: { object: one.content, siblings } })
    else if (!faults.has(subjectOf(one))) faults.set(subjectOf(one), unreadable(one, side))
  }
  return {
    children,
    faults,
    sets,
    made: new Map([...made].map(([set, ofSet]) => [set, ofSet.map(keyOfApp)])),
  }
}

/** Returns an app in the output of another one as files declare it. */
function knownOf({ kind, name }: Manifest, side: ParentSide): DeclaredApp | undefined {
  const same = side.known.named(kind, name).filter(({ generatedBy }) => generatedBy === undefined)
  const parent = identityOf(side.app)
  const { controlPlane } = placeBelow(side, side.known.context)
  const here = same.filter((app) => app.controlPlane === controlPlane)
  return (
    same.find((app) => app.parent && identityOf(app.parent) === parent) ??
    // Two files may declare the same app; this output has the one that is built from its own files.
    here.find((app) => isInput(side.app.inputs, app.declaredAt.file)) ??
    here[0] ??
    (same.length === 1 ? same[0] : undefined)
  )
}

/** Reports whether files declare an ApplicationSet, and all apps that it generates are rendered anyway. */
function isAllDone({ name }: Manifest, { known, isDone }: ParentSide): boolean {
  const made = known.madeBy(name)
  return made.length > 0 && made.every(isDone)
}

/** Returns the key of an object of an output in `faults`. */
export function subjectOf({ kind, name }: { readonly kind: string; readonly name: string }): string {
  return `${kind}/${name}`
}

function isOf(app: DeclaredApp, { kind, name }: Manifest): boolean {
  return app.kind === kind && app.name === name
}

function keyOfApp({ kind, name, ownNamespace }: DeclaredApp): string {
  return keyOf({ kind, name, namespace: ownNamespace })
}

function unreadable({ kind, name }: Manifest, { app }: ParentSide): Unread {
  return {
    kind,
    name,
    error: inputError(`${kind} ${name} in the output of ${app.name} cannot be read`, { at: app.declaredAt }),
  }
}

/** Returns the key that distinguishes an object of an output from the others. */
export function keyOf({ kind, namespace = '', name }: Pick<Manifest, 'kind' | 'namespace' | 'name'>): string {
  return `${kind}/${namespace}/${name}`
}

/** Reports whether a manifest is an ApplicationSet. */
export function isSet({ apiVersion, kind }: Manifest): boolean {
  return kind === 'ApplicationSet' && groupOf(apiVersion) === 'argoproj.io'
}
