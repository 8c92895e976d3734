import type { AppRef } from '../../affected/app-ref.ts'
import { isSamePlace, refOf } from '../../affected/app-ref.ts'
import type { RenderedPair } from '../../affected/rendered-pair.ts'
import { isEqual } from '../../compare/equal.ts'
import { keptWithoutApp } from '../../compare/kept.ts'
import type { Application } from '../../controllers/argocd/api/shapes.ts'
import type { Expected } from '../../controllers/argocd/verdict/facts.ts'
import { nameIn } from '../../inventory/control-planes/identity.ts'
import type { DeclaredApp } from '../../inventory/model.ts'
import { appliersOf, mergeWords } from '../../inventory/on-merge.ts'
import { keyOf } from '../../kube/ids.ts'
import { isUnknown } from '../../review/failures.ts'
import type { AppChange } from '../../review/model.ts'
import type { Json } from '../../yaml/value.ts'
import { isObject, textAt, valueAt } from '../../yaml/value.ts'

/** The effect of a range of commits on one app to wait for. */
export interface ExpectedApp extends Expected {
  readonly app: AppRef
  readonly status: AppChange['status']
  /** The reason why the effect is not certain, as a sentence; undefined if it is. */
  readonly doubt: string | undefined
  /** The project that its object names, as far as the range shows it. */
  readonly project: string | undefined
  /** A sentence without a full stop that names who has to create or delete its Application. */
  readonly by: string | undefined
  /**
   * Why its resources stay in the cluster when it is removed, as half a sentence; undefined if they are also deleted.
   */
  readonly kept: string | undefined
  /**
   * For a removed app in a repo with several control planes: other Applications of its control plane. A server that
   * has one of them is the right one. On any other server, the app never existed.
   */
  readonly siblings?: readonly { readonly name: string; readonly namespace: string | undefined }[]
  /** The server's Application that deploys it, if no object in the repo declares it. */
  readonly served?: Application
  /** The app in the inventory, after the range if it still exists; undefined if no inventory contains it. */
  readonly declared: DeclaredApp | undefined
}

/**
 * Returns the effect of a range on an app, with the known app on both sides. If an app gets another name, namespace
 * of its own or control plane, its controllers see two apps: one is created, and the other is removed.
 *
 * @param among the apps to search for the one that applies the app's declaration
 */
export function expectedOf(
  change: AppChange,
  pair: RenderedPair | undefined,
  among: readonly DeclaredApp[],
): readonly ExpectedApp[] {
  const { before, after } = pair?.known ?? {}
  if (!pair || !before || !after || change.status === 'failed' || isOneObject(before, after))
    return [expectedAs(change, pair, { status: change.status, among })]
  const { declarations } = pair
  const [gone, made] = [
    { ...pair, known: { before, after: undefined }, declarations: { ...declarations, after: undefined } },
    { ...pair, known: { before: undefined, after }, declarations: { ...declarations, before: undefined } },
  ]
  const old = { ...change, app: pair.was ?? refOf(before), objects: [], restarts: [], onMerge: undefined }
  return [
    expectedAs(change, made, { status: 'added', among }),
    expectedAs(old, gone, { status: 'removed', among }),
  ]
}

/** Reports whether both are one object of one control plane, as far as it is known. */
function isOneObject(before: DeclaredApp, after: DeclaredApp): boolean {
  if (before.kind === 'Convention' || after.kind === 'Convention') return true
  const areKnown = before.isControlPlaneKnown && after.isControlPlaneKnown
  return nameIn(before) === nameIn(after) && (!areKnown || before.controlPlane === after.controlPlane)
}

function expectedAs(
  { app, objects, restarts, failures, onMerge }: AppChange,
  pair: RenderedPair | undefined,
  { status, among }: { readonly status: AppChange['status']; readonly among: readonly DeclaredApp[] },
): ExpectedApp {
  const changed = objects.flatMap(({ id, action }) => (action === 'removed' ? [] : [id]))
  const quiet = restarts.map(({ id }) => id).filter((id) => !changed.some((one) => keyOf(one) === keyOf(id)))
  const gone = objects.flatMap(({ id, action, renamedFrom }) =>
    action === 'removed' ? [id] : renamedFrom ? [renamedFrom] : [],
  )
  const { before, after } = pair?.declarations ?? {}
  const declared = pair?.known.after ?? pair?.known.before
  const doubts = failures.map(({ message }) => message)
  return {
    app,
    status,
    isChanged: status === 'added' || (status === 'changed' && objects.length + restarts.length > 0),
    changed: [...changed, ...quiet],
    removed: gone,
    contents: objects.map(({ id, before: was, after: is }) => ({ id, before: was, after: is })),
    ...specOf(before, after, declared),
    project: declared?.project ?? textAt(after ?? before, 'spec', 'project'),
    doubt: isUnknown({ status, failures }) ? (doubts[0] ?? 'it cannot be compared') : undefined,
    by: byWhom({ status, onMerge }, pair, among),
    kept: status === 'removed' ? keptOf(pair) : undefined,
    declared,
  }
}

/** Finds the same app among the pairs of a review. */
export function pairOf({ app }: AppChange, pairs: readonly RenderedPair[]): RenderedPair | undefined {
  const all = pairs.filter((pair) => isSamePlace(pair.app, app))
  return all.find(({ app: { declaredAt } }) => declaredAt?.file === app.declaredAt?.file) ?? all[0]
}

/**
 * Returns the Application's own `spec` after and before the range; undefined if it does not change, or if no object
 * declares the app.
 */
function specOf(
  before: Json | undefined,
  after: Json | undefined,
  declared: DeclaredApp | undefined,
): Pick<Expected, 'spec' | 'specBefore'> {
  const [was, is] = [before, after].map((object) => valueAt(object, 'spec'))
  if (!isObject(is) || isEqual(was, is)) return { spec: undefined }
  if (declared?.generatedBy === undefined) return { spec: is, specBefore: was }
  // An ApplicationSet with a RollingSync strategy removes the sync policy while it runs.
  const withoutPolicy = (spec: Json | undefined) =>
    isObject(spec)
      ? (Object.fromEntries(Object.entries(spec).filter(([key]) => key !== 'syncPolicy')) as Json)
      : undefined
  return { spec: withoutPolicy(is), specBefore: withoutPolicy(was) }
}

function byWhom(
  { status, onMerge }: Pick<AppChange, 'status' | 'onMerge'>,
  pair: RenderedPair | undefined,
  among: readonly DeclaredApp[],
): string | undefined {
  if (status !== 'added' && status !== 'removed') return undefined
  const app = status === 'added' ? pair?.known.after : pair?.known.before
  const word = status === 'added' ? 'create it' : 'delete it'
  if (app === undefined) return undefined
  const { generatedBy } = app
  if (onMerge === 'deleted-by-hand' || onMerge === 'stays' || onMerge === 'left')
    return `it ${mergeWords(onMerge, true)}`
  if (generatedBy !== undefined) return `the ApplicationSet ${generatedBy} has to ${word}`
  const [applier] = appliersOf(app, among)
  if (applier === undefined)
    return `nothing in the repo applies ${app.declaredAt.file}, so someone has to ${word}`
  return `the app ${applier.name} has to ${word}${applier.autoSync === false ? ', but does not sync automatically' : ''}`
}

function keptOf(pair: RenderedPair | undefined): string | undefined {
  const reason = keptWithoutApp(pair?.declarations.before)
  const set = pair?.known.before?.generatedBy
  // An ApplicationSet adds the finalizer to each of its Applications, unless it is configured not to.
  return reason !== undefined && set !== undefined
    ? `${reason} (preserveResourcesOnDeletion or the template of the ApplicationSet ${set})`
    : reason
}

/** Returns an app that a range does not affect after all. */
export function untouched(app: ExpectedApp): ExpectedApp {
  const nothing = {
    isChanged: false,
    changed: [],
    removed: [],
    contents: [],
    spec: undefined,
    doubt: undefined,
  }
  // An app that is removed and restored within the range stays.
  return { ...app, ...nothing, status: app.status === 'removed' ? 'rerendered' : app.status }
}

/**
 * Reports whether a later commit has reverted everything that an earlier one did to an app: none of its objects
 * differs any more.
 */
export function isReverted(earlier: Expected, later: Expected | undefined): boolean {
  if (!earlier.isChanged) return false
  const still = new Set([...(later?.changed ?? []), ...(later?.removed ?? [])].map(keyOf))
  return ![...earlier.changed, ...earlier.removed].some((id) => still.has(keyOf(id)))
}
