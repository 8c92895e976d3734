import { createHash } from 'node:crypto'
import type { VersionMove } from '../moves/move.ts'

/** How many pull requests a step opens. */
export type Grouping = 'app-environment' | 'environment' | 'all'

/** What keeps the groups of one kind of step apart from those of another. */
export interface GroupScope {
  /** The base branch, where the step names one. */
  readonly base: string | undefined
  /** The app repo: `group: all` means all of one step, not of all repos. */
  readonly source: string | undefined
}

/** The moves that go into one pull request. */
export interface Group {
  /** What tells this group from others, over all runs. */
  readonly key: string
  /** For people: `web in prod`. */
  readonly label: string
  readonly moves: readonly VersionMove[]
}

/** What a move is grouped by. */
export type Grouped = Pick<VersionMove, 'app' | 'environment' | 'file'>

/** Puts moves into groups, in the order in which they come. */
export function groupMoves<M extends Grouped>(
  moves: readonly M[],
  grouping: Grouping,
  scope: GroupScope,
): { key: string; label: string; moves: M[] }[] {
  const suffix = scope.base === undefined ? '' : ` base ${scope.base}`
  if (grouping === 'all' && moves.length > 0) {
    const labels = groupMoves(moves, 'app-environment', scope).map((group) => group.label)
    const label =
      labels.length <= 3
        ? labels.join(', ')
        : `${labels.slice(0, 2).join(', ')} and ${labels.length - 2} more`
    return [{ key: `all of ${scope.source ?? 'this'}${suffix}`, label, moves: [...moves] }]
  }
  const groups = new Map<string, { label: string; moves: M[] }>()
  for (const move of moves) {
    const { key, label } = groupOf(move, grouping, moves)
    const group = groups.get(key + suffix) ?? { label, moves: [] }
    group.moves.push(move)
    groups.set(key + suffix, group)
  }
  return [...groups].map(([key, group]) => ({ key, ...group }))
}

/**
 * The group of one move. Where a step names files instead of an app, those of one environment stand for it
 * together.
 */
function groupOf(move: Grouped, grouping: Grouping, all: readonly Grouped[]): { key: string; label: string } {
  const { app, environment } = move
  if (grouping === 'environment' && environment !== undefined)
    return { key: `environment ${environment}`, label: environment }
  if (app !== undefined)
    return {
      key: `app ${app} environment ${environment ?? ''}`,
      label: environment === undefined ? app : `${app} in ${environment}`,
    }
  const files = [
    ...new Set(
      all
        .filter((other) => other.app === undefined && other.environment === environment)
        .map((other) => other.file),
    ),
  ].toSorted()
  return { key: `files ${files.join(' ')}`, label: files.join(', ') }
}

/**
 * The branch of a group: readable, with each word once, valid as a ref, and the same in every run. The digest of the key
 * at its end keeps groups apart whose names look alike once they are made valid.
 */
export function branchOf(key: string): string {
  const words = toldBy(key)
    .split('-')
    .filter((word) => word !== '')
  const slug = [...new Set(words)].join('-').slice(0, 60).replace(/-$/, '')
  return `fairlead/${slug}-${digestOf(key)}`
}

/** The branch that earlier versions gave a group: of the app `web-prod` in `prod` it says `prod` twice. */
export function formerBranchOf(key: string): string {
  const slug = toldBy(key)
    .slice(0, 60)
    .replaceAll(/^-+|(?<!-)-+$/g, '')
  return `fairlead/${slug}-${digestOf(key)}`
}

function toldBy(key: string): string {
  return key
    .replaceAll(/^(app|files) | environment /g, ' ')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
}

function digestOf(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 8)
}

/** Whether a body ends with the mark of a group, as we write it: one that is quoted elsewhere does not count. */
export function hasGroupMark(body: string, key: string): boolean {
  return body.trimEnd().split(/\r?\n/).at(-1)?.trim() === groupMark(key)
}

/** The hidden mark of a group in the body of its pull requests. */
export function groupMark(key: string): string {
  return `<!-- fairlead-group: ${createHash('sha256').update(key).digest('hex').slice(0, 16)} -->`
}
