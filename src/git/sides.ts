import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inputError, remoteError } from '../errors.ts'
import type { Tree } from '../tree/tree.ts'
import type { Git } from './git.ts'
import { copyIndex } from './foreign.ts'
import { bringObjects, bringTrees, fetchFromOrigin, mayLack } from './partial.ts'
import { KeptBlobs } from './kept-blobs.ts'
import { fileMode } from './listing.ts'
import { revisionTree } from './revision-tree.ts'
import type { EntryChange, RevisionTreeOptions } from './revision-tree.ts'

/** A file, link or submodule that differs between the sides. */
export interface SideDifference extends EntryChange {
  /** Whether it is a regular file on both sides, with one mode. */
  readonly isEdited: boolean
}

/** One revision that is compared. */
export interface Side {
  /** As people name it: `main`, `the working tree`. */
  readonly name: string
  /** Undefined for what is not committed. */
  readonly commit: string | undefined
  /** The id of its tree: equal ids are equal files. */
  readonly treeId: string
  readonly tree: Tree
}

/** What would be deployed before and after a change is merged. */
export interface Sides {
  readonly base: Side
  /** The change, merged into the base; or the change alone, where the two conflict. */
  readonly head: Side
  /** What differs, what is gone too. */
  readonly differences: readonly SideDifference[]
  /** The paths of that. */
  readonly changed: readonly string[]
  /** The branch whose tip the base is, where it was named by one. */
  readonly branch: string | undefined
  /** Set where the two conflict: a sentence. Then the merge base is compared with the change. */
  readonly conflict: string | undefined
}

export interface SidesOptions {
  /** The branch that the change goes into, or any revision. */
  readonly base: string
  /** The change: any revision. Without it what is checked out, with what is not committed. */
  readonly head?: string | undefined
  /** Whether git may fetch what a shallow or partial clone lacks. */
  readonly fetch: boolean
}

/**
 * The two sides of a change: the tip of the base, and the trial merge of the change into it, as the forge would
 * merge it. Nothing in the checkout is touched.
 *
 * @param git in the checkout's root folder
 * @throws FairleadError (input) where a revision is not there, with what to do
 */
export async function resolveSides(git: Git, options: SidesOptions): Promise<Sides> {
  for (const revision of [options.base, options.head ?? 'HEAD']) refuseOption(revision)
  const { base, head, branch } = await tips(git, options)
  const shown = head.isCommitted ? head.commit : undefined
  const merged = await trialMerge(git, base, head, options.fetch)
  if (merged.conflict === undefined)
    return twoSides(
      git,
      { name: options.base, commit: base.commit, tree: base.tree },
      { name: head.name, commit: shown, tree: merged.tree },
      branch,
    )
  const left = (await commits(git, [merged.mergeBase])).get(merged.mergeBase)
  if (!left) throw remoteError(`git does not find the commit ${merged.mergeBase}`)
  const sides = await twoSides(
    git,
    { name: `${options.base}, where the change left it`, ...left },
    { name: head.name, commit: shown, tree: head.tree },
    branch,
  )
  return { ...sides, conflict: merged.conflict }
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

/** Only the base is listed by git: the other side is known by what differs. */
async function twoSides(git: Git, before: Named, after: Named, branch: string | undefined): Promise<Sides> {
  const changes = await changedEntries(git, before.tree, after.tree)
  const kept = new KeptBlobs()
  const base = sideOf(git, before, { kept })
  const head = sideOf(git, after, { kept, like: { tree: base.tree, changes } })
  const changed = changes.map(({ path }) => path)
  return { base, head, differences: changes, changed, branch, conflict: undefined }
}

/**
 * One revision, or what is checked out with what is not committed.
 *
 * @throws FairleadError (input) where it is not there
 */
export async function resolveSide(git: Git, revision: string | undefined): Promise<Side> {
  const wanted = revision ?? 'HEAD'
  refuseOption(wanted)
  const head = await headOf(git, revision, (await commits(git, [wanted])).get(wanted))
  return sideOf(git, { ...head, commit: head.isCommitted ? head.commit : undefined })
}

/**
 * The tip of the branch that a change goes into.
 *
 * @throws FairleadError (input) where it is not there, with what to do
 */
export async function resolveBase(git: Git, options: SidesOptions): Promise<Side> {
  refuseOption(options.base)
  const { base } = await tips(git, { ...options, head: 'HEAD' })
  return sideOf(git, { name: options.base, ...base })
}

/** git would read it as an option. */
function refuseOption(revision: string): void {
  if (revision.startsWith('-') || revision === '' || revision.includes('\n'))
    throw inputError(`there is no revision ${JSON.stringify(revision)} in this checkout`, {
      hint: 'A revision is a branch, a tag or a commit.',
    })
}

interface Commit {
  readonly commit: string
  /** The id of its tree. */
  readonly tree: string
}

/**
 * Commits by the revisions that name them, all with one process; those that are not there are left out. Of a clone that
 * has no trees they are brought.
 */
async function commits(
  git: Git,
  revisions: readonly string[],
  mayBring = true,
): Promise<Map<string, Commit>> {
  const input = revisions.map((revision) => `${revision}^{commit}\n${revision}^{tree}\n`).join('')
  const result = await git.attempt(['cat-file', '--batch-check'], { input })
  if (!result.ok && /not a git repository/i.test(result.stderr))
    throw inputError('this folder is no git checkout, so there is nothing to compare', {
      hint: 'It takes a clone of the infra repo: in a workflow, let actions/checkout run first.',
    })
  if (!result.ok) throw git.explain(['cat-file'], result)
  const lines = result.stdout.split('\n')
  const id = (line = '') => /^([0-9a-f]{40,64}) (?:commit|tree) /.exec(line)?.[1]
  const found = new Map<string, Commit>()
  const treeless: string[] = []
  for (const [i, revision] of revisions.entries()) {
    const [commit, tree] = [id(lines[2 * i]), id(lines[2 * i + 1])]
    if (commit !== undefined && tree !== undefined) found.set(revision, { commit, tree })
    else if (commit !== undefined) treeless.push(revision)
  }
  if (treeless.length === 0 || !mayBring) return found
  await bringTrees(git, treeless)
  return new Map([...found, ...(await commits(git, treeless, false))])
}

/** The tip of the base, where what the forge has counts before what is here, and the change. */
async function tips(
  git: Git,
  options: SidesOptions,
): Promise<{ base: Commit; head: Head; branch: string | undefined }> {
  const base = options.base.replace(/^(refs\/heads\/|(refs\/remotes\/)?origin\/)/, '')
  const { fetch } = options
  const names = [`refs/remotes/origin/${base}`, `refs/heads/${base}`, base]
  const revision = options.head ?? 'HEAD'
  const find = async () => {
    const found = await commits(git, [...names, revision])
    const first = names.find((name) => found.has(name))
    // `main~1` is none, though there is a commit of that name below refs/heads/.
    const branch = first === base || /[~^:]|@\{/.test(base) ? undefined : base
    return { base: first === undefined ? undefined : found.get(first), head: found.get(revision), branch }
  }
  let found = await find()
  if (!found.base && fetch) {
    const fetched = await fetchFromOrigin(git, { options: ['--depth=1'], wanted: [`refs/heads/${base}`] })
    if (fetched.ok) names.unshift('FETCH_HEAD')
    found = await find()
  }
  if (!found.base)
    throw inputError(`the base ${JSON.stringify(base)} is not in this checkout`, {
      hint: `Fetch it: git fetch origin ${base}:refs/remotes/origin/${base}; in a workflow, let actions/checkout have fetch-depth: 0. Or name another base.`,
    })
  return { base: found.base, head: await headOf(git, options.head, found.head), branch: found.branch }
}

interface Head extends Commit {
  readonly name: string
  readonly isCommitted: boolean
}

async function headOf(git: Git, revision: string | undefined, head: Commit | undefined): Promise<Head> {
  if (!head)
    throw inputError(`there is no revision ${JSON.stringify(revision ?? 'HEAD')} in this checkout`, {
      hint: 'It is the commit or branch to look at; without it, what is checked out.',
    })
  if (revision !== undefined) return { name: revision, ...head, isCommitted: true }
  const uncommitted = await commitWorktree(git, head.commit)
  return uncommitted === undefined
    ? { name: 'what is checked out', ...head, isCommitted: true }
    : { name: 'the working tree', ...uncommitted, isCommitted: false }
}

/** A commit of all that is not committed, on no branch; undefined where there is nothing. */
async function commitWorktree(git: Git, head: string): Promise<Commit | undefined> {
  const { top, index: known } = await git.about()
  // What a bare repository has is committed.
  if (top === undefined) return undefined
  const args = ['status', '--porcelain', '--untracked-files=all', '--ignore-submodules']
  if ((await git.run(args, { inWorktree: true })).trim() === '') return undefined
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-index-'))
  try {
    const index = join(folder, 'index')
    const environment = {
      GIT_INDEX_FILE: index,
      ...['AUTHOR', 'COMMITTER'].reduce(
        (all, who) => ({
          ...all,
          [`GIT_${who}_NAME`]: 'fairlead',
          [`GIT_${who}_EMAIL`]: 'fairlead@localhost',
          [`GIT_${who}_DATE`]: '2000-01-01T00:00:00Z',
        }),
        {},
      ),
    }
    if (!(await copyIndex(known, index))) await git.run(['read-tree', head], { environment })
    await git.run(['add', '--all', '--', ':/'], { environment, inWorktree: true })
    const tree = (await git.run(['write-tree'], { environment })).trim()
    const make = ['commit-tree', tree, '-p', head, '-m', 'the working tree']
    return { commit: (await git.run(make, { environment })).trim(), tree }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

type Merged =
  | { readonly tree: string; readonly conflict: undefined }
  | { readonly mergeBase: string; readonly conflict: string }

async function trialMerge(git: Git, base: Commit, head: Commit, fetch: boolean): Promise<Merged> {
  const mergeBase = await findMergeBase(git, base.commit, head.commit, fetch)
  // Already the base's: nothing to merge.
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
  if (!/^[0-9a-f]{40,64}$/.test(tree)) throw git.explain(['merge-tree'], result)
  const named = files.slice(0, 5).join(', ')
  return {
    mergeBase,
    conflict: `The change conflicts with the base in ${named}${files.length > 5 ? ` and ${files.length - 5} more files` : ''}, so it was compared with where it left the base.`,
  }
}

/** A merge reads what either side has changed; a partial clone may lack it. */
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

async function findMergeBase(git: Git, base: string, head: string, fetch: boolean): Promise<string> {
  const find = async () => {
    const found = await git.attempt(['merge-base', base, head])
    return found.ok ? found.stdout.trim() : undefined
  }
  const known = await find()
  if (known !== undefined) return known
  const isShallow = (await git.run(['rev-parse', '--is-shallow-repository'])).trim() === 'true'
  if (isShallow && fetch) {
    // History alone, step by step: most changes left the base not long ago.
    for (const depth of ['--deepen=50', '--deepen=500', '--unshallow']) {
      await fetchFromOrigin(git, { options: [depth], wanted: [base, head], thin: true })
      const found = await find()
      if (found !== undefined) return found
    }
  }
  throw inputError('the change and its base have no common history in this checkout', {
    hint: isShallow
      ? 'The clone is shallow: git fetch --unshallow; in a job, let actions/checkout have fetch-depth: 0, or GitLab GIT_DEPTH: 0.'
      : 'Is the right base named?',
  })
}

/** What differs: of each path the entry that the head has. */
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
