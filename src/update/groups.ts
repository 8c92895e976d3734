import type { BumpRequest } from '../bump/request.ts'
import type { VersionMove } from '../moves/move.ts'
import type { Config, Method } from '../config/config.ts'
import { emptyConfig } from '../config/config.ts'
import type { ForgeSnapshot } from '../forge/forge.ts'
import { isSameEnvironment } from '../inventory/environments/judge.ts'
import { placeOfFile } from '../policy/production.ts'
import type { Group, Grouped, Grouping } from '../proposal/group.ts'
import { branchOf, formerBranchOf, groupMoves } from '../proposal/group.ts'
import type { RecordedChange } from '../proposal/trailers.ts'
import type { Step } from './request.ts'

/** The moves in one request or one push. */
export interface UpdateGroup extends Group {
  readonly method: Method
}

/**
 * Returns the moves in groups: first those that are pushed, all in one commit; then the requests.
 *
 * @param config the configuration of the base branch
 */
export function groupsOf(moves: readonly VersionMove[], step: Step, config: Config): UpdateGroup[] {
  const isPushed = (move: VersionMove) => methodOf(move, step, config) === 'push'
  const grouped = (method: Method, some: readonly VersionMove[]) =>
    groupMoves(some, groupingOf(method, step), step.scope).map((group) => ({ ...group, method }))
  return [
    ...grouped('push', moves.filter(isPushed)),
    ...grouped(
      'pull-request',
      moves.filter((move) => !isPushed(move)),
    ),
  ]
}

function groupingOf(method: Method, step: Step): Grouping {
  return method === 'push' ? 'all' : step.grouping
}

/** A location that several environments read is pushed only if the method of each of them is push. */
function methodOf(move: VersionMove, step: Step, config: Config): Method {
  if (step.method !== undefined) return step.method
  const reached = [move, ...move.alsoMoves]
  return reached.every(({ environment }) => ownMethod(environment, config) === 'push')
    ? 'push'
    : 'pull-request'
}

function ownMethod(environment: string | undefined, config: Config): Method {
  const own =
    environment === undefined
      ? undefined
      : Object.entries(config.environments).find(([name]) => isSameEnvironment(name, environment))?.[1]
  return own?.method ?? 'pull-request'
}

/**
 * Returns the branch of a group. Earlier versions repeated words in the name, included the base if a step named the
 * default branch, and omitted it if that branch was called main or master. If a request is open on a branch with such
 * a name, it is updated there.
 */
export function branchFor(group: Group, wish: Step, step: Step, snapshot: ForgeSnapshot): string {
  const [former] =
    wish.base === undefined
      ? []
      : groupMoves(group.moves, step.grouping, {
          ...step.scope,
          base: step.scope.base === undefined ? wish.base : undefined,
        })
  const keys = [group.key, ...(former ? [former.key] : [])]
  const names = keys.flatMap((key) => [branchOf(key), formerBranchOf(key)])
  const isOpen = (branch: string) =>
    snapshot.pullRequests.some((request) => request.own && request.branch === branch)
  return names.find(isOpen) ?? branchOf(group.key)
}

/** Reports whether a change belongs to a group of this step, based on what it changes. */
export function isOfGroup(change: RecordedChange, group: UpdateGroup, step: Step): boolean {
  const { app, environment, set } = change
  const files = set.map(({ file }) => file)
  const grouping = groupingOf(group.method, step)
  const [own] = groupMoves([{ app, environment, file: files[0] ?? '' }], grouping, step.scope)
  // All files that a step names form one group.
  const named = group.moves.filter((move) => move.app === undefined).map((move) => move.file)
  return own?.key === group.key || (app === undefined && files.every((file) => named.includes(file)))
}

/** Returns the branches that are most likely needed, so that the first snapshot includes them. */
export function guessBranches(request: BumpRequest, step: Step): string[] {
  const places = request.targets.flatMap((target): Grouped[] => {
    if (target.kind === 'key')
      return [{ app: undefined, file: target.file, ...placeOfFile(target.file, emptyConfig) }]
    if (target.kind === 'app')
      return target.apps.flatMap((app) =>
        target.environments.map((environment) => ({ app, environment, file: '' })),
      )
    return []
  })
  // The usual names of default branches: a wrong guess costs one more request.
  const isUsual = step.base === 'main' || step.base === 'master'
  const scope = isUsual ? { ...step.scope, base: undefined } : step.scope
  return groupMoves(places, step.grouping, scope).map((group) => branchOf(group.key))
}
