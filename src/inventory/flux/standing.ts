import type { BuiltObject } from '../kustomize/kustomization.ts'
import type { App } from '../model.ts'
import type { Chain } from './chain.ts'
import { idOf } from './kinds.ts'

/** A way from a Kustomization that nothing seems to lead to. */
export interface Walk {
  readonly item: BuiltObject
  readonly chain: Chain
}

/** What such a way leads to. */
export interface Walked extends Walk {
  readonly apps: readonly App[]
}

/**
 * The ways that are ways of their own. What leads from one Kustomization to the next may be known only on the way, as
 * a path with variables is: what seemed to be a root, or to be taken by an overlay that nothing builds, is then met
 * again from another root, and is no app of its own.
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
