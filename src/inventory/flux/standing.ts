import type { BuiltObject } from '../kustomize/kustomization.ts'
import type { App } from '../model.ts'
import type { Chain } from './chain.ts'
import { idOf } from './kinds.ts'

/** A walk from a Kustomization that nothing seems to lead to. */
export interface Walk {
  readonly item: BuiltObject
  readonly chain: Chain
}

/** A walk with the apps that it leads to. */
export interface Walked extends Walk {
  readonly apps: readonly App[]
}

/**
 * Returns the walks that start at a real root. Some links between Kustomizations are known only during the walk, such
 * as a path with variables. A supposed root, or a Kustomization that an unbuilt overlay seemed to take, is then
 * reached from another root and is not a separate app.
 */
export function standingOf(walks: readonly Walked[]): Walked[] {
  const standing = new Set(walks)
  for (const walk of walks) {
    const id = idOf(walk.item.object)
    const folder = walk.item.object.takenBy
    const others = [...standing].filter((other) => other !== walk)
    const isReached = others.some(({ chain }) => chain.reached.has(id))
    const isBuilt = others.some(({ apps }) => apps.some((app) => folder !== undefined && builds(app, folder)))
    if (folder === undefined ? isReached : isReached && isBuilt) standing.delete(walk)
  }
  return [...standing]
}

function builds({ kind, sources: [source] }: App, folder: string): boolean {
  return kind === 'Kustomization' && source?.inThisRepository === true && source.path === folder
}
