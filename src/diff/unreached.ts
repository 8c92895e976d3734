import { isThisRepository } from '../inventory/context.ts'
import { followsBranch } from '../render/argocd/source.ts'
import type { World } from '../render/plan.ts'
import { isEqual } from './equal.ts'
import { inputDigest } from './inputs.ts'
import type { IdsOf } from './inputs.ts'
import type { AppChange, SideFailure } from './model.ts'
import type { RenderedPair } from './worklist.ts'

/**
 * The revisions of this repository that an Application is made of, where none of them is the branch that the change goes
 * into and its declaration stays: then a merge does not reach it, whatever files of its folder change. Undefined where
 * it does.
 *
 * Rule: Argo CD builds `spec.source.targetRevision`, whatever other branches have
 */
export function pinnedElsewhere(
  { known, declarations }: Pick<RenderedPair, 'known' | 'declarations'>,
  world: World,
): readonly string[] | undefined {
  const { before, after } = known
  if (!before || !after || after.kind !== 'Application') return undefined
  if (!isEqual(declarations.before ?? null, declarations.after ?? null)) return undefined
  // Values files may come from another source of the same repository.
  const own = after.sources.filter(
    ({ inThisRepository, type, repoURL }) =>
      inThisRepository || (type === 'ref' && isThisRepository(world.context, repoURL) !== false),
  )
  const revisions = own.map(({ targetRevision = '' }) => targetRevision)
  return own.length > 0 && revisions.every((revision) => !followsBranch(world, revision))
    ? [...new Set(revisions)]
    : undefined
}

/** What is told of an app that could not be rendered and that a merge does not reach; undefined for all others. */
export function unreachedChange(
  pair: RenderedPair,
  failures: readonly SideFailure[],
  ids: IdsOf,
): AppChange | undefined {
  const { app, files, pinned } = pair
  const of = (side: SideFailure['side']) =>
    failures.filter((failure) => failure.side === side).map(({ message }) => message)
  if (!pinned || failures.length === 0 || !isEqual(of('before'), of('after'))) return undefined
  const note = `its source is pinned to ${pinned.join(', ')}, which a merge does not reach; it could not be rendered: ${of('after').join('; ')}`
  return {
    app,
    files,
    status: 'rerendered',
    failures: [],
    objects: [],
    restarts: [],
    risks: [],
    images: [],
    values: [],
    notes: [note],
    noise: 0,
    digest: inputDigest(pair, ids),
    conditions: undefined,
  }
}
