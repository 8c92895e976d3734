import { isThisRepository } from '../inventory/context.ts'
import { followsBranch } from '../render/argocd/application-source.ts'
import type { InfraRepo } from '../render/plan.ts'
import { isEqual } from '../compare/equal.ts'
import type { RenderedPair } from './rendered-pair.ts'

/**
 * Returns the revisions of this repository that an Application uses, if none of them is the branch that the change
 * goes into and its declaration does not change: a merge then does not reach it, whatever files of its folder change.
 * Returns undefined otherwise.
 *
 * Rule: Argo CD builds `spec.source.targetRevision`, regardless of other branches
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
