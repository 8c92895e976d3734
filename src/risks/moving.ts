import { finding } from '../findings/finding.ts'
import type { DeclaredApp } from '../inventory/model.ts'
import { mask } from '../git/mask.ts'
import type { Fetched } from '../render/model.ts'
import type { RemoteSources } from '../render/plan.ts'
import type { Risk } from './risk.ts'

/** The rule about the sources of production apps, for the table in the documentation. */
export const MOVING_RULE = {
  id: 'production-follows-branch',
  level: 'medium',
  description:
    'Production follows a branch of another repository: every merge there deploys, without a pull request in the infra repo.',
} as const

/** An external source of an app that is referenced by a name whose meaning may change later. */
export interface Unpinned {
  /** The address, without credentials. */
  readonly source: string
  /** The branch or tag; empty for a file on the web, and for the default branch. */
  readonly revision: string
  readonly by: 'branch' | 'tag' | 'address'
}

/**
 * Returns the external sources of an app that are referenced by a branch, a tag or an address: a review covers only
 * their current content. References in the app's object and in its kustomizations count.
 *
 * @param fetched the sources that were fetched for its kustomizations
 * @param isOwn reports whether an address is that of the infra repo, whose own branch is reviewed
 * @param git see `RemoteSources`; a source that cannot be read is reported when the app is rendered
 */
export async function unpinnedIn(
  { sources }: DeclaredApp,
  fetched: readonly Fetched[],
  isOwn: (url: string) => boolean,
  git: RemoteSources['git'],
): Promise<Unpinned[]> {
  const named = sources.flatMap(({ repoURL, path, chart, targetRevision = '', inThisRepository }) => {
    // Flux refers to a chart in Git by its folder.
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

/**
 * Returns the risks of external sources that deploy to production automatically. A tag is not a risk, because most
 * teams treat tags as fixed.
 */
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
