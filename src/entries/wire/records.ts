import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { RecordPorts } from '../../commands/recording.ts'
import { FairleadError, inputError } from '../../errors.ts'
import type { Ledger } from '../../forge/ledger.ts'
import { originOf } from '../../git/checkout.ts'
import type { Git } from '../../git/git.ts'
import { once } from '../../once.ts'
import { RECORDS_BRANCH } from '../../records/place.ts'
import type { Pace } from '../../records/append.ts'
import type { SyncEntry } from '../../records/entry.ts'
import { recentSyncs } from '../../records/recent.ts'
import type { Recent } from '../../records/recent.ts'
import type { Context } from '../../runtime/context.ts'
import { version } from '../../runtime/version.ts'
import type { Wiring } from '../define.ts'
import { connect, forgeOf } from './forges.ts'
import type { JobCheckout } from './job.ts'

/** What the inputs say of where records go, and of what is recorded. */
export interface RecordInputs {
  readonly forge: string
  readonly repository: string | undefined
  readonly token: string | undefined
  readonly app: readonly string[]
  readonly environment: readonly string[]
  readonly cluster: readonly string[]
}

/** A checkout of the infra repo, and the branch that its commits are on. */
export interface RecordedCheckout {
  readonly git: Git
  readonly own: JobCheckout
  readonly branch: string
}

/** What a command takes to read and write records. Nothing is asked before the ledger is. */
export function recordsFor(inputs: RecordInputs, checkout: RecordedCheckout, wiring: Wiring): RecordPorts {
  return {
    ledger: once(() => ledgerOf(inputs, checkout, wiring)),
    pace: ownPace,
    facts: {
      id: randomUUID(),
      version,
      branch: checkout.branch,
      selection: {
        apps: inputs.app.toSorted(),
        environments: inputs.environment.toSorted(),
        clusters: inputs.cluster.toSorted(),
      },
      run: runOf(wiring.context),
    },
  }
}

/** How tries to write a record are spaced. */
export const ownPace: Pace = { sleep: (milliseconds) => sleep(milliseconds), random: Math.random }

/** The run as the CI system tells its job; undefined outside of one. */
export function runOf({ job }: Context): SyncEntry['run'] {
  return job.present ? { url: job.runUrl, actor: job.actor, event: job.eventName } : undefined
}

/** The commits that the records tell of. */
export interface RecordedCommits {
  /** That of the newest record first. */
  readonly recorded: readonly string[]
  /** What a person should know, as sentences. */
  readonly warnings: readonly string[]
}

export const NONE_RECORDED: RecordedCommits = { recorded: [], warnings: [] }

/** So many entries are read to find where a range begins. */
const RECENT = 50

/**
 * The commits with a record of this branch that a run has looked at as widely as this one does: who waited for one
 * environment says nothing of the others. Records that cannot be read, or are no chain, tell of none.
 */
export async function recordedIn({ ledger, facts }: RecordPorts): Promise<RecordedCommits> {
  const { branch, selection } = facts
  let recent: Recent
  try {
    recent = await recentSyncs(await ledger(), RECENT)
  } catch (error) {
    if (!(error instanceof FairleadError)) throw error
    const warning = `The records cannot be read, so the start of the range is not taken from them: ${error.faults[0].message}.`
    return { recorded: [], warnings: [warning] }
  }
  const { faults, syncs } = recent
  if (faults.length > 0)
    return {
      recorded: [],
      warnings: faults.map(
        (fault) => `The records are not intact, so the start of the range is not taken from them: ${fault}.`,
      ),
    }
  const own = JSON.stringify(selection)
  const covers = (one: SyncEntry) => [own, EVERYTHING].includes(JSON.stringify(one.selection))
  return {
    recorded: syncs.filter((one) => one.branch === branch && covers(one)).map(({ commit }) => commit),
    warnings: [],
  }
}

const EVERYTHING = JSON.stringify({ apps: [], environments: [], clusters: [] })

async function ledgerOf(
  { forge, repository, token }: RecordInputs,
  { git, own }: RecordedCheckout,
  wiring: Wiring,
): Promise<Ledger> {
  const { context } = wiring
  const origin = await originOf(git)
  const name = forge === 'auto' ? forgeFor(origin, own, context) : forge
  const kind = forgeOf(name)
  const told = kind.serverUrl(context) === undefined ? undefined : own.change?.into?.path
  // Without a remote the checkout is all that there is of the repository.
  const place =
    repository ?? kind.nameOf(origin, context) ?? told ?? (name === 'local' ? git.directory : undefined)
  if (place === undefined)
    throw inputError('repository is missing and cannot be read from the checkout', {
      hint: `Set repository to ${kind.naming}.`,
    })
  const connection = await connect(name, { repository: place, token }, wiring)
  return connection.ledger(RECORDS_BRANCH)
}

/** In a job of a forge that the checkout is from, that one: its API signs what it writes. Else git alone. */
function forgeFor(origin: string | undefined, { change }: JobCheckout, context: Context): string {
  const { environment } = context
  const name =
    environment['GITHUB_ACTIONS'] === 'true'
      ? 'github'
      : environment['GITLAB_CI'] === 'true'
        ? 'gitlab'
        : undefined
  if (name === undefined) return 'local'
  return change?.into !== undefined || forgeOf(name).nameOf(origin, context) !== undefined ? name : 'local'
}
