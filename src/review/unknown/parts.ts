import type { Unrendered } from '../../render/plan.ts'
import { identityOf } from '../../inventory/control-planes/identity.ts'
import { groupOf } from '../../kube/ids.ts'
import type { DeclaredSides } from '../../affected/declared.ts'
import { isEqual } from '../../compare/equal.ts'
import type { SideResult } from '../../render/render-side.ts'
import { siblingsOf } from '../../render/render-side.ts'
import type { SideFailure } from '../model.ts'
import type { RenderedPair } from '../../affected/rendered-pair.ts'
import { isBelow } from '../../tree/paths.ts'

/**
 * Returns the parts of an app that cannot be rendered here on a side and may differ there. They do not count as the
 * same, added or removed, but as unknown. Parts that neither side can render, and that the change does not reach, are
 * not part of the change.
 *
 * @returns nothing for a side that failed completely, because that failure is reported instead
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
 * Reports whether the rendered objects of such an app can be shown anyway. Otherwise, an app that is rendered in
 * another way from now on would seem to be deleted, and an app without a change would seem to be the same.
 *
 * @param changes whether any rendered object changes
 */
export function isKnownInPart({ before, after }: RenderedPair, changes: boolean): boolean {
  if (!before || !after) return siblingsOf(before ?? after).length > 0
  const [was, is] = [before, after].map((side) => unrenderedOf(side).map(({ message }) => message))
  return changes && isEqual(was ?? [], is ?? [])
}

/**
 * Reports whether a failed app leads to others, as far as either side shows. Nothing is then known about those apps.
 */
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
  return files.some((file) => folders.some((folder) => isBelow(file, folder)))
}

function isDeclaredAnew({ declarations: { before, after } }: RenderedPair): boolean {
  return !isEqual(before ?? null, after ?? null)
}
