import type { BranchCommit, Forge } from '../forge/forge.ts'
import { compareTags } from '../images/tags.ts'
import type { Tree } from '../tree/tree.ts'
import { parseKeyPath } from '../yaml/keys.ts'
import { lookUp, wholeFile } from '../yaml/lookup.ts'
import { parseYaml } from '../yaml/parse.ts'
import { decodeText } from '../yaml/text.ts'
import type { RecordedChange } from './trailers.ts'
import { readTrailers } from './trailers.ts'

/** What stands on a branch beyond its base. */
export interface Pending {
  readonly tip: string
  /** The values that our commits there set; of several for one place the last. */
  readonly changes: readonly RecordedChange[]
  /** Our newest commit there. */
  readonly own: string | undefined
  /** Commits that are not ours alone: by people, or ours with something put into them. They are never lost. */
  readonly foreign: readonly BranchCommit[]
}

/** Reads what is pending on a branch. */
export async function readPending(forge: Forge, base: string, tip: string): Promise<Pending> {
  const { commits, complete } = await forge.commitsAhead(base, tip)
  const changes = new Map<string, RecordedChange>()
  const foreign: BranchCommit[] = []
  let own: string | undefined
  for (const commit of commits) {
    const { tree, changes: recorded } = readTrailers(commit.message)
    if (tree !== commit.tree || commit.parents.length !== 1) foreign.push(commit)
    else own = commit.sha
    for (const change of recorded) changes.set(placeOf(change), change)
  }
  const unread: BranchCommit[] = complete
    ? []
    : [{ sha: tip, message: '', tree: '', parents: [], author: 'unknown' }]
  return { tip, own, changes: [...changes.values()], foreign: [...foreign, ...unread] }
}

/** What tells the place of a recorded change from others. */
export function placeOf(change: Pick<RecordedChange, 'file' | 'document' | 'key'>): string {
  return `${change.file}#${change.document}#${change.key}`
}

/**
 * The pending changes that still matter beside new ones: of other images and other places, and not overtaken
 * by the base.
 */
export async function stillPending(
  pending: Pending,
  wanted: readonly RecordedChange[],
  base: Tree,
): Promise<RecordedChange[]> {
  const replaced = (change: RecordedChange) =>
    wanted.some(
      (other) =>
        placeOf(other) === placeOf(change) ||
        (change.image !== undefined &&
          other.image === change.image &&
          other.app === change.app &&
          other.environment === change.environment),
    )
  const others = pending.changes.filter((change) => !replaced(change))
  if (others.length === 0) return []
  const files = await base.read([...new Set(others.map((change) => change.file))])
  return others.filter((change) => {
    const content = files.get(change.file)?.content
    const current = content && valueAt(content, change)
    if (current === undefined) return false // the place is gone
    if (current === String(change.value)) return false // merged already
    return compareTags(change.to, tagOf(current)) !== -1
  })
}

function valueAt(content: Uint8Array, change: RecordedChange): string | undefined {
  try {
    const file = parseYaml(decodeText(content, change.file), change.file)
    const document = file.documents.find((candidate) => candidate.index === change.document)
    const lookup = document && lookUp(wholeFile(file, document), parseKeyPath(change.key))
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
