import { commits, isWithin, parentsOf } from '../../git/commits.ts'
import type { Git } from '../../git/git.ts'
import { isObjectId } from '../../git/object-id.ts'
import { quietFetch } from '../../git/objects.ts'
import { branchRef } from '../../git/refs.ts'
import type { Merging } from '../merging.ts'
import { ownMerge, reaching } from '../own-merge.ts'
import type { Reach } from '../own-merge.ts'

/** A merge in plain git. */
export interface LocalMerge {
  /** The checkout. */
  readonly git: Git
  /** The repository that has the base branch: the checkout's `origin`, or else the checkout itself. */
  readonly reach: Reach
  readonly base: string
  /** The name of the merged commit or branch, for people. */
  readonly head: string
  readonly now: () => Promise<number>
}

/**
 * Returns the merging of plain git, which always creates a merge commit of our own. The commit is pushed, even if the
 * base is a branch of the checkout itself: git then refuses to move a branch that is checked out.
 */
export function openLocalMerging({ git, reach, base, head, now }: LocalMerge): Merging {
  const remote = reaching(git, reach)
  const ref = branchRef(base)
  return {
    request: 'the change',
    base,
    rules: async () => ({
      queue: undefined,
      upToDate: { word: 'no', message: 'Plain git has no merge rules.' },
      methods: [],
      push: { word: 'unread', message: 'Whether you may push is only known after a push.', cure: 'Try it.' },
    }),
    async standing() {
      const listed = await remote.run(['ls-remote', reach.to, ref])
      const line = listed.split('\n').find((one) => one.endsWith(`\t${ref}`))
      return { tip: line?.split('\t')[0], request: undefined }
    },
    async commit(id) {
      if (!isObjectId(id)) return undefined
      const find = async () => (await commits(git, [id])).get(id)
      let found = await find()
      if (found === undefined) {
        await remote.run(['fetch', ...quietFetch, '--', reach.to, ref])
        found = await find()
      }
      return found && { id, tree: found.tree, parents: await parentsOf(git, id) }
    },
    contains: (tip, commit) => isWithin(git, commit, tip),
    merge: () => Promise.reject(new Error('plain git has no auto-merge')),
    ...ownMerge({
      git,
      reach: async () => reach,
      branch: base,
      message: async () => `Merge ${head} into ${base}`,
    }),
    now,
  }
}
