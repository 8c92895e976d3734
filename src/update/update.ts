import type { BumpPlan, BumpRequest } from '../bump/request.ts'
import { CONFIG_FILE } from '../config/config.ts'
import type { Config } from '../config/config.ts'
import { configOf } from '../config/read.ts'
import { FaultCollector, inputError } from '../errors.ts'
import type { FileChange, ForgeSnapshot } from '../forge/forge.ts'
import type { Way } from '../policy/production.ts'
import { refuseUnreviewed } from '../policy/unreviewed.ts'
import type { MoveProof } from '../proof/model.ts'
import type { Proving } from '../proof/proofs.ts'
import { proofsOf, teacherOf } from '../proof/proofs.ts'
import type { Proposal, Proposed, Target } from '../proposal/proposal.ts'
import { propose, pushToBase } from '../proposal/propose.ts'
import type { Tree } from '../tree/tree.ts'
import type { Edit, UpdateDraft, UpdateDrafted } from './draft.ts'
import { draftUpdate } from './draft.ts'
import type { UpdateGroup } from './groups.ts'
import { branchFor, groupsOf, guessBranches, isOfGroup } from './groups.ts'
import type { Step, UpdatePorts, UpdateRequest } from './request.ts'
import { stateOf } from '../proposal/state.ts'
import { PlannedTrees } from './trees.ts'

/** A completed group. */
export interface Done {
  readonly result: Proposed<UpdateDrafted>
  readonly label: string
}

/** The result of an update: the results of some groups, and the errors of others. */
export interface Updated {
  readonly done: readonly Done[]
  readonly faults: FaultCollector
}

/**
 * Plans a bump on the base and writes it group by group: with a push, or with pull requests.
 *
 * @returns what was done, even if some groups failed; their errors are not thrown yet
 * @throws FairleadError if the groups cannot be determined: (refused) by the rules of `planBump`; (input) and
 *   (remote) as they occur
 */
export async function update(request: UpdateRequest, ports: UpdatePorts): Promise<Updated> {
  const { forge, pace } = ports
  const named = filesNamed(request.bump)
  const asked = { files: [CONFIG_FILE, ...named], histories: named }
  const wish = request.step
  const guessed = wish.branch === undefined ? guessBranches(request.bump, wish) : [wish.branch]
  const snapshot = await forge.snapshot({ base: wish.base, branches: guessed, ...asked })
  const step = stepOn(wish, snapshot)
  const config = await configOf(forge.tree(snapshot.base.commit))
  const run = new Run({ request: { ...request, step }, ports, snapshot, config })
  const groups = await run.groups()
  const requests = groups.filter(({ method }) => method === 'pull-request')
  if (step.branch !== undefined && requests.length > 1)
    throw inputError(
      `branch names one branch, but this step opens ${requests.length} ${forge.words.request}s: ${requests.map((group) => group.label).join('; ')}`,
      {
        hint: 'Remove branch, or set group: all.',
      },
    )

  const branchIn = (group: UpdateGroup, now: ForgeSnapshot) =>
    step.branch ?? branchFor(group, wish, step, now)
  const branches = requests.map((group) => branchIn(group, snapshot))
  const again = () => forge.snapshot({ base: snapshot.base.name, branches, ...asked })
  let current: ForgeSnapshot | undefined = branches.every((branch) => guessed.includes(branch))
    ? snapshot
    : undefined
  const done: Done[] = []
  const faults = new FaultCollector()
  for (const group of groups) {
    try {
      const proposal = run.proposal(group, branchIn(group, snapshot))
      const to: Target = { forge, pace, snapshot: current ?? (await again()), again }
      const result = await (group.method === 'push' ? pushToBase : propose)(proposal, to)
      done.push({ result, label: group.label })
    } catch (error) {
      faults.keep(error)
    }
    if (!request.opening.dryRun) current = undefined // the branches have moved since
  }
  return { done, faults }
}

/** Returns the files that targets name, so that no inventory is needed to find them. */
function filesNamed({ targets }: BumpRequest): string[] {
  return [...new Set(targets.flatMap((target) => (target.kind === 'key' ? [target.file] : [])))]
}

/** Only the forge knows the default branch. A step that names it has the same groups as a step that does not. */
function stepOn(wish: Step, { base, defaultBranch }: ForgeSnapshot): Step {
  return base.name === defaultBranch ? { ...wish, scope: { ...wish.scope, base: undefined } } : wish
}

interface Given {
  readonly request: UpdateRequest
  readonly ports: UpdatePorts
  readonly snapshot: ForgeSnapshot
  /** The configuration of the base. */
  readonly config: Config
}

/** The data that is computed once for all groups of an update. */
class Run {
  readonly #request: UpdateRequest
  readonly #ports: UpdatePorts
  readonly #trees: PlannedTrees
  readonly #base: Tree
  readonly #config: Config
  readonly #proving: Proving | undefined
  readonly #proven = new Map<string, Promise<readonly MoveProof[]>>()

  constructor({ request, ports, snapshot, config }: Given) {
    const { base, defaultBranch } = snapshot
    const isDefault = base.name === defaultBranch
    const standings = ports.standingFor?.({ branch: base.name, isDefaultBranch: isDefault })
    this.#request = request
    this.#ports = ports
    this.#proving = standings?.proving
    this.#trees = new PlannedTrees({
      request: { ...request.bump, branch: { names: [base.name], isDefault } },
      resolve: request.resolve,
      addresses: ports.addresses,
      completion: standings?.completion,
      teacher: teacherOf(request.verify, standings?.proving),
    })
    this.#base = ports.forge.tree(base.commit)
    this.#config = config
  }

  /** Returns the groups on the base. */
  async groups(): Promise<UpdateGroup[]> {
    return this.#groupsOf(await this.#trees.plan(this.#base))
  }

  #groupsOf({ moves }: BumpPlan): UpdateGroup[] {
    return groupsOf(moves, this.#request.step, this.#config)
  }

  proposal(group: UpdateGroup, branch: string): Proposal<UpdateDrafted> {
    const { step, opening } = this.#request
    const given = this.#draft(group)
    return {
      key: group.key,
      branch,
      isGivenBranch: step.branch !== undefined,
      draft: (on) => draftUpdate(given, on),
      isOfGroup: (change) => isOfGroup(change, group, step),
      ...opening,
    }
  }

  #draft(group: UpdateGroup): UpdateDraft {
    const { step, build, texts, bump } = this.#request
    const trees = this.#trees
    const way = this.#wayOf(group)
    return {
      group,
      build,
      texts,
      mayGoBack: bump.allow.downgrade,
      ports: this.#ports,
      movesOn: async (tree) => {
        const now = this.#groupsOf(await trees.plan(tree))
        return now.find((other) => isSameGroup(other, group))?.moves ?? []
      },
      // Several steps may share a branch that the user set. A branch with a name by Fairlead belongs to one group.
      isFound: async (base, change, vouched) =>
        (step.branch !== undefined || isOfGroup(change, group, step)) && trees.finds(base, change, vouched),
      checkProduction: async (arrival) => {
        if (way) await refuseUnreviewed(way, arrival, () => trees.inventory(arrival.base))
      },
      proofs: (edit) => this.#proofs(edit),
    }
  }

  /** Returns how a group reaches the base without a person who merges it; undefined if a person merges it. */
  #wayOf({ method }: UpdateGroup): Way | undefined {
    if (method === 'push') return 'push'
    return this.#request.opening.autoMerge === undefined ? undefined : 'auto-merge'
  }

  /**
   * Proves an edit. After a lost race, the next attempt starts within seconds, so earlier proofs of the same edit are
   * reused.
   */
  #proofs(edit: Edit): Promise<readonly MoveProof[]> {
    const key = JSON.stringify([edit.moves, stateOf(edit.changes)])
    const known = this.#proven.get(key) ?? this.#prove(edit)
    this.#proven.set(key, known)
    return known
  }

  async #prove({ from, moves, changes, carried }: Edit): Promise<readonly MoveProof[]> {
    const { verify, bump } = this.#request
    const trees = this.#trees
    const planned = {
      tree: from,
      moves,
      changes: contentsOf(changes),
      images: carried.flatMap(({ image }) => image ?? []),
      allowShared: bump.allow.shared,
      open: () => trees.open(from),
      inventory: moves.some(({ app }) => app !== undefined) ? await trees.inventory(from) : undefined,
    }
    return proofsOf(verify, planned, this.#proving)
  }
}

function isSameGroup(a: UpdateGroup, b: UpdateGroup): boolean {
  return a.method === b.method && a.key === b.key
}

function contentsOf(changes: readonly FileChange[]): Map<string, Uint8Array> {
  return new Map(changes.flatMap(({ path, content }) => (content === undefined ? [] : [[path, content]])))
}
