import { refusal, remoteError } from '../errors.ts'
import type { Forge, ForgeWords, ForgeSnapshot, PullRequest } from '../forge/forge.ts'
import { isOurs } from '../forge/provenance.ts'
import { commitTo } from './branch-name.ts'
import type { Pending } from './pending.ts'
import { readPending } from './pending.ts'
import type { Draft, Proposal, Proposed, Target } from './proposal.ts'
import { closeOlder, openedByOthers, settle } from './settle.ts'
import { TREE_TRAILER } from './trailers.ts'

/**
 * Writes changes to a branch of the infra repo with compare-and-swap: each attempt computes the changes from the
 * current tip. So a lost race costs an attempt, and never the change of another run or person.
 */

/** Fifty concurrent runs on one branch need about twenty attempts; more than this limit is an error, not a race. */
const MAX_TRIES = 60

/**
 * Repeats a step until the branch was updated or nothing is left to do. After a lost race, it reads the state again.
 */
async function untilWon<T>(
  { pace, snapshot, again }: Target,
  step: (snapshot: ForgeSnapshot) => Promise<T | 'lost'>,
): Promise<T> {
  let current = snapshot
  for (let tries = 1; ; tries++) {
    const result = await step(current)
    if (result !== 'lost') return result
    if (tries >= MAX_TRIES)
      throw remoteError(`somebody else updated the branch ${tries} times in a row`, {
        hint: 'Nothing was written. Run the step again.',
      })
    // The longer each run waits, the fewer attempts collide; the values were chosen for 50 runs on two cores.
    await pace.sleep(pace.random() * 400 * Math.min(tries, 10))
    current = await again()
  }
}

/** Opens or updates one pull request. */
export async function propose<D extends Draft>(proposal: Proposal<D>, to: Target): Promise<Proposed<D>> {
  return untilWon(to, (snapshot) => proposeOnce(to.forge, proposal, snapshot))
}

/** Pushes directly to the base branch. */
export async function pushToBase<D extends Draft>(proposal: Proposal<D>, to: Target): Promise<Proposed<D>> {
  const { forge } = to
  return untilWon(to, async ({ base }) => {
    const tree = forge.tree(base.commit)
    const draft = await proposal.draft({ from: tree, pending: undefined, base: tree, commit: base.commit })
    const result = {
      operation: undefined,
      pullRequest: undefined,
      branch: base.name,
      draft,
      from: tree,
      warnings: draft.warnings,
    }
    if (draft.superseded || draft.changes.length === 0 || proposal.dryRun)
      return { ...result, head: base.commit, verified: undefined }
    const { changes, message } = draft
    const place = { branch: base.name, from: base.commit, parent: base.commit }
    const commit = await forge.commit({ ...place, changes, message, treeTrailer: TREE_TRAILER })
    if (commit === 'lost') return 'lost'
    const warnings = [...result.warnings, ...commit.warnings]
    return { ...result, warnings, head: commit.sha, verified: commit.verified }
  })
}

async function proposeOnce<D extends Draft>(
  forge: Forge,
  proposal: Proposal<D>,
  snapshot: ForgeSnapshot,
): Promise<Proposed<D> | 'lost'> {
  const { branch } = proposal
  const { base } = snapshot
  if (branch === base.name)
    throw refusal(`the branch of a ${forge.words.request} cannot be its base branch, ${base.name}`, {
      hint: 'Remove "branch", or set it to another name.',
    })
  const tip = snapshot.branches.get(branch)
  const moved = movedFrom(proposal, snapshot)
  const open = snapshot.pullRequests.find((candidate) => candidate.branch === branch) ?? moved
  if (open && !isOurs(open)) throw openedByOthers(open, forge.words)
  const alive = tip !== undefined && (open !== undefined || !snapshot.finished.has(branch))
  const found = alive ? await readPending(forge, base.commit, tip) : undefined
  const pending = found && { ...found, isOpen: open !== undefined }
  if (pending && !open && pending.own === undefined) throw notOurs(branch, forge.words)
  const foreign = pending !== undefined && pending.foreign.length > 0
  const baseTree = forge.tree(base.commit)
  const from = foreign ? forge.tree(pending.tip) : baseTree
  const draft = await proposal.draft({ from, pending, base: baseTree, commit: base.commit })
  const holds = foreign && proposal.autoMerge ? [noAutoMerge(branch, forge.words)] : []
  const result = {
    branch,
    draft,
    from,
    warnings: [
      ...draft.warnings,
      ...besidesBase(open, snapshot, branch, forge.words),
      ...(foreign && !draft.superseded ? [keptCommits(branch, pending), ...holds] : []),
    ],
  }
  if (draft.superseded || (draft.leftAlone && open)) {
    // An unchanged pull request also follows the default branch.
    if (moved && !proposal.dryRun) {
      const { state, warnings } = await forge.updatePullRequest(moved.number, { base: base.name })
      if (state === 'closed') return 'lost'
      result.warnings.push(...warnings)
    }
    const operation = draft.superseded ? 'superseded' : 'unchanged'
    return { ...result, operation, pullRequest: open, head: tip, verified: undefined }
  }
  if (draft.changes.length === 0 && !foreign) {
    const nothing = { ...result, pullRequest: open, head: open?.head, verified: undefined }
    if (!open || proposal.dryRun) return { ...nothing, operation: open ? 'closed' : undefined }
    await forge.closePullRequest(
      open.number,
      `${base.name} already contains all of these changes, so nothing is left to change here.`,
      proposal.deleteBranch ? { branch, from: open.head } : undefined,
    )
    return { ...nothing, operation: 'closed' }
  }

  // If the branch contains exactly this, nothing is pushed and no check runs again.
  const stands =
    pending !== undefined && (foreign ? draft.changes.length === 0 : await holdsJust(forge, pending, draft))
  if (proposal.dryRun) {
    const operation = !open ? 'created' : stands ? 'unchanged' : 'updated'
    return { ...result, operation, pullRequest: open, head: tip, verified: undefined }
  }
  let head = tip
  let verified: boolean | undefined
  const told: string[] = []
  if (!stands) {
    const parent = foreign ? pending.tip : base.commit
    const { changes, message } = draft
    const place = { branch, from: tip, parent }
    const commit = await commitTo(forge, base.name, { ...place, changes, message, treeTrailer: TREE_TRAILER })
    if (commit === 'lost') return 'lost'
    head = commit.sha
    verified = commit.verified
    told.push(...commit.warnings)
  }
  const stand = { snapshot, open, head: head ?? '', isPushed: head !== tip }
  const settled = await settle(forge, proposal, draft, stand)
  if (settled === 'lost') return 'lost'
  const { pullRequest, operation } = settled
  const warnings = [...result.warnings, ...told, ...settled.warnings]
  await closeOlder(forge, proposal, snapshot, pullRequest)
  if (proposal.autoMerge && !foreign) await forge.enableAutoMerge(pullRequest, proposal.autoMerge)
  return { ...result, warnings, operation, pullRequest, head, verified }
}

/**
 * Returns Fairlead's open pull request into the former default branch, which is updated to target the new default
 * branch. Only a branch name that Fairlead chose refers to the default branch.
 */
function movedFrom({ branch, isGivenBranch }: Proposal, snapshot: ForgeSnapshot) {
  const other = snapshot.intoOtherBases.get(branch)
  const isDefault = snapshot.base.name === snapshot.defaultBranch
  return other && !isGivenBranch && isDefault && isOurs(other) ? other : undefined
}

/** Returns warnings about a pull request of the same branch that targets, or targeted, another base. */
function besidesBase(
  open: PullRequest | undefined,
  { base, intoOtherBases }: ForgeSnapshot,
  branch: string,
  { request, sigil }: ForgeWords,
): string[] {
  const other = intoOtherBases.get(branch)
  if (!other) return []
  const name = `the ${request} ${sigil}${other.number}`
  return open?.number === other.number
    ? [
        `${name} targeted ${other.base}; the default branch is now ${base.name}, so its target is changed to that`,
      ]
    : [`${name} is also open for the branch ${branch}, with the target ${other.base}: ${other.url}`]
}

/** Reports whether Fairlead's commit on a branch contains exactly the changes of a draft. */
async function holdsJust(forge: Forge, pending: Pending, draft: Draft): Promise<boolean> {
  const { own, vouched, state } = pending
  if (own === undefined) return false
  if (vouched) return state === draft.state
  const [parent] = own.parents
  return parent !== undefined && own.tree === (await forge.treeWith(parent, draft.changes))
}

function noAutoMerge(branch: string, { request }: ForgeWords): string {
  return `auto-merge was not enabled: the branch ${branch} has commits by other people, so somebody has to review the ${request}`
}

/** A branch that somebody else created is never updated, whatever its name. */
function notOurs(branch: string, { request }: ForgeWords) {
  return refusal(`the branch ${branch} already exists, has no ${request}, and was not created by Fairlead`, {
    hint: 'Delete it, or set "branch" to another name.',
  })
}

function keptCommits(branch: string, pending: Pending): string {
  const authors = [...new Set(pending.foreign.map((commit) => commit.author))].join(', ')
  return `the branch ${branch} has commits by ${authors}. They were kept, and the change was added on top of them`
}
