import { identityOf } from '../../inventory/control-planes/identity.ts'
import { isInput } from '../../inventory/inputs.ts'
import type { DeclaredApp } from '../../inventory/model.ts'
import { objectsOf } from '../../kube/objects.ts'
import type { MergeEffect } from '../../inventory/on-merge.ts'
import { appliersOf, whenGone } from '../../inventory/on-merge.ts'
import type { Json } from '../../yaml/value.ts'
import { evaluate, textAt } from '../../yaml/value.ts'
import type { Declarations } from '../../affected/declared.ts'
import type { RenderedPair } from '../../affected/rendered-pair.ts'
import { keptWhenPruned, keptWithoutApp } from '../../compare/kept.ts'

/** The outcome for the object of an app that nothing declares any more, and for the app itself. */
export interface Removal {
  /**
   * The reason why it stays in the cluster, as part of a sentence; undefined if it is deleted or nothing is known.
   */
  readonly stays: string | undefined
  readonly effect: MergeEffect | undefined
  /** Whether another declaration of the same app is left, so that it stays with an owner. */
  readonly isStillDeclared?: true
}

/** The inputs that the outcome of a removal is computed from. */
export interface RemovalParts {
  /** The declarations of the repo after the change. */
  readonly after: Declarations
  /** The apps that the change touches. They include every app that applies a changed file. */
  readonly among: readonly DeclaredApp[]
  /** Whether its file stays, but is no longer listed. */
  readonly isUnlisted?: boolean
  /** See `RenderedPair`. */
  readonly sets?: RenderedPair['sets']
}

/**
 * Returns the effect of a merge on an app that it removes from the repo. This depends on whether the app that applied
 * its object deletes it.
 *
 * @param app the app before the change
 * @param object the object that declared it before the change
 */
export async function removalOf(
  app: DeclaredApp,
  object: Json | undefined,
  { after, among, isUnlisted = false, sets }: RemovalParts,
): Promise<Removal> {
  if (app.controller === 'none') return { stays: undefined, effect: undefined }
  // One of two declarations of an app is removed, such as its file when an ApplicationSet has taken it over.
  const still = isUnlisted ? undefined : declaredIn(app, after)
  if (still)
    return { stays: `${still.declaredAt.file} still declares it`, effect: 'stays', isStillDeclared: true }
  const set =
    app.generatedBy === undefined || isUnlisted
      ? undefined
      : sets
        ? sets.after
        : await setOf(app, app.generatedBy, after)
  if (set !== undefined) {
    const stays = keptBySet(set, app.generatedBy ?? '')
    return { stays, effect: stays === undefined ? 'deleted' : 'stays' }
  }
  const appliers = appliersOf(app, among)
  // A root may apply the file that declares it.
  const own = appliers.length === 0 && isInput(app.inputs, app.declaredAt.file) ? [app] : []
  const stuck = [...appliers, ...own].find(
    (one, i) => (i >= appliers.length - 1 || declaredIn(one, after)) && isWithoutFolder(one, after),
  )
  if (stuck)
    return {
      stays: `${stuck === app ? 'it' : `${stuck.name}, which declared it,`} no longer finds its folder and leaves everything as it is`,
      effect: 'stays',
    }
  const [applier] = appliers
  // If a set generates the app, the applier applies that set.
  const applied = sets?.before ?? object
  if (!applier || applied === undefined) return { stays: undefined, effect: whenGone(app, among) }
  const now = declaredIn(applier, after)
  const reason = now
    ? keptWhenPruned(await now.declaration(), applied)
    : keptWithoutApp(await applier.declaration(), applied)
  if (reason === undefined) return { stays: undefined, effect: whenGone(app, among) }
  return {
    stays: `${applier.name}, which declared it, does not delete it: ${reason}`,
    effect: 'stays',
  }
}

/** Returns an app as one side of a change declares it; undefined if that side does not declare it. */
export function declaredIn(app: DeclaredApp, side: Declarations): DeclaredApp | undefined {
  return side.named(app.kind, app.name).find((one) => identityOf(one) === identityOf(app))
}

/**
 * Reports whether a folder that an app uses is missing, so that its controller fails before it can delete anything.
 *
 * Rules: fluxcd/kustomize-controller internal/controller/kustomization_controller.go (reconcile: the path is checked
 * first), argo-cd util/app/path/path.go (Path: "app path does not exist").
 */
function isWithoutFolder({ sources }: DeclaredApp, { context: { files } }: Declarations): boolean {
  return sources.some(
    ({ path, inThisRepository }) =>
      inThisRepository !== false && path !== undefined && path !== '' && !files.isFolder(path),
  )
}

/** Returns the ApplicationSet that generated an app, as it is after the change; undefined if it is also removed. */
async function setOf(
  { declaredAt: { file } }: DeclaredApp,
  name: string,
  { context: { files } }: Declarations,
): Promise<Json | undefined> {
  if (!files.has(file)) return undefined
  await files.load([file])
  const yaml = files.yaml(file)
  const set = yaml && objectsOf(yaml).find((one) => one.kind === 'ApplicationSet' && one.name === name)
  return set && evaluate(set.node)
}

/**
 * Returns why an Application stays that its ApplicationSet no longer generates.
 *
 * Rule: https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Controlling-Resource-Modification/
 */
function keptBySet(set: Json, name: string): string | undefined {
  const policy = textAt(set, 'spec', 'syncPolicy', 'applicationsSync')
  return policy === 'create-only' || policy === 'create-update'
    ? `the ApplicationSet ${name}, which generated it, does not delete it: its applicationsSync is ${policy}`
    : undefined
}
