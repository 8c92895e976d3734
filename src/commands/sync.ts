import type { AppRef } from '../affected/app-ref.ts'
import { FairleadError, inputError } from '../errors.ts'
import type { Fault } from '../errors.ts'
import type { Config } from '../config/config.ts'
import { configOf } from '../config/read.ts'
import type { Sides } from '../git/sides.ts'
import { Lanes } from '../lanes.ts'
import type { RepositoryAddresses } from '../net/repositories.ts'
import { isOneOf } from '../net/repositories.ts'
import { onceEach } from '../once.ts'
import type { Rendering } from '../render/plan.ts'
import { syncJson } from '../report/sync/json.ts'
import { syncMarkdown } from '../report/sync/markdown.ts'
import { recordText } from '../report/record.ts'
import { syncText } from '../report/sync/text.ts'
import type { Room, Told } from '../report/sync/text.ts'
import { ENDED, placeOf } from '../report/sync/words.ts'
import type { InventoryStore } from '../affected/declared.ts'
import type { Masker } from '../secrets/masker.ts'
import type { Ancestry } from '../sync/range/ancestry.ts'
import { aborted } from '../sync/aborted.ts'
import { CANCELLED, isGood, worstOf } from '../sync/model.ts'
import type { SyncResult } from '../sync/model.ts'
import type { Reached } from '../sync/server/reach.ts'
import { Ranges } from '../sync/range/ranges.ts'
import { awaitCommit } from '../sync/run.ts'
import { notTouched } from '../sync/unawaited.ts'
import { inputs, ONLY_ENVIRONMENTS, pick, programInputs, range } from './catalogue.ts'
import type { CommandDescription, Result, Values } from './describe.ts'
import { described } from './describe.ts'
import { recordsAt, waitDefaults } from './inputs/sync.ts'
import { outputs } from './outputs.ts'
import { record } from './recording.ts'
import type { Recorded, RecordPorts } from './recording.ts'
import { whichApps } from './sync-apps.ts'

export const syncCommand = {
  name: 'sync',
  title: 'Fairlead sync',
  summary:
    'Waits until a commit is live and healthy in every app that it touches. Fails with the reason if it is not.',
  inputs: {
    ...pick(inputs, 'path'),
    ...range,
    ...recordsAt,
    ...described(pick(inputs, 'app', 'environment'), { environment: ONLY_ENVIRONMENTS }),
    ...pick(
      inputs,
      'cluster',
      'argocd-app',
      'argocd-server',
      'argocd-token',
      'argocd-audience',
      'argocd-dex-connector',
      'argocd-headers',
      'argocd-ca',
      'trigger',
      'timeout',
      'settle',
      'refresh-limit',
      'unrelated',
      'record',
      'source-token',
      ...programInputs,
      'concurrency',
      'cache-path',
      'output',
    ),
  },
  outputs: {
    verdict: {
      description: 'Outcome of the commit: verified, superseded, nothing, failed, reverted or unknown.',
    },
    revision: { description: 'The commit that was waited for.' },
    ...described(pick(outputs, 'apps', 'recorded'), { apps: 'Number of apps that were waited for.' }),
    'not-live': {
      description: 'Names of the apps in which the commit is not live and healthy, one per line.',
    },
  },
} as const satisfies CommandDescription

export type SyncValues = Values<typeof syncCommand.inputs>

/** The commits to wait for. */
export interface Range {
  readonly base: string
  readonly revision: string
  /** Whether the result is recorded. */
  readonly isRecorded: boolean
  /** Notes on how the range was found, as sentences. */
  readonly warnings: readonly string[]
}

/** The external dependencies of `sync`. */
export interface SyncPorts {
  /** The infra repo's own address, if it is known. */
  readonly addresses: RepositoryAddresses
  /** The branch of the commit, whether it is the default branch, and whether it is known: it may be a guess. */
  readonly standing: {
    readonly branch: string
    readonly isDefaultBranch: boolean
    readonly isTold: boolean
    /** The default branch, if it is known. */
    readonly defaultBranch: string | undefined
  }
  /** Returns the branches of the checkout that contain the commit. */
  branchesWith(revision: string): Promise<readonly string[]>
  /** Returns the commit to wait for, and the one before the range. */
  range(): Promise<Range>
  readonly records: RecordPorts
  /** Returns two commits as they are. */
  sides(base: string, head: string): Promise<Sides>
  ancestry(commit: string): Ancestry
  /** Reports whether a folder is identical at two commits; undefined if one of them cannot be read. */
  isSameFolder(path: string, commits: [string, string]): Promise<boolean | undefined>
  rendering(config: Config): Promise<Rendering>
  readonly inventories: InventoryStore | undefined
  /** Returns the Argo CD servers that the inputs name. */
  servers(): Promise<readonly Reached[]>
  /** Returns a signal that ends the wait after this time, or when the job is cancelled. Its reason is a sentence. */
  deadline(milliseconds: number): AbortSignal
  /** Aborted when the job is cancelled. */
  readonly cancelled: AbortSignal
  /** Returns the milliseconds of a monotonic clock of this process. */
  monotonic(): number
  /** The output that a person sees during the wait. */
  readonly shown: {
    begin(apps: readonly AppRef[]): void
    tell(told: Omit<Told, 'seconds'>): void
    end(): void
  }
  progress(done: number, total: number): void
  /** The space for the final text. */
  readonly room: Room
}

/**
 * Waits for a commit.
 *
 * @throws FairleadError (input) and (remote) if waiting is not possible. The outcome of the commit is part of the
 *   result.
 */
export async function runSync(
  values: SyncValues,
  ports: SyncPorts,
): Promise<Result<typeof syncCommand.outputs>> {
  if (values.trigger === 'sync')
    throw inputError('trigger: sync is not supported yet', {
      hint: 'Use refresh: apps with automated sync are synced at once, and for the others Fairlead waits until someone syncs them.',
    })
  const { base, revision, isRecorded, warnings } = await ports.range()
  const { addresses, standing, inventories, progress, shown } = ports
  const config = await configOf((await ports.sides(base, revision)).head.tree)
  const maskers: Masker[] = []
  const ranges = new Ranges({
    base,
    change: { addresses, standing },
    sides: (from, to) => ports.sides(from, to),
    config,
    rendering: await ports.rendering(config),
    inventories,
    progress,
    masks: (masker) => maskers.push(masker),
  })
  const which = await whichApps(values, await ranges.to(revision), { config, addresses })
  const { wanted, hiding, named, addresses: known } = which
  shown.begin(wanted.map(({ app }) => app))
  const having = await ports.branchesWith(revision)
  const signal = ports.deadline((values.timeout ?? waitDefaults.timeout) * 1000)
  const result =
    wanted.length === 0
      ? notTouched({ base, revision }, hiding)
      : await awaitCommit(wanted, hiding, {
          base,
          revision,
          servers: await ports.servers(),
          named,
          read: (applications, side) => ranges.read(revision, applications, side),
          expect: (apps) => ranges.serve(revision, apps),
          branches: [
            ...[standing.branch, ...having].flatMap((branch) => [branch, `refs/heads/${branch}`]),
            ...(standing.isDefaultBranch || having.includes(standing.defaultBranch ?? '') ? ['HEAD'] : []),
            revision,
          ],
          isBranchKnown: standing.isTold || having.length > 0,
          refreshes: values.trigger === 'refresh',
          unrelated: values.unrelated,
          settle: (values.settle ?? waitDefaults.settle) * 1000,
          isOurs: (url) => isOneOf(known, url),
          ancestry: ports.ancestry(revision),
          ancestryOf: onceEach((commit) => ports.ancestry(commit)),
          expectedAt: (commit, expected) => ranges.expectedAt(commit, expected),
          isSameAt: (older, commit, expected) => ranges.isSameAt(older, commit, expected),
          isSameFolder: (path, commits) => ports.isSameFolder(path, commits),
          refreshLanes: new Lanes(values['refresh-limit'] ?? waitDefaults.refreshLimit),
          mask: (text) => maskers.reduce((shown, masker) => masker.text(shown), text),
          monotonic: () => ports.monotonic(),
          tell: ({ app }, state) => shown.tell({ app, state }),
          ended: ({ app, outcome, reason }) => shown.tell({ app, outcome, state: reason }),
          signal,
          records: isRecorded,
        })
  shown.end()
  const facts = { warnings: [...warnings, ...which.warnings], room: ports.room }
  if (!isRecorded) return resultOf(result, undefined, facts)
  // A forge may accept a push after minutes.
  const recorded = await Promise.race([
    record(result, ports.records, signal.reason === CANCELLED),
    aborted(ports.cancelled),
  ])
  return resultOf(recorded === undefined ? unrecorded(result) : result, recorded, facts)
}

/** Returns the result if the job is cancelled while the record is written: it may exist or not. */
function unrecorded(result: SyncResult): SyncResult {
  const outcome = worstOf([result.outcome, 'unknown'])
  return { ...result, outcome, reason: `${CANCELLED} while its record was written` }
}

/** Returns the result if the job is cancelled before the wait starts. Nothing is known about any app. */
export function cancelledSync(
  { base = '', revision = '' }: Partial<Pick<SyncResult, 'base' | 'revision'>>,
  room: Room,
): Result<typeof syncCommand.outputs> {
  const reason = 'the job was cancelled before the outcome of the commit was known'
  const result: SyncResult = { outcome: 'unknown', reason, base, revision, waitedSeconds: 0, apps: [] }
  return resultOf(result, undefined, { warnings: [], room })
}

function resultOf(
  result: SyncResult,
  recorded: Recorded | undefined,
  { warnings, room }: { readonly warnings: readonly string[]; readonly room: Room },
): Result<typeof syncCommand.outputs> {
  const { entry, reason } = recorded ?? {}
  const bad = result.apps.filter(({ outcome }) => !isGood(outcome))
  const [first, ...others] = [
    ...(result.reason === undefined ? [] : [`${result.outcome}: ${result.reason}`]),
    ...bad.map(({ app, outcome, reason }) => `${placeOf(app)} ${ENDED[outcome]}: ${reason}`),
  ].map((message): Fault => ({ message }))
  return {
    outputs: {
      verdict: result.outcome,
      revision: result.revision,
      apps: String(result.apps.length),
      recorded: entry?.commit ?? '',
      'not-live': bad.map(({ app }) => app.name).join('\n'),
    },
    data: syncJson(result, entry?.commit),
    text: [...syncText(result, room), ...recordText(entry)],
    summary: [syncMarkdown(result), ...recordText(entry)].join('\n'),
    warnings: [
      ...warnings,
      ...result.apps.flatMap(({ notes }) => notes),
      ...(entry?.warnings ?? []),
      ...(reason === undefined ? [] : [reason]),
    ],
    ...(first && { failure: new FairleadError('refused', [first, ...others]) }),
  }
}
