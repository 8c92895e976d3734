import type { Tree } from '../tree/tree.ts'
import { isThisRepository } from '../inventory/context.ts'
import { Files } from '../yaml/files.ts'
import { joinPath } from '../tree/paths.ts'
import type { World } from './plan.ts'

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
export function thisPlace(world: World): Place {
  return { tree: world.tree, files: world.context.files, here: true, revision: undefined }
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
  world: World,
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
  const known = isThisRepository(world.context, url)
  const folder = joinPath('', path || '.')
  if (known ?? (folder !== undefined && world.context.files.isFolder(folder))) {
    if (follows) return thisPlace(world)
    notes.add(`its source is pinned to ${revision}: a merge into ${world.branch} does not affect it`)
  } else notes.add(`it is rendered from ${url} at ${revision}`)
  const found = await world.elsewhere.git(url, ref)
  const place = await placeOf(found.tree, found.commit)
  return found.isChanged ? { ...place, isChanged: true } : place
}
