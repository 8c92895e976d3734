import type { FileHistory } from '../git/file-history.ts'
import { once } from '../once.ts'
import type { VersionMove } from './move.ts'
import type { ValueChange } from './values.ts'
import { valueAt } from './values.ts'

/** What a build would be put back against. */
export interface Revert {
  readonly sha: string
  readonly subject: string
}

/** What the checkout that is edited knows of its past. */
export interface Past {
  /** Undefined where the folder is in no repository. */
  of(path: string): Promise<FileHistory | undefined>
  /** How to have the whole of it. */
  readonly cure: string
}

/** Moves without what was taken back. */
export interface Unreverted {
  readonly moves: readonly VersionMove[]
  /** Why some of them are left out, as sentences without a stop. */
  readonly held: readonly string[]
  /** What could not be looked at, as a sentence; undefined where all could. */
  readonly unseen: string | undefined
}

/** Leaves out the moves that bring what a revert has taken back, and that nobody has put there again. */
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
 * The commit that took a value away again, where that calls itself a revert: by what the commits did to the file, whatever
 * their messages say of the build.
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

/** Why a move waits, as a sentence without a stop: what it brings was taken back. */
export function heldByRevert({ sha, subject }: Revert, { to, file, from }: VersionMove): string {
  const stays = from === undefined ? 'is not changed' : `stays at ${from}`
  return `${to} was reverted by ${sha.slice(0, 12)} (${subject}), so ${file} ${stays}. To apply it again, revert that commit, or set allow-downgrade: true`
}

/** Whether a commit's message says that it takes another one back. */
export function isRevert(message: string): boolean {
  return /^revert\b/i.test(message) || /^This reverts (?:commit|merge request) /m.test(message)
}

export function subjectOf(message: string): string {
  return message.split('\n', 1)[0]?.trim() ?? ''
}
