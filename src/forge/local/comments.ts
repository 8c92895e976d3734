import type { Comments, PutComment } from '../comments.ts'
import { planComments } from '../comments.ts'
import type { LocalForge } from './local-forge.ts'

/** A limit that keeps a comment readable; a blob itself has no limit. Unit: UTF-16 units. */
const limit = 1_000_000

/**
 * Returns the comments on the pull requests of a plain git remote, which are stored in the request's own record.
 * Nothing there proves who wrote a comment, so every comment with the marker is treated as ours.
 */
export function localComments(forge: LocalForge): Comments {
  return {
    limit,
    async stateOf(branch) {
      const { state, head = '', base } = await forge.show(branch)
      return { isOpen: state === 'open', head, base }
    },
    async put(branch, mark, bodies, former) {
      let done: PutComment[] = []
      await forge.changeComments(branch, (present, at) => {
        const own = present.map((comment, index) => ({ ...comment, index }))
        const { placed, surplus } = planComments(own, mark, bodies, former)
        const gone = new Set(surplus.map(({ index }) => index))
        const changed = new Map(placed.map((item) => [item.present?.index, item]))
        const kept = own
          .filter(({ index }) => !gone.has(index))
          .map(({ index, ...comment }) => {
            const item = changed.get(index)
            return item?.differs === true ? { at, body: item.body } : comment
          })
        const added = placed.filter((item) => item.present === undefined).map(({ body }) => ({ at, body }))
        done = placed.map(({ present: old, differs }, i) => ({
          id: String(old?.index ?? own.length + i),
          url: undefined,
          operation: old === undefined ? 'created' : differs ? 'updated' : 'unchanged',
        }))
        return [...kept, ...added]
      })
      return done
    },
  }
}
