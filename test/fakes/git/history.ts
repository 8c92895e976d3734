/** Queries on the commit graph. The histories in tests are short, so simple graph walks are fast enough. */
import type { Commit, ObjectStore } from './objects.ts'
import { findEntry } from './trees.ts'

export interface Comparison {
  readonly mergeBase: Commit | undefined
  /** The commits that only the head has, oldest first. */
  readonly ahead: readonly Commit[]
  readonly behindBy: number
}

async function reachable(
  store: ObjectStore,
  from: string,
  known?: ReadonlySet<string>,
): Promise<Map<string, Commit>> {
  const found = new Map<string, Commit>()
  const pending = [from]
  for (let oid = pending.pop(); oid !== undefined; oid = pending.pop()) {
    if (found.has(oid) || known?.has(oid) === true) continue
    const commit = await store.commit(oid)
    found.set(oid, commit)
    pending.push(...commit.parents)
  }
  return found
}

export async function isAncestor(store: ObjectStore, ancestor: string, of: string): Promise<boolean> {
  return ancestor === of || (await reachable(store, of)).has(ancestor)
}

export async function compareCommits(store: ObjectStore, base: string, head: string): Promise<Comparison> {
  const ofBase = await reachable(store, base)
  const onlyHead = await reachable(store, head, new Set(ofBase.keys()))
  const ofHead = await reachable(store, head)
  const onlyBase = [...ofBase.keys()].filter((oid) => !ofHead.has(oid))
  const boundary = [...onlyHead.values()].flatMap((commit) => commit.parents).filter((oid) => ofBase.has(oid))
  const candidates = ofBase.has(head) ? [head] : boundary
  const mergeBase = candidates
    .map((oid) => ofBase.get(oid))
    .filter((commit) => commit !== undefined)
    .toSorted((a, b) => b.committer.date.localeCompare(a.committer.date))[0]
  return { mergeBase, ahead: parentsFirst(onlyHead), behindBy: onlyBase.length }
}

function parentsFirst(commits: ReadonlyMap<string, Commit>): Commit[] {
  const ordered = new Map<string, Commit>()
  const visit = (commit: Commit) => {
    if (ordered.has(commit.oid)) return
    for (const parent of commit.parents) {
      const known = commits.get(parent)
      if (known !== undefined) visit(known)
    }
    ordered.set(commit.oid, commit)
  }
  for (const commit of commits.values()) visit(commit)
  return [...ordered.values()]
}

/** Returns the commits newest first; if a path is given, only the commits that changed it. */
export async function listHistory(store: ObjectStore, from: string, path?: string): Promise<Commit[]> {
  const ordered = parentsFirst(await reachable(store, from)).toReversed()
  if (path === undefined || path === '') return ordered
  const entryAt = async (commit: Commit) => (await findEntry(store, commit.tree, path))?.oid
  const changing: Commit[] = []
  for (const commit of ordered) {
    const own = await entryAt(commit)
    const before = await Promise.all(
      commit.parents.map(async (parent) => entryAt(await store.commit(parent))),
    )
    if (commit.parents.length === 0 ? own !== undefined : before.every((oid) => oid !== own)) {
      changing.push(commit)
    }
  }
  return changing
}
