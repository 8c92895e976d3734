import { gateCommand, runGate } from '../../commands/gate.ts'
import type { GateValues } from '../../commands/gate.ts'
import { inputError } from '../../errors.ts'
import { readNamed } from '../../files/read.ts'
import { readApprovals, timeOf } from '../../gate/approvals-file.ts'
import type { Account, Approval, ApprovalSource, People } from '../../forge/approvals.ts'
import { commits, isWithin } from '../../git/commits.ts'
import { commitSides, resolveBase, resolveSides } from '../../git/sides.ts'
import { RECORDS_BRANCH } from '../../records/place.ts'
import { isTracked } from '../../git/tracked.ts'
import { progress } from '../../report/terminal.ts'
import type { Context } from '../../runtime/context.ts'
import { defineCommand } from '../define.ts'
import { connectToLocal } from './connect.ts'
import { cacheFor } from './cache.ts'
import { folderOf, gitIn } from './folder.ts'
import { inventoriesFor } from './inventories.ts'
import { identityIn, jobCheckout } from './job.ts'
import { registries } from './registry.ts'
import { renderingFor } from './rendering.ts'

export const command = defineCommand(gateCommand, async (values, wiring) => {
  const { context } = wiring
  if (values.forge !== 'local')
    throw inputError('gate is there for forge: local alone', {
      hint: 'It does not ask GitHub or GitLab yet who approved a change.',
    })
  const folder = await folderOf(values.path, context)
  const git = gitIn(folder, context)
  const own = await jobCheckout(git, context)
  const identity = identityIn(own)
  const branch = own.defaultBranch
  const cache = await cacheFor(values['cache-path'], { folder, identity }, wiring)
  return runGate(values, {
    identity,
    base: branch,
    isDefaultBranch: (name) => (branch === undefined ? /^(main|master)$/.test(name) : name === branch),
    sides: async (base) => {
      const options = { base, head: 'HEAD', fetch: context.job.present }
      const sides = await resolveSides(git, options)
      const tip = (await resolveBase(git, options)).commit
      const head = sides.head.commit
      const isMerged = tip !== undefined && head !== undefined && (await isWithin(git, head, tip))
      return { ...sides, isMerged }
    },
    sidesSince: async (commit) => {
      // What a file of approvals says is no option of git, and need not be a commit of this checkout.
      const there = /^[0-9a-f]{40,64}$/.test(commit) ? (await commits(git, [commit])).get(commit) : undefined
      if (there === undefined) return undefined
      return commitSides(git, { base: commit, head: 'HEAD', branch: undefined }).catch(() => undefined)
    },
    rendering: (config) => renderingFor(config, { ...values, cache }, wiring, { git, identity, folder }),
    inventories: inventoriesFor(cache, wiring),
    source: async () => localSource(values, context),
    // Of plain git those of the checkout itself.
    ledger: async () =>
      (await connectToLocal({ repository: git.directory, token: undefined }, wiring)).ledger(RECORDS_BRANCH),
    registry: registries(wiring),
    progress: (done, total) =>
      wiring.progress(done < total ? progress(done, total, 'apps rendered', wiring.width) : undefined),
    width: wiring.width,
  })
})

/** What the inputs tell of a change, where no forge does. */
function localSource(values: GateValues, context: Context): ApprovalSource {
  const now = values.now === undefined ? Date.now() : timeOf(values.now, 'now')
  return {
    approvals: () => approvalsIn(values.approvals, context),
    people: async () => peopleIn(values),
    protections: async () => [],
    now: async () => now,
  }
}

/** Megabytes of approvals are none. */
const MOST = 1024 * 1024

/**
 * The approvals of a file: one that the repository itself has is the word of the change.
 *
 * @throws FairleadError (input) where it cannot be read
 */
async function approvalsIn(path: string | undefined, context: Context): Promise<readonly Approval[]> {
  if (path === undefined) return []
  const read = await readNamed(path, MOST, context)
  if ('fault' in read) throw inputError(`the file of approvals ${path} cannot be read: ${read.fault}`)
  if ((await isTracked(read.path, context.environment)) === true)
    throw inputError(
      `the file of approvals ${path} is a file of the repository, so the change may have written it`,
      {
        hint: 'Keep it outside of the checkout.',
      },
    )
  return readApprovals(read.content)
}

/** Plain git knows accounts by their names alone, and no teams. */
function peopleIn({ author, pusher }: GateValues): People {
  const account = (name: string): Account => ({ id: name, name, isBot: false })
  return {
    author: author === undefined ? undefined : account(author),
    starter: undefined,
    pushers: pusher.length === 0 ? undefined : pusher.map(account),
    teams: [],
  }
}
