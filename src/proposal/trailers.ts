import type { Move } from '../bump/request.ts'
import type { ScalarValue } from '../yaml/edit.ts'

/**
 * What a commit of ours says about itself, as trailers of its message: for people and auditors, and for the
 * next run, which reads from it what is pending on a branch.
 *
 * Format: https://git-scm.com/docs/git-interpret-trailers
 */

/** The trailer with the id of the commit's tree: only a commit whose tree is still that one is ours alone. */
export const TREE_TRAILER = 'Fairlead-Tree'
const CHANGE_TRAILER = 'Fairlead-Change'

/** One value that a commit set, with what it means. */
export interface RecordedChange {
  readonly app?: string
  readonly environment?: string
  readonly image?: string
  readonly file: string
  readonly document: number
  readonly key: string
  readonly value: ScalarValue
  readonly from?: string
  readonly to: string
  readonly digest?: string
  /** The repository and commit that the image was built from. */
  readonly source?: { readonly repository: string; readonly commit?: string }
}

/** The trailers of a commit, in the order in which people read them; the tree's comes last and from the forge. */
export function formatTrailers(changes: readonly RecordedChange[]): string {
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
    ...changes.map((change) => `${CHANGE_TRAILER}: ${JSON.stringify(change)}`),
  ].join('\n')
}

/** What a commit message records; nothing where the commit is not ours. */
export function readTrailers(message: string): { tree: string | undefined; changes: RecordedChange[] } {
  const block =
    message
      .trimEnd()
      .split(/\n\s*\n/)
      .at(-1) ?? ''
  let tree: string | undefined
  const changes: RecordedChange[] = []
  for (const line of block.split('\n')) {
    const match = /^([A-Za-z-]+): (.*)$/.exec(line.trimEnd())
    if (match?.[1] === TREE_TRAILER) tree = match[2]
    const change = match?.[1] === CHANGE_TRAILER ? parseChange(match[2] ?? '') : undefined
    if (change) changes.push(change)
  }
  return { tree, changes }
}

function parseChange(text: string): RecordedChange | undefined {
  try {
    const value = JSON.parse(text) as RecordedChange
    const complete =
      typeof value.file === 'string' && typeof value.key === 'string' && typeof value.to === 'string'
    return complete &&
      ['string', 'number', 'boolean'].includes(typeof value.value) &&
      Number.isInteger(value.document)
      ? value
      : undefined
  } catch {
    return undefined
  }
}

/** A move and the value that it writes, as a record. */
export function recordOf(
  move: Move,
  place: { file: string; document: number; key: string; value: ScalarValue },
  source: RecordedChange['source'],
): RecordedChange {
  return {
    ...(move.app === undefined ? {} : { app: move.app }),
    ...(move.environment === undefined ? {} : { environment: move.environment }),
    ...(move.image === undefined ? {} : { image: move.image }),
    file: place.file,
    document: place.document,
    key: place.key,
    value: place.value,
    ...(move.from === undefined ? {} : { from: move.from }),
    to: move.to,
    ...(move.digest === undefined ? {} : { digest: move.digest }),
    ...(source === undefined ? {} : { source }),
  }
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim()
}
