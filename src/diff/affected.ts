import { groupBy } from '../group-by.ts'
import { isInput } from '../inventory/inputs.ts'
import type { DeclaredApp } from '../inventory/model.ts'
import { movedApps } from './risks/app.ts'

/** An app on both sides of a change; one that only one side has was added or removed. */
export interface AppPair {
  readonly before: DeclaredApp | undefined
  readonly after: DeclaredApp | undefined
  /** The changed files that it is made of. */
  readonly files: readonly string[]
}

/**
 * The apps that a change may touch: those that are made of a changed file, whose declaration is another one, that
 * have another name or place, or that only one side has. More than really change: what does is known when they are rendered.
 *
 * @param changed the paths that differ between the sides
 */
export async function affectedApps(
  before: readonly DeclaredApp[],
  after: readonly DeclaredApp[],
  changed: readonly string[],
): Promise<AppPair[]> {
  const affected: AppPair[] = []
  for (const { before: old, after: now } of pairs(before, after)) {
    const sides = [old, now].filter((app) => app !== undefined)
    const files = changed.filter((path) => sides.some((app) => isInput(app.inputs, path)))
    const isSame = old && now && identity(old) === identity(now)
    if (!isSame || files.length > 0 || (await isDeclaredAnew(old, now)))
      affected.push({ before: old, after: now, files })
  }
  return affected
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

/** Apps of both sides by who they are; of several that look the same, in their order. */
function pairs(before: readonly DeclaredApp[], after: readonly DeclaredApp[]): Omit<AppPair, 'files'>[] {
  const waiting = groupBy(before, identity)
  const found: Omit<AppPair, 'files'>[] = after.map((now) => ({
    before: waiting.get(identity(now))?.shift(),
    after: now,
  }))
  const gone = [...waiting.values()].flat()
  const added = found.flatMap(({ before: old, after: now }) => (old === undefined && now ? [now] : []))
  const moved = movedApps(gone, added, content)
  const movedFrom = new Map(moved.map(({ before: old, after: now }) => [now, old]))
  const left = new Set(moved.map(({ before: old }) => old))
  return [
    ...found.map((pair) => ({ ...pair, before: pair.before ?? (pair.after && movedFrom.get(pair.after)) })),
    ...gone.filter((old) => !left.has(old)).map((old) => ({ before: old, after: undefined })),
  ]
}

/** What an app deploys and where, whatever it is called: one that goes and one that comes with the same are one. */
function content(app: DeclaredApp): string {
  const sources = app.sources.map(({ repoURL, path, chart }) => [repoURL, path, chart])
  return JSON.stringify([app.kind, app.environment, sources, app.valuesFiles])
}

/** What tells an app from others: not its file, which may be renamed, nor its sources. */
export function identity(app: DeclaredApp): string {
  const place = app.kind === 'Convention' ? app.sources[0]?.path : undefined
  return [app.kind, app.name, app.environment, app.cluster, app.namespace, place]
    .map((part) => part ?? '')
    .join('\0')
}
