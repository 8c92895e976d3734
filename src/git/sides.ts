import { inputError, remoteError } from '../errors.ts'
import type { Tree } from '../tree/tree.ts'
import { commits, isShallow, isWithin, refuseOption } from './commits.ts'
import type { Commit } from './commits.ts'
import { findCommit } from './find-commit.ts'
import type { Git } from './git.ts'
import { KeptBlobs } from './kept-blobs.ts'
import { missingCommit } from './missing.ts'
import { isObjectId } from './object-id.ts'
import { fileMode } from '../tree/file-mode.ts'
import { bringObjects, bringTrees, fetchFromOrigin, mayLack } from './partial.ts'
import { revisionTree } from './revision-tree.ts'
import type { EntryChange, RevisionTreeOptions } from './revision-tree.ts'
import { knownBases } from './base-tip.ts'
import type { TipsOptions, Tips } from './event-sides.ts'
import { findTips } from './tips.ts'
import { headOf } from './working-tree.ts'

/** A file, link or submodule that differs between the sides. */
export interface SideDifference extends EntryChange {
  /** Whether it is a regular file on both sides, with one mode. */
  readonly isEdited: boolean
}

/** One of the compared revisions. */
export interface Side {
  /** The name for people: `main`, `the working tree`. */
  readonly name: string
  /** Undefined if the files are not committed. */
  readonly commit: string | undefined
  /** The id of its tree: equal ids mean equal files. */
  readonly treeId: string
  readonly tree: Tree
}

/** The deployed files before and after the merge of a change. */
export interface Sides {
  readonly base: Side
  /** The change merged into the base; or only the change, if the two conflict. */
  readonly head: Side
  /** The differences, including deleted files. */
  readonly differences: readonly SideDifference[]
  /** The paths of the differences. */
  readonly changed: readonly string[]
  /** The branch whose tip is the base, if the base was given as a branch. */
  readonly branch: string | undefined
  /** A sentence, set if the two conflict. The merge base is then compared with the change. */
  readonly conflict: string | undefined
  /** Sentences about commits that were used instead of missing ones. */
  readonly warnings: readonly string[]
}

/**
 * Returns the two sides of a change: the tip of the base, and the trial merge of the change into it, as the forge
 * would merge it. The checkout is not modified.
 *
 * @param git in the checkout's root folder
 * @throws FairleadError (input) if a revision does not exist, with a fix
 */
export async function resolveSides(git: Git, options: TipsOptions): Promise<Sides> {
  for (const revision of [options.base, options.head ?? 'HEAD']) refuseOption(revision)
  const tips = await findTips(git, options)
  const { base, head, branch, warnings } = tips
  const named = { name: head.name, commit: head.isCommitted ? head.commit : undefined }
  const before = { name: options.base, ...base }
  if (tips.isExact) return twoSides(git, before, { ...named, tree: head.tree }, { branch, warnings })
  const merged = await trialMerge(git, base, head, options)
  if (merged.conflict === undefined) {
    const after = { ...named, tree: merged.tree }
    const earlier = merged.tree === base.tree ? await beforeItsMerge(git, tips, options) : undefined
    if (!earlier) return twoSides(git, before, after, { branch, warnings })
    const text = `${JSON.stringify(options.base)} already contains this change, so it is compared with ${earlier.base.commit.slice(0, 12)}, the base in the event of this job.`
    const sides = { ...before, ...earlier.base }
    return twoSides(git, sides, { ...named, tree: earlier.tree }, { branch, warnings: [...warnings, text] })
  }
  const left = (await commits(git, [merged.mergeBase])).get(merged.mergeBase)
  if (!left) throw remoteError(`git does not find the commit ${merged.mergeBase}`)
  const sides = await twoSides(
    git,
    { name: `merge base with ${options.base}`, ...left },
    { ...named, tree: head.tree },
    { branch, warnings },
  )
  return { ...sides, conflict: merged.conflict }
}

/**
 * Finds the sides before the merge. A job that runs again after the merge finds its change already on the base, and
 * "no changes" would be misleading.
 *
 * @returns the base at the time of the event, and the tree of the merge into it; undefined if that merge changes
 *   nothing
 */
async function beforeItsMerge(
  git: Git,
  { base, head }: Tips,
  options: TipsOptions,
): Promise<{ base: Commit; tree: string } | undefined> {
  const { event } = options
  if (event?.isRequest !== true) return undefined
  for await (const was of knownBases(git, options)) {
    if (was.commit === base.commit || (await isWithin(git, head.commit, was.commit))) continue
    const merged = await trialMerge(git, was, head, options)
    if (merged.conflict === undefined && merged.tree !== was.tree) return { base: was, tree: merged.tree }
  }
  return undefined
}

interface Named {
  readonly name: string
  readonly commit: string | undefined
  /** The id of its tree. */
  readonly tree: string
}

function sideOf(git: Git, { name, commit, tree }: Named, options: RevisionTreeOptions = {}): Side {
  const label = commit === undefined ? name : `${name} at ${commit.slice(0, 12)}`
  return { name, commit, treeId: tree, tree: revisionTree(git, tree, { ...options, name: label }) }
}

/** Returns two sides. git lists only the base: the other side is computed from the differences. */
async function twoSides(
  git: Git,
  before: Named,
  after: Named,
  told: Pick<Sides, 'branch' | 'warnings'>,
): Promise<Sides> {
  const changes = await changedEntries(git, before.tree, after.tree)
  const kept = new KeptBlobs()
  const base = sideOf(git, before, { kept })
  const head = sideOf(git, after, { kept, like: { tree: base.tree, changes } })
  const changed = changes.map(({ path }) => path)
  return { base, head, differences: changes, changed, conflict: undefined, ...told }
}

/**
 * Returns the sides of two commits without a merge, regardless of the commits between them: the effect of moving a
 * branch from one to the other.
 *
 * @throws FairleadError (input) if one of them does not exist and cannot be fetched
 */
export async function commitSides(
  git: Git,
  {
    base,
    head,
    branch,
  }: { readonly base: string; readonly head: string; readonly branch: string | undefined },
): Promise<Sides> {
  const [before, after] = await Promise.all(
    [base, head].map(async (name) => {
      const found = await findCommit(git, name, { fetch: true, event: undefined })
      if (found) return { name, ...found }
      throw await missingCommit(git, name)
    }),
  )
  if (!before || !after) throw new Error('two commits are compared')
  return twoSides(git, before, after, { branch, warnings: [] })
}

/**
 * Returns one revision, or the checkout with its uncommitted changes.
 *
 * @throws FairleadError (input) if it does not exist
 */
export async function resolveSide(git: Git, revision: string | undefined): Promise<Side> {
  const wanted = revision ?? 'HEAD'
  refuseOption(wanted)
  const head = await headOf(git, revision, (await commits(git, [wanted])).get(wanted))
  return sideOf(git, { ...head, commit: head.isCommitted ? head.commit : undefined })
}

/**
 * Returns the tip of the branch that a change targets.
 *
 * @throws FairleadError (input) if it does not exist, with a fix
 */
export async function resolveBase(git: Git, options: TipsOptions): Promise<Side> {
  refuseOption(options.base)
  const { base } = await findTips(git, { ...options, head: 'HEAD' })
  return sideOf(git, { name: options.base, ...base })
}

type Merged =
  | { readonly tree: string; readonly conflict: undefined }
  | { readonly mergeBase: string; readonly conflict: string }

async function trialMerge(git: Git, base: Commit, head: Commit, options: TipsOptions): Promise<Merged> {
  const mergeBase = await findMergeBase(git, base.commit, head.commit, options)
  // The change already contains the base: nothing to merge.
  if (mergeBase === base.commit) return { tree: head.tree, conflict: undefined }
  await bringMerged(git, mergeBase, [base, head])
  const result = await git.attempt([
    'merge-tree',
    '--write-tree',
    '--name-only',
    '-z',
    '--no-messages',
    base.commit,
    head.commit,
  ])
  const [tree = '', ...files] = result.stdout.split('\0').filter((part) => part !== '')
  if (result.ok) return { tree, conflict: undefined }
  if (!isObjectId(tree)) throw git.explain(['merge-tree'], result)
  const named = files.slice(0, 5).join(', ')
  return {
    mergeBase,
    conflict: `The change conflicts with the base in ${named}${files.length > 5 ? ` and ${files.length - 5} more files` : ''}, so it was compared with the commit where it branched off.`,
  }
}

/** Fetches the objects of a merge. It reads the changes of both sides, which may be missing in a partial clone. */
async function bringMerged(git: Git, mergeBase: string, sides: readonly Commit[]): Promise<void> {
  if (!(await mayLack(git))) return
  await bringTrees(git, [mergeBase, ...sides.map(({ commit }) => commit)])
  const wanted = new Set<string>()
  for (const { commit } of sides) {
    const args = ['diff-tree', '-r', '-z', '--raw', '--no-abbrev', '--no-renames', mergeBase, commit]
    for (const change of (await git.run(args)).matchAll(/:(\d+) (\d+) ([0-9a-f]+) ([0-9a-f]+) [A-Z]/g))
      for (const [mode, id] of [
        [change[1], change[3]],
        [change[2], change[4]],
      ] as const)
        if (mode !== '160000' && id !== undefined && !/^0+$/.test(id)) wanted.add(id)
  }
  await bringObjects(git, [...wanted])
}

async function findMergeBase(
  git: Git,
  base: string,
  head: string,
  { fetch, event }: TipsOptions,
): Promise<string> {
  const find = async () => {
    const found = await git.attempt(['merge-base', base, head])
    return found.ok ? found.stdout.trim() : undefined
  }
  const known = await find()
  if (known !== undefined) return known
  const isCut = await isShallow(git)
  if (isCut && fetch) {
    // Fetches only the history, step by step: most changes left the base not long ago.
    for (const depth of ['--deepen=50', '--deepen=500', '--unshallow']) {
      const address = event?.baseAt
      const wanted = address === undefined ? [base, head] : [head]
      await fetchFromOrigin(git, { options: [depth], wanted, thin: true })
      if (address !== undefined) await fetchFromOrigin(git, { options: [depth], wanted: [base], address })
      const found = await find()
      if (found !== undefined) return found
    }
  }
  throw inputError('the change and its base have no common history in this checkout', {
    hint: isCut ? `The clone is shallow. ${git.cure('history')}` : 'Check that base is correct.',
  })
}

/** Returns the differences: for each path, the entry of the head. */
async function changedEntries(git: Git, base: string, head: string): Promise<SideDifference[]> {
  const output = await git.run(['diff-tree', '-r', '-z', '--raw', '--no-abbrev', '--no-renames', base, head])
  const parts = output.split('\0')
  const changes: SideDifference[] = []
  for (let i = 0; i + 1 < parts.length; i += 2) {
    // `:mode mode id id state`, then the path
    const [was = '', mode = '', , oid = '', state] = (parts[i] ?? '').split(' ')
    const path = parts[i + 1] ?? ''
    const isEdited = state === 'M' && was === `:${mode}` && mode.startsWith('100')
    changes.push({ path, isEdited, entry: state === 'D' ? undefined : { path, mode: fileMode(mode), oid } })
  }
  return changes
}
