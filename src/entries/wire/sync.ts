import { performance } from 'node:perf_hooks'
import { cancelledSync, runSync, syncCommand } from '../../commands/sync.ts'
import type { SyncValues } from '../../commands/sync.ts'
import { configOf } from '../../config/read.ts'
import { findCommit } from '../../git/find-commit.ts'
import type { Git } from '../../git/git.ts'
import { bringObjects, bringTrees } from '../../git/partial.ts'
import { revisionTree } from '../../git/revision-tree.ts'
import { commitSides } from '../../git/sides.ts'
import { inputError } from '../../errors.ts'
import { progress } from '../../report/terminal.ts'
import { Ancestry, firstParent } from '../../sync/ancestry.ts'
import { defineCommand } from '../define.ts'
import type { Wiring } from '../define.ts'
import { argocdServers } from './argocd.ts'
import { cacheFor } from './cache.ts'
import { folderOf, gitIn } from './folder.ts'
import { inventoriesFor } from './inventories.ts'
import { identityIn, jobCheckout } from './job.ts'
import { recordsFor } from './records.ts'
import { renderingFor } from './rendering.ts'
import { Ending } from './sync-ending.ts'
import { Shown } from './sync-shown.ts'
import { trustedConfig } from './trusted-config.ts'

export const command = defineCommand(syncCommand, async (values, wiring) => {
  const ending = new Ending(wiring)
  const known: KnownRange = {}
  return ending.either(sync(values, wiring, { ending, known }), () => {
    wiring.progress(undefined)
    return cancelledSync(known, { width: wiring.width })
  })
})

/** What is known of the range so far. */
type KnownRange = { base?: string; revision?: string }

async function sync(
  values: SyncValues,
  wiring: Wiring,
  { ending, known }: { readonly ending: Ending; readonly known: KnownRange },
) {
  const { context } = wiring
  const folder = await folderOf(values.path, context)
  const git = gitIn(folder, context)
  const own = await jobCheckout(git, context)
  const identity = identityIn(own)
  const cache = await cacheFor(values['cache-path'], { folder, identity }, wiring)
  const branch = own.change?.base ?? own.defaultBranch ?? 'main'
  // What a commit says of itself counts only where the branch that it went into says it, too.
  const keepsRecords = async (revision: string) => {
    const config = await configOf(treeAt(git, revision))
    return (
      config.records === true && (await trustedConfig(config, { git, job: own }, wiring)).records === true
    )
  }
  return runSync(values, {
    identity,
    standing: { branch, isDefaultBranch: branch === (own.defaultBranch ?? branch) },
    records: recordsFor(values, { git, own, branch }, wiring),
    range: async () => {
      const revision = await commitOf(
        git,
        values.revision ?? own.change?.head ?? context.job.commit ?? 'HEAD',
      )
      known.revision = revision
      const before = values.base ?? own.change?.from[0]
      const isNone = before === undefined || /^0{40,64}$/.test(before)
      const base = isNone ? await firstParent(git, revision) : await commitOf(git, before)
      known.base = base
      const isRecorded = values.record || (await keepsRecords(revision))
      return { revision, base, isRecorded, warnings: [] }
    },
    sides: (base, head) => commitSides(git, { base, head, branch }),
    ancestry: (commit) => new Ancestry(git, commit),
    rendering: (config) => renderingFor(config, { ...values, cache }, wiring, { git, identity, folder }),
    inventories: inventoriesFor(cache, wiring),
    servers: () => argocdServers(values, wiring),
    deadline: (milliseconds) => ending.deadline(milliseconds),
    monotonic: () => performance.now(),
    shown: new Shown(wiring),
    progress: (done, total) =>
      wiring.progress(done < total ? progress(done, total, 'apps rendered', wiring.width) : undefined),
    room: { width: wiring.width, screen: wiring.screen?.() },
  })
}

function treeAt(git: Git, commit: string) {
  return revisionTree(git, commit, {
    ensureBlobs: (ids) => bringObjects(git, ids),
    prepare: () => bringTrees(git, [commit]),
  })
}

async function commitOf(git: Git, name: string): Promise<string> {
  const found = await findCommit(git, name, { fetch: true, event: undefined })
  if (found) return found.commit
  throw inputError(`there is no commit ${JSON.stringify(name)} in this checkout`, {
    hint: git.cure('history'),
  })
}
