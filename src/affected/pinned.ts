import { isThisRepository } from '../inventory/context.ts'
import { followsBranch } from '../render/argocd/application-source.ts'
import type { InfraRepo } from '../render/plan.ts'
import { isEqual } from '../compare/equal.ts'
import type { RenderedPair } from './rendered-pair.ts'

/**
 * The revisions of this repository that an Application is made of, where none of them is the branch that the change goes
 * into and its declaration stays: then a merge does not reach it, whatever files of its folder change. Undefined where
 * it does.
 *
 * Rule: Argo CD builds `spec.source.targetRevision`, whatever other branches have
 */
export function pinnedRemotes(
  { known, declarations }: Pick<RenderedPair, 'known' | 'declarations'>,
  repo: InfraRepo,
): readonly string[] | undefined {
  const { before, after } = known
  if (!before || !after || after.kind !== 'Application') return undefined
  if (!isEqual(declarations.before ?? null, declarations.after ?? null)) return undefined
  // Values files may come from another source of the same repository.
  const own = after.sources.filter(
    ({ inThisRepository, type, repoURL }) =>
      inThisRepository || (type === 'ref' && isThisRepository(repo.context, repoURL) !== false),
  )
  const revisions = own.map(({ targetRevision = '' }) => targetRevision)
  return own.length > 0 && revisions.every((revision) => !followsBranch(repo, revision))
    ? [...new Set(revisions)]
    : undefined
}
