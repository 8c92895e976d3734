import * as v from 'valibot'
import { isTrailerBlock } from '../text/trailer.ts'
import { oneLine } from '../text/markdown.ts'
import type { ValueChange } from '../moves/values.ts'

/**
 * The record in a Fairlead commit, as trailers of its message: for people and auditors, and for the next run, which
 * reads from it what is pending on a branch.
 *
 * Anyone can write such a message: `readPending` decides when to use it.
 *
 * Format: https://git-scm.com/docs/git-interpret-trailers
 */

/** The trailer with the id of the commit's tree. A commit is only Fairlead's if its tree still has this id. */
export const TREE_TRAILER = 'Fairlead-Tree'
const CHANGE_TRAILER = 'Fairlead-Change'
const STATE_TRAILER = 'Fairlead-State'

/** A changed version, with all values that contain it: a tag and its digest belong together. */
export interface RecordedChange {
  readonly app?: string
  readonly environment?: string
  readonly cluster?: string
  readonly image?: string
  readonly from?: string
  readonly to: string
  readonly digest?: string
  readonly set: readonly ValueChange[]
  /** The repository and commit that the image was built from. */
  readonly source?: { readonly repository: string; readonly commit?: string }
}

/** The record in a commit message; empty if the commit is not Fairlead's. */
export interface Recorded {
  readonly tree: string | undefined
  readonly state: string | undefined
  readonly changes: readonly RecordedChange[]
}

/**
 * Returns the trailers of a commit, in the order in which people read them. The forge adds the trailer with the tree
 * at the end.
 *
 * @param state a digest of everything that the commit changes, by which a later run detects that nothing is new
 */
export function formatTrailers(changes: readonly RecordedChange[], state: string): string {
  const distinct = (name: string, values: readonly (string | undefined)[]) =>
    [...new Set(values.filter((value) => value !== undefined))].map((value) => `${name}: ${oneLine(value)}`)
  return [
    ...distinct(
      'Fairlead-App',
      changes.map((change) => change.app),
    ),
    ...distinct(
      'Fairlead-Environment',
      changes.map((change) => change.environment),
    ),
    ...distinct(
      'Fairlead-Source-Repository',
      changes.map((change) => change.source?.repository),
    ),
    ...distinct(
      'Fairlead-Source-Commit',
      changes.map((change) => change.source?.commit),
    ),
    ...changes.map((change) => `${CHANGE_TRAILER}: ${folded(change)}`),
    `${STATE_TRAILER}: ${state}`,
  ].join('\n')
}

/** The maximum line length of commitlint's usual rules (body-max-line-length, footer-max-line-length). */
export const MESSAGE_WIDTH = 100

/**
 * Returns a record as JSON on several lines, folded as git folds trailers: each line except the first starts with a
 * space. Lines break between two values, where a space has no meaning; a single value is not split.
 *
 * Rule: https://git-scm.com/docs/git-interpret-trailers (--unfold)
 */
function folded(change: RecordedChange): string {
  // Line ends in texts are escaped, so each of these lines is a whole value, or the beginning or end of a list.
  const parts = JSON.stringify(change, null, 1)
    .split('\n')
    .map((line) => line.trim().replace(/^("(?:[^"\\]|\\.)*"): /, '$1:'))
  const lines: string[] = []
  for (const part of parts) {
    const last = lines.at(-1)
    const width = MESSAGE_WIDTH - (lines.length > 1 ? 1 : CHANGE_TRAILER.length + 2)
    if (last === undefined || last.length + part.length > width) lines.push(part)
    else lines.splice(-1, 1, last + part)
  }
  return lines.join('\n ')
}

/** Splits trailers such as `Signed-off-by` from the end of a given message: the block that git reads as trailers. */
export function splitTrailers(text: string): { readonly text: string; readonly trailers: string } {
  const paragraphs = text
    .replaceAll('\r\n', '\n')
    .trimEnd()
    .split(/\n[ \t]*\n/)
  const last = paragraphs.at(-1) ?? ''
  if (!isTrailerBlock(last)) return { text, trailers: '' }
  return { text: paragraphs.slice(0, -1).join('\n\n').trimEnd(), trailers: last }
}

/** Reads the trailers of a commit message. */
export function readTrailers(message: string): Recorded {
  const block = (
    message
      .trimEnd()
      .split(/\n\s*\n/)
      .at(-1) ?? ''
  ).replaceAll(/\r?\n[ \t]+/g, ' ')
  let tree: string | undefined
  let state: string | undefined
  const changes: RecordedChange[] = []
  for (const line of block.split('\n')) {
    const match = /^([A-Za-z-]+): (.*)$/.exec(line.trimEnd())
    if (match?.[1] === TREE_TRAILER) tree = match[2]
    if (match?.[1] === STATE_TRAILER) state = match[2]
    const change = match?.[1] === CHANGE_TRAILER ? parseChange(match[2] ?? '') : undefined
    if (change) changes.push(change)
  }
  return { tree, state, changes }
}

const recordedChange = v.object({
  app: v.exactOptional(v.string()),
  environment: v.exactOptional(v.string()),
  cluster: v.exactOptional(v.string()),
  image: v.exactOptional(v.string()),
  from: v.exactOptional(v.string()),
  to: v.string(),
  digest: v.exactOptional(v.string()),
  set: v.pipe(
    v.array(
      v.object({
        file: v.string(),
        document: v.pipe(v.number(), v.integer()),
        key: v.string(),
        value: v.union([v.string(), v.number(), v.boolean()]),
        was: v.exactOptional(v.string()),
      }),
    ),
    v.minLength(1),
  ),
  source: v.exactOptional(v.object({ repository: v.string(), commit: v.exactOptional(v.string()) })),
})

/** Somebody else may have written it, so a value that does not have the right form is ignored. */
function parseChange(text: string): RecordedChange | undefined {
  try {
    const change: unknown = JSON.parse(text)
    return v.is(recordedChange, change) ? change : undefined
  } catch {
    return undefined
  }
}
