import { CONFIG_FILE } from '../config/config.ts'
import { configOf } from '../config/read.ts'
import { FaultCollector, inputError } from '../errors.ts'
import type { FileChange, Look, MergeMethod } from '../forge/forge.ts'
import type { Group } from '../proposal/group.ts'
import type { MoveProof } from '../proof/model.ts'
import type { Proposal } from '../proposal/propose.ts'
import { propose, pushToBase } from '../proposal/propose.ts'
import type { Way } from '../policy/production.ts'
import { inputs, parentInputs, pick } from './catalogue.ts'
import { outputs as allOutputs } from './outputs.ts'
import type { CommandDescription, Result, Values } from './describe.ts'
import type { UpdateDraft, UpdateDrafted } from './draft-update.ts'
import { draftUpdate, stateOf } from './draft-update.ts'
import type { ProposalPorts } from './proposals.ts'
import {
  describeProposed,
  introOf,
  lookAgain,
  metadataOf,
  pullRequestInputs,
  pullRequestOutputs,
} from './proposals.ts'
import { proofsOf, teacherOf } from '../proof/proofs.ts'
import { readTargets, targetInputs, verificationOf } from './targets.ts'
import type { Done } from './update-report.ts'
import { reportUpdate } from './update-report.ts'
import type { UpdateGroup } from './update-groups.ts'
import { branchFor, groupsOf, guessBranches, isOfGroup, stepOf } from './update-groups.ts'
import { PlannedTrees, refuseUnreviewed } from './update-trees.ts'

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
    ...parentInputs(),
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
  const named = [
    ...new Set(request.targets.flatMap((target) => (target.kind === 'key' ? [target.file] : []))),
  ]
  const files = [CONFIG_FILE, ...named]
  const guessed = wish.branch === undefined ? guessBranches(request, wish) : [wish.branch]
  const look = await forge.look({ base: wish.base, branches: guessed, files, histories: named })
  // Only the forge knows which branch is the default one: that is the same group whether it is named or not.
  const step =
    look.base.name === look.defaultBranch ? { ...wish, scope: { ...wish.scope, base: undefined } } : wish
  const verified = verificationOf(values, ports.registry)
  const branch = { names: [look.base.name], isDefault: look.base.name === look.defaultBranch }
  const standings = ports.standingFor?.({ branch: look.base.name, isDefaultBranch: branch.isDefault })
  const verify = values['verify-render']
  const trees = new PlannedTrees({
    request: { ...request, branch },
    resolve: verified?.resolve,
    identity: ports.identity,
    completion: standings?.completion,
    teacher: teacherOf(verify, standings?.proving),
  })
  const onBase = forge.tree(look.base.commit)
  const config = await configOf(onBase)
  const groups = groupsOf((await trees.plan(onBase)).moves, step, config)
  const requests = groups.filter(({ method }) => method === 'pull-request')
  if (step.branch !== undefined && requests.length > 1)
    throw inputError(
      `the input branch names one branch, but there are ${requests.length} ${forge.words.request}s: ${requests.map((group) => group.label).join('; ')}`,
      {
        hint: 'Leave branch out, or set group: all.',
      },
    )

  const branchIn = (group: Group, now: Look) => step.branch ?? branchFor(group, wish, step, now)
  const branches = requests.map((group) => branchIn(group, look))
  const again = lookAgain(forge, look, branches, files, named)
  let current: Look | undefined = branches.every((branch) => guessed.includes(branch)) ? look : undefined
  const results: Done[] = []
  const proven = remembering<readonly MoveProof[]>()
  const faults = new FaultCollector()
  for (const group of groups) {
    const given: UpdateDraft = {
      group,
      values,
      intro,
      ports,
      async movesOn(tree) {
        const plan = await trees.plan(tree)
        return {
          plan,
          moves: groupsOf(plan.moves, step, config).find((other) => isSameGroup(other, group))?.moves ?? [],
        }
      },
      // Several steps may share a branch that they name; one of our naming is of one group.
      isFound: async (base, change, vouched) =>
        (step.branch !== undefined || isOfGroup(change, group, step)) && trees.finds(base, change, vouched),
      proofs: (from, moves, changes, carried) =>
        proven(JSON.stringify([moves, stateOf(changes)]), async () =>
          proofsOf(
            verify,
            {
              tree: from,
              moves,
              changes: contentsOf(changes),
              images: carried.flatMap(({ image }) => image ?? []),
              allowShared: request.allow.shared,
              open: () => trees.open(from),
              inventory: moves.some(({ app }) => app !== undefined) ? await trees.inventory(from) : undefined,
            },
            standings?.proving,
          ),
        ),
      police: (base, moves, touched) => refuseUnreviewed(wayOf(group, values), trees, base, moves, touched),
    }
    const proposal: Proposal<UpdateDrafted> = {
      key: group.key,
      branch: branchIn(group, look),
      isGivenBranch: step.branch !== undefined,
      draft: (from, pending, base, commit) => draftUpdate(given, from, pending, base, commit),
      isOfGroup: (change) => isOfGroup(change, group, step),
      metadata: metadataOf(values),
      asDraft: values.draft,
      deleteBranch: values['delete-branch'],
      autoMerge: values['auto-merge'] ? (values['merge-method'] as MergeMethod) : undefined,
      dryRun: values['dry-run'],
    }
    try {
      const result = await (group.method === 'push' ? pushToBase : propose)(
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

function isSameGroup(a: UpdateGroup, b: UpdateGroup): boolean {
  return a.method === b.method && a.key === b.key
}

/** Of a race that was lost the next try is seconds later: what is known of the same edits stands. */
function remembering<T>(): (key: string, work: () => Promise<T>) => Promise<T> {
  const known = new Map<string, Promise<T>>()
  return (key, work) => {
    const made = known.get(key) ?? work()
    known.set(key, made)
    return made
  }
}

function contentsOf(changes: readonly FileChange[]): Map<string, Uint8Array> {
  return new Map(changes.flatMap(({ path, content }) => (content === undefined ? [] : [[path, content]])))
}

/** How a group gets onto the base without a person who merges, if it does. */
function wayOf({ method }: UpdateGroup, values: UpdateValues): Way | undefined {
  if (method === 'push') return 'push'
  return values['auto-merge'] ? 'auto-merge' : undefined
}
