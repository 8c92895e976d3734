import type { Move } from '../bump/request.ts'
import type { FileCommit } from '../forge/forge.ts'
import type { FileHistory } from '../git/file-history.ts'
import { valueAt } from './pending.ts'
import type { RecordedChange, RecordedValue } from './trailers.ts'
import { readTrailers } from './trailers.ts'

/** What a build would be put back against. */
export interface Revert {
  readonly sha: string
  readonly subject: string
}

/** The build whose history is looked at. */
export interface Reverted {
  /** Whether a recorded change is this very build at this place. */
  readonly isOfBuild: (change: RecordedChange) => boolean
  /** The subjects under which the build is committed, each with its version in it. */
  readonly subjects: readonly string[]
}

/**
 * The commit that took a build back, where nothing has put it there again since: made by `git revert`, or by the button of
 * a forge, of the bump itself or of the merge that brought it.
 *
 * It is a hint to people alone: whoever can write it into the history of the base can change the base itself.
 *
 * Forms: https://git-scm.com/docs/git-revert; GitHub's and GitLab's buttons write the same, a merge with
 * `Merge pull request #1 from owner/branch` or `Merge branch 'branch' into 'main'` in its quotes.
 *
 * @param history the commits of the base that changed the file, newest first
 */
export function revertOf(history: readonly FileCommit[], build: Reverted): Revert | undefined {
  for (const [i, { sha, message }] of history.entries()) {
    const subject = subjectOf(message)
    const older = history.slice(i + 1)
    if (!isRevert(message)) {
      const again = /^Reapply "(.*)"/.exec(subject)?.[1]
      if (isBuild(message, build) || (again !== undefined && isSubject(again, build))) return undefined
      continue
    }
    if (takesBack(message, older, build)) return { sha, subject }
  }
  return undefined
}

/**
 * The same by what the commits did to the file, whatever their messages say of the build: the commit that took a value
 * away again, where that calls itself a revert.
 */
export async function revertOfValue(
  { commits, contentAt }: FileHistory,
  place: RecordedValue,
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
export function heldByRevert({ sha, subject }: Revert, { to, file, from }: Move): string {
  const stays = from === undefined ? 'is left as it is' : `stays at ${from}`
  return `${to} was taken back by the revert ${sha.slice(0, 12)} (${subject}), so ${file} ${stays}. To put it there again, revert that commit, or set allow-downgrade: true`
}

function isRevert(message: string): boolean {
  return /^revert\b/i.test(message) || /^This reverts (?:commit|merge request) /m.test(message)
}

function takesBack(message: string, older: readonly FileCommit[], build: Reverted): boolean {
  const quoted = /^revert(?:\([^)]*\))?!?:? "?(.+?)"?(?: \([#!]\d+\))?$/i.exec(subjectOf(message))?.[1]
  if (quoted !== undefined && isSubject(quoted, build)) return true
  const id = /^This reverts commit ([0-9a-f]{7,64})\b/m.exec(message)?.[1]
  const named = id === undefined ? undefined : older.find(({ sha }) => sha.startsWith(id))
  if (named) return !isRevert(named.message) && isBuild(named.message, build)
  // A merge is no commit that changes the file: what it brought is the newest one before.
  const isMerge = quoted !== undefined && quoted.startsWith('Merge ')
  const newest = older.find((commit) => readTrailers(commit.message).changes.length > 0)
  return isMerge && newest !== undefined && isBuild(newest.message, build)
}

function isBuild(message: string, build: Reverted): boolean {
  return readTrailers(message).changes.some(build.isOfBuild) || isSubject(subjectOf(message), build)
}

/** With the number that a forge adds when it squashes. */
function isSubject(text: string, { subjects }: Reverted): boolean {
  return subjects.includes(text.replace(/ \([#!]\d+\)$/, ''))
}

function subjectOf(message: string): string {
  return message.split('\n', 1)[0]?.trim() ?? ''
}
