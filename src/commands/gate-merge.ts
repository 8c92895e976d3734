import type { Config } from '../config/config.ts'
import { FairleadError, inputError, refusal } from '../errors.ts'
import type { Ledger } from '../forge/ledger.ts'
import type { MergeRules, Merging } from '../forge/merging.ts'
import { touchesNothing } from '../gate/decide.ts'
import type { Decision, GatedChange } from '../gate/model.ts'
import type { JudgedMerge } from '../gate/merge/judged.ts'
import { mergeDraft } from '../gate/merge/record.ts'
import { recordedMerge } from '../gate/merge/recorded.ts'
import { mergeApproved, mergeGuards } from '../gate/merge/run.ts'
import type { MergeGuards, MergeResult } from '../gate/merge/run.ts'
import type { GateRun } from '../gate/record.ts'
import { short } from '../git/find-commit.ts'
import type { Sides } from '../git/sides.ts'
import { isProduction, isSameEnvironment } from '../inventory/environments/judge.ts'
import type { Appended, Pace } from '../records/append.ts'
import { keep } from './recording.ts'
import type { Recorded } from './recording.ts'

/** The external dependencies of a merge. */
export interface MergePorts {
  /** Returns the request as its forge merges it into a branch. */
  merging(base: string): Promise<Merging>
  /** Reads the settings for merges into a branch, to check the setup; undefined if the forge has none. */
  readonly rules: ((base: string) => Promise<MergeRules>) | undefined
  /** The checks that limit a merge to the approved commits. Default: all of them. */
  readonly guards?: MergeGuards | undefined
  /** Waits before the forge is queried again. */
  pause(tries: number): Promise<void>
  /** Returns a UUID for each record. */
  uuid(): string
}

/** A merge, and its record. */
export interface MergeOutcome {
  readonly result: MergeResult
  /** The request and its branch, as they are shown to people. */
  readonly request: string
  readonly base: string
  readonly recorded: Recorded
}

/** The change to merge. */
export interface MergeStep {
  readonly sides: Sides
  /** Whether the judged head contains the judged base. */
  readonly hasBase: boolean
  readonly branch: string
  readonly environment: string
}

/**
 * Refuses to merge if the settings leave no lock, before anything is rendered.
 *
 * @throws FairleadError (input) with the setting to change
 */
export async function refuseUnlocked(step: MergeStep, ports: MergePorts): Promise<Merging> {
  const merging = await ports.merging(step.branch)
  const { request, base } = merging
  const { lock: lockOf } = ports.guards ?? mergeGuards
  const lock = lockOf(await merging.rules(), { hasBase: step.hasBase, request, base })
  if (lock.by !== 'none' || !lock.isSetup) return merging
  throw inputError(`merge: true is not possible: ${lock.message.replace(/\.$/, '')}`, { hint: lock.cure })
}

/**
 * Merges the approved change, and records the result.
 *
 * @param others other environments with their own gate that the change also touches
 * @param recorded the result of recording the decision; undefined if no record is kept
 */
export async function mergeStep(
  step: MergeStep,
  merging: Merging,
  {
    decision,
    others,
    recorded,
    ports,
    run,
    ledger,
    pace,
  }: {
    readonly decision: Decision
    readonly others: readonly string[]
    readonly recorded: { readonly decision: Recorded } | undefined
    readonly ports: MergePorts
    readonly run: GateRun
    readonly ledger: () => Promise<Ledger>
    readonly pace: Pace
  },
): Promise<MergeOutcome> {
  const { sides, hasBase, environment, branch } = step
  const { request, base } = merging
  const judged = judgedIn(sides)
  const obstacle = obstacleOf(request, { others, recorded: recorded?.decision })
  const options = { hasBase, guards: ports.guards, pause: ports.pause }
  const result =
    obstacle === undefined
      ? await mergeApproved(judged, merging, options).catch((error: unknown) => {
          // Errors are only thrown before the merge. Later problems are part of the result.
          if (error instanceof FairleadError) return notTried(error)
          throw error
        })
      : notTried(obstacle)
  if (recorded === undefined) return { result, request, base, recorded: {} }
  const now = await merging.now().catch(() => Date.now())
  const facts = { run, environment, branch, now, digest: decision.digest, decision: recorded.decision.entry }
  const draft = mergeDraft(judged, result, { id: ports.uuid(), ...facts })
  const title = `merge of ${short(judged.head)} for ${environment} ${result.outcome === 'merged' ? 'is done' : 'has failed'}`
  return { result, request, base, recorded: await keep(draft, title, { ledger, pace }) }
}

/** Returns why the gate does not merge although its own decision is `approved`. */
function obstacleOf(
  request: string,
  {
    others: [other, ...more],
    recorded,
  }: { readonly others: readonly string[]; readonly recorded: Recorded | undefined },
): FairleadError | undefined {
  if (other !== undefined)
    return refusal(
      `${request} was approved but not merged: it also touches ${[other, ...more].join(', ')}, which this gate does not judge`,
      {
        hint: 'Split it into one request per environment, or merge it manually once all of its gates have approved it.',
      },
    )
  if (recorded?.reason !== undefined)
    return refusal(`${request} was approved but not merged, because the decision is ${recorded.reason}`, {
      hint: 'If records are on, the gate merges only what is recorded. See docs/records.md for the required permissions.',
    })
  return undefined
}

function notTried(failure: FairleadError): MergeResult {
  const nothing = { commit: undefined, firstParent: undefined, tip: undefined, lock: undefined }
  return { ...nothing, outcome: 'failed', isAlready: false, failure }
}

/**
 * Returns the commits to merge.
 *
 * @throws FairleadError (input) if the judged change is not committed
 */
function judgedIn({ base, head }: Sides): JudgedMerge {
  if (base.commit === undefined || head.commit === undefined)
    throw inputError('the change is not committed, so it cannot be merged')
  return { base: base.commit, head: head.commit, tree: head.treeId }
}

/**
 * Returns the other environments that a change touches and that have a gate or are production. The decision of one
 * gate does not apply to another environment.
 *
 * @param changeOf returns the effect of the change on an environment
 */
export async function otherGates(
  environment: string,
  {
    config,
    alsoChanges,
    changeOf,
  }: {
    readonly config: Config
    readonly alsoChanges: readonly string[]
    readonly changeOf: (environment: string) => Promise<GatedChange>
  },
): Promise<string[]> {
  const found: string[] = []
  for (const name of new Set([...Object.keys(config.environments), ...alsoChanges])) {
    const hasGate = config.environments[name]?.gate !== undefined || isProduction(name, config)
    if (!hasGate || isSameEnvironment(name, environment)) continue
    if (!touchesNothing(await changeOf(name))) found.push(name)
  }
  return found
}

/** Returns the recorded result if an earlier run has already merged the change. Then nothing is left to do. */
export async function mergedBefore(
  { environment, sides, branch }: Pick<MergeStep, 'environment' | 'sides' | 'branch'>,
  ledger: Ledger,
): Promise<{ readonly decision: Decision; readonly merged: string | undefined } | undefined> {
  const { commit: head } = sides.head
  if (head === undefined) return undefined
  const found = await recordedMerge(ledger, { environment, head })
  if (found === undefined) return undefined
  const { merged, digest } = found.entry
  const message = `This gate has already merged the change into ${branch}, as ${short(merged)} (entry ${found.sequence} of the records).`
  return {
    merged,
    decision: {
      decision: 'approved',
      digest,
      reasons: [{ rule: 'merged-before', satisfied: true, word: 'approved', message, cure: undefined }],
      approvals: [],
      override: undefined,
    },
  }
}

/** Returns the last of the written entries. */
export function lastEntry(...all: readonly (Recorded | undefined)[]): Appended | undefined {
  return all.findLast((one) => one?.entry !== undefined)?.entry
}
