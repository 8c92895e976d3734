import type { Protection } from '../../forge/approvals.ts'
import type { MergeMethod, MergeRules } from '../../forge/merging.ts'

/**
 * The mechanism that keeps the base at the judged commit until the change is merged. The merge calls of GitHub and
 * GitLab lock the head of a request (`sha`), but not its base. If the base moves in between, something other than the
 * approved result goes live.
 */
export type Lock =
  | {
      /** The forge's own merge refuses a request that lacks the tip of the base, and the judged head contains it. */
      readonly by: 'up-to-date'
      readonly method: MergeMethod
      readonly message: string
    }
  | {
      /** A merge commit of our own, pushed only if the branch is still at the judged base. */
      readonly by: 'lease'
      readonly message: string
    }
  | {
      readonly by: 'none'
      /** Whether the settings have to change, and not the request. */
      readonly isSetup: boolean
      readonly message: string
      readonly cure: string
    }

/**
 * Chooses the lock, by the settings that were read.
 *
 * @param hasBase whether the judged head contains the judged base
 * @param request the name for users
 */
export function lockOf(
  { queue, upToDate, methods, push }: MergeRules,
  { hasBase, request, base }: { readonly hasBase: boolean; readonly request: string; readonly base: string },
): Lock {
  if (queue !== undefined) return { by: 'none', isSetup: true, ...queue }
  const [method] = methods
  if (upToDate.word === 'yes') {
    if (!hasBase)
      return {
        by: 'none',
        isSetup: false,
        message: `${request} does not contain the latest commits of ${base}, which its settings require.`,
        cure: `Update the branch of ${request} with ${base}. That starts a new run. If the result stays the same, its approvals stay valid.`,
      }
    if (method === undefined)
      return {
        by: 'none',
        isSetup: true,
        message: `The settings of ${base} allow no way to merge ${request}.`,
        cure: 'Allow merge commits, squash merges or rebase merges for it.',
      }
    return { by: 'up-to-date', method, message: upToDate.message }
  }
  if (push.word === 'no') return { by: 'none', isSetup: true, message: push.message, cure: push.cure }
  return {
    by: 'lease',
    message: `The gate pushes its own merge commit, only if ${base} is still at the commit that was judged. ${upToDate.message}`,
  }
}

/**
 * Returns the check of the lock for the settings, independent of a change: `gate --check-setup` and `doctor` report
 * it.
 *
 * @param merges whether the gate merges itself; otherwise people or a queue merge
 */
export function lockOfSetup(
  { queue, upToDate, push }: MergeRules,
  { base, merges }: { readonly base: string; readonly merges: boolean },
): Protection {
  const id = 'lock'
  if (queue !== undefined) {
    if (merges) return { id, word: 'no', ...queue }
    const message = `Requests reach ${base} through a queue, which tests each of them on top of those before it: make the gate a required check there.`
    return { id, word: 'yes', message, cure: undefined }
  }
  if (upToDate.word === 'yes') return { id, word: 'yes', message: upToDate.message, cure: undefined }
  const strict = `Require branches to be up to date with ${base} before merging.`
  if (!merges)
    return {
      id,
      word: upToDate.word,
      message: `Nothing is known to prevent ${base} from changing between the decision and the merge. ${upToDate.message}`,
      cure: `${strict} Or let the gate merge (merge: true).`,
    }
  const message = `The gate creates its own merge commit, and pushes it only if ${base} has not moved. ${push.message}`
  return { id, word: push.word, message, cure: push.word === 'yes' ? undefined : push.cure }
}
