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

/** What a merge needs from outside. */
export interface MergePorts {
  /** The request as its forge merges it into a branch. */
  merging(base: string): Promise<Merging>
  /** What the settings say of merges into a branch, for a look at the set-up; undefined if the forge has none. */
  readonly rules: ((base: string) => Promise<MergeRules>) | undefined
  /** What keeps a merge to what was approved; all of it, unless given. */
  readonly guards?: MergeGuards | undefined
  /** Waits before the forge is asked once more. */
  pause(tries: number): Promise<void>
  /** A UUID for each record. */
  uuid(): string
}

/** A merge, and what was recorded of it. */
export interface MergeOutcome {
  readonly result: MergeResult
  /** As people name the request and its branch. */
  readonly request: string
  readonly base: string
  readonly recorded: Recorded
}

/** The change that is to be merged. */
export interface MergeStep {
  readonly sides: Sides
  /** Whether the judged head contains the judged base. */
  readonly hasBase: boolean
  readonly branch: string
  readonly environment: string
}

/**
 * Refuses to merge where the settings leave no lock, before anything is rendered.
 *
 * @throws FairleadError (input) with what to change
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
 * Merges what was approved, and records what that came to.
 *
 * @param others environments with a gate of their own that the change touches, too
 * @param recorded what became of the record of the decision; undefined if none is kept
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
          // Whatever is thrown comes before the merge: what comes after it is told by its result.
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

/** What keeps the gate from merging although its own decision is `approved`. */
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
      hint: 'If records are on, the gate merges only what is recorded. See docs/records.md for who may write.',
    })
  return undefined
}

function notTried(failure: FairleadError): MergeResult {
  const nothing = { commit: undefined, firstParent: undefined, tip: undefined, lock: undefined }
  return { ...nothing, outcome: 'failed', isAlready: false, failure }
}

/** @throws FairleadError (input) where what is judged is not committed */
function judgedIn({ base, head }: Sides): JudgedMerge {
  if (base.commit === undefined || head.commit === undefined)
    throw inputError('the change is not committed, so it cannot be merged')
  return { base: base.commit, head: head.commit, tree: head.treeId }
}

/**
 * The other environments with a gate, or of production, that a change touches: one gate says nothing for another one.
 *
 * @param changeOf what the change does to an environment
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

/** A change that an earlier run has merged already, by its record: then there is nothing left to do. */
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

/** The last of the entries that were written. */
export function lastEntry(...all: readonly (Recorded | undefined)[]): Appended | undefined {
  return all.findLast((one) => one?.entry !== undefined)?.entry
}
