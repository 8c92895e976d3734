import { plainAddress } from '../net/repositories.ts'
import { joinPath } from '../tree/paths.ts'
import type { DeclaredApp } from './model.ts'

/** A folder of another Git repository that an app is made of, at a branch: what changes there deploys by itself. */
export interface FollowedFolder {
  readonly repoURL: string
  /** From the root of the repository. */
  readonly folder: string
  /** The branch; undefined for the default one. */
  readonly branch: string | undefined
}

/** The folders of other Git repositories that an app follows at a branch. */
export function followedFolders({ sources }: DeclaredApp): FollowedFolder[] {
  return sources.flatMap(({ repoURL, path, chart, targetRevision, inThisRepository, type }) => {
    // Flux names a chart in Git by its folder; any other chart is one of a Helm repository or a registry.
    const named = path ?? (chart?.includes('/') ? chart : undefined)
    if (inThisRepository || repoURL === undefined || named === undefined || type === 'ref') return []
    if (/^oci:/i.test(repoURL) || !isBranch(targetRevision)) return []
    const folder = joinPath('', named.replace(/^\/+/, ''))
    if (folder === undefined || folder === '') return []
    const isDefault = targetRevision === undefined || targetRevision === '' || targetRevision === 'HEAD'
    return [{ repoURL, folder, branch: isDefault ? undefined : targetRevision }]
  })
}

/** Whether it is that repository: `owner/name` on a forge, or its address. */
export function isRepositoryOf(repoURL: string, repository: string, serverUrl: string | undefined): boolean {
  const own = plainAddress(repoURL)
  return (
    own === plainAddress(repository) ||
    (serverUrl !== undefined && own === plainAddress(`${serverUrl.replace(/(?<!\/)\/+$/, '')}/${repository}`))
  )
}

/** By its name alone: a version, a commit and a reference of a tag are none. */
function isBranch(revision: string | undefined): boolean {
  if (revision === undefined || revision === '') return true
  return !/^(?:[0-9a-f]{7,64}|[\^~>=<v]*\s*\d+(?:[.x*].*)?|refs\/tags\/.*|.*\*.*)$/i.test(revision)
}
