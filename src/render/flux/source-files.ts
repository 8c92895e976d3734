import { inputError } from '../../errors.ts'
import { Files } from '../../yaml/files.ts'
import { isBelow, joinPath } from '../../tree/paths.ts'
import { artifactFolder, artifactHint } from '../../inventory/flux/artifacts.ts'
import { filteredTree } from '../../tree/filtered.ts'
import type { Tree } from '../../tree/tree.ts'
import type { Json } from '../../yaml/value.ts'
import { textAt, valueAt } from '../../yaml/value.ts'
import type { Manifest } from '../../kube/manifests.ts'
import type { Place } from '../places.ts'
import { gitPlace, placeOf, thisPlace } from '../places.ts'
import type { InfraRepo } from '../plan.ts'
import { checkSubmodule } from '../submodules.ts'
import { readVersion } from '../remote-sources/versions.ts'
import { artifactOf } from './artifact.ts'
import { findObject, generatedFrom } from './objects.ts'

/** The files of a source and the path in them. */
export interface SourceFiles {
  readonly place: Place
  readonly path: string
  /** The source's object, if it is known. */
  readonly source: Manifest | undefined
}

/** The object that refers to a source, and its context. */
export interface From {
  readonly repo: InfraRepo
  readonly siblings: readonly Manifest[]
  readonly namespace: string | undefined
  readonly declaredAt: string | undefined
  readonly notes: Set<string>
  /** Receives the names of objects whose values only the cluster knows. */
  readonly outside?: Set<string>
}

/**
 * Returns the files that a `sourceRef` refers to.
 *
 * Rules: source-controller docs/spec/v1 (gitrepositories, ocirepositories)
 *
 * @param path the path to read in them, from their root
 * @throws FairleadError if they cannot be read
 */
export async function locateSource(
  reference: Json | undefined,
  path: string,
  from: From,
): Promise<SourceFiles> {
  const { repo, siblings, declaredAt, notes } = from
  const kind = textAt(reference, 'kind') ?? 'GitRepository'
  const name = textAt(reference, 'name') ?? ''
  const namespace = textAt(reference, 'namespace') ?? from.namespace
  if (kind === 'ExternalArtifact') {
    const made = await generatedFrom(repo, siblings, name, path, declaredAt)
    if (made) return locateSource(made.reference, made.path, from)
  }
  const source = await findObject(repo, siblings, { kind, name, namespace }, declaredAt)
  const pushed = artifactFolder(repo.context.config, { name, namespace })
  if (pushed !== undefined) {
    const inside = joinPath(pushed, path || '.') ?? pushed
    return {
      place: await packed(await folderOnly(thisPlace(repo), pushed), source && ignoreOf(source)),
      path: inside,
      source,
    }
  }
  if (!source) {
    const only = kind === 'OCIRepository' ? folderOfArtifact(repo.context.files, path) : undefined
    if (only !== undefined) {
      notes.add(`its path ${path} of the ${kind} ${name} is assumed to be ${only} in this repo`)
      return { place: await packed(thisPlace(repo)), path: only, source }
    }
    if (!repo.context.files.isFolder(path))
      throw inputError(
        `its source, the ${kind} ${name}, is not in this repo, and neither is its path ${path}`,
        {
          hint: `Declare the ${kind} in Git. ${artifactHint({ name, namespace })}`,
        },
      )
    notes.add(`its source, the ${kind} ${name}, is not declared in this repo; it is assumed to be this repo`)
    return { place: await packed(thisPlace(repo)), path, source }
  }
  switch (kind) {
    case 'GitRepository':
      return { place: await gitSource(source, path, from), path, source }
    case 'OCIRepository':
      return { ...(await artifactSource(source, path, from)), source }
    default:
      throw inputError(`its source is a ${kind}, which can only be read from the cluster`, {
        hint: artifactHint({ name, namespace }),
      })
  }
}

/** Returns the place reduced to one folder, at its original path. */
function folderOnly(place: Place, folder: string): Promise<Place> {
  const of = folders.get(place.tree) ?? new Map<string, Promise<Place>>()
  folders.set(place.tree, of)
  const known = of.get(folder) ?? only(place, folder)
  of.set(folder, known)
  return known
}

const folders = new WeakMap<Tree, Map<string, Promise<Place>>>()

async function only({ tree, files, ...place }: Place, folder: string): Promise<Place> {
  const isInside = (path: string) => isBelow(path, folder)
  const part = filteredTree(tree, ({ path }) => isInside(path), isInside)
  return { ...place, tree: part, files: await Files.open(part, { files, changed: new Set() }) }
}

/**
 * Returns the only folder of this repo that a path in an artifact can refer to, if a CI job packs the artifact from
 * this repo.
 */
function folderOfArtifact(files: Files, path: string): string | undefined {
  const found =
    path === '' ? [] : files.isFolder(path) ? [path] : path.includes('/') ? files.foldersEnding(path) : []
  return found.length === 1 ? found[0] : undefined
}

/** Packs the artifact of a source without settings of its own. */
function packed(place: Place, spec?: Json): Promise<Place> {
  return artifactOf(place, spec, async (name) => {
    throw inputError(`its source includes the GitRepository ${name}, which only a GitRepository can do`)
  })
}

/** The limit on sources that include each other. */
const MAX_INCLUDES = 8

/**
 * Rule: source-controller api/v1 (GitRepositoryRef): the first one set of commit, name, semver, tag, branch is used.
 */
async function gitSource(source: Manifest, path: string, from: From, depth = 0): Promise<Place> {
  const { repo, siblings, declaredAt, notes } = from
  if (depth > MAX_INCLUDES) throw inputError(`its source, the GitRepository ${source.name}, includes itself`)
  const url = textAt(source.content, 'spec', 'url') ?? ''
  const ref = valueAt(source.content, 'spec', 'ref')
  const key = (['commit', 'name', 'semver', 'tag', 'branch'] as const).find((field) => textAt(ref, field))
  const revision = key === undefined ? 'master' : (textAt(ref, key) ?? '')
  const follows =
    key === 'name'
      ? revision === `refs/heads/${repo.branch}`
      : (key === undefined || key === 'branch') && revision === repo.branch
  const place = await gitPlace(repo, { url, revision, ref: refOf(key, revision), follows, path }, notes)
  const [submodule] = [place.files.submoduleOf(path) ?? [], place.files.submodulesBelow(path)].flat()
  const isWhole = valueAt(source.content, 'spec', 'recurseSubmodules') === true
  if (submodule !== undefined && isWhole) checkSubmodule(place, submodule)
  if (place.files.submoduleOf(path) !== undefined)
    throw inputError(
      `its path ${path} is in the submodule ${submodule}, which the GitRepository ${source.name} does not include`,
      { hint: 'Set recurseSubmodules: true in its spec.' },
    )
  return artifactOf(place, source.content['spec'], async (name, fromPath) => {
    const wanted = { kind: 'GitRepository', name, namespace: source.namespace ?? from.namespace }
    const other = await findObject(repo, siblings, wanted, declaredAt)
    if (!other) throw inputError(`its source includes the GitRepository ${name}, which is not in this repo`)
    return gitSource(other, fromPath, from, depth + 1)
  })
}

/**
 * Returns the full ref for a field of a GitRepositoryRef, so that no other ref of the same name matches. A single
 * version in `semver` becomes an exact range.
 */
function refOf(key: string | undefined, value: string): string {
  if (key === 'tag') return `refs/tags/${value}`
  if (key === 'semver') return readVersion(value) ? `=${value}` : value
  return key === undefined || key === 'branch' ? `refs/heads/${value}` : value
}

/** Returns the files of an OCIRepository. A CI job may pack its artifact from a folder of this repo. */
async function artifactSource(
  source: Manifest,
  path: string,
  { repo, notes }: From,
): Promise<{ place: Place; path: string }> {
  const { files } = repo.context
  const url = textAt(source.content, 'spec', 'url') ?? ''
  const ref = valueAt(source.content, 'spec', 'ref')
  const only = folderOfArtifact(files, path)
  if (only !== undefined) {
    notes.add(`its path ${path} of ${url} is assumed to be ${only} in this repo`)
    return { place: await packed(thisPlace(repo), ignoreOf(source)), path: only }
  }
  const reference = textAt(ref, 'digest') ?? textAt(ref, 'semver') ?? textAt(ref, 'tag') ?? 'latest'
  notes.add(`it is rendered from ${url} at ${reference}`)
  const mediaType = textAt(source.content, 'spec', 'layerSelector', 'mediaType')
  const found = await repo.remoteSources.artifact(url, reference, mediaType)
  return { place: await packed(await placeOf(found.tree, found.digest), ignoreOf(source)), path }
}

/** Returns the only setting that an OCIRepository shares with a GitRepository. */
function ignoreOf(source: Manifest): Json {
  const ignore = textAt(source.content, 'spec', 'ignore')
  return ignore === undefined ? {} : { ignore }
}

/**
 * Joins a path with the root of an artifact as Flux does: it cannot lead out of it.
 *
 * Rule: https://github.com/cyphar/filepath-securejoin (SecureJoin)
 */
export function securePath(path: string): string {
  const names: string[] = []
  for (const name of path.split('/')) {
    if (name === '' || name === '.') continue
    if (name === '..') names.pop()
    else names.push(name)
  }
  return joinPath('', names.join('/') || '.') ?? ''
}
