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

/** What becomes of the object of an app that nothing declares any more, and of the app with it. */
export interface Removal {
  /** Why it stays in the cluster, as half a sentence; undefined where it goes, or where nothing tells. */
  readonly stays: string | undefined
  readonly effect: MergeEffect | undefined
}

/** Where an answer is looked for. */
export interface RemovalParts {
  /** What the repo declares after the change. */
  readonly after: Declarations
  /** The apps that the change touches: what applies a file that changes is among them. */
  readonly among: readonly DeclaredApp[]
  /** Whether its file stays, and is taken away by what lists it no longer. */
  readonly isUnlisted?: boolean
  /** See `RenderedPair`. */
  readonly sets?: RenderedPair['sets']
}

/**
 * What a merge does to an app that it takes from the repo: whether what applied its object deletes it.
 *
 * @param app as it was before the change
 * @param object the object that declared it then
 */
export async function removalOf(
  app: DeclaredApp,
  object: Json | undefined,
  { after, among, isUnlisted = false, sets }: RemovalParts,
): Promise<Removal> {
  if (app.controller === 'none') return { stays: undefined, effect: undefined }
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
  // A root applies the very file that declares it.
  const own = appliers.length === 0 && isInput(app.inputs, app.declaredAt.file) ? [app] : []
  const stuck = [...appliers, ...own].find(
    (one, i) => (i >= appliers.length - 1 || declaredIn(one, after)) && isWithoutFolder(one, after),
  )
  if (stuck)
    return {
      stays: `${stuck.name}, which declared it, no longer finds its folder and leaves everything as it is`,
      effect: 'stays',
    }
  const [applier] = appliers
  // What makes it is what the applier applies.
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

/** An app as one side of a change declares it; undefined where it does not. */
export function declaredIn(app: DeclaredApp, side: Declarations): DeclaredApp | undefined {
  return side.named(app.kind, app.name).find((one) => identityOf(one) === identityOf(app))
}

/**
 * Whether a folder that an app is made of is gone, so that its controller fails before it could delete anything.
 *
 * Rules: fluxcd/kustomize-controller internal/controller/kustomization_controller.go (reconcile: the path is looked for
 * first), argo-cd util/app/path/path.go (Path: "app path does not exist").
 */
function isWithoutFolder({ sources }: DeclaredApp, { context: { files } }: Declarations): boolean {
  return sources.some(
    ({ path, inThisRepository }) =>
      inThisRepository !== false && path !== undefined && path !== '' && !files.isFolder(path),
  )
}

/** The ApplicationSet that made an app, as it is after the change; undefined where it is gone, too. */
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
 * Why an Application stays that its set no longer makes.
 *
 * Rule: https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Controlling-Resource-Modification/
 */
function keptBySet(set: Json, name: string): string | undefined {
  const policy = textAt(set, 'spec', 'syncPolicy', 'applicationsSync')
  return policy === 'create-only' || policy === 'create-update'
    ? `the ApplicationSet ${name}, which made it, does not delete it: its applicationsSync is ${policy}`
    : undefined
}
