import type { FileHistory } from '../git/file-history.ts'
import { once } from '../once.ts'
import type { VersionMove } from './move.ts'
import type { ValueChange } from './values.ts'
import { valueAt } from './values.ts'

/** The commit that reverted a build. */
export interface Revert {
  readonly sha: string
  readonly subject: string
}

/** The history of the checkout that is edited. */
export interface Past {
  /** Returns the history of a file; undefined if the folder is not in a repository. */
  of(path: string): Promise<FileHistory | undefined>
  /** The instructions to get the complete history. */
  readonly cure: string
}

/** Moves without those that were reverted. */
export interface Unreverted {
  readonly moves: readonly VersionMove[]
  /** The reasons why moves are left out, as sentences without a period. */
  readonly held: readonly string[]
  /** The versions that could not be checked, as a sentence; undefined if all could be checked. */
  readonly unseen: string | undefined
}

/** Removes the moves to a value that a revert has removed and that was not set again since. */
export async function withoutReverted(moves: readonly VersionMove[], past: Past): Promise<Unreverted> {
  const histories = new Map<string, () => Promise<FileHistory | undefined>>()
  const held = new Map<VersionMove, string>()
  const unseen = new Set<string>()
  for (const move of moves) {
    const place = move.set.find(({ value, was }) => String(value) !== was)
    if (!place) continue
    const read = histories.get(place.file) ?? once(() => past.of(place.file))
    histories.set(place.file, read)
    const history = await read()
    const revert = history && (await revertOfValue(history, place))
    if (revert) held.set(move, heldByRevert(revert, move))
    else if (history?.isCut === true) unseen.add(move.to)
  }
  return {
    moves: moves.filter((move) => !held.has(move)),
    held: [...new Set(held.values())],
    unseen:
      unseen.size === 0
        ? undefined
        : `Could not check whether ${[...unseen].join(', ')} was reverted: the history of this checkout is incomplete. ${past.cure}`,
  }
}

/**
 * Returns the commit that removed a value, if it is a revert. It is found by the changes of the commits to the file,
 * regardless of what their messages contain about the build.
 */
async function revertOfValue(
  { commits, contentAt }: FileHistory,
  place: ValueChange,
): Promise<Revert | undefined> {
  const wanted = String(place.value)
  for (const { sha, message } of commits) {
    const [after, before] = await Promise.all([contentAt(sha, 'itself'), contentAt(sha, 'its parent')])
    const isSet = valueAt(after, place) === wanted
    const wasSet = valueAt(before, place) === wanted
    if (isSet === wasSet) continue
    return wasSet && isRevert(message) ? { sha, subject: subjectOf(message) } : undefined
  }
  return undefined
}

/** Returns the reason why a reverted move is left out, as a sentence without a period. */
export function heldByRevert({ sha, subject }: Revert, { to, file, from }: VersionMove): string {
  const stays = from === undefined ? 'is not changed' : `stays at ${from}`
  return `${to} was reverted by ${sha.slice(0, 12)} (${subject}), so ${file} ${stays}. To apply it again, revert that commit, or set allow-downgrade: true`
}

/** Reports whether the message of a commit marks it as a revert. */
export function isRevert(message: string): boolean {
  return /^revert\b/i.test(message) || /^This reverts (?:commit|merge request) /m.test(message)
}

export function subjectOf(message: string): string {
  return message.split('\n', 1)[0]?.trim() ?? ''
}
