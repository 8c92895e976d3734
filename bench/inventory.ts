import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { argoApps, conventionApps, fluxApps, fluxKustomizations, writeFolder } from './infra.ts'
import type { Files } from './infra.ts'
import { measure, median, peakMemory } from './measure.ts'
import type { Part } from './measure.ts'
import { fairlead } from './program.ts'
import type { Scale, Subject } from './subject.ts'
import { count, seconds, times } from './table.ts'

const layouts: readonly (readonly [title: string, make: (apps: number) => Files])[] = [
  ['Argo CD: Application, values file, chart for two', argoApps],
  ['Flux: HelmRelease', fluxApps],
  ['Flux: Kustomization, overlay, base for two', fluxKustomizations],
  ['Conventions: values file', conventionApps],
]

/** `inventory` of a checkout, by the number of apps. */
export const inventory: Subject = {
  name: 'inventory',
  async measure(scale, say) {
    const rows: string[][] = []
    for (const [title, make] of layouts) {
      say(title)
      rows.push(...(await measureLayout(title, make, scale)))
    }
    return [
      {
        title: 'Inventory',
        about:
          '`fairlead inventory --output json` on a checkout. The last column is the processor time per app, relative to that in the second-smallest repo. If the cost is linear, it is near 1 or below (in the smallest repo, the start of Node dominates). Aim: under 3 s and 400 MB at 10,000 apps.',
        columns: ['layout', 'apps', 'files', 'time', 'processor time', 'peak memory', 'per app'],
        rows,
      },
    ]
  },
}

async function measureLayout(
  title: string,
  make: (apps: number) => Files,
  scale: Scale,
): Promise<string[][]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-inventory-'))
  try {
    const repos = scale.sizes(100, 1000, 4000, 10_000).map((apps) => {
      const files = make(apps)
      writeFolder(join(folder, String(apps)), files)
      return { apps, files: Object.keys(files).length }
    })
    const parts = repos.map(({ apps }): Part => ({
      name: String(apps),
      command: fairlead('inventory', '--output', 'json', '--path', join(folder, String(apps))),
    }))
    const found = await measure(parts, scale.rounds)
    const processor = (apps: number) => median((found.get(String(apps)) ?? []).map((one) => one.processor))
    const base = repos[1] ?? repos[0]
    const rows: string[][] = []
    for (const [i, { apps, files }] of repos.entries()) {
      const part = parts[i]
      rows.push([
        title,
        count(apps),
        count(files),
        seconds(median((found.get(String(apps)) ?? []).map((one) => one.wall))),
        seconds(processor(apps)),
        part === undefined ? '' : `${(await peakMemory(part)).toFixed(0)} MB`,
        base === undefined ? '' : times((processor(apps) / apps / processor(base.apps)) * base.apps),
      ])
    }
    return rows
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
