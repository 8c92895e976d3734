import type { Tree } from '../tree/tree.ts'
import { isThisRepository } from '../inventory/context.ts'
import { Files } from '../yaml/files.ts'
import { joinPath } from '../tree/paths.ts'
import type { InfraRepo } from './plan.ts'

/** The root of the files that a source names, in the infra repo or elsewhere. */
export interface Place {
  readonly tree: Tree
  readonly files: Files
  /** Whether it is the tree of the infra repo, which a merge changes. */
  readonly here: boolean
  /** True if it is another tree of the repository that the change belongs to, so that a merge changes it as well. */
  readonly isChanged?: true
  /** The commit or version, if it is known. */
  readonly revision: string | undefined
}

const opened = new WeakMap<Tree, Promise<Files>>()

/** Returns the tree of the infra repo as a place. */
export function thisPlace(repo: InfraRepo): Place {
  return { tree: repo.tree, files: repo.context.files, here: true, revision: undefined }
}

/** Returns a tree from elsewhere as a place. */
export async function placeOf(tree: Tree, revision: string): Promise<Place> {
  const files = opened.get(tree) ?? Files.open(tree)
  opened.set(tree, files)
  return { tree, files: await files, here: false, revision }
}

/**
 * Returns the files of a Git source: the infra repo's tree if the source is this repo and follows its branch;
 * otherwise the repository at its revision.
 *
 * @param path a folder that the source names; it decides if the address of this repo is not known
 * @throws FairleadError if the other repository cannot be read
 */
export async function gitPlace(
  repo: InfraRepo,
  source: {
    readonly url: string
    readonly revision: string
    /** The full name of the revision, for a name that can be ambiguous: `refs/tags/v1`. */
    readonly ref?: string
    readonly follows: boolean
    readonly path: string
  },
  notes: Set<string>,
): Promise<Place> {
  const { url, revision, ref = revision, follows, path } = source
  const known = isThisRepository(repo.context, url)
  const folder = joinPath('', path || '.')
  if (known ?? (folder !== undefined && repo.context.files.isFolder(folder))) {
    if (follows) return thisPlace(repo)
    notes.add(`its source is pinned to ${revision}: a merge into ${repo.branch} does not affect it`)
  } else notes.add(`it is rendered from ${url} at ${revision}`)
  const found = await repo.remoteSources.git(url, ref)
  const place = await placeOf(found.tree, found.commit)
  return found.isChanged ? { ...place, isChanged: true } : place
}
