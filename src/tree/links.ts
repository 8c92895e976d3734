/** Symbolic links of a tree, followed as a file system would; only to what is in the same tree. */

/** A link on the way, by its real path, and the real path that it leads to. */
export interface Link {
  readonly path: string
  readonly target: string
}

export type Followed =
  | {
      readonly kind: 'inside'
      /** The path without any link in it; whether something is there is not said. */
      readonly path: string
      /** The links that led there. */
      readonly links: readonly Link[]
    }
  /** It leaves the tree; `link` is the link that does, if one does. */
  | { readonly kind: 'outside'; readonly link: string | undefined }
  /** Links that lead to each other, or more than a kernel follows. */
  | { readonly kind: 'endless' }

/** As many as the kernel follows. */
const MAX_HOPS = 40

/**
 * What a path means.
 *
 * @param links the texts of all links of the tree, by path
 * @param path from the root; it may hold `.` and `..`
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
