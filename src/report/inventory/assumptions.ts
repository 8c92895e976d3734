import { dump } from 'js-yaml'
import type { RootConfig } from '../../config/config.ts'
import { CONFIG_FILE } from '../../config/config.ts'
import type { Inventory } from '../../inventory/model.ts'

/** Returns the roots that are assumed to lead to apps, as entries of `fairlead.yaml`, without duplicates. */
export function assumedRoots({ apps }: Inventory): RootConfig[] {
  const roots = apps.flatMap(({ assumed }) => (assumed ? [assumed] : []))
  return [...new Map(roots.map((root) => [JSON.stringify(root), root])).values()]
}

/** Returns the assumptions as text, with the lines of `fairlead.yaml` that confirm them; empty if there are none. */
export function assumedText(inventory: Inventory): string[] {
  const roots = assumedRoots(inventory)
  if (roots.length === 0) return []
  const charts = [...new Set(roots.map(({ path }) => path))]
  return [
    '',
    `Assumed: nothing in this repo deploys ${charts.join(', ')}, so the apps of ${charts.length === 1 ? 'this chart' : 'these charts'} are assumed to be those that it renders with each values file below, or with only its own values.`,
    `To confirm this, correct these lines and add them to ${CONFIG_FILE}:`,
    ...dump({ roots }, { flowLevel: 3, lineWidth: -1 })
      .trimEnd()
      .split('\n')
      .map((line) => `  ${line}`),
  ]
}
