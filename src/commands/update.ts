import type { BumpRequest, Move } from '../bump/request.ts'
import { CONFIG_FILE, emptyConfig } from '../config/config.ts'
import { FaultCollector, inputError } from '../errors.ts'
import type { Look, MergeMethod } from '../forge/forge.ts'
import type { Group, Grouped, Grouping, GroupScope } from '../proposal/group.ts'
import { branchOf, groupMoves } from '../proposal/group.ts'
import type { Proposal } from '../proposal/propose.ts'
import { propose, pushToBase } from '../proposal/propose.ts'
import type { RecordedChange } from '../proposal/trailers.ts'
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
  pullRequestInputs,
  pullRequestOutputs,
} from './proposals.ts'
import { readTargets, targetInputs, verificationOf } from './targets.ts'
import type { Done } from './update-report.ts'
import { reportUpdate } from './update-report.ts'
import { PlannedTrees, refuseUnreviewed, withEnvironment } from './update-trees.ts'

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
  const wish = stepOf(values, ports)
  const files = [
    CONFIG_FILE,
    ...new Set(request.targets.flatMap((target) => (target.kind === 'key' ? [target.file] : []))),
  ]
  const guessed = wish.branch === undefined ? guessBranches(request, wish) : [wish.branch]
  const look = await forge.look({ base: wish.base, branches: guessed, files })
  // Only the forge knows which branch is the default one: that is the same group whether it is named or not.
  const step =
    look.base.name === look.defaultBranch ? { ...wish, scope: { ...wish.scope, base: undefined } } : wish
  const verified = verificationOf(values, ports.registry)
  const branch = { names: [look.base.name], isDefault: look.base.name === look.defaultBranch }
  const trees = new PlannedTrees({ ...request, branch }, ports.identity, verified?.resolve)
  const groups = groupMoves((await trees.plan(forge.tree(look.base.commit))).moves, step.grouping, step.scope)
  if (step.branch !== undefined && groups.length > 1)
    throw inputError(
      `the input branch names one branch, but there are ${groups.length} ${forge.words.request}s: ${groups.map((group) => group.label).join('; ')}`,
      {
        hint: 'Leave branch out, or set group: all.',
      },
    )

  const branches = groups.map((group) => step.branch ?? branchFor(group, wish, step, look))
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
      // Several steps may share a branch that they name; one of our naming is of one group.
      isFound: async (base, change, vouched) =>
        (step.branch !== undefined || isOfGroup(change, group, step)) && trees.finds(base, change, vouched),
      police: (base, moves, touched) => refuseUnreviewed(values, trees, base, moves, touched),
    }
    const proposal: Proposal<UpdateDrafted> = {
      key: group.key,
      branch: branches[i] ?? branchOf(group.key),
      draft: (from, pending, base, commit) => draftUpdate(given, from, pending, base, commit),
      isOfGroup: (change) => isOfGroup(change, group, step),
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
  return reportUpdate(values, results, ports, verified?.warnings)
}

/** What the inputs say of the pull requests as a whole. */
interface Step {
  /** The base that is named; undefined means the default branch. */
  readonly base: string | undefined
  readonly push: boolean
  readonly grouping: Grouping
  readonly scope: GroupScope
  readonly branch: string | undefined
}

function stepOf(values: UpdateValues, ports: ProposalPorts): Step {
  const push = values.method === 'push'
  const base = values.base?.replace(/^refs\/heads\//, '')
  return {
    base,
    push,
    grouping: push ? 'all' : (values.group as Grouping),
    scope: { base, source: values['source-repository'] ?? ports.origin.repository },
    branch: push ? undefined : values.branch?.replace(/^refs\/heads\//, ''),
  }
}

/**
 * The branch of a group. Earlier versions had the base in it where a step named the default branch, and left it out
 * where that was called main or master: a request that is open under such a name is refreshed there.
 */
function branchFor(group: Group, wish: Step, step: Step, look: Look): string {
  const fresh = branchOf(group.key)
  if (wish.base === undefined) return fresh
  const [former] = groupMoves(group.moves, step.grouping, {
    ...step.scope,
    base: step.scope.base === undefined ? wish.base : undefined,
  })
  const old = former && branchOf(former.key)
  const isOpen = (branch: string | undefined) =>
    look.pullRequests.some((request) => request.own && request.branch === branch)
  return old !== undefined && isOpen(old) && !isOpen(fresh) ? old : fresh
}

/** Whether a change belongs to a group of this step, by what it moves. */
function isOfGroup(change: RecordedChange, group: Group, { grouping, scope }: Step): boolean {
  const { app, environment, set } = change
  const files = set.map(({ file }) => file)
  const [own] = groupMoves([{ app, environment, file: files[0] ?? '' }], grouping, scope)
  // Files that a step names are a group together.
  const named = group.moves.filter((move) => move.app === undefined).map((move) => move.file)
  return own?.key === group.key || (app === undefined && files.every((file) => named.includes(file)))
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
  // The usual names of default branches: a wrong guess costs one more request.
  const isUsual = step.base === 'main' || step.base === 'master'
  const scope = isUsual ? { ...step.scope, base: undefined } : step.scope
  return groupMoves(places, step.grouping, scope).map((group) => branchOf(group.key))
}
