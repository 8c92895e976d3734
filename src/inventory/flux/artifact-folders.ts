import type { KubeObject } from '../../kube/objects.ts'
import { joinPath } from '../../tree/paths.ts'
import { at, stringAt } from '../../yaml/at.ts'
import type { Reading } from '../../yaml/files.ts'
import type { Context } from '../context.ts'
import { keyOf, artifactFolder } from './artifacts.ts'
import type { ArtifactFolder, SourceName } from './artifacts.ts'
import { pathOf, sourceName } from './folders.ts'
import { goesTo, PUSHERS, pushesIn } from './pushes.ts'
import type { Push } from './pushes.ts'
import type { Sources } from './sources.ts'

/** Registries whose addresses begin with the name of the owner. */
const OWNED = /^oci:\/\/(?:ghcr\.io|docker\.io|registry\.gitlab\.com|quay\.io)\/([^/]+)\//i

/**
 * Finds the folders of this repo that are pushed as the artifacts of sources (OCIRepository, Bucket). The folder is
 * the one that `fairlead.yaml` declares, otherwise the one in the job or script that pushes it, otherwise the single
 * folder that contains everything that the Kustomizations build. An artifact of another owner has no folder.
 *
 * @param kustomizations those of the repo
 */
export function* artifactFolders(
  context: Context,
  sources: Sources,
  kustomizations: readonly KubeObject[],
): Reading<Map<string, ArtifactFolder>> {
  const { files, config } = context
  const wanted = new Map<string, { named: SourceName; source: KubeObject | undefined; paths: Set<string> }>()
  for (const object of kustomizations) {
    const reference = at(object.node, 'spec', 'sourceRef')
    if (!['OCIRepository', 'Bucket'].includes(stringAt(reference, 'kind') ?? '')) continue
    const named = sourceName(reference, object)
    const key = keyOf(named)
    const one = wanted.get(key) ?? { named, source: sources.find(reference, object), paths: new Set() }
    const path = pathOf([object], {})
    if (path !== undefined) one.paths.add(path)
    wanted.set(key, one)
  }
  const found = new Map<string, ArtifactFolder>()
  if (wanted.size === 0) return found
  const pushers = files.entries.map(({ path }) => path).filter((path) => PUSHERS.test(path))
  yield pushers
  const pushes = pushers.flatMap((path) => pushesIn(files.text(path) ?? ''))
  for (const [key, { named, source, paths }] of wanted) {
    const folder = artifactFolder(config, named)
    const pushed = folder === undefined ? pushedAs(pushes, source) : undefined
    const known = folder ?? pushed
    const guessed =
      known === undefined && isMaybeOurs(context, source) ? folderWith(context, paths) : undefined
    if (known !== undefined) found.set(key, { folder: known })
    else if (guessed !== undefined)
      found.set(key, {
        folder: guessed,
        guess: `the artifact ${named.name} is assumed to be ${guessed === '' ? 'the root of this repo' : guessed}, which contains everything that its Kustomizations build`,
      })
  }
  return found
}

function pushedAs(pushes: readonly Push[], source: KubeObject | undefined): string | undefined {
  const address = stringAt(source?.node, 'spec', source?.kind === 'Bucket' ? 'bucketName' : 'url')
  if (address === undefined) return undefined
  const own = [...new Set(pushes.filter((push) => goesTo(push, address)).map(({ folder }) => folder))]
  return own.length === 1 ? own[0] : undefined
}

/** Reports whether nothing indicates that an artifact belongs to another owner. */
function isMaybeOurs({ addresses }: Context, source: KubeObject | undefined): boolean {
  const [, owner] = OWNED.exec(stringAt(source?.node, 'spec', 'url') ?? '') ?? []
  if (owner === undefined || addresses === undefined) return true
  return addresses.some((own) => own.toLowerCase().split(/[/:]/).includes(owner.toLowerCase()))
}

/**
 * Returns the one folder, or the root, that contains all of the paths; undefined if the paths are too common to
 * decide.
 */
function folderWith({ files }: Context, paths: ReadonlySet<string>): string | undefined {
  const telling = [...paths].filter((path) => path !== '')
  const [first] = telling
  if (first === undefined || (telling.length === 1 && !first.includes('/'))) return undefined
  if (telling.every((path) => files.isFolder(path))) return ''
  const folders = files
    .foldersEnding(first)
    .map((folder) => folder.slice(0, -first.length - 1))
    .filter((folder) => telling.every((path) => files.isFolder(joinPath(folder, path) ?? '')))
  return folders.length === 1 ? folders[0] : undefined
}
