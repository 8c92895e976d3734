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

/** The inputs for the location of the records, and for what is recorded. */
export interface RecordInputs {
  readonly forge: string
  readonly repository: string | undefined
  readonly token: string | undefined
  readonly app: readonly string[]
  readonly environment: readonly string[]
  readonly cluster: readonly string[]
}

/** A checkout of the infra repo, and the branch of its commits. */
export interface RecordedCheckout {
  readonly git: Git
  readonly own: JobCheckout
  readonly branch: string
}

/**
 * Returns the external dependencies for reading and writing records. No request is sent until the ledger is opened.
 */
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

/** The delays between attempts to write a record. */
export const ownPace: Pace = { sleep: (milliseconds) => sleep(milliseconds), random: Math.random }

/** Returns the run as the CI system describes it; undefined outside of a job. */
export function runOf({ job }: Context): SyncEntry['run'] {
  return job.present ? { url: job.runUrl, actor: job.actor, event: job.eventName } : undefined
}

/** The commits that have records. */
export interface RecordedCommits {
  /** The commits, with the newest record first. */
  readonly recorded: readonly string[]
  /** Notes for a person, as sentences. */
  readonly warnings: readonly string[]
}

export const NONE_RECORDED: RecordedCommits = { recorded: [], warnings: [] }

/** The number of entries that are read to find the start of a range. */
const RECENT = 50

/**
 * Returns the commits on this branch that have a record of a run with at least the same selection: a run that waited
 * for one environment says nothing about the others. Returns no commits if the records cannot be read or are not an
 * intact chain.
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
  // Without a remote, the checkout is the only copy of the repository.
  const place =
    repository ?? kind.nameOf(origin, context) ?? told ?? (name === 'local' ? git.directory : undefined)
  if (place === undefined)
    throw inputError('repository is missing and cannot be read from the checkout', {
      hint: `Set repository to ${kind.naming}.`,
    })
  const connection = await connect(name, { repository: place, token }, wiring)
  return connection.ledger(RECORDS_BRANCH)
}

/**
 * Returns the forge for the records: in a job, the forge that the checkout comes from, because its API signs the
 * commits; otherwise plain git.
 */
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
