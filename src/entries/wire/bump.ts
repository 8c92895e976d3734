import { bumpCommand, runBump } from '../../commands/bump.ts'
import { writeFiles } from '../../files/write.ts'
import { worktree } from '../../tree/worktree.ts'
import { defineCommand } from '../define.ts'
import { folderOf, gitIn, identityOf } from './folder.ts'
import { registries } from './registry.ts'

export const command = defineCommand(bumpCommand, async (values, wiring) => {
  const { context } = wiring
  const folder = await folderOf(values.path, context)
  return runBump(values, {
    tree: worktree(folder),
    identity: await identityOf(gitIn(folder, context)),
    write: async (changes) => writeFiles(folder, changes),
    registry: registries(wiring),
  })
})
