import { inputError } from '../../errors.ts'
import { Files } from '../../yaml/files.ts'
import { filteredTree } from '../../tree/filtered.ts'
import { listingOf } from '../../tree/listing.ts'
import type { Tree, TreeEntry } from '../../tree/tree.ts'
import type { Json } from '../../yaml/value.ts'
import { listAt, textAt, valueAt } from '../../yaml/value.ts'
import type { Place } from '../places.ts'
import { sourceIgnore } from './ignore.ts'
import { inFolder } from '../../tree/paths.ts'

/** Reads the files of another source, to include them. */
export type Include = (name: string, fromPath: string) => Promise<Place>

const artifacts = new WeakMap<Tree, Map<string, Promise<Place>>>()

/**
 * Returns the artifact that source-controller packs from a Git repository, which is all that the other controllers
 * see of it: without ignored files, links and submodules, and with the files included from other repositories.
 *
 * Rules: source-controller internal/controller/gitrepository_controller.go (reconcileSource, reconcileInclude,
 * reconcileArtifact); fluxcd/pkg artifact/storage/archive.go (Archive)
 *
 * @param place the repository
 * @param spec the spec of its GitRepository, if known
 */
export async function artifactOf(place: Place, spec: Json | undefined, include: Include): Promise<Place> {
  const ignore = textAt(spec, 'ignore')
  const sparse = listAt(spec, 'sparseCheckout').filter((entry) => typeof entry === 'string')
  const includes = listAt(spec, 'include')
  const isWhole = valueAt(spec, 'recurseSubmodules') === true
  const key = JSON.stringify([ignore, sparse, includes, isWhole])
  const known = artifacts.get(place.tree) ?? new Map<string, Promise<Place>>()
  artifacts.set(place.tree, known)
  const artifact = known.get(key) ?? make(place, { ignore, sparse, includes, include, isWhole })
  known.set(key, artifact)
  return artifact
}

async function make(
  place: Place,
  options: {
    readonly ignore: string | undefined
    readonly sparse: readonly string[]
    readonly includes: readonly Json[]
    readonly include: Include
    /** Whether submodules are included. Those not fetched yet stay in the listing, so that they can be found. */
    readonly isWhole: boolean
  },
): Promise<Place> {
  const { ignore, includes, include } = options
  const sparse = options.sparse.map((folder) => folder.replace(/^\.\//, ''))
  // Rule: go-git plumbing/format/index (SkipUnless): compares the start of a path.
  const isOut = (path: string) => sparse.length > 0 && !sparse.some((start) => path.startsWith(start))
  const missing = sparse.find((folder) => !place.files.isFolder(folder.replace(/\/$/, '')))
  if (missing !== undefined)
    throw inputError(`the folder ${missing} of its sparseCheckout is not in ${place.tree.name}`)
  let { tree, files } = place
  if (includes.length > 0) {
    if (sparse.length > 0)
      tree = filteredTree(
        tree,
        ({ path }) => !isOut(path),
        (path) => !isOut(path),
      )
    for (const entry of includes) tree = await included(tree, entry, include)
    files = await Files.open(tree)
  }
  const isIgnored = await sourceIgnore(files, ignore)
  const alone = includes.length === 0
  const packed = filteredTree(
    tree,
    ({ path, mode }) =>
      mode !== '120000' &&
      (options.isWhole || mode !== '160000') &&
      !(alone && isOut(path)) &&
      !isIgnored(path, false),
    (path) => !(alone && isOut(path)) && !isIgnored(path, true),
  )
  return { ...place, tree: packed, files: await Files.open(packed, { files, changed: new Set() }) }
}

/** Returns a tree with a folder of another one included. */
async function included(tree: Tree, entry: Json, include: Include): Promise<Tree> {
  const name = textAt(entry, 'repository', 'name') ?? ''
  const from = cleaned(textAt(entry, 'fromPath') ?? '')
  const to = cleaned(textAt(entry, 'toPath') || name)
  const other = (await include(name, from)).tree
  const entries = (await listingOf(other)).below(from)
  if (entries.length === 0)
    throw inputError(
      `its source includes ${from || 'the root'} of the GitRepository ${name}, which has no files there`,
    )
  const moved = new Map(
    entries.map((item) => {
      const path = from === '' ? item.path : item.path.slice(from.length + 1)
      return [inFolder(to, path), item] as const
    }),
  )
  return {
    name: tree.name,
    ...(tree.costly === undefined ? {} : { costly: tree.costly }),
    async list() {
      const own = (await tree.list()).filter(({ path }) => !moved.has(path))
      const added = [...moved].map(([path, item]): TreeEntry => ({ ...item, path }))
      return [...own, ...added].toSorted((a, b) => (a.path < b.path ? -1 : 1))
    },
    async read(paths) {
      const found = new Map(await tree.read(paths.filter((path) => !moved.has(path))))
      const theirs = paths.flatMap((path) => moved.get(path)?.path ?? [])
      const contents = theirs.length > 0 ? await other.read(theirs) : new Map<string, never>()
      for (const path of paths) {
        const item = moved.get(path)
        const content = item && contents.get(item.path)
        if (content) found.set(path, content)
      }
      return found
    },
  }
}

/** Cleans a path so that it cannot lead out of the artifact. */
function cleaned(path: string): string {
  const names: string[] = []
  for (const name of path.split('/'))
    if (name === '..') names.pop()
    else if (name !== '' && name !== '.') names.push(name)
  return names.join('/')
}
