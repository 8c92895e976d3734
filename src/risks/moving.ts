import { finding } from '../findings/finding.ts'
import type { DeclaredApp } from '../inventory/model.ts'
import { mask } from '../git/mask.ts'
import type { Fetched } from '../render/model.ts'
import type { RemoteSources } from '../render/plan.ts'
import type { Risk } from './risk.ts'

/** The rule about where production comes from, for the table in the documents. */
export const MOVING_RULE = {
  id: 'production-follows-branch',
  level: 'medium',
  description:
    'Production follows a branch of another repository: every merge there deploys, without a pull request in the infra repo.',
} as const

/** Something from elsewhere that an app is made of, by a name that may mean something else tomorrow. */
export interface Unpinned {
  /** The address, without credentials. */
  readonly source: string
  /** The branch or tag; empty of a file of the web, and of the default branch. */
  readonly revision: string
  readonly by: 'branch' | 'tag' | 'address'
}

/**
 * What of an app comes from elsewhere by a branch, a tag or an address: what is reviewed here is only what that has
 * now. What its object names counts, and what its kustomizations name.
 *
 * @param fetched what was fetched for its kustomizations
 * @param isOwn whether an address is the infra repo's: its own branch is what is reviewed
 * @param git see `RemoteSources`; what cannot be had is told where the app is rendered
 */
export async function unpinnedIn(
  { sources }: DeclaredApp,
  fetched: readonly Fetched[],
  isOwn: (url: string) => boolean,
  git: RemoteSources['git'],
): Promise<Unpinned[]> {
  const named = sources.flatMap(({ repoURL, path, chart, targetRevision = '', inThisRepository }) => {
    // Flux names a chart in Git by its folder.
    const isOfGit = chart === undefined || path !== undefined || chart.includes('/')
    if (repoURL === undefined || inThisRepository || !isOfGit || /^oci:/i.test(repoURL) || isOwn(repoURL))
      return []
    return [{ url: repoURL, revision: targetRevision }]
  })
  const asked = await Promise.all(
    named.map(async ({ url, revision }): Promise<Fetched> => {
      const answer = await git(url, revision || 'HEAD').catch(() => undefined)
      return { url, revision, ref: answer?.ref }
    }),
  )
  const found = [...asked, ...fetched].flatMap(({ url, revision, ref }): Unpinned[] => {
    if (isOwn(url)) return []
    const source = mask(url)
    if (revision === undefined) return [{ source, revision: '', by: 'address' }]
    const [, kind, name = ''] = /^(?:HEAD|refs\/(heads|tags)\/(.*))$/s.exec(ref ?? '') ?? []
    if (ref === 'HEAD') return [{ source, revision: '', by: 'branch' }]
    if (kind === undefined) return []
    return [{ source, revision: name, by: kind === 'heads' ? 'branch' : 'tag' }]
  })
  return [...new Map(found.map((one) => [JSON.stringify(one), one])).values()]
}

/** What of that deploys to production by itself. A tag is what most teams take for fixed. */
export function movingRisks(unpinned: readonly Unpinned[]): Risk[] {
  return unpinned
    .filter(({ by }) => by === 'branch')
    .map(({ source, revision }) => {
      const branch = revision === '' ? 'the default branch' : `the branch ${revision}`
      return finding(
        MOVING_RULE,
        `It follows ${branch} of ${source}: every merge there deploys to production without a review here. To pin it, set its revision to a tag or commit.`,
      )
    })
}
