/** Symbolic links of a tree. They are followed as in a file system, but only within the same tree. */

/** A followed link: its real path, and the real path of its target. */
export interface Link {
  readonly path: string
  readonly target: string
}

export type Followed =
  | {
      readonly kind: 'inside'
      /** The path with all links resolved; it may not exist. */
      readonly path: string
      /** The links on the way. */
      readonly links: readonly Link[]
    }
  /** The path leaves the tree; `link` is the link that does so, if any. */
  | { readonly kind: 'outside'; readonly link: string | undefined }
  /** The links form a cycle, or there are more than a kernel follows. */
  | { readonly kind: 'endless' }

/** The number of links that the Linux kernel follows. */
const MAX_HOPS = 40

/**
 * Resolves a path.
 *
 * @param links the targets of all links of the tree, by path
 * @param path relative to the root; it may contain `.` and `..`
 */
export function followLinks(links: ReadonlyMap<string, string>, path: string): Followed {
  if (path.startsWith('/') || path.includes('\0')) return { kind: 'outside', link: undefined }
  const ahead = path.split('/').toReversed()
  const done: string[] = []
  const open: { path: string; left: number }[] = []
  const followed: Link[] = []
  let hops = 0
  let blame: string | undefined
  for (let part = ahead.pop(); part !== undefined; part = ahead.pop()) {
    if (part === '..') {
      if (done.pop() === undefined) return { kind: 'outside', link: blame }
    } else if (part !== '' && part !== '.') {
      done.push(part)
      const current = done.join('/')
      const target = links.get(current)
      if (target !== undefined) {
        if (++hops > MAX_HOPS) return { kind: 'endless' }
        if (target.startsWith('/') || target.includes('\0')) return { kind: 'outside', link: current }
        done.pop()
        blame = current
        open.push({ path: current, left: ahead.length })
        ahead.push(...target.split('/').toReversed())
      }
    }
    for (let last = open.at(-1); last && ahead.length <= last.left; last = open.at(-1)) {
      followed.push({ path: last.path, target: done.join('/') })
      open.pop()
    }
  }
  return { kind: 'inside', path: done.join('/'), links: followed }
}
