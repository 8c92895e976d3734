import { ControlPlanesApart } from '../inventory/control-planes/identity.ts'
import { isInput } from '../inventory/inputs.ts'
import type { DeclaredApp } from '../inventory/model.ts'
import { isSamePlace, refOf } from './app-ref.ts'
import { pairApps } from './pair-apps.ts'

/** An app on both sides of a change; one that only one side has was added or removed. */
export interface AppPair {
  readonly before: DeclaredApp | undefined
  readonly after: DeclaredApp | undefined
  /** The changed files that it is made of. */
  readonly files: readonly string[]
  /** What else brings it or takes it away, as a sentence. */
  readonly note?: string
}

/**
 * The apps that a change may touch: those that are made of a changed file, whose declaration is another one, that
 * have another name or place, or that only one side has. More than really change: what does is known when they are rendered.
 *
 * @param sides the apps before and after the change
 * @param changed the paths that differ between the sides
 * @param apart what is known of control planes that are not one
 * @param reaches the files of another repository that an app is made of; undefined where it is made of none of them
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
 * Adds the changed files that generators read to the apps which ApplicationSets make another way of them, or bring or
 * take away: else such a file would pass for one that no app is made of.
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
 * An app whose file stays while what led to it does not, or the other way round: the kustomization beside an Application
 * lists it no longer, no root of Flux leads there any more. What built it takes it away, or brings it.
 */
function anotherListing(
  [old, now]: readonly [DeclaredApp, DeclaredApp],
  [before, after]: readonly [readonly DeclaredApp[], readonly DeclaredApp[]],
): (Omit<AppPair, 'files'> & { by?: string }) | undefined {
  const { file } = now.declaredAt
  const isFlux = old.controller === 'flux' && now.controller === 'flux' && old.declaredAt.file === file
  // Without a root that leads there it is no part of a cluster that is known, and with one it is again.
  if (isFlux && isLed(old, after) && !now.isControlPlaneKnown)
    return {
      before: old,
      after: undefined,
      note: `nothing that is known to be applied references ${file}, which declares it, any more: it is removed`,
    }
  if (isFlux && !old.isControlPlaneKnown && isLed(now, before))
    return {
      before: undefined,
      after: now,
      note: `the reference to ${file}, which declares it, is added by the change`,
    }
  if (old.unlistedBy === undefined && now.unlistedBy !== undefined)
    return {
      before: old,
      after: undefined,
      by: now.unlistedBy,
      note: `${now.unlistedBy} no longer lists ${file}, which declares it: it is removed by what builds that folder`,
    }
  if (old.unlistedBy !== undefined && now.unlistedBy === undefined)
    return {
      before: undefined,
      after: now,
      by: old.unlistedBy,
      note: `${old.unlistedBy} now lists ${file}, which declares it, and did not before`,
    }
  return undefined
}

/** Whether the root that leads to an app is one of a cluster, and is there on the other side, too. */
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

/** Another name of a control plane that is but the name of a folder is no change by itself. */
function isAsItWas(old: DeclaredApp, now: DeclaredApp): boolean {
  const isNamedOnly = !old.isControlPlaneKnown || !now.isControlPlaneKnown
  const was = isNamedOnly ? { ...refOf(old), controlPlane: now.controlPlane } : refOf(old)
  return isSamePlace(was, refOf(now)) && old.fault === now.fault
}

/** The changed files that no app is made of. */
export function unclaimed(pairsOfApps: readonly AppPair[], changed: readonly string[]): string[] {
  const claimed = new Set(pairsOfApps.flatMap(({ files }) => files))
  return changed.filter((path) => !claimed.has(path))
}

/** What an ApplicationSet or an overlay makes can change without any file of the app's own. */
async function isDeclaredAnew(old: DeclaredApp, now: DeclaredApp): Promise<boolean> {
  const isMade = ({ generatedBy, overlaidBy }: DeclaredApp) => (generatedBy ?? overlaidBy) !== undefined
  if (!isMade(old) && !isMade(now)) return false
  return JSON.stringify(await old.declaration()) !== JSON.stringify(await now.declaration())
}
