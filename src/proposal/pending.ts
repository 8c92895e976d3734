import type { BranchCommit, Forge } from '../forge/forge.ts'
import type { Tree } from '../tree/tree.ts'
import { parseKeyPath } from '../yaml/keys.ts'
import { lookUp, wholeFile } from '../yaml/lookup.ts'
import { parseYaml } from '../yaml/parse.ts'
import { decodeText } from '../yaml/text.ts'
import type { RecordedChange, RecordedValue } from './trailers.ts'
import { readTrailers } from './trailers.ts'

/** What stands on a branch beyond its base. */
export interface Pending {
  readonly tip: string
  /** Our newest commit there. */
  readonly own: string | undefined
  /** What that commit says that it brings: see `Draft.state`. */
  readonly state: string | undefined
  /** What our commits there change; of several for one place the last. */
  readonly changes: readonly RecordedChange[]
  /** Commits that are not ours alone: by people, or ours with something put into them. They are never lost. */
  readonly foreign: readonly BranchCommit[]
}

/** Reads what is pending on a branch. */
export async function readPending(forge: Forge, base: string, tip: string): Promise<Pending> {
  const { commits, complete } = await forge.commitsAhead(base, tip)
  let changes: RecordedChange[] = []
  const foreign: BranchCommit[] = []
  let own: string | undefined
  let state: string | undefined
  for (const commit of commits) {
    const recorded = readTrailers(commit.message)
    if (recorded.tree !== undefined && recorded.tree === commit.tree && commit.parents.length === 1) {
      own = commit.sha
      state = recorded.state
    } else foreign.push(commit)
    for (const change of recorded.changes)
      changes = [...changes.filter((other) => !sharesPlace(other, change)), change]
  }
  const unread: BranchCommit[] = complete
    ? []
    : [{ sha: tip, message: '', tree: undefined, parents: [], author: 'unknown' }]
  return { tip, own, state, changes, foreign: [...foreign, ...unread] }
}

/** Whether two changes write to one place. */
export function sharesPlace(a: RecordedChange, b: RecordedChange): boolean {
  return a.set.some((one) =>
    b.set.some(
      (other) => one.file === other.file && one.document === other.document && one.key === other.key,
    ),
  )
}

/** Whether two changes are of the same image of the same app in the same place of the world. */
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

/**
 * What is pending and still matters beside new changes.
 *
 * A pending change is carried over only onto what it was made for: where the base has got another value
 * meanwhile, the base decides, unless the pending version is known to be the newer one.
 *
 * @param isNewer whether a change is newer than the tag that the base has in its place
 */
export async function carryOver(
  pending: Pending,
  wanted: readonly RecordedChange[],
  base: Tree,
  isNewer: (change: RecordedChange, tag: string) => Promise<boolean>,
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
    if (change.set.every((value, i) => current[i] === value.was)) {
      carried.push(change)
      continue
    }
    const [only, ...more] = change.set
    const now = current[0]
    if (only && now !== undefined && more.length === 0 && (await isNewer(change, tagOf(now))))
      carried.push({ ...change, from: tagOf(now), set: [{ ...only, was: now }] })
    else
      dropped.push(
        `what was pending for ${change.image ?? only?.key} (${change.to}) was dropped: ${only?.file} has ${now ?? 'no such key'} meanwhile`,
      )
  }
  return { carried, dropped }
}

function valueAt(content: Uint8Array | undefined, place: RecordedValue): string | undefined {
  if (!content) return undefined
  try {
    const file = parseYaml(decodeText(content, place.file), place.file)
    const document = file.documents.find((candidate) => candidate.index === place.document)
    const lookup = document && lookUp(wholeFile(file, document), parseKeyPath(place.key))
    return lookup?.found === 'scalar' ? lookup.node.value : undefined
  } catch {
    return undefined
  }
}

/** The tag in a text that is a tag or a reference. */
function tagOf(text: string): string {
  const name = text.split('@')[0] ?? ''
  const colon = name.indexOf(':', name.lastIndexOf('/') + 1)
  return colon < 0 ? name : name.slice(colon + 1)
}
