import type { GateValues } from '../../commands/gate.ts'
import { inputError } from '../../errors.ts'
import { readNamed } from '../../files/read.ts'
import { readApprovals, timeOf } from '../../gate/approvals-file.ts'
import type { Account, Approval, ApprovalSource, People } from '../../forge/approvals.ts'
import { reachOf } from '../../forge/own-merge.ts'
import type { Reach } from '../../forge/own-merge.ts'
import type { Git } from '../../git/git.ts'
import { isTracked } from '../../git/tracked.ts'
import type { Context } from '../../runtime/context.ts'
import { RECORDS_BRANCH } from '../../records/place.ts'
import type { Wiring } from '../define.ts'
import { connectToLocal } from './connect.ts'
import type { GateCheckout, GateForge } from './gate-forge.ts'

/** Returns the gate for plain git. The inputs provide the facts that otherwise a forge provides. */
export function localGate(values: GateValues, { git }: GateCheckout, wiring: Wiring): GateForge {
  return {
    base: undefined,
    event: undefined,
    source: async () => localSource(values, wiring.context),
    // The records are stored in the repository of the checkout.
    ledger: async () =>
      (await connectToLocal({ repository: git.directory, token: undefined }, wiring)).ledger(RECORDS_BRANCH),
    setup: undefined,
    mergeRules: undefined,
    async merging(base, judged) {
      const { openLocalMerging } = await import('../../forge/local/merging.ts')
      const head = await nameOf(git, judged.head)
      return openLocalMerging({ git, reach: await reachIn(git), base, head, now: async () => nowOf(values) })
    },
  }
}

/** Returns the facts about a change from the inputs, because there is no forge. */
function localSource(values: GateValues, context: Context): ApprovalSource {
  const now = nowOf(values)
  return {
    approvals: () => approvalsIn(values.approvals, context),
    people: async () => peopleIn(values),
    protections: async () => [],
    now: async () => now,
  }
}

function nowOf({ now }: GateValues): number {
  return now === undefined ? Date.now() : timeOf(now, 'now')
}

/** Returns the repository that has the base: the checkout's `origin`, otherwise the checkout itself. */
async function reachIn(git: Git): Promise<Reach> {
  const { origin, top } = await git.about()
  return origin === undefined ? reachOf(top ?? git.directory) : { to: 'origin', settings: [], secrets: [] }
}

/** Returns the name of a commit: the first local branch that points to it, otherwise its short id. */
async function nameOf(git: Git, commit: string): Promise<string> {
  const branches = await git.attempt([
    'for-each-ref',
    `--points-at=${commit}`,
    '--format=%(refname:short)',
    'refs/heads',
  ])
  const [branch] = branches.ok ? branches.stdout.split('\n').filter(Boolean) : []
  return branch === undefined ? `commit '${commit.slice(0, 12)}'` : `branch '${branch}'`
}

/** The maximum size. A larger file cannot be a list of approvals. */
const MOST = 1024 * 1024

/**
 * Returns the approvals in a file. A file that git tracks is rejected, because the change itself may have written it.
 *
 * @throws FairleadError (input) if it cannot be read, or git tracks it
 */
async function approvalsIn(path: string | undefined, context: Context): Promise<readonly Approval[]> {
  if (path === undefined) return []
  const read = await readNamed(path, MOST, context)
  if ('fault' in read) throw inputError(`the approvals file ${path} cannot be read: ${read.fault}`)
  if ((await isTracked(read.path, context.environment)) === true)
    throw inputError(
      `the approvals file ${path} is inside the repository, so the change may have written it`,
      {
        hint: 'Store it outside the checkout.',
      },
    )
  return readApprovals(read.content)
}

/** Returns the people of a change. Plain git knows accounts only by name, and has no teams. */
function peopleIn({ author, pusher }: GateValues): People {
  const account = (name: string): Account => ({ id: name, name, isBot: false })
  return {
    author: author === undefined ? undefined : account(author),
    starter: undefined,
    pushers: pusher.length === 0 ? undefined : pusher.map(account),
    teams: [],
  }
}
