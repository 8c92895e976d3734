import { refusal, remoteError } from '../errors.ts'
import type {
  FileChange,
  Forge,
  ForgeWords,
  Look,
  MergeMethod,
  PullRequest,
  PullRequestMetadata,
  Told,
} from '../forge/forge.ts'
import type { Tree } from '../tree/tree.ts'
import { isOurs } from '../forge/provenance.ts'
import { commitTo } from './branch-name.ts'
import { hasGroupMark } from './group.ts'
import type { Pending } from './pending.ts'
import { readPending } from './pending.ts'
import { hasMetadata, renewed, wishIn, wishOf, withMarks } from './own-text.ts'
import type { RecordedChange } from './trailers.ts'
import { TREE_TRAILER } from './trailers.ts'

/**
 * Brings changes to a branch of the infra repo, by compare-and-swap: what is to be written is computed from
 * the fresh tip in every try, so a lost race costs a try and never somebody's change.
 */

/** What should stand, computed from one tree. */
export interface Draft {
  /** Against the tree that it was computed from. */
  readonly changes: readonly FileChange[]
  /** A digest of all that it brings: equal where nothing is new. It is in the message, too. */
  readonly state: string
  readonly message: string
  readonly title: string
  readonly body: string
  /** Something newer is there already. */
  readonly superseded: boolean
  /** What is pending stays as it is, text and all. */
  readonly leftAlone: boolean
  /** Why what is there is newer, where it is, as sentences without a stop. */
  readonly reasons: readonly string[]
  readonly warnings: readonly string[]
}

/** What a draft is computed from. */
export interface Ground {
  /** The tree that the changes go onto: the base's, or the branch's where people's commits are kept. */
  readonly from: Tree
  /** What stands on the branch already; undefined where there is none. */
  readonly pending: Pending | undefined
  /** The tree of the base's tip. */
  readonly base: Tree
  /** The base's tip. */
  readonly commit: string
}

/** One pull request to bring about. */
export interface Proposal<D extends Draft = Draft> {
  readonly key: string
  readonly branch: string
  /** Whether a person named the branch; else its name tells what goes into it, and into which base. */
  readonly isGivenBranch: boolean
  draft(on: Ground): Promise<D>
  /** Whether a change belongs to the group, by what it moves: an older pull request gives way where all of its do. */
  isOfGroup(change: RecordedChange): boolean
  readonly metadata: PullRequestMetadata
  readonly asDraft: boolean
  readonly deleteBranch: boolean
  readonly autoMerge: MergeMethod | undefined
  /** Tells what would come of it, and writes nothing. */
  readonly dryRun: boolean
}

export type Operation = 'created' | 'updated' | 'unchanged' | 'closed' | 'superseded'

/** What came of it. */
export interface Proposed<D extends Draft = Draft> {
  /** Undefined where no pull request is concerned: nothing was to be done, or the base was pushed to. */
  readonly operation: Operation | undefined
  readonly pullRequest: PullRequest | undefined
  readonly branch: string
  readonly head: string | undefined
  readonly draft: D
  /** Whether the forge signed the commit; undefined where none was made or the forge signs nothing. */
  readonly verified: boolean | undefined
  readonly warnings: readonly string[]
}

/** Time and chance, given so that tests own them. */
export interface Pace {
  sleep(milliseconds: number): Promise<void>
  /** From 0 to 1. */
  random(): number
}

/** Fifty racers on one branch need about twenty tries; more than this is no race but a fault. */
const MAX_TRIES = 60

/** Where proposals go, and how it is looked at. */
export interface Target {
  readonly forge: Forge
  readonly pace: Pace
  /** What stood there a moment ago. */
  readonly look: Look
  /** Looks again at the same base and branches. */
  again(): Promise<Look>
}

/** Tries until the branch was moved or nothing is left to do; each lost race looks again first. */
async function untilWon<T>(
  { pace, look, again }: Target,
  step: (look: Look) => Promise<T | 'lost'>,
): Promise<T> {
  let current = look
  for (let tries = 1; ; tries++) {
    const result = await step(current)
    if (result !== 'lost') return result
    if (tries >= MAX_TRIES)
      throw remoteError(`the branch was moved by others ${tries} times in a row`, {
        hint: 'Nothing was written. Run the step again.',
      })
    // Fewer tries collide the longer each waits; the figures are for 50 racers on two cores.
    await pace.sleep(pace.random() * 400 * Math.min(tries, 10))
    current = await again()
  }
}

/** Opens or refreshes one pull request. */
export async function propose<D extends Draft>(proposal: Proposal<D>, to: Target): Promise<Proposed<D>> {
  return untilWon(to, (look) => proposeOnce(to.forge, proposal, look))
}

/** Pushes to the base branch itself. */
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
  look: Look,
): Promise<Proposed<D> | 'lost'> {
  const { branch } = proposal
  const { base } = look
  if (branch === base.name)
    throw refusal(`the branch of a ${forge.words.request} cannot be its base, ${base.name}`, {
      hint: 'Leave "branch" out, or give another name.',
    })
  const tip = look.branches.get(branch)
  const moved = movedFrom(proposal, look)
  const open = look.pullRequests.find((candidate) => candidate.branch === branch) ?? moved
  if (open && !isOurs(open)) throw openedByOthers(open, forge.words)
  const alive = tip !== undefined && (open !== undefined || !look.finished.has(branch))
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
    warnings: [
      ...draft.warnings,
      ...besidesBase(open, look, branch, forge.words),
      ...(foreign && !draft.superseded ? [keptCommits(branch, pending), ...holds] : []),
    ],
  }
  if (draft.superseded)
    return { ...result, operation: 'superseded', pullRequest: open, head: tip, verified: undefined }
  if (draft.leftAlone && open)
    return { ...result, operation: 'unchanged', pullRequest: open, head: tip, verified: undefined }
  if (draft.changes.length === 0 && !foreign) {
    const nothing = { ...result, pullRequest: open, head: open?.head, verified: undefined }
    if (!open || proposal.dryRun) return { ...nothing, operation: open ? 'closed' : undefined }
    await forge.closePullRequest(
      open.number,
      `${base.name} has all of this already, so nothing is left to change here.`,
      proposal.deleteBranch ? { branch, from: open.head } : undefined,
    )
    return { ...nothing, operation: 'closed' }
  }

  // Where the branch holds exactly this, nothing moves and no check runs again.
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
  const stand = { look, open, head: head ?? '', isPushed: head !== tip }
  const settled = await settle(forge, proposal, draft, stand)
  if (settled === 'lost') return 'lost'
  const { pullRequest, operation } = settled
  const warnings = [...result.warnings, ...told, ...settled.warnings]
  await closeOlder(forge, proposal, look, pullRequest)
  if (proposal.autoMerge && !foreign) await forge.enableAutoMerge(pullRequest, proposal.autoMerge)
  return { ...result, warnings, operation, pullRequest, head, verified }
}

/**
 * Our open request that went into what was the default branch before another became it: it goes on there. Only a name of
 * our own means the default branch.
 */
function movedFrom({ branch, isGivenBranch }: Proposal, look: Look) {
  const other = look.elsewhere.get(branch)
  const isDefault = look.base.name === look.defaultBranch
  return other && !isGivenBranch && isDefault && isOurs(other) ? other : undefined
}

/** What is to be known of a request of the same branch that goes, or went, into another base. */
function besidesBase(
  open: PullRequest | undefined,
  { base, elsewhere }: Look,
  branch: string,
  { request, sigil }: ForgeWords,
): string[] {
  const other = elsewhere.get(branch)
  if (!other) return []
  const name = `the ${request} ${sigil}${other.number}`
  return open?.number === other.number
    ? [`${name} went into ${other.base}; ${base.name} is the default branch now, so it goes there`]
    : [`${name} is open for the branch ${branch} too, into ${other.base}: ${other.url}`]
}

/** Whether our commit on a branch brings what a draft does, and nothing else. */
async function holdsJust(forge: Forge, pending: Pending, draft: Draft): Promise<boolean> {
  const { own, vouched, state } = pending
  if (own === undefined) return false
  if (vouched) return state === draft.state
  const [parent] = own.parents
  return parent !== undefined && own.tree === (await forge.treeWith(parent, draft.changes))
}

/** A pull request that another account opened is nothing that we may write to. */
function openedByOthers({ branch, number, url }: PullRequest, { request, sigil }: ForgeWords) {
  return refusal(
    `the branch ${branch} has the ${request} ${sigil}${number}, which another account than that of the token opened: ${url}`,
    {
      hint: `Close it and run the step again, use the token of the account that opened it, or give another name with "branch".`,
    },
  )
}

function noAutoMerge(branch: string, { request }: ForgeWords): string {
  return `auto-merge was left off: the branch ${branch} has commits of others, so that somebody has to look at the ${request}`
}

/** A branch that somebody else made is not moved, however it is called. */
function notOurs(branch: string, { request }: ForgeWords) {
  return refusal(`the branch ${branch} is there already, has no ${request}, and is none of Fairlead's`, {
    hint: 'Delete it, or give another name with "branch".',
  })
}

function keptCommits(branch: string, pending: Pending): string {
  const authors = [...new Set(pending.foreign.map((commit) => commit.author))].join(', ')
  return `the branch ${branch} has commits by ${authors}; they were kept, and the change was put on top of them`
}

/** A branch that holds what it should. */
interface Standing {
  readonly look: Look
  /** Its pull request, where one is open. */
  readonly open: PullRequest | undefined
  /** Its tip. */
  readonly head: string
  /** Whether it was moved there just now. */
  readonly isPushed: boolean
}

/** The pull request of the branch, with the text of this draft. */
async function settle(
  forge: Forge,
  proposal: Proposal,
  draft: Draft,
  { look, open, head, isPushed }: Standing,
): Promise<(Told & { pullRequest: PullRequest; operation: Operation }) | 'lost'> {
  const { title } = draft
  const wish = wishOf(title, draft.body, proposal.metadata)
  const own = withMarks(draft.body, wish)
  const body = open ? renewed(open.body, own, forge.bodyLimit) : own
  // Where labels and people come in further requests, the wish is written down when they are there, so that a run that
  // ends in between leaves something to do.
  const first = hasMetadata(proposal.metadata) && !forge.opensWhole ? withMarks(draft.body, undefined) : own
  const { warnings: left, ...pullRequest } = open
    ? { ...open, warnings: [] }
    : await forge.openPullRequest({
        ...proposal.metadata,
        title,
        body: first,
        branch: proposal.branch,
        base: look.base.name,
        draft: proposal.asDraft,
        deleteBranch: proposal.deleteBranch,
      })
  const warnings = [...left]
  if (!isOurs(pullRequest)) throw openedByOthers(pullRequest, forge.words)
  // Another run may have opened it between our look and now, and even have moved the branch on: then its text counts.
  const isOfThis = open !== undefined || pullRequest.head === head
  const differs = wishIn(pullRequest.body) !== wish
  const isMoved = open !== undefined && look.elsewhere.get(open.branch)?.number === open.number
  if (isOfThis && (differs || isMoved)) {
    const updated = await forge.updatePullRequest(pullRequest.number, {
      ...(differs ? { title, body } : {}),
      ...(isMoved ? { base: look.base.name } : {}),
      ...(open && differs ? proposal.metadata : {}),
    })
    // Merged or closed between our look and now: what was pushed since is on no pull request, so look again.
    if (updated.state === 'closed') return 'lost'
    warnings.push(...updated.warnings)
  }
  const isNew = !open && isOfThis && (!differs || pullRequest.body.trim() === first.trim())
  const operation = isNew ? 'created' : isPushed || differs || isMoved ? 'updated' : 'unchanged'
  const shown = differs ? { title, body } : {}
  return { pullRequest: { ...pullRequest, head, ...shown }, operation, warnings }
}

/**
 * Older pull requests of the same group, on other branches, give way to this one: those that we opened, and whose
 * commits of ours move nothing else. A branch with commits of others stays.
 */
async function closeOlder(forge: Forge, proposal: Proposal, look: Look, current: PullRequest): Promise<void> {
  for (const older of look.pullRequests) {
    if (older.branch === proposal.branch || !isOurs(older) || !hasGroupMark(older.body, proposal.key))
      continue
    const { own, foreign, changes } = await readPending(forge, look.base.commit, older.head)
    const isOfGroup = changes.length > 0 && changes.every((change) => proposal.isOfGroup(change))
    if (own === undefined || !isOfGroup) continue
    await forge.closePullRequest(
      older.number,
      `Replaced by ${current.url}.`,
      proposal.deleteBranch && foreign.length === 0 ? { branch: older.branch, from: older.head } : undefined,
    )
  }
}
