import type { BranchCommit, Forge } from '../forge/forge.ts'
import { vouchesFor } from '../forge/provenance.ts'
import type { Tree } from '../tree/tree.ts'
import { isNeverCarried } from './never-carried.ts'
import type { ValueChange } from '../moves/values.ts'
import { isSamePlace, valueAt } from '../moves/values.ts'
import type { RecordedChange } from './trailers.ts'
import { readTrailers } from './trailers.ts'

/** The state of a branch beyond its base. */
export interface Pending {
  readonly tip: string
  /** Whether Fairlead has an open pull request for it. */
  readonly isOpen?: boolean
  /** Fairlead's newest commit there. */
  readonly own: BranchCommit | undefined
  /**
   * Whether the forge vouches for Fairlead's commits there. Otherwise, `changes` is read from the files of the
   * commits.
   */
  readonly vouched: boolean
  /** The state that Fairlead's newest commit records, if the forge vouches for the commit: see `Draft.state`. */
  readonly state: string | undefined
  /** The changes of Fairlead's commits there; if several change one location, the last one. */
  readonly changes: readonly RecordedChange[]
  /**
   * Commits that are not only Fairlead's: commits by people, or Fairlead's commits with something added. They are
   * never lost.
   */
  readonly foreign: readonly BranchCommit[]
}

/**
 * Reads what is pending on a branch.
 *
 * The record in a message is used if the forge vouches for its commit. On a forge that vouches for no commits, a
 * message may only indicate that its commit can be recreated, and where to look: the values are read from the files.
 */
export async function readPending(forge: Forge, base: string, tip: string): Promise<Pending> {
  const { commits, complete } = await forge.commitsAhead(base, tip)
  let changes: RecordedChange[] = []
  const foreign: BranchCommit[] = []
  let own: BranchCommit | undefined
  let state: string | undefined
  let vouched = true
  for (const commit of commits) {
    const recorded = readTrailers(commit.message)
    const isAlone =
      commit.provenance !== 'unvouched' &&
      recorded.tree !== undefined &&
      recorded.tree === commit.tree &&
      commit.parents.length === 1
    if (!isAlone) {
      foreign.push(commit)
      continue
    }
    own = commit
    vouched &&= vouchesFor(commit)
    state = vouched ? recorded.state : undefined
    const told = vouchesFor(commit) ? recorded.changes : await asInFiles(forge, commit, recorded.changes)
    for (const change of told) changes = [...changes.filter((other) => !sharesPlace(other, change)), change]
  }
  const unread: BranchCommit[] = complete
    ? []
    : [{ sha: tip, message: '', tree: undefined, parents: [], author: 'unknown', provenance: 'unvouched' }]
  return { tip, own, vouched, state, changes, foreign: [...foreign, ...unread] }
}

/**
 * Returns the recorded changes that the commit really contains, as read from its files: the value in them, and the
 * value before. What cannot be read from files, such as a source, is left out.
 */
async function asInFiles(
  forge: Forge,
  commit: BranchCommit,
  told: readonly RecordedChange[],
): Promise<RecordedChange[]> {
  const [parent] = commit.parents
  if (parent === undefined || told.length === 0) return []
  const paths = [...new Set(told.flatMap(({ set }) => set.map(({ file }) => file)))]
  const [after, before] = await Promise.all([
    forge.tree(commit.sha).read(paths),
    forge.tree(parent).read(paths),
  ])
  return told.flatMap((change) => {
    const set = change.set.map(({ file, document, key, value }) => {
      const place = { file, document, key, value }
      const was = valueAt(before.get(file)?.content, place)
      return was === undefined ? place : { ...place, was }
    })
    const stands = set.every(
      (place) => valueAt(after.get(place.file)?.content, place) === String(place.value),
    )
    const isOfVersion = set.some(({ value }) => [String(value), tagOf(String(value))].includes(change.to))
    return stands && isOfVersion ? [without(change, set)] : []
  })
}

/** Returns a change with other values, and without the source, which only its record contains. */
function without(change: RecordedChange, set: readonly ValueChange[]): RecordedChange {
  const { source, ...rest } = change
  return source === undefined ? { ...change, set } : { ...rest, set }
}

/** Reports whether two changes write to the same location. */
export function sharesPlace(a: RecordedChange, b: RecordedChange): boolean {
  return a.set.some((one) => b.set.some((other) => isSamePlace(one, other)))
}

/** Reports whether two changes affect the same image of the same app in the same environment and cluster. */
export function isSameSubject(a: RecordedChange, b: RecordedChange): boolean {
  return (
    a.app !== undefined &&
    a.image !== undefined &&
    a.app === b.app &&
    a.environment === b.environment &&
    a.cluster === b.cluster &&
    a.image === b.image
  )
}

/** The questions that `carryOver` needs answers to. */
export interface CarryQuestions {
  /** Reports whether a change is newer than the tag that the base has in its location. */
  isNewer(change: RecordedChange, tag: string): Promise<boolean>
  /** Reports whether the base still has the locations of the change, found without the record. */
  isFound(change: RecordedChange): Promise<boolean>
}

/**
 * Returns the pending changes that still matter beside new changes.
 *
 * A pending change is carried over only onto the value that it was created for. If the base has another value by now,
 * that value is kept, unless the pending version is known to be newer. A change is also carried over only to
 * locations that are found again on the base, and never to files that decide what runs: a record alone does not
 * determine a location.
 */
export async function carryOver(
  pending: Pending,
  wanted: readonly RecordedChange[],
  base: Tree,
  { isNewer, isFound }: CarryQuestions,
): Promise<{ carried: RecordedChange[]; dropped: string[] }> {
  const others = pending.changes.filter((change) => !wanted.some((other) => sharesPlace(other, change)))
  const files = await base.read([
    ...new Set(others.flatMap((change) => change.set.map((value) => value.file))),
  ])
  const carried: RecordedChange[] = []
  const dropped: string[] = []
  for (const change of others) {
    const current = change.set.map((value) => valueAt(files.get(value.file)?.content, value))
    const isGone = current.some((text, i) => text === undefined && change.set[i]?.was !== undefined)
    if (isGone && wanted.some((other) => isSameSubject(other, change))) continue // it is written elsewhere now
    if (change.set.every((value, i) => current[i] === String(value.value))) continue // merged already
    const [only, ...more] = change.set
    const now = current[0]
    const drop = (why: string) =>
      dropped.push(
        `the pending update of ${change.image ?? only?.key} to ${change.to} was dropped: ${only?.file} ${why}`,
      )
    const isAsItWas = change.set.every((value, i) => current[i] === value.was)
    const isNewerThanNow = async () =>
      only !== undefined && now !== undefined && more.length === 0 && (await isNewer(change, tagOf(now)))
    if (change.set.some(({ file }) => isNeverCarried(file)))
      drop('is a file that Fairlead never changes in this way')
    else if (!isAsItWas && !(await isNewerThanNow())) drop(`now has ${now ?? 'no such key'}`)
    else if (!(await isFound(change))) drop('has no location for it that the inventory finds for this group')
    else if (isAsItWas || !only || now === undefined) carried.push(change)
    else carried.push({ ...change, from: tagOf(now), set: [{ ...only, was: now }] })
  }
  return { carried, dropped }
}

/** Returns the tag of a text that is a tag or a reference. */
export function tagOf(text: string): string {
  const name = text.split('@')[0] ?? ''
  const colon = name.indexOf(':', name.lastIndexOf('/') + 1)
  return colon < 0 ? name : name.slice(colon + 1)
}
