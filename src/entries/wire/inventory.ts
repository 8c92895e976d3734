import { inventoryCommand, runInventory } from '../../commands/inventory.ts'
import { worktree } from '../../tree/worktree.ts'
import { defineCommand } from '../define.ts'
import { folderOf, gitIn, identityOf } from './folder.ts'

export const command = defineCommand(inventoryCommand, async (values, { context }) => {
  const folder = await folderOf(values.path, context)
  return runInventory(values, { tree: worktree(folder), identity: await identityOf(gitIn(folder, context)) })
})
