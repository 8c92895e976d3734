import { createHash } from 'node:crypto'
import type { VersionMove } from '../moves/move.ts'

/** The grouping of changes into pull requests. */
export type Grouping = 'app-environment' | 'environment' | 'all'

/** The scope of groups, which separates the groups of one kind of step from those of another. */
export interface GroupScope {
  /** The base branch, if the step sets one. */
  readonly base: string | undefined
  /** The app repo: `group: all` means all of one step, not of all repos. */
  readonly source: string | undefined
}

/** The moves that go into one pull request. */
export interface Group {
  /** The id of the group, which is the same in all runs. */
  readonly key: string
  /** For users: `web in prod`. */
  readonly label: string
  readonly moves: readonly VersionMove[]
}

/** The properties by which moves are grouped. */
export type Grouped = Pick<VersionMove, 'app' | 'environment' | 'file'>

/** Groups moves, in their order. */
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
 * Returns the group of one move. If a step names files instead of an app, all files of one environment form one
 * group.
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
 * Returns the branch of a group: readable, with each word once, valid as a ref, and the same in every run. The digest
 * of the key at the end separates groups whose names become equal when they are made valid.
 */
export function branchOf(key: string): string {
  const words = toldBy(key)
    .split('-')
    .filter((word) => word !== '')
  const slug = [...new Set(words)].join('-').slice(0, 60).replace(/-$/, '')
  return `fairlead/${slug}-${digestOf(key)}`
}

/**
 * Returns the branch that earlier versions used for a group: for the app `web-prod` in `prod` it contains `prod`
 * twice.
 */
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

/**
 * Reports whether a body ends with the mark of a group, as Fairlead writes it. A mark that is quoted elsewhere does
 * not count.
 */
export function hasGroupMark(body: string, key: string): boolean {
  return body.trimEnd().split(/\r?\n/).at(-1)?.trim() === groupMark(key)
}

/** Returns the hidden mark of a group in the body of its pull requests. */
export function groupMark(key: string): string {
  return `<!-- fairlead-group: ${createHash('sha256').update(key).digest('hex').slice(0, 16)} -->`
}
