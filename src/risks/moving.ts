import { finding } from '../findings/finding.ts'
import type { DeclaredApp } from '../inventory/model.ts'
import { mask } from '../git/mask.ts'
import type { Elsewhere } from '../render/plan.ts'
import type { Risk } from './risk.ts'

/** The rule about where production comes from, for the table in the documents. */
export const MOVING_RULE = {
  id: 'production-follows-branch',
  level: 'medium',
  description:
    'Production is made of a branch of another repository: every merge there deploys, without a pull request in the infra repo.',
} as const

/**
 * Whether an app is made of a branch of another Git repository, so that what is reviewed here is only what the branch
 * has now.
 *
 * @param isOwn whether an address is the infra repo's: its own branch is what is reviewed
 * @param git see `Elsewhere`; what cannot be had is told where the app is rendered
 */
export async function movingRisks(
  { sources }: DeclaredApp,
  isOwn: (url: string) => boolean,
  git: Elsewhere['git'],
): Promise<Risk[]> {
  const found = await Promise.all(
    sources.map(async ({ repoURL, path, chart, targetRevision = '', inThisRepository }): Promise<Risk[]> => {
      // Flux names a chart in Git by its folder.
      const isOfGit = chart === undefined || path !== undefined || chart.includes('/')
      if (repoURL === undefined || inThisRepository || !isOfGit || /^oci:/i.test(repoURL) || isOwn(repoURL))
        return []
      const ref = await git(repoURL, targetRevision || 'HEAD').then(
        (answer) => answer.ref,
        () => undefined,
      )
      if (ref !== 'HEAD' && ref?.startsWith('refs/heads/') !== true) return []
      const branch = ref === 'HEAD' ? 'the default branch' : `the branch ${ref.slice('refs/heads/'.length)}`
      const message = `It follows ${branch} of ${mask(repoURL)}: every merge there deploys to production, without a change that is reviewed here. A tag or commit as its revision holds it.`
      return [finding(MOVING_RULE, message)]
    }),
  )
  const byReason = new Map(found.flat().map((risk) => [risk.message, risk]))
  return [...byReason.values()]
}
