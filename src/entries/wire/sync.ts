import { performance } from 'node:perf_hooks'
import { setFlagsFromString } from 'node:v8'
import { cancelledSync, runSync, syncCommand } from '../../commands/sync.ts'
import type { SyncValues } from '../../commands/sync.ts'
import { configOf } from '../../config/read.ts'
import { branchesWith } from '../../git/commits.ts'
import { findCommit } from '../../git/find-commit.ts'
import type { Git } from '../../git/git.ts'
import { missingCommit } from '../../git/missing.ts'
import { bringObjects, bringTrees } from '../../git/partial.ts'
import { revisionTree } from '../../git/revision-tree.ts'
import { commitSides } from '../../git/sides.ts'
import { progress } from '../../report/terminal.ts'
import { Ancestry, isSameFolderAt } from '../../sync/range/ancestry.ts'
import { defaultBase } from '../../sync/range/base.ts'
import type { FoundBase } from '../../sync/range/base.ts'
import { defineCommand } from '../define.ts'
import type { Wiring } from '../define.ts'
import { argocdServers } from './argocd.ts'
import { cacheFor } from './cache.ts'
import { folderOf, gitIn } from './folder.ts'
import { inventoriesFor } from './inventories.ts'
import { checkedOutBranch, addressesIn, jobCheckout } from './job.ts'
import { NONE_RECORDED, recordedIn, recordsFor } from './records.ts'
import { renderingFor } from './rendering.ts'
import { Ending } from './sync-ending.ts'
import { Shown } from './sync-shown.ts'
import { trustedConfig } from './trusted-config.ts'

export const command = defineCommand(syncCommand, async (values, wiring) => {
  takeLessMemory()
  const ending = new Ending(wiring)
  const known: KnownRange = {}
  return ending.either(sync(values, wiring, { ending, known }), () => {
    wiring.progress(undefined)
    return cancelledSync(known, { width: wiring.width })
  })
})

/** The known part of the range. */
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
  const addresses = addressesIn(own)
  const cache = await cacheFor(values['cache-path'], { folder, addresses }, wiring)
  const { change } = own
  const told =
    (change?.isRequest === false ? change.headName : undefined) ??
    change?.base ??
    (await checkedOutBranch(git))
  const branch = told ?? own.defaultBranch ?? 'main'
  // A setting in the commit counts only if the target branch also has it.
  const keepsRecords = async (revision: string) => {
    const config = await configOf(treeAt(git, revision))
    if (config.records !== true) return false
    const trusted = await trustedConfig(config, { git, job: own }, wiring)
    if (trusted.records === true) return true
    wiring.warn(
      'Nothing is recorded: fairlead.yaml has records: true at the commit, but not on the base branch.',
    )
    return false
  }
  const records = recordsFor(values, { git, own, branch }, wiring)
  const baseOf = async (revision: string, isRecorded: boolean): Promise<FoundBase> => {
    if (values.base !== undefined && !/^0{40,64}$/.test(values.base))
      return { base: await commitOf(git, values.base), warnings: [] }
    // The commit before a push is relevant only for the pushed commit.
    const before = change?.head === revision ? change.before : undefined
    const { recorded, warnings } = isRecorded ? await recordedIn(records) : NONE_RECORDED
    const found = await defaultBase(git, { revision, before, recorded })
    return { base: found.base, warnings: [...warnings, ...found.warnings] }
  }
  return runSync(values, {
    addresses,
    standing: {
      branch,
      isDefaultBranch: branch === (own.defaultBranch ?? branch),
      isTold: told !== undefined,
      defaultBranch: own.defaultBranch,
    },
    branchesWith: (revision) => branchesWith(git, revision),
    records,
    range: async () => {
      const revision = await commitOf(
        git,
        values.revision ?? own.change?.head ?? context.job.commit ?? 'HEAD',
      )
      known.revision = revision
      const isRecorded = values.record || (await keepsRecords(revision))
      const { base, warnings } = await baseOf(revision, isRecorded)
      known.base = base
      return { base, revision, isRecorded, warnings }
    },
    sides: (base, head) => commitSides(git, { base, head, branch }),
    ancestry: (commit) => new Ancestry(git, commit, commit === known.revision ? known.base : undefined),
    isSameFolder: (path, both) => isSameFolderAt(git, path, both),
    rendering: (config) => renderingFor(config, { ...values, cache }, wiring, { git, addresses, folder }),
    inventories: inventoriesFor(cache, wiring),
    servers: () => argocdServers(values, wiring),
    deadline: (milliseconds) => ending.deadline(milliseconds),
    cancelled: ending.cancelled,
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
  throw await missingCommit(git, name)
}

/**
 * Makes V8 collect garbage more often instead of using more memory, as it does by default on systems with little
 * memory. A wait of minutes has time for it, and a server may return hundreds of Applications. Measured
 * (docs/benchmarks.md, Sync).
 */
function takeLessMemory(): void {
  setFlagsFromString('--optimize-for-size')
}
