import fc from 'fast-check'
import { expect, it } from 'vitest'
import { emptyConfig } from '../../../src/config/config.ts'
import { openInventory } from '../../../src/inventory/read.ts'
import type { OpenInventory } from '../../../src/inventory/open.ts'
import { argoRepo } from '../../support/infra.ts'
import { memoryTree } from '../../support/memory-tree.ts'

const addresses = 'https://github.com/acme/infra'
const base: Record<string, string> = {
  ...argoRepo(['web', 'api']),
  'plain/shop/deployment.yaml':
    'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - name: shop\n          image: ghcr.io/acme/shop:1.0.0\n',
  'clusters/dev/shop.yaml': argoRepo(['shop'])['clusters/dev/shop.yaml']!.replace(
    /path: [^]*?destination/,
    'path: plain/shop\n  destination',
  ),
  'clusters/dev/later.yaml': argoRepo(['later'])['clusters/dev/later.yaml']!,
}
const paths = Object.keys(base)

/** The paths that are edited, deleted and added. */
const changes = fc.record({
  edited: fc.uniqueArray(fc.constantFrom(...paths), { maxLength: 4 }),
  deleted: fc.uniqueArray(fc.constantFrom(...paths), { maxLength: 1 }),
  added: fc.uniqueArray(
    fc.constantFrom('charts/later/Chart.yaml', 'charts/web/.argocd-source.yaml', 'clusters/dev/more.yaml'),
    { maxLength: 1 },
  ),
})

function seen({ inventory }: OpenInventory): unknown {
  return inventory.apps.map((app) => ({ ...app, declaration: app.declaration() }))
}

it('is the same whether or not another revision is known', async () => {
  const before = await openInventory(memoryTree(base), { addresses, config: emptyConfig })
  await fc.assert(
    fc.asyncProperty(changes, async ({ edited, deleted, added }) => {
      const files = { ...base }
      for (const path of edited)
        files[path] = (files[path] ?? '')
          .replaceAll('1.0.0', '2.0.0')
          .replaceAll('namespace: web', 'namespace: other')
      for (const path of deleted) delete files[path]
      for (const path of added)
        files[path] = path.startsWith('clusters')
          ? (argoRepo(['web'])['clusters/dev/web.yaml'] ?? '')
          : 'name: later\nhelm:\n  valueFiles: [values-prod.yaml]\n'
      const changed = new Set([...edited, ...deleted, ...added])
      const options = { addresses, config: emptyConfig }
      const fresh = await openInventory(memoryTree(files), options)
      const after = await openInventory(memoryTree(files), { ...options, known: { other: before, changed } })
      expect(seen(after)).toEqual(seen(fresh))
      expect(after.inventory.unresolved).toEqual(fresh.inventory.unresolved)
    }),
    { numRuns: 60 },
  )
})
