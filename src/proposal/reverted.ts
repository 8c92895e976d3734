import type { FileCommit } from '../forge/forge.ts'
import type { Revert } from '../moves/reverts.ts'
import { isRevert, subjectOf } from '../moves/reverts.ts'
import type { RecordedChange } from './trailers.ts'
import { readTrailers } from './trailers.ts'

/** The build whose history is searched. */
export interface Reverted {
  /** Reports whether a recorded change is exactly this build at this location. */
  readonly isOfBuild: (change: RecordedChange) => boolean
  /** The commit subjects of the build, each with its version. */
  readonly subjects: readonly string[]
}

/**
 * Finds the commit that reverted a build, unless a later commit restored it. The revert was created by `git revert`
 * or by the button of a forge, and reverts the bump itself or the merge that contained it.
 *
 * It is only a hint to people: anyone who can write it into the history of the base can change the base itself.
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

function takesBack(message: string, older: readonly FileCommit[], build: Reverted): boolean {
  const quoted = /^revert(?:\([^)]*\))?!?:? "?(.+?)"?(?: \([#!]\d+\))?$/i.exec(subjectOf(message))?.[1]
  if (quoted !== undefined && isSubject(quoted, build)) return true
  const id = /^This reverts commit ([0-9a-f]{7,64})\b/m.exec(message)?.[1]
  const named = id === undefined ? undefined : older.find(({ sha }) => sha.startsWith(id))
  if (named) return !isRevert(named.message) && isBuild(named.message, build)
  // A merge commit does not change the file itself: its change is in the newest commit before it.
  const isMerge = quoted !== undefined && quoted.startsWith('Merge ')
  const newest = older.find((commit) => readTrailers(commit.message).changes.length > 0)
  return isMerge && newest !== undefined && isBuild(newest.message, build)
}

function isBuild(message: string, build: Reverted): boolean {
  return readTrailers(message).changes.some(build.isOfBuild) || isSubject(subjectOf(message), build)
}

/** The text may end with the number that a forge adds when it squashes. */
function isSubject(text: string, { subjects }: Reverted): boolean {
  return subjects.includes(text.replace(/ \([#!]\d+\)$/, ''))
}
