import { bumpCommand, runBump } from '../../commands/bump.ts'
import { writeFiles } from '../../files/write.ts'
import { worktree } from '../../tree/worktree.ts'
import { defineCommand } from '../define.ts'
import { folderOf, gitIn } from './folder.ts'
import { identityIn, jobCheckout } from './job.ts'
import { registries } from './registry.ts'

export const command = defineCommand(bumpCommand, async (values, wiring) => {
  const { context } = wiring
  const folder = await folderOf(values.path, context)
  return runBump(values, {
    tree: worktree(folder),
    identity: identityIn(await jobCheckout(gitIn(folder, context), context, wiring.warn)),
    write: async (changes) => writeFiles(folder, changes),
    registry: registries(wiring),
  })
})
