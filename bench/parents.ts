import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hasTools, realTools } from '../test/support/helm.ts'
import { argoApps, chartOfApps, writeFolder } from './infra.ts'
import type { Part } from './measure.ts'
import { measure, median, peakMemory } from './measure.ts'
import { fairlead } from './program.ts'
import type { Subject } from './subject.ts'
import { count, seconds } from './table.ts'

/** `inventory` if a chart declares the apps: without a cache, and with one. */
export const parents: Subject = {
  name: 'parents',
  async measure(scale, say) {
    if (!hasTools) return []
    const [apps = 1000] = scale.smoke ? [100] : [1000]
    say(`${count(apps)} apps by a chart of charts`)
    const folder = mkdtempSync(join(tmpdir(), 'bench-parents-'))
    try {
      const { helm } = realTools(4)
      writeFolder(join(folder, 'charts'), chartOfApps(apps))
      writeFolder(join(folder, 'plain'), argoApps(apps))
      const part = (name: string, path: string, ...more: readonly string[]): Part => ({
        name,
        command: fairlead(
          'inventory',
          '--output',
          'json',
          '--path',
          join(folder, path),
          '--helm-path',
          helm,
          ...more,
        ),
      })
      const kept = part('a chart of charts, kept', 'charts', '--cache-path', join(folder, 'kept'))
      const parts = [part('plain files', 'plain'), part('a chart of charts, cold', 'charts'), kept]
      // The run before fills the cache.
      await measure([kept], 1)
      const found = await measure(parts, scale.rounds)
      const rows: string[][] = []
      for (const one of parts) {
        const times = found.get(one.name) ?? []
        rows.push([
          one.name,
          count(apps),
          seconds(median(times.map(({ wall }) => wall))),
          seconds(median(times.map(({ processor }) => processor))),
          `${(await peakMemory(one)).toFixed(0)} MB`,
        ])
      }
      return [
        {
          title: 'Apps that a chart declares',
          about:
            '`fairlead inventory --output json` on a repo in which two Applications deploy one chart, whose templates create an Application for each entry of its values, compared with the same apps as plain files. Processor time includes that of Helm.',
          columns: ['layout', 'apps', 'time', 'processor time', 'peak memory'],
          rows,
        },
      ]
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}
