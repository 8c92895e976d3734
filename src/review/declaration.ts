import { isInput } from '../inventory/inputs.ts'
import type { DeclaredApp } from '../inventory/model.ts'
import { manifestOf } from '../render/engine/manifests.ts'
import type { Rendered } from '../render/model.ts'
import type { Manifest } from '../kube/manifests.ts'
import type { Json } from '../yaml/value.ts'
import { isObject, textAt } from '../yaml/value.ts'
import type { AppPair } from '../affected/apps.ts'
import { isEqual } from '../compare/equal.ts'
import { keyOf } from '../kube/ids.ts'
import { idOf } from '../kube/manifests.ts'
import type { RenderedPair } from '../affected/rendered-pair.ts'

/** Fields of an app's object that determine what is rendered. Their effect is visible in the rendered objects. */
const RENDERED: Readonly<Record<string, ReadonlySet<string>>> = {
  Application: new Set(['source', 'sources']),
  HelmRelease: new Set(['chart', 'chartRef', 'values', 'valuesFrom', 'postRenderers']),
  Kustomization: new Set([
    'commonMetadata',
    'components',
    'images',
    'namePrefix',
    'nameSuffix',
    'patches',
    'patchesJson6902',
    'patchesStrategicMerge',
    'path',
    'postBuild',
    'sourceRef',
  ]),
}

/**
 * Returns the two sides of an app, with its own object included if that changes in a way that rendering does not
 * show: its project, its sync settings, or the permissions that it is deployed with. If another app deploys the
 * object, the change is visible there, and the object is not included here.
 *
 * @param affected all apps that the change may touch, including those of other parts of a matrix
 */
export function withDeclarations(
  sides: readonly [Rendered, Rendered],
  { declarations, known }: Pick<RenderedPair, 'declarations' | 'known'>,
  affected: readonly AppPair[],
): readonly [Rendered, Rendered] {
  if (!known.before || !known.after || known.before.parent || known.after.parent) return sides
  const [before, after] = [strippedOf(declarations.before), strippedOf(declarations.after)]
  if (!before || !after || isEqual(before.content, after.content)) return sides
  if (isDeployed(known.after, affected)) return sides
  // A renamed or moved app is reported as such.
  if (keyOf(idOf(before)) !== keyOf(idOf(after))) return sides
  const [old, next] = sides
  const isOwn = (manifest: Manifest) => keyOf(idOf(manifest)) === keyOf(idOf(before))
  if (old.manifests.some(isOwn) || next.manifests.some(isOwn)) return sides
  return [
    { ...old, manifests: [...old.manifests, before] },
    { ...next, manifests: [...next.manifests, after] },
  ]
}

/** Reports whether another app deploys the object of an app, so that its change is visible there. */
function isDeployed(app: DeclaredApp, affected: readonly AppPair[]): boolean {
  if (app.parent) return true
  const { file } = app.declaredAt
  const deploys = (other: DeclaredApp | undefined) =>
    other !== undefined &&
    other.kind !== 'Convention' &&
    // The file that declares an app is an input of every app.
    other.declaredAt.file !== file &&
    isInput(other.inputs, file)
  return affected.some((pair) => deploys(pair.before) || deploys(pair.after))
}

/** Returns the complete objects of an app that no other app deploys, for each side. */
export function ownDeclarations(
  { declarations, known }: Pick<RenderedPair, 'declarations' | 'known'>,
  affected: readonly AppPair[],
): { readonly before: Manifest | undefined; readonly after: Manifest | undefined } {
  const [before, after] = [declarations.before, declarations.after].map((object) =>
    isObject(object) && textAt(object, 'kind') !== undefined ? manifestOf(object) : undefined,
  )
  const isOwn = known.after !== undefined && !isDeployed(known.after, affected)
  return isOwn ? { before, after } : { before: undefined, after: undefined }
}

function strippedOf(object: Json | undefined): Manifest | undefined {
  if (!isObject(object)) return undefined
  const hidden = RENDERED[textAt(object, 'kind') ?? '']
  const { apiVersion, kind, metadata, spec } = object
  if (!hidden || apiVersion === undefined || kind === undefined || metadata === undefined) return undefined
  const rest = isObject(spec) ? Object.entries(spec).filter(([key]) => !hidden.has(key)) : []
  return manifestOf({ apiVersion, kind, metadata, spec: Object.fromEntries(rest) })
}
