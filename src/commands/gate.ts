import { configOf } from '../config/read.ts'
import { CONFIG_FILE } from '../config/config.ts'
import type { Config } from '../config/config.ts'
import { inputError } from '../errors.ts'
import type { InventoryStore } from '../affected/declared.ts'
import { broughtBy, recordedName } from '../gate/brings.ts'
import { gatedChange } from '../gate/change.ts'
import { decide } from '../gate/decide.ts'
import type { Rules } from '../gate/decide.ts'
import type { Approval, ApprovalSource, AskedPeople, Protection } from '../forge/approvals.ts'
import type { Decision, Facts, GatedChange } from '../gate/model.ts'
import type { Policy } from '../gate/policy.ts'
import { digestsNow } from '../gate/pins.ts'
import { decisionEntry } from '../gate/record.ts'
import type { GateRun } from '../gate/record.ts'
import { verifiedIn } from '../gate/records.ts'
import type { Ledger } from '../forge/ledger.ts'
import type { Witness } from '../forge/witness.ts'
import type { Change } from '../affected/change.ts'
import { short } from '../git/find-commit.ts'
import type { Side, Sides } from '../git/sides.ts'
import type { RepositoryAddresses } from '../net/repositories.ts'
import type { Rendering } from '../render/plan.ts'
import type { Pace } from '../records/append.ts'
import { openInventory } from '../inventory/read.ts'
import { once } from '../once.ts'
import type { Registry } from '../registry/registry.ts'
import { listingOf } from '../tree/listing.ts'
import { review } from '../review/review.ts'
import type { Review } from '../review/model.ts'
import { bases, inputs, pick, programInputs } from './catalogue.ts'
import { mergedBefore, mergeStep, otherGates, refuseUnlocked } from './gate-merge.ts'
import type { MergePorts, MergeStep } from './gate-merge.ts'
import { resultOf } from './gate-result.ts'
import { nothingIn, planResult, sameCommits } from './gate-plan.ts'
import { checkSetup, gatePolicy } from './gate-setup.ts'
import { sealDecision, sealMerge } from './gate-witness.ts'
import { gateReads } from './inputs/gate.ts'
import type { CommandDescription, Result, Values } from './describe.ts'
import { outputs } from './outputs.ts'
import { keep } from './recording.ts'
import type { Recorded } from './recording.ts'

export const gateCommand = {
  name: 'gate',
  title: 'Fairlead gate',
  summary:
    'Decides whether a change may reach an environment: only if the right people have approved its exact effect there.',
  inputs: {
    ...pick(
      inputs,
      'path',
      'base',
      'environment',
      'forge',
      'approval',
      'protected-environment',
      'plan',
      'report',
      'report-job',
      'plan-digest',
      'plan-job',
      'check-setup',
      'merge',
      'settings-token',
      'approvals',
      'author',
      'pusher',
      'now',
      'source-token',
      ...programInputs,
      'concurrency',
      'cache-path',
      'output',
    ),
    base: bases.change,
    ...gateReads,
  },
  outputs: {
    decision: {
      description: 'approved, pending (something is missing that can still be provided) or denied.',
    },
    ...pick(outputs, 'digest', 'recorded', 'merged'),
    'plan-digest': {
      description: 'With plan: true the same digest, named like the input of the job that judges.',
    },
  },
} as const satisfies CommandDescription

export type GateValues = Values<typeof gateCommand.inputs>

/** The sides of a change. */
type Judged = Sides & {
  /** Whether the base already contains the change. */
  readonly isMerged: boolean
  /** Whether the change contains the tip of the base. */
  readonly hasBase: boolean
}

/** The external dependencies of `gate`. */
export interface GatePorts {
  readonly addresses: RepositoryAddresses
  /** The target branch of the change; undefined if it is unknown. */
  readonly base: string | undefined
  isDefaultBranch(branch: string): boolean
  /** Returns the tip of the base, independent of the change. */
  tip(base: string): Promise<Side>
  /** Returns the tip of the base, and the change merged into it. */
  sides(base: string): Promise<Judged>
  /** Returns the changes between an earlier commit and the current change; undefined if they cannot be read. */
  sidesSince(commit: string): Promise<Sides | undefined>
  rendering(config: Config): Promise<Rendering>
  readonly inventories: InventoryStore | undefined
  /**
   * Reads the review that another job created, if an input names one. In this case nothing is rendered here.
   *
   * @throws FairleadError (input) if it is not a valid review
   */
  readonly report: (() => Promise<Review>) | undefined
  /** Returns who approved the change of an environment, and what blocks it. */
  source(policy: Policy): Promise<ApprovalSource>
  /**
   * Checks whether the gate of an environment is enforced, independent of the change; undefined if the forge has no
   * settings.
   */
  readonly setup: ((policy: Policy, base: string) => Promise<readonly Protection[]>) | undefined
  /** The rules that decide. Default: all. */
  readonly rules?: Rules
  /**
   * Opens the records of the infra repo. A verification in them counts only if the forge confirms that the account of
   * Fairlead's token wrote it.
   */
  ledger(): Promise<Ledger>
  /** Stores the hashes of records outside of the records; undefined if there is no such store. */
  readonly witness?: Witness | undefined
  /** The delays between attempts to write a record. */
  readonly pace: Pace
  readonly run: GateRun
  readonly merge: MergePorts
  registry(): Promise<Registry>
  progress(done: number, total: number): void
  /** The maximum width of a line in columns. */
  readonly width: number
}

/**
 * Judges a change by the policy of one environment. The policy is read from the tip of the base, and the effect of
 * the change is rendered here, from git objects. Claims in the change or in a comment do not count.
 *
 * @throws FairleadError (input) if there is no policy, nobody could satisfy it, or the change is already merged
 */
export async function runGate(
  values: GateValues,
  ports: GatePorts,
): Promise<Result<typeof gateCommand.outputs>> {
  const environment = oneOf(values.environment)
  if (values['check-setup']) {
    const base = values.base ?? ports.base
    const { setup, tip, width, merge } = ports
    return checkSetup(environment, {
      base,
      setup,
      width,
      config: async (branch) => configOf((await tip(branch)).tree),
      rules: merge.rules,
      merges: values.merge,
    })
  }
  if (values.merge && values.plan)
    throw inputError('merge and plan cannot be combined: a plan merges nothing')
  const { isMerged, hasBase, ...change } = await judgedChange(values.base ?? ports.base, ports)
  const { sides, standing } = change
  const config = await configOf(sides.base.tree)
  const policy = gatePolicy(environment, config)
  const step = { sides, hasBase, branch: standing.branch, environment: policy.environment }
  if (isMerged) return alreadyThere(step, values, ports)
  const merging = values.merge ? await refuseUnlocked(step, ports.merge) : undefined
  const { inventories, addresses } = ports
  const { inventory } = await openInventory(sides.base.tree, { addresses })
  const reviewOf = async (two: Sides) => {
    const rendering = await ports.rendering(config)
    const parts = { config, rendering, inventories, progress: ports.progress.bind(ports) }
    return review({ ...change, sides: two }, parts)
  }
  const gated = async (two: Sides, reviewed: Review, name = policy.environment) =>
    gatedChange(name, { review: reviewed, sides: two, config, apps: inventory.apps })
  const told = ports.report && (await ports.report())
  const reviewed = told === undefined ? await reviewOf(sides) : sameCommits(told, sides)
  const judged = await gated(sides, reviewed)
  if (values.plan) return planResult(judged, policy.environment, ports.width)
  const isRecorded = values.record || config.records === true
  const finish = async (decision: Decision, recorded: Recorded) => {
    const told = { environment: policy.environment, head: sides.head.commit ?? '', digest: decision.digest }
    const unkept = [await sealDecision(recorded, ports.witness, { ...told, decision: decision.decision })]
    if (merging === undefined || decision.decision !== 'approved')
      return resultOf(decision, policy.environment, ports.width, { recorded, unkept })
    const changeOf = (name: string) => gated(sides, reviewed, name)
    const outcome = await mergeStep(step, merging, {
      decision,
      others: await otherGates(policy.environment, { config, alsoChanges: judged.alsoChanges, changeOf }),
      recorded: isRecorded ? { decision: recorded } : undefined,
      ports: ports.merge,
      run: ports.run,
      ledger: () => ports.ledger(),
      pace: ports.pace,
    })
    unkept.push(await sealMerge(outcome, ports.witness, told))
    return resultOf(decision, policy.environment, ports.width, { recorded, outcome, unkept })
  }
  const nothing = nothingIn(policy, judged)
  // Nobody has reviewed this change, so it is not merged: it may change anything else.
  if (nothing) return resultOf(nothing, policy.environment, ports.width, { isLeft: values.merge })
  const source = await ports.source(policy)
  const approvals = await source.approvals()
  const since = await changesSince(approvals, judged.digest, async (commit) => {
    if (commit === sides.head.commit) return []
    // In this case the approved commit is also untrusted, so it is not rendered here.
    const between = told === undefined ? await ports.sidesSince(commit) : undefined
    if (between === undefined) return undefined
    const { apps } = await gated(between, await reviewOf(between))
    return [...new Set(apps.map(({ app }) => app.name))]
  })
  const now = await source.now()
  const pinned: Facts['pinned'] = policy.after === undefined ? new Map() : await pinsOf(judged, ports)
  const facts: Facts = {
    policy,
    change: judged,
    people: await source.people(askedOf(policy, judged)),
    protections: await source.protections(),
    approvals,
    pinned,
    verified: await verifiedBefore(policy, { change: judged, pinned }, ports),
    since,
    now,
    ...(source.freezes && { forgeFreezes: await source.freezes(now) }),
  }
  const decision = decide(facts, ports.rules)
  return finish(decision, isRecorded ? await recordDecision(decision, facts, { change, ports }) : {})
}

/**
 * Returns the result for a change that the base already contains.
 *
 * @throws FairleadError (input) unless this gate has merged it
 */
async function alreadyThere(
  step: MergeStep,
  values: GateValues,
  ports: GatePorts,
): Promise<Result<typeof gateCommand.outputs>> {
  const before = values.merge ? await mergedBefore(step, await ports.ledger()) : undefined
  if (before === undefined)
    throw inputError(
      `${step.branch} already contains this change: a gate after the merge cannot stop anything`,
      {
        hint: values.merge
          ? 'No record shows that this gate has merged it. Run gate for the change before it is merged; with record: true a second run recognizes the first.'
          : 'Run gate for the change before it is merged.',
      },
    )
  const { decision, merged } = before
  return resultOf(decision, step.environment, ports.width, { merged })
}

/** Records a decision. A pending decision is not recorded, because it can still change. */
async function recordDecision(
  decision: Decision,
  facts: Facts,
  {
    change: { sides, standing },
    ports,
  }: { readonly change: Pick<Change, 'sides' | 'standing'>; readonly ports: GatePorts },
): Promise<Recorded> {
  const { base, head } = sides
  const draft = decisionEntry(decision, facts, {
    ...ports.run,
    base: base.commit ?? '',
    head: head.commit ?? '',
    branch: standing.branch,
    policy: (await listingOf(base.tree)).get(CONFIG_FILE)?.oid,
  })
  if (draft === undefined) return {}
  return keep(draft, `gate of ${short(draft.head)} for ${draft.environment} is ${draft.decision}`, ports)
}

/**
 * Returns the recorded results for the images and charts that the change deploys. Returns nothing if the policy does
 * not require them.
 */
async function verifiedBefore(
  { after }: Policy,
  { change, pinned }: Pick<Facts, 'change' | 'pinned'>,
  ports: GatePorts,
): Promise<Facts['verified']> {
  if (after === undefined) return []
  const names = broughtBy(change.apps).flatMap((one) => recordedName(one, pinned) ?? [])
  return verifiedIn(after.environment, await ports.ledger(), new Set(names))
}

/** Returns the current digests of the tags in the change, from their registries. */
async function pinsOf({ apps }: GatedChange, ports: GatePorts): Promise<ReadonlyMap<string, string>> {
  const registry = once(() => ports.registry())
  return digestsNow(apps, async (repository, tag) => (await (await registry()).find(repository, tag))?.digest)
}

/**
 * Returns who may decide: the people and teams that the policy names and, if it requires code owners, the owners of
 * the changed files.
 */
function askedOf({ users, teams, codeOwners, override }: Policy, { owned }: GatedChange): AskedPeople {
  const owners =
    codeOwners && !('fault' in owned)
      ? owned.flatMap((file) => file.owners).map((owner) => owner.replace(/^@/, ''))
      : []
  const isTeam = (owner: string) => owner.includes('/')
  // A name with an `@` inside is an email address. No forge finds an account by it.
  const people = owners.filter((owner) => !isTeam(owner) && !owner.includes('@'))
  return {
    users: [...new Set([...users, ...(override?.by ?? [])])],
    owners: [...new Set(people)],
    teams: [...new Set([...teams, ...owners.filter(isTeam)])],
  }
}

function oneOf([wanted, ...others]: readonly string[]): string {
  if (wanted !== undefined && others.length === 0) return wanted
  throw inputError('environment must name exactly one environment', {
    hint: 'Run gate once per environment.',
  })
}

/**
 * Returns the change to judge.
 *
 * @throws FairleadError (input) if its base is unknown
 */
async function judgedChange(
  base: string | undefined,
  ports: GatePorts,
): Promise<Change & Pick<Judged, 'isMerged' | 'hasBase'>> {
  if (base === undefined)
    throw inputError('base is not set, and the target branch of the change is not known', {
      hint: 'Set it: fairlead gate --base main.',
    })
  const { isMerged, hasBase, ...sides } = await ports.sides(base)
  const branch = sides.branch ?? ports.base ?? 'main'
  const isDefaultBranch = sides.branch === undefined || ports.isDefaultBranch(branch)
  return { sides, addresses: ports.addresses, standing: { branch, isDefaultBranch }, isMerged, hasBase }
}

/** The maximum number of approved commits that are compared with the current change. Each one requires rendering. */
const MOST_COMPARED = 3

/** Returns the changes since commits that were approved with another result, for people who have to review again. */
async function changesSince(
  approvals: readonly Approval[],
  digest: string | undefined,
  appsSince: (commit: string) => Promise<readonly string[] | undefined>,
): Promise<Facts['since']> {
  const other = approvals.filter(({ digest: seen }) => digest?.startsWith(seen.toLowerCase()) === false)
  const heads = [...new Set(other.flatMap(({ head }) => head ?? []))].slice(-MOST_COMPARED)
  const found = new Map<string, readonly string[]>()
  for (const head of heads) {
    const apps = await appsSince(head)
    if (apps !== undefined) found.set(head, apps)
  }
  return found
}
