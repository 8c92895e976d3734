import type { ControlPlanesApart } from '../inventory/control-planes/identity.ts'
import { nameIn } from '../inventory/control-planes/identity.ts'
import type { DeclaredApp } from '../inventory/model.ts'
import { isSamePlace } from './app-ref.ts'
import { pairApps } from './pair-apps.ts'
import type { RenderedPair } from './rendered-pair.ts'

/**
 * Pairs a child app that one app has before the change with the same child of another app after it: its parent or its
 * name changes, but it is neither removed nor new. Its two sides may be found at different times.
 *
 * @param first the requested apps
 * @param below their child apps
 */
export function withMoved(
  first: readonly RenderedPair[],
  below: readonly RenderedPair[],
  apart: ControlPlanesApart,
): readonly RenderedPair[] {
  const all = [...first, ...below]
  const found = new Set(below)
  const old = oneSided(all, 'before')
  const now = oneSided(all, 'after')
  if (old.size === 0 || now.size === 0) return all
  const gone = new Set<RenderedPair>()
  const moved = new Map<RenderedPair, RenderedPair>()
  // A root is assumed for these apps only because nothing leads to them any more, so they are not new.
  const names = new Set([...old.keys()].filter(({ assumed }) => !assumed).map(nameIn))
  for (const [app, pair] of now)
    if (app.assumed && names.has(nameIn(app)) && found.has(pair)) {
      gone.add(pair)
      now.delete(app)
    }
  for (const { before, after } of pairApps([...old.keys()], [...now.keys()], apart)) {
    const [was, is] = [before && old.get(before), after && now.get(after)]
    if (!was || !is || !(found.has(was) || found.has(is))) continue
    gone.add(was)
    moved.set(is, bothOf(was, is))
  }
  return all.filter((pair) => !gone.has(pair)).map((pair) => moved.get(pair) ?? pair)
}

/** Returns the pairs that only one side has, by their apps. */
function oneSided(pairs: readonly RenderedPair[], side: 'before' | 'after'): Map<DeclaredApp, RenderedPair> {
  const other = side === 'before' ? 'after' : 'before'
  return new Map(
    pairs.flatMap((pair) => {
      const app = pair.known[other] === undefined ? pair.known[side] : undefined
      return app ? [[app, pair]] : []
    }),
  )
}

function bothOf(was: RenderedPair, is: RenderedPair): RenderedPair {
  const { note: _, ...rest } = is
  const sets = was.sets ?? is.sets
  return {
    ...rest,
    was: isSamePlace(was.app, is.app) ? undefined : was.app,
    before: was.before,
    files: [...new Set([...was.files, ...is.files])],
    declarations: { before: was.declarations.before, after: is.declarations.after },
    known: { before: was.known.before, after: is.known.after },
    ...(sets && { sets: { before: was.sets?.before, after: is.sets?.after } }),
  }
}
