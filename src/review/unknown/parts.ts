import type { Unrendered } from '../../render/plan.ts'
import { identityOf } from '../../inventory/control-planes/identity.ts'
import { groupOf } from '../../kube/ids.ts'
import type { DeclaredSides } from '../../affected/declared.ts'
import { isEqual } from '../../compare/equal.ts'
import type { SideResult } from '../../render/render-side.ts'
import { siblingsOf } from '../../render/render-side.ts'
import type { SideFailure } from '../model.ts'
import type { RenderedPair } from '../../affected/rendered-pair.ts'

/**
 * What of an app cannot be rendered here on a side, and may be another one there: it is not the same, it does not come
 * and it does not go, but is not known. What neither side can render, and nothing of the change reaches, is no part of
 * the change.
 *
 * @returns nothing where a side failed altogether: then that is what is to be said
 */
export function unknownParts(pair: RenderedPair): SideFailure[] {
  const [was, is] = [unrenderedOf(pair.before), unrenderedOf(pair.after)]
  const isReached = (part: Unrendered) => isMadeOf(part, pair.files) || isDeclaredAnew(pair)
  const untouched = new Set(
    was
      .filter((part) => is.some(({ message }) => message === part.message) && !isReached(part))
      .map(({ message }) => message),
  )
  const failures = (side: SideFailure['side'], parts: readonly Unrendered[]) =>
    parts
      .filter(({ message }) => !untouched.has(message))
      .map(({ message, hint }): SideFailure => ({ side, message, hint, at: undefined, isOutOfReach: true }))
  return [...failures('before', was), ...failures('after', is)]
}

/**
 * Whether what is rendered of such an app can be shown all the same: an app that is rendered in another way from now on
 * would seem to be deleted, and one without a change to be the same.
 *
 * @param changes whether anything of what is rendered changes
 */
export function isKnownInPart({ before, after }: RenderedPair, changes: boolean): boolean {
  if (!before || !after) return siblingsOf(before ?? after).length > 0
  const [was, is] = [before, after].map((side) => unrenderedOf(side).map(({ message }) => message))
  return changes && isEqual(was ?? [], is ?? [])
}

/** Whether an app that failed leads to others, as far as either side tells: nobody knows what becomes of these. */
export function leadsToApps({ app, before, after }: RenderedPair, { failedParents }: DeclaredSides): boolean {
  return (
    app.kind === 'ApplicationSet' ||
    [before, after].some((side) =>
      siblingsOf(side).some(({ kind, apiVersion }) => isMaker(kind, apiVersion)),
    ) ||
    failedParents.some((parent) => identityOf(parent.app) === identityOf(app))
  )
}

function isMaker(kind: string, apiVersion: string): boolean {
  return (
    ['Application', 'ApplicationSet', 'Kustomization', 'HelmRelease'].includes(kind) &&
    ['argoproj.io', 'kustomize.toolkit.fluxcd.io', 'helm.toolkit.fluxcd.io'].includes(groupOf(apiVersion))
  )
}

function unrenderedOf(side: SideResult | undefined): readonly Unrendered[] {
  return side && 'unrendered' in side ? (side.unrendered ?? []) : []
}

function isMadeOf({ folders }: Unrendered, files: readonly string[]): boolean {
  if (!folders) return true
  return files.some((file) =>
    folders.some((folder) => folder === '' || file === folder || file.startsWith(`${folder}/`)),
  )
}

function isDeclaredAnew({ declarations: { before, after } }: RenderedPair): boolean {
  return !isEqual(before ?? null, after ?? null)
}
