import type { Completion } from '../../inventory/read.ts'
import { complete } from '../../parents/complete.ts'
import type { Rendering } from '../../render/plan.ts'
import type { Tree } from '../../tree/tree.ts'
import type { Wiring } from '../define.ts'
import { cacheFor } from './cache.ts'
import type { ParentInputs, Surroundings } from './parents.ts'
import { renderingFor } from './rendering.ts'

/** What `completionFor` loads where there is something to render. */
export function completeWith(inputs: ParentInputs, around: Surroundings, wiring: Wiring): Completion {
  const { identity, clone } = around
  // All trees of a command are of one repo, the base first: it says what may be fetched.
  let opened: Promise<Rendering> | undefined
  const openRendering = async (tree: Tree) => {
    const cache = await cacheFor(inputs['cache-path'], { folder: clone?.folder, identity }, wiring)
    return renderingFor(
      await around.config(tree),
      { ...inputs, cache, lanes: undefined, bringsOnlyAsked: true },
      wiring,
      { git: clone?.git, identity, folder: clone?.folder },
    )
  }
  return async (open, tree) => {
    opened ??= openRendering(tree)
    return complete(open, tree, await opened, await around.standing())
  }
}
