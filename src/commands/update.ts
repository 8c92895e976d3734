import { planBump } from '../bump/plan.ts'
import type { BumpPlan, BumpRequest, Move } from '../bump/request.ts'
import type { Config } from '../config/config.ts'
import { CONFIG_FILE, emptyConfig, readConfig } from '../config/config.ts'
import type { Look } from '../forge/forge.ts'
import { clusterOf, environmentOf, isProduction } from '../inventory/environments.ts'
import type { Inventory } from '../inventory/model.ts'
import { readInventory } from '../inventory/read.ts'
import { refuseForProduction } from '../policy/production.ts'
import type { Grouping } from '../proposal/group.ts'
import { branchOf, groupMoves } from '../proposal/group.ts'
import type { Proposal, Proposed } from '../proposal/propose.ts'
import { propose, pushToBase } from '../proposal/propose.ts'
import { movesTable } from '../proposal/markdown.ts'
import type { Tree } from '../tree/tree.ts'
import { parseYaml } from '../yaml/parse.ts'
import { decodeText } from '../yaml/text.ts'
import { versionOutputs } from './bump.ts'
import { inputs, outputs, pick } from './catalogue.ts'
import type { CommandDescription, Result, Values } from './describe.ts'
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
import { readTargets, targetInputs } from './targets.ts'
import { inputError } from '../errors.ts'

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
    ...pick(outputs, 'changed', 'files-updated', 'old-tag', 'new-tag', 'digest', 'outcome'),
    ...pullRequestOutputs,
  },
} as const satisfies CommandDescription

export type UpdateValues = Values<typeof updateCommand.inputs>

/**
 * Bumps and opens pull requests through the forge.
 *
 * @throws FairleadError (refused) by the rules of `planBump` and of production; (input) and (remote) as they come
 */
export async function runUpdate(
  values: UpdateValues,
  ports: ProposalPorts,
): Promise<Result<typeof updateCommand.outputs>> {
  const { forge, pace } = ports
  const request = readTargets(values)
  const intro = await introOf(values, ports)
  const grouping = values.group as Grouping
  const files = [
    CONFIG_FILE,
    ...new Set(request.targets.flatMap((target) => (target.kind === 'key' ? [target.file] : []))),
  ]
  const guessed = values.branch === undefined ? guessBranches(request, grouping) : [values.branch]
  const look = await forge.look({ base: values.base, branches: guessed, files })
  const tree = forge.tree(look.base.commit)
  const config = await configOf(tree)
  const plans = planner(request, config, ports.identity)
  const plan = await plans(tree)

  const push = values.method === 'push'
  const groups = groupMoves(plan.moves, push ? 'all' : grouping)
  if (values.branch !== undefined && groups.length > 1 && !push)
    throw inputError(
      `the input branch names one branch, but there are ${groups.length} pull requests: ${groups.map((group) => group.label).join('; ')}`,
      { hint: 'Leave branch out, or set group: all.' },
    )
  if (push || values['auto-merge']) {
    const reached = await reachedBy(plan.moves, () => readInventory(tree, { identity: ports.identity }))
    if (push) refuseForProduction(reached, 'push', config)
    if (values['auto-merge']) refuseForProduction(reached, 'auto-merge', config)
  }
  if (values['dry-run']) return dryRun(plan, values)

  const results: { result: Proposed; label: string; moves: readonly Move[] }[] = []
  const branches = groups.map((group) => values.branch ?? branchOf(group.key))
  let current: Look | undefined =
    branches.every((branch) => guessed.includes(branch)) || push ? look : undefined
  for (const [i, group] of groups.entries()) {
    const branch = branches[i] ?? branchOf(group.key)
    const again = lookAgain(forge, look, branches, files)
    const proposal: Proposal = {
      key: group.key,
      branch,
      draft: (from, pending) =>
        draftUpdate({ from, pending, group, grouping: push ? 'all' : grouping, plans, values, intro, ports }),
      metadata: metadataOf(values),
      asDraft: values.draft,
      deleteBranch: values['delete-branch'],
      autoMerge: values['auto-merge'] ? (values['merge-method'] as 'merge' | 'squash' | 'rebase') : undefined,
    }
    const result = await (push ? pushToBase : propose)(
      forge,
      proposal,
      current ?? (await again()),
      again,
      pace,
    )
    results.push({ result, label: group.label, moves: group.moves })
    current = undefined // the branches have moved since
  }
  return report(results, plan, ports)
}

/**
 * The environments that moves reach. A file that a person named and whose path tells no environment is looked up
 * in the inventory: production must not change unseen because of how a file is called.
 */
async function reachedBy(
  moves: readonly Move[],
  inventory: () => Promise<Inventory>,
): Promise<Pick<Move, 'environment' | 'production'>[]> {
  const unknown = moves.filter((move) => move.app === undefined && move.environment === undefined)
  const apps = unknown.length > 0 ? (await inventory()).apps : []
  const readers = apps.filter((app) =>
    unknown.some(
      ({ file }) =>
        app.valuesFiles.includes(file) ||
        app.declaredAt.file === file ||
        app.images.some((use) => use.place?.file === file),
    ),
  )
  return [...moves, ...moves.flatMap((move) => move.alsoMoves), ...readers]
}

/** Plans on a tree, once for each; the moves that name no app get their environment from their file. */
function planner(
  request: BumpRequest,
  config: Config,
  identity: string | undefined,
): (tree: Tree) => Promise<BumpPlan> {
  const known = new WeakMap<Tree, Promise<BumpPlan>>()
  const plan = async (tree: Tree): Promise<BumpPlan> => {
    const inventory = (): Promise<Inventory> => readInventory(tree, { identity })
    const made = await planBump(tree, request, inventory)
    return {
      ...made,
      moves: made.moves.map((move) => (move.app === undefined ? withEnvironment(move, config) : move)),
    }
  }
  return (tree) => {
    const made = known.get(tree) ?? plan(tree)
    known.set(tree, made)
    return made
  }
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
function guessBranches(request: BumpRequest, grouping: Grouping): string[] {
  const places = request.targets.flatMap((target) => {
    if (target.kind === 'key')
      return [withEnvironment({ app: undefined, file: target.file } as Move, emptyConfig)]
    if (target.kind === 'app')
      return target.apps.flatMap((app) =>
        target.environments.map((environment) => ({ app, environment, file: '' }) as Move),
      )
    return []
  })
  return groupMoves(places, grouping).map((group) => branchOf(group.key))
}

async function configOf(tree: Tree): Promise<Config> {
  const file = (await tree.read([CONFIG_FILE])).get(CONFIG_FILE)
  return file ? readConfig(parseYaml(decodeText(file.content, CONFIG_FILE), CONFIG_FILE)) : emptyConfig
}

function dryRun(plan: BumpPlan, values: UpdateValues): Result<typeof updateCommand.outputs> {
  const groups = groupMoves(plan.moves, values.method === 'push' ? 'all' : (values.group as Grouping))
  return {
    outputs: {
      ...versionOutputs(plan.moves),
      changed: String(plan.files.length > 0),
      'files-updated': plan.files.map((file) => file.path).join('\n'),
      outcome: 'dry-run',
      ...proposalOutputs([]),
    },
    data: {
      outcome: 'dry-run',
      moves: plan.moves,
      groups: groups.map((group) => ({ label: group.label, branch: values.branch ?? branchOf(group.key) })),
      notes: plan.notes,
    },
    text: groups.flatMap((group) => [
      `Would ${values.method === 'push' ? 'push' : `open a pull request on ${values.branch ?? branchOf(group.key)}`} for ${group.label}:`,
      ...group.moves.map(
        (move) =>
          `  ${move.file}:${move.line} ${move.key}: ${move.from ?? '(nothing)'} -> ${move.to}${move.order === 'older' ? ' (older than what is there)' : ''}`,
      ),
    ]),
    summary: movesTable(plan.moves),
    warnings: plan.notes,
  }
}

function report(
  results: readonly { result: Proposed; label: string; moves: readonly Move[] }[],
  plan: BumpPlan,
  ports: ProposalPorts,
): Result<typeof updateCommand.outputs> {
  const written = results.filter(
    ({ result }) =>
      result.draft.changes.length > 0 && !result.draft.superseded && result.operation !== 'unchanged',
  )
  const files = [
    ...new Set(written.flatMap(({ result }) => result.draft.changes.map((change) => change.path))),
  ]
  const superseded = results.length > 0 && results.every(({ result }) => result.draft.superseded)
  const moved = written.length > 0
  const outcome = superseded ? 'superseded' : moved ? 'updated' : 'unchanged'
  const unsigned = results.some(({ result }) => result.verified === false)
  const opened = results.some(
    ({ result }) => result.operation === 'created' || result.operation === 'updated',
  )
  const warnings = [
    ...plan.notes,
    ...results.flatMap(({ result }) => result.warnings),
    ...(unsigned
      ? [
          "the commit is not verified: GitHub signs what a GitHub App or the job's own token makes, not what a personal access token makes",
        ]
      : []),
    ...(opened ? ports.tokenWarnings : []),
    ...ports.forge.warnings,
  ]
  const unknown = plan.moves.filter(
    (move) => move.order === 'unknown' && move.from !== undefined && move.from !== move.to,
  )
  const lines = results.map(({ result, label }) => describeProposed(result, label))
  if (unknown.length > 0 && !superseded)
    lines.push(
      `Which is newer, ${[...new Set(unknown.map((move) => `${move.from} or ${move.to}`))].join('; ')}, cannot be told from the tags; it went ahead.`,
    )
  return {
    outputs: {
      ...versionOutputs(plan.moves),
      changed: String(moved),
      'files-updated': files.join('\n'),
      outcome,
      ...proposalOutputs(results.map(({ result }) => result)),
    },
    data: {
      outcome,
      changed: moved,
      files,
      moves: plan.moves,
      pullRequests: results.map(({ result, label }) => ({
        label,
        operation: result.operation ?? null,
        number: result.pullRequest?.number ?? null,
        url: result.pullRequest?.url ?? null,
        branch: result.branch,
        headSha: result.head ?? null,
        verified: result.verified ?? null,
        title: result.draft.title,
        body: result.draft.body,
      })),
      warnings,
    },
    text: lines,
    summary: [movesTable(plan.moves), ...results.map(({ result, label }) => describeProposed(result, label))]
      .filter((part) => part !== '')
      .join('\n\n'),
    warnings,
  }
}
