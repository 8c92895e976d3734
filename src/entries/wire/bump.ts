import { bumpCommand, runBump } from '../../commands/bump.ts'
import { writeFiles } from '../../files/write.ts'
import { worktree } from '../../files/worktree.ts'
import { fileHistory } from '../../git/file-history.ts'
import { defineCommand } from '../define.ts'
import { folderOf, gitIn } from './folder.ts'
import { checkedOutBranch, addressesIn, jobCheckout } from './job.ts'
import { aroundCheckout, completionFor, provingWith, renderingAround } from './parents.ts'
import { registries } from './registry.ts'

export const command = defineCommand(bumpCommand, async (values, wiring) => {
  const { context } = wiring
  const folder = await folderOf(values.path, context)
  const git = gitIn(folder, context)
  const own = await jobCheckout(git, context, wiring.warn)
  const addresses = addressesIn(own)
  const branches = [await checkedOutBranch(git), own.defaultBranch, own.change?.base]
  const around = { addresses, ...aroundCheckout(git, folder, own, wiring) }
  const rendering = renderingAround(values, around, wiring)
  return runBump(values, {
    tree: worktree(folder),
    addresses,
    branches: branches.filter((branch) => branch !== undefined),
    completion: completionFor(rendering, around),
    proving: provingWith(values, rendering, around, wiring),
    past: { of: (path) => fileHistory(git, path), cure: git.cure('history') },
    write: async (changes) => writeFiles(folder, changes),
    registry: registries(wiring),
  })
})
