import type { Tree } from '../tree/tree.ts'
import { isThisRepository } from '../inventory/context.ts'
import { Files } from '../yaml/files.ts'
import { joinPath } from '../tree/paths.ts'
import type { InfraRepo } from './plan.ts'

/** The root of files that a source names, wherever they are. */
export interface Place {
  readonly tree: Tree
  readonly files: Files
  /** Whether it is the tree that is looked at, so that a merge changes it. */
  readonly here: boolean
  /** Whether it is not that tree, and yet the change is one of it: a merge there changes it. */
  readonly isChanged?: true
  /** The commit or version, as far as one is known. */
  readonly revision: string | undefined
}

const opened = new WeakMap<Tree, Promise<Files>>()

/** The tree that is looked at. */
export function thisPlace(repo: InfraRepo): Place {
  return { tree: repo.tree, files: repo.context.files, here: true, revision: undefined }
}

/** A tree from elsewhere. */
export async function placeOf(tree: Tree, revision: string): Promise<Place> {
  const files = opened.get(tree) ?? Files.open(tree)
  opened.set(tree, files)
  return { tree, files: await files, here: false, revision }
}

/**
 * The files of a Git source: the tree that is looked at where the source is this repo and follows its branch;
 * otherwise the repository at its revision.
 *
 * @param path a folder that the source names; where this repo's own address is not known, it decides
 * @throws FairleadError where the other repository is not to be had
 */
export async function gitPlace(
  repo: InfraRepo,
  source: {
    readonly url: string
    readonly revision: string
    /** What the revision is asked for by where its name alone may mean another one: `refs/tags/v1`. */
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
