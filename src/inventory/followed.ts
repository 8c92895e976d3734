import { plainAddress } from '../net/repositories.ts'
import { joinPath } from '../tree/paths.ts'
import type { DeclaredApp } from './model.ts'

/**
 * A folder of another Git repository that an app follows at a branch: a change there is deployed without a change
 * here.
 */
export interface FollowedFolder {
  readonly repoURL: string
  /** Relative to the root of the repository. */
  readonly folder: string
  /** The branch; undefined for the default branch. */
  readonly branch: string | undefined
}

/** Returns the folders of other Git repositories that an app follows at a branch. */
export function followedFolders({ sources }: DeclaredApp): FollowedFolder[] {
  return sources.flatMap(({ repoURL, path, chart, targetRevision, inThisRepository, type }) => {
    // In Flux, a chart in Git is identified by its folder; any other chart comes from a Helm repository or a
    // registry.
    const named = path ?? (chart?.includes('/') ? chart : undefined)
    if (inThisRepository || repoURL === undefined || named === undefined || type === 'ref') return []
    if (/^oci:/i.test(repoURL) || !isBranch(targetRevision)) return []
    const folder = joinPath('', named.replace(/^\/+/, ''))
    if (folder === undefined || folder === '') return []
    const isDefault = targetRevision === undefined || targetRevision === '' || targetRevision === 'HEAD'
    return [{ repoURL, folder, branch: isDefault ? undefined : targetRevision }]
  })
}

/** Reports whether an address refers to a repository, given as `owner/name` on a forge or as an address. */
export function isRepositoryOf(repoURL: string, repository: string, serverUrl: string | undefined): boolean {
  const own = plainAddress(repoURL)
  return (
    own === plainAddress(repository) ||
    (serverUrl !== undefined && own === plainAddress(`${serverUrl.replace(/(?<!\/)\/+$/, '')}/${repository}`))
  )
}

/** Reports whether a revision looks like a branch: not a version, a commit or a tag reference. */
function isBranch(revision: string | undefined): boolean {
  if (revision === undefined || revision === '') return true
  return !/^(?:[0-9a-f]{7,64}|[\^~>=<v]*\s*\d+(?:[.x*].*)?|refs\/tags\/.*|.*\*.*)$/i.test(revision)
}
