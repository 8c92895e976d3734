import { ControlPlanesApart } from '../inventory/control-planes/identity.ts'
import { isInput } from '../inventory/inputs.ts'
import type { DeclaredApp } from '../inventory/model.ts'
import { isSamePlace, refOf } from './app-ref.ts'
import { pairApps } from './pair-apps.ts'

/** An app on both sides of a change; an app on one side only was added or removed. */
export interface AppPair {
  readonly before: DeclaredApp | undefined
  readonly after: DeclaredApp | undefined
  /** The changed files that it depends on. */
  readonly files: readonly string[]
  /** Another cause that adds or removes it, as a sentence. */
  readonly note?: string
}

/**
 * Returns the apps that a change may affect: those that depend on a changed file, whose declaration, name or location
 * changes, or that only one side has. These are more than those that really change, which is known only after
 * rendering.
 *
 * @param sides the apps before and after the change
 * @param changed the paths that differ between the sides
 * @param apart the control planes that are certainly different
 * @param reaches returns the files of another repository that an app depends on; undefined if it depends on none of
 *   them
 */
export async function affectedApps(
  sides: readonly [before: readonly DeclaredApp[], after: readonly DeclaredApp[]],
  changed: readonly string[],
  apart = ControlPlanesApart.of(sides),
  reaches: (app: DeclaredApp) => readonly string[] | undefined = () => undefined,
): Promise<AppPair[]> {
  const affected: AppPair[] = []
  for (const { before: old, after: now } of pairApps(...sides, apart)) {
    const both = [old, now].filter((app) => app !== undefined)
    const reached = both.map(reaches).filter((one) => one !== undefined)
    const inputs = changed.filter((path) => both.some((app) => isInput(app.inputs, path)))
    const files = [...new Set([...inputs, ...reached.flat()])]
    const listing = old && now && anotherListing([old, now], sides)
    if (listing) {
      affected.push({
        ...listing,
        files: [...new Set([...files, ...changed.filter((path) => path === listing.by)])],
      })
      continue
    }
    const isSame = old && now && isAsItWas(old, now)
    if (!isSame || files.length + reached.length > 0 || (await isDeclaredAnew(old, now)))
      affected.push({ before: old, after: now, files })
  }
  return affected
}

/**
 * Adds the changed files that generators read to the apps that ApplicationSets generate differently, add or remove
 * because of them. Otherwise such a file would count as one that no app depends on.
 *
 * @param generating the changed files that generators of either side read
 */
export async function withGenerators(
  pairs: readonly AppPair[],
  generating: readonly string[],
): Promise<AppPair[]> {
  if (generating.length === 0) return [...pairs]
  return Promise.all(
    pairs.map(async (pair) => {
      const { before, after, files } = pair
      if ((before?.generatedBy ?? after?.generatedBy) === undefined) return pair
      const isAnew = before === undefined || after === undefined || (await isDeclaredAnew(before, after))
      return isAnew ? { ...pair, files: [...new Set([...files, ...generating])] } : pair
    }),
  )
}

/**
 * Returns an app as removed or added if its file still exists, but the reference to it was removed or added: the
 * kustomization next to an Application no longer lists it, or no Flux root leads to it any more. The app that built
 * it then removes it, or adds it.
 */
function anotherListing(
  [old, now]: readonly [DeclaredApp, DeclaredApp],
  [before, after]: readonly [readonly DeclaredApp[], readonly DeclaredApp[]],
): (Omit<AppPair, 'files'> & { by?: string }) | undefined {
  const { file } = now.declaredAt
  const isFlux = old.controller === 'flux' && now.controller === 'flux' && old.declaredAt.file === file
  // Without a root that leads to it, it does not belong to a known cluster; with one, it does.
  if (isFlux && isLed(old, after) && !now.isControlPlaneKnown)
    return {
      before: old,
      after: undefined,
      note: `nothing that is known to be applied still references ${file}, which declares it, so it is removed`,
    }
  if (isFlux && !old.isControlPlaneKnown && isLed(now, before))
    return {
      before: undefined,
      after: now,
      note: `the change adds the reference to ${file}, which declares it`,
    }
  if (old.unlistedBy === undefined && now.unlistedBy !== undefined)
    return {
      before: old,
      after: undefined,
      by: now.unlistedBy,
      note: `${now.unlistedBy} no longer lists ${file}, which declares it, so whatever builds that folder removes it`,
    }
  if (old.unlistedBy !== undefined && now.unlistedBy === undefined)
    return {
      before: undefined,
      after: now,
      by: old.unlistedBy,
      note: `the change adds ${file}, which declares it, to ${old.unlistedBy}`,
    }
  return undefined
}

/** Reports whether the root that leads to an app belongs to a cluster, and also exists on the other side. */
function isLed(app: DeclaredApp, other: readonly DeclaredApp[]): boolean {
  if (!app.isControlPlaneKnown || !app.parent) return false
  const seen = new Set<DeclaredApp>()
  let root = app.parent
  while (root.parent && !seen.has(root)) {
    seen.add(root)
    root = root.parent
  }
  const same = ({ kind, name, controlPlane, isControlPlaneKnown }: DeclaredApp) =>
    kind === root.kind && name === root.name && controlPlane === root.controlPlane && isControlPlaneKnown
  return other.some((one) => !one.parent && same(one))
}

/**
 * Reports whether an app is unchanged. A changed control plane does not count if its name is only the name of a
 * folder.
 */
function isAsItWas(old: DeclaredApp, now: DeclaredApp): boolean {
  const isNamedOnly = !old.isControlPlaneKnown || !now.isControlPlaneKnown
  const was = isNamedOnly ? { ...refOf(old), controlPlane: now.controlPlane } : refOf(old)
  return isSamePlace(was, refOf(now)) && old.fault === now.fault
}

/** Returns the changed files that no app depends on. */
export function unclaimed(pairsOfApps: readonly AppPair[], changed: readonly string[]): string[] {
  const claimed = new Set(pairsOfApps.flatMap(({ files }) => files))
  return changed.filter((path) => !claimed.has(path))
}

/**
 * Reports whether the declaration of a generated app changes: an ApplicationSet or an overlay can change an app
 * without a change in the app's own files.
 */
async function isDeclaredAnew(old: DeclaredApp, now: DeclaredApp): Promise<boolean> {
  const isMade = ({ generatedBy, overlaidBy }: DeclaredApp) => (generatedBy ?? overlaidBy) !== undefined
  if (!isMade(old) && !isMade(now)) return false
  return JSON.stringify(await old.declaration()) !== JSON.stringify(await now.declaration())
}
