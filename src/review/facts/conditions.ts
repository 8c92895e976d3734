import { RENDER_TIME } from '../../render/engine/clock.ts'
import type { Capabilities } from '../../render/cluster.ts'
import { builtInApis } from '../../render/cluster.ts'
import type { SideResult } from '../../render/render-side.ts'
import type { RenderConditions } from '../model.ts'

/**
 * Returns the conditions that an app was rendered with, if its output may depend on them.
 *
 * @param versions the versions of the programs that the whole run used
 */
export function conditionsOf(
  side: SideResult | undefined,
  versions: ReadonlyMap<string, string>,
): RenderConditions | undefined {
  if (!side || 'error' in side) return undefined
  const tools = side.tools.flatMap((tool): [string, string][] => {
    const version = versions.get(tool)
    return version === undefined ? [] : [[tool, version]]
  })
  const hasCharts = tools.some(([tool]) => tool === 'helm')
  return {
    tools: Object.fromEntries(tools),
    kubernetes: hasCharts ? side.capabilities?.kubeVersion : undefined,
    apiVersions: hasCharts && side.capabilities ? furtherApis(side.capabilities) : [],
    time: hasCharts ? RENDER_TIME : undefined,
  }
}

/** Returns the API versions without those that every cluster of this version has. */
export function furtherApis({ kubeVersion, apiVersions }: Capabilities): string[] {
  const own = new Set(builtInApis(kubeVersion))
  return apiVersions.filter((api) => !own.has(api))
}
