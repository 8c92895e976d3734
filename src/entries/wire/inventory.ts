import { inventoryCommand, runInventory } from '../../commands/inventory.ts'
import { worktree } from '../../files/worktree.ts'
import { defineCommand } from '../define.ts'
import { folderOf, gitIn } from './folder.ts'
import { addressesIn, jobCheckout } from './job.ts'
import { aroundCheckout, completionFor, renderingAround } from './parents.ts'

export const command = defineCommand(inventoryCommand, async (values, wiring) => {
  const { context } = wiring
  const folder = await folderOf(values.path, context)
  const git = gitIn(folder, context)
  const own = await jobCheckout(git, context, wiring.warn)
  const addresses = addressesIn(own)
  const around = { addresses, ...aroundCheckout(git, folder, own, wiring) }
  return runInventory(values, {
    tree: worktree(folder),
    addresses,
    completion: completionFor(renderingAround(values, around, wiring), around),
  })
})
