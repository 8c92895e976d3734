import { refusal } from '../errors.ts'
import type { Forge, ForgeWords, ForgeSnapshot, PullRequest, Told } from '../forge/forge.ts'
import { isOurs } from '../forge/provenance.ts'
import { hasGroupMark } from './group.ts'
import { hasMetadata, renewed, wishIn, wishOf, withMarks } from './own-text.ts'
import { readPending } from './pending.ts'
import type { Draft, Operation, Proposal } from './proposal.ts'

/** Returns the error for a pull request that another account opened: Fairlead must not write to it. */
export function openedByOthers({ branch, number, url }: PullRequest, { request, sigil }: ForgeWords) {
  return refusal(
    `the branch ${branch} has the ${request} ${sigil}${number}, which was not opened by the account of the token: ${url}`,
    {
      hint: `Close it and run the step again, use the token of the account that opened it, or set "branch" to another name.`,
    },
  )
}

/** A branch with the desired content. */
export interface ReadyBranch {
  readonly snapshot: ForgeSnapshot
  /** Its pull request, if one is open. */
  readonly open: PullRequest | undefined
  /** Its tip. */
  readonly head: string
  /** Whether it was just pushed. */
  readonly isPushed: boolean
}

/** Opens or updates the pull request of the branch, with the text of this draft. */
export async function settle(
  forge: Forge,
  proposal: Proposal,
  draft: Draft,
  { snapshot, open, head, isPushed }: ReadyBranch,
): Promise<(Told & { pullRequest: PullRequest; operation: Operation }) | 'lost'> {
  const { title } = draft
  const wish = wishOf(title, draft.body, proposal.metadata)
  const own = withMarks(draft.body, wish)
  const body = open ? renewed(open.body, own, forge.bodyLimit) : own
  // If labels and people need further requests, the digest is written after them. So if a run ends in between, the
  // next run still has something to do.
  const first = hasMetadata(proposal.metadata) && !forge.opensWhole ? withMarks(draft.body, undefined) : own
  const { warnings: left, ...pullRequest } = open
    ? { ...open, warnings: [] }
    : await forge.openPullRequest({
        ...proposal.metadata,
        title,
        body: first,
        branch: proposal.branch,
        base: snapshot.base.name,
        draft: proposal.asDraft,
        deleteBranch: proposal.deleteBranch,
      })
  const warnings = [...left]
  if (!isOurs(pullRequest)) throw openedByOthers(pullRequest, forge.words)
  // Another run may have opened it since the snapshot, and may even have pushed to the branch: then its text is used.
  const isOfThis = open !== undefined || pullRequest.head === head
  const differs = wishIn(pullRequest.body) !== wish
  const isMoved = open !== undefined && snapshot.intoOtherBases.get(open.branch)?.number === open.number
  if (isOfThis && (differs || isMoved)) {
    const updated = await forge.updatePullRequest(pullRequest.number, {
      ...(differs ? { title, body } : {}),
      ...(isMoved ? { base: snapshot.base.name } : {}),
      ...(open && differs ? proposal.metadata : {}),
    })
    // Merged or closed since the snapshot: what was pushed since is in no pull request, so the state is read again.
    if (updated.state === 'closed') return 'lost'
    warnings.push(...updated.warnings)
  }
  const isNew = !open && isOfThis && (!differs || pullRequest.body.trim() === first.trim())
  const operation = isNew ? 'created' : isPushed || differs || isMoved ? 'updated' : 'unchanged'
  const shown = differs ? { title, body } : {}
  return { pullRequest: { ...pullRequest, head, ...shown }, operation, warnings }
}

/**
 * Closes older pull requests of the same group on other branches: those that Fairlead opened, and whose Fairlead
 * commits change nothing else. A branch with commits by others is kept.
 */
export async function closeOlder(
  forge: Forge,
  proposal: Proposal,
  snapshot: ForgeSnapshot,
  current: PullRequest,
): Promise<void> {
  for (const older of snapshot.pullRequests) {
    if (older.branch === proposal.branch || !isOurs(older) || !hasGroupMark(older.body, proposal.key))
      continue
    const { own, foreign, changes } = await readPending(forge, snapshot.base.commit, older.head)
    const isOfGroup = changes.length > 0 && changes.every((change) => proposal.isOfGroup(change))
    if (own === undefined || !isOfGroup) continue
    await forge.closePullRequest(
      older.number,
      `Replaced by ${current.url}.`,
      proposal.deleteBranch && foreign.length === 0 ? { branch: older.branch, from: older.head } : undefined,
    )
  }
}
