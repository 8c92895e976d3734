import { planBump } from '../bump/plan.ts'
import type { BumpPlan, BumpRequest, Move } from '../bump/request.ts'
import type { Resolve } from '../bump/resolve.ts'
import type { Config } from '../config/config.ts'
import { CONFIG_FILE, emptyConfig } from '../config/config.ts'
import { configOf } from '../config/read.ts'
import { FaultCollector, inputError } from '../errors.ts'
import type { Look, MergeMethod } from '../forge/forge.ts'
import { clusterOf, environmentOf, isProduction } from '../inventory/environments.ts'
import type { Inventory } from '../inventory/model.ts'
import { readInventory } from '../inventory/read.ts'
import { readersOf, refuseForProduction } from '../policy/production.ts'
import type { Grouped, Grouping, GroupScope } from '../proposal/group.ts'
import { branchOf, groupMoves } from '../proposal/group.ts'
import { movesTable } from '../proposal/moves.ts'
import { escapeMarkdown, oneLine } from '../text/markdown.ts'
import type { Proposal, Proposed } from '../proposal/propose.ts'
import { propose, pushToBase } from '../proposal/propose.ts'
import type { Tree } from '../tree/tree.ts'
import { describeMove, versionOutputs } from './bump.ts'
import { inputs, outputs as allOutputs, pick } from './catalogue.ts'
import type { CommandDescription, Result, Values } from './describe.ts'
import type { UpdateDraft, UpdateDrafted } from './draft-update.ts'
import { draftUpdate } from './draft-update.ts'
import type { ProposalPorts } from './proposals.ts'
import {
  describeProposed,
  introOf,
  lookAgain,
  metadataOf,
  proposalOutputs,
  pullRequestInputs,
  pullRequestOutputs,
} from './proposals.ts'
import { readTargets, targetInputs, verificationOf } from './targets.ts'

export const updateCommand = {
  name: 'update',
  title: 'Fairlead update',
  summary:
    "Bumps an image where an app's desired state sets it and opens the pull request in the infra repo, in one step and without a clone.",
  inputs: {
    ...targetInputs,
    ...pick(
      inputs,
      'forge',
      'repository',
      'token',
      'source-token',
      'source-repository',
      'source-commit',
      'method',
      'group',
    ),
    ...pullRequestInputs,
    ...pick(inputs, 'dry-run', 'output'),
  },
  outputs: {
    ...pick(allOutputs, 'changed', 'files-updated', 'old-tag', 'new-tag', 'digest', 'outcome'),
    ...pullRequestOutputs,
  },
} as const satisfies CommandDescription

export type UpdateValues = Values<typeof updateCommand.inputs>

/**
 * Bumps and opens pull requests through the forge.
 *
 * @throws FairleadError (refused) by the rules of `planBump` and of production; (input) and (remote) as they come.
 *   Where some pull requests were made and others failed, the faults come last and what was done is among them.
 */
export async function runUpdate(
  values: UpdateValues,
  ports: ProposalPorts,
): Promise<Result<typeof updateCommand.outputs>> {
  const { forge, pace } = ports
  const request = readTargets(values)
  const intro = await introOf(values, ports)
  const step = stepOf(values, ports)
  const files = [
    CONFIG_FILE,
    ...new Set(request.targets.flatMap((target) => (target.kind === 'key' ? [target.file] : []))),
  ]
  const guessed = step.branch === undefined ? guessBranches(request, step) : [step.branch]
  const look = await forge.look({ base: step.scope.base, branches: guessed, files })
  const verified = verificationOf(values, ports.registry)
  const trees = new Knowledge(request, ports.identity, verified?.resolve)
  const groups = groupMoves((await trees.plan(forge.tree(look.base.commit))).moves, step.grouping, step.scope)
  if (step.branch !== undefined && groups.length > 1)
    throw inputError(
      `the input branch names one branch, but there are ${groups.length} ${forge.words.request}s: ${groups.map((group) => group.label).join('; ')}`,
      {
        hint: 'Leave branch out, or set group: all.',
      },
    )

  const branches = groups.map((group) => step.branch ?? branchOf(group.key))
  const again = lookAgain(forge, look, branches, files)
  let current: Look | undefined =
    step.push || branches.every((branch) => guessed.includes(branch)) ? look : undefined
  const results: Done[] = []
  const faults = new FaultCollector()
  for (const [i, group] of groups.entries()) {
    const given: UpdateDraft = {
      group,
      values,
      intro,
      ports,
      async movesOn(tree) {
        const plan = await trees.plan(tree)
        return {
          plan,
          moves:
            groupMoves(plan.moves, step.grouping, step.scope).find(({ key }) => key === group.key)?.moves ??
            [],
        }
      },
      police: (base, moves, touched) => police(values, trees, base, moves, touched),
    }
    const proposal: Proposal<UpdateDrafted> = {
      key: group.key,
      branch: branches[i] ?? branchOf(group.key),
      draft: (from, pending, base, commit) => draftUpdate(given, from, pending, base, commit),
      metadata: metadataOf(values),
      asDraft: values.draft,
      deleteBranch: values['delete-branch'],
      autoMerge: values['auto-merge'] ? (values['merge-method'] as MergeMethod) : undefined,
      dryRun: values['dry-run'],
    }
    try {
      const result = await (step.push ? pushToBase : propose)(
        forge,
        proposal,
        current ?? (await again()),
        again,
        pace,
      )
      results.push({ result, label: group.label })
    } catch (error) {
      faults.keep(error)
    }
    if (!values['dry-run']) current = undefined // the branches have moved since
  }
  if (results.length > 0)
    faults.add(
      ...results.map(
        ({ result, label }) => `Done all the same: ${describeProposed(result, label, forge.words)}`,
      ),
    )
  faults.throwIfAny()
  return report(values, results, ports, verified?.warnings)
}

/** One group, carried out. */
interface Done {
  readonly result: Proposed<UpdateDrafted>
  readonly label: string
}

/** What the inputs say of the pull requests as a whole. */
interface Step {
  readonly push: boolean
  readonly grouping: Grouping
  readonly scope: GroupScope
  readonly branch: string | undefined
}

function stepOf(values: UpdateValues, ports: ProposalPorts): Step {
  const push = values.method === 'push'
  const base = values.base?.replace(/^refs\/heads\//, '')
  return {
    push,
    grouping: push ? 'all' : (values.group as Grouping),
    // The usual default branches are the same group whether they are named or not.
    scope: {
      base: base === 'main' || base === 'master' ? undefined : base,
      source: values['source-repository'] ?? ports.origin.repository,
    },
    branch: push ? undefined : values.branch?.replace(/^refs\/heads\//, ''),
  }
}

/** What is known of a tree, worked out once for each: its plan and its inventory. */
class Knowledge {
  readonly #request: BumpRequest
  readonly #identity: string | undefined
  readonly #resolve: Resolve | undefined
  readonly #plans = new WeakMap<Tree, Promise<BumpPlan>>()
  readonly #inventories = new WeakMap<Tree, Promise<Inventory>>()

  constructor(request: BumpRequest, identity: string | undefined, resolve: Resolve | undefined) {
    this.#request = request
    this.#identity = identity
    this.#resolve = resolve
  }

  /** The plan; moves that name no app get the environment that their file's path tells. */
  plan(tree: Tree): Promise<BumpPlan> {
    return remembered(this.#plans, tree, async () => {
      const [plan, config] = [
        await planBump(tree, this.#request, () => this.inventory(tree), this.#resolve),
        await configOf(tree),
      ]
      return {
        ...plan,
        moves: plan.moves.map((move) => (move.app === undefined ? withEnvironment(move, config) : move)),
      }
    })
  }

  inventory(tree: Tree): Promise<Inventory> {
    return remembered(this.#inventories, tree, () => readInventory(tree, { identity: this.#identity }))
  }
}

function remembered<T>(known: WeakMap<Tree, Promise<T>>, tree: Tree, work: () => Promise<T>): Promise<T> {
  const made = known.get(tree) ?? work()
  known.set(tree, made)
  return made
}

/** Refuses to push and to merge without a review what reaches production, as the base branch says. */
async function police(
  values: UpdateValues,
  trees: Knowledge,
  base: Tree,
  moves: readonly Move[],
  files: readonly string[],
): Promise<void> {
  const ways = [
    values.method === 'push' ? ('push' as const) : undefined,
    values['auto-merge'] ? ('auto-merge' as const) : undefined,
  ].filter((way) => way !== undefined)
  if (ways.length === 0) return
  const config = await configOf(base)
  // What names an app is known by it; any other file is looked up, since production must not change unseen
  // because of how a file is called or what a trailer says.
  const known = moves.filter((move) => move.app !== undefined)
  const others = files.filter((file) => !known.some((move) => move.file === file))
  const reached = [
    ...moves,
    ...moves.flatMap((move) => move.alsoMoves),
    ...(others.length > 0 ? readersOf(await trees.inventory(base), others) : []),
  ]
  for (const way of ways) refuseForProduction(reached, files, way, config)
}

function withEnvironment(move: Move, config: Config): Move {
  const where = {
    labels: {},
    paths: [move.file],
    cluster: undefined,
    server: undefined,
    namespace: undefined,
    name: '',
  }
  const environment = environmentOf(where, clusterOf(where, config), config)
  return { ...move, environment, production: isProduction(environment, config) }
}

/** The branches that will most likely be wanted, so that the first look brings them along. */
function guessBranches(request: BumpRequest, step: Step): string[] {
  const places = request.targets.flatMap((target): Grouped[] => {
    if (target.kind === 'key')
      return [withEnvironment({ app: undefined, file: target.file } as Move, emptyConfig)]
    if (target.kind === 'app')
      return target.apps.flatMap((app) =>
        target.environments.map((environment) => ({ app, environment, file: '' })),
      )
    return []
  })
  return groupMoves(places, step.grouping, step.scope).map((group) => branchOf(group.key))
}

function report(
  values: UpdateValues,
  results: readonly Done[],
  ports: ProposalPorts,
  found: Iterable<string> = [],
): Result<typeof updateCommand.outputs> {
  const dryRun = values['dry-run']
  const written = results.filter(
    ({ result }) =>
      result.draft.changes.length > 0 && !result.draft.superseded && result.operation !== 'unchanged',
  )
  const files = [
    ...new Set(written.flatMap(({ result }) => result.draft.changes.map((change) => change.path))),
  ]
  const superseded = results.length > 0 && results.every(({ result }) => result.draft.superseded)
  const changed = written.length > 0
  const outcome = dryRun ? 'dry-run' : superseded ? 'superseded' : changed ? 'updated' : 'unchanged'
  const moves = results.flatMap(({ result }) => result.draft.moves)
  const warnings = [
    ...new Set([
      ...found,
      ...(values['pin-digest'] ? moves.filter(({ digest }) => digest === undefined).map(notPinned) : []),
      ...results.flatMap(({ result }) => result.warnings),
      ...aboutToken(results, ports),
      ...ports.forge.warnings,
    ]),
  ]
  const lines = results.map(({ result, label }) => describeProposed(result, label, ports.forge.words, dryRun))
  lines.push(
    ...new Set(
      results.flatMap(({ result }) => [
        ...(result.draft.superseded
          ? []
          : result.draft.reasons.map((reason) => oneLine(`Left as it is: ${reason}.`))),
        ...result.draft.untold.map((why) => oneLine(`${why}; it ${dryRun ? 'would go' : 'went'} ahead.`)),
      ]),
    ),
  )
  const outputs = {
    ...versionOutputs(moves),
    changed: String(changed),
    'files-updated': files.join('\n'),
    outcome,
    ...proposalOutputs(results.map(({ result }) => result)),
  }
  return {
    outputs,
    data: { outputs, outcome, changed, files, moves, pullRequests: results.map(proposalData), warnings },
    text: dryRun ? [...moves.map((move) => `Would set ${describeMove(move)}`), ...lines] : lines,
    summary: [movesTable(moves), ...lines.map(escapeMarkdown)].filter((part) => part !== '').join('\n\n'),
    warnings,
  }
}

function notPinned({ file, line, key }: Move): string {
  return `${file}:${line} (${key}) has no place for a digest; only the tag is written`
}

function proposalData({ result, label }: Done) {
  const { operation, pullRequest, branch, head, verified, draft } = result
  return {
    label,
    operation: operation ?? null,
    number: pullRequest?.number ?? null,
    url: pullRequest?.url ?? null,
    branch,
    headSha: head ?? null,
    verified: verified ?? null,
    title: draft.title,
    body: draft.body,
  }
}

function aboutToken(results: readonly Done[], ports: ProposalPorts): string[] {
  const unsigned = results.some(({ result }) => result.verified === false)
  const opened = results.some(
    ({ result }) => result.operation === 'created' || result.operation === 'updated',
  )
  return [
    ...(unsigned
      ? [
          "the commit is not verified: GitHub signs what a GitHub App or the job's own token makes, not what a personal access token makes",
        ]
      : []),
    ...(opened ? ports.tokenWarnings : []),
  ]
}
