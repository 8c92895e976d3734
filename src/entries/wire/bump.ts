import { bumpCommand, runBump } from '../../commands/bump.ts'
import { writeFiles } from '../../files/write.ts'
import { worktree } from '../../tree/worktree.ts'
import { defineCommand } from '../define.ts'
import { folderOf, gitIn } from './folder.ts'
import { checkedOutBranch, identityIn, jobCheckout } from './job.ts'
import { registries } from './registry.ts'

export const command = defineCommand(bumpCommand, async (values, wiring) => {
  const { context } = wiring
  const folder = await folderOf(values.path, context)
  const git = gitIn(folder, context)
  const checkout = await jobCheckout(git, context)
  const branches = [await checkedOutBranch(git), checkout.defaultBranch, checkout.change?.base]
  return runBump(values, {
    tree: worktree(folder),
    identity: identityIn(checkout),
    branches: branches.filter((branch) => branch !== undefined),
    write: async (changes) => writeFiles(folder, changes),
    registry: registries(wiring),
  })
})
