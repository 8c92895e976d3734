import type { Rendering } from '../../render/plan.ts'
import type { Tree } from '../../tree/tree.ts'
import type { Wiring } from '../define.ts'
import { cacheFor } from './cache.ts'
import type { ParentInputs, Surroundings } from './surroundings.ts'
import { renderingFor } from './rendering.ts'

/** Opens the renderer. `renderingAround` loads this module only if there is something to render. */
export async function openRendering(
  inputs: ParentInputs,
  around: Surroundings,
  tree: Tree,
  wiring: Wiring,
): Promise<Rendering> {
  const { addresses, clone } = around
  const cache = await cacheFor(inputs['cache-path'], { folder: clone?.folder, addresses }, wiring)
  return renderingFor(
    await around.config(tree),
    { ...inputs, cache, concurrency: undefined, bringsOnlyAsked: true, remembers: true },
    wiring,
    { git: clone?.git, addresses, folder: clone?.folder },
  )
}
