import { inventoryCommand, runInventory } from '../../commands/inventory.ts'
import { worktree } from '../../tree/worktree.ts'
import { defineCommand } from '../define.ts'
import { folderOf, gitIn } from './folder.ts'
import { identityIn, jobCheckout } from './job.ts'

export const command = defineCommand(inventoryCommand, async (values, { context, warn }) => {
  const folder = await folderOf(values.path, context)
  const identity = identityIn(await jobCheckout(gitIn(folder, context), context, warn))
  return runInventory(values, { tree: worktree(folder), identity })
})
