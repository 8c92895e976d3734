import type { Tree } from '../tree/tree.ts'
import { isThisRepository } from '../inventory/context.ts'
import { Files, joinPath } from '../inventory/files.ts'
import type { World } from './plan.ts'

/** The root of files that a source names, wherever they are. */
export interface Place {
  readonly tree: Tree
  readonly files: Files
  /** Whether it is the tree that is looked at, so that a merge changes it. */
  readonly here: boolean
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
    readonly follows: boolean
    readonly path: string
  },
  notes: Set<string>,
): Promise<Place> {
  const { url, revision, follows, path } = source
  const known = isThisRepository(world.context, url)
  const folder = joinPath('', path || '.')
  if (known ?? (folder !== undefined && world.context.files.isFolder(folder))) {
    if (follows) return thisPlace(world)
    notes.add(`its source is pinned to ${revision}: a merge into ${world.branch} does not move it`)
  } else notes.add(`it is rendered from ${url} at ${revision}`)
  const found = await world.elsewhere.git(url, revision)
  return placeOf(found.tree, found.commit)
}

/** As many links as one path may lead through. */
const MAX_LINKS = 10

/** The folder that a path means, links on the way followed inside of the tree; undefined where there is none. */
export async function realFolder({ tree, files }: Place, path: string): Promise<string | undefined> {
  let current = path
  for (let links = 0; links <= MAX_LINKS; links++) {
    if (files.isFolder(current)) return current
    const names = current.split('/')
    const at = names.findIndex((_, i) => files.has(names.slice(0, i + 1).join('/')))
    if (at < 0) return undefined
    const link = names.slice(0, at + 1).join('/')
    const found = (await tree.read([link])).get(link)
    if (found?.mode !== '120000') return undefined
    const text = Buffer.from(found.content).toString()
    const target = text.startsWith('/') ? undefined : joinPath(names.slice(0, at).join('/'), text)
    const next = target === undefined ? undefined : joinPath(target, names.slice(at + 1).join('/') || '.')
    if (next === undefined) return undefined
    current = next
  }
  return undefined
}
