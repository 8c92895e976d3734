import type { Context } from '../context.ts'
import type { Reading } from '../../yaml/files.ts'
import { sideBySide } from '../../yaml/files.ts'
import { joinPath } from '../../tree/paths.ts'
import type { Built, BuiltObject } from '../kustomize/kustomization.ts'
import { build, deployedBy, KUSTOMIZATION_FILES } from '../kustomize/kustomization.ts'
import type { KubeObject } from '../../kube/objects.ts'
import { standsAt } from '../../kube/objects.ts'
import { stringAt, stringsAt } from '../../yaml/at.ts'
import { folderBuilt, pathOf } from './folders.ts'
import type { Sources } from './sources.ts'
import { isFluxKustomization, isHelmRelease } from './kinds.ts'

/** The objects of overlays that nothing in the repo builds. */
export interface OutsideOverlays {
  /** Kustomizations that an overlay takes from a base. */
  readonly overlays: readonly { readonly item: BuiltObject; readonly folder: string }[]
  /** HelmReleases that an overlay includes, after its patches. */
  readonly releases: readonly {
    readonly item: BuiltObject
    readonly built: Built
    readonly folder: string
  }[]
  /** The overlay that includes a Kustomization declared in the overlay's own folder, by the Kustomization's id. */
  readonly takenBy: ReadonlyMap<string, string>
}

/**
 * Finds overlays that nothing in the repo builds but something outside does (a sync root elsewhere, Terraform), and
 * the Kustomizations and HelmReleases that they take from a base. Each of these is a separate object, with the
 * overlay's patches.
 *
 * @param releases whether the repo has HelmReleases
 */
export function* outsideOverlays(
  context: Context,
  sources: Sources,
  kustomizations: readonly KubeObject[],
  releases: boolean,
): Reading<OutsideOverlays> {
  if (kustomizations.length === 0 && !releases) return { overlays: [], releases: [], takenBy: new Map() }
  const { files } = context
  const names = new Set<string>(KUSTOMIZATION_FILES)
  const found = files.entries
    .map((entry) => entry.path)
    .filter((path) => names.has(path.split('/').pop() ?? ''))
  yield found
  const folderOf = (path: string) => path.split('/').slice(0, -1).join('/')
  const rootOf = (path: string) => files.yaml(path)?.documents[0]?.root
  const taken = new Set(
    found.flatMap((path) => {
      const named = ['resources', 'bases', 'components'].flatMap((field) => stringsAt(rootOf(path), field))
      return named.flatMap((name) => joinPath(folderOf(path), name) ?? [])
    }),
  )
  const named = new Set(
    kustomizations.flatMap((object) => {
      const path = pathOf([object], {})
      // The folder of an artifact may be below another folder.
      return [path, folderBuilt(context, sources, object, path).path].filter((one) => one !== undefined)
    }),
  )
  const isBuilt = (folder: string): boolean =>
    named.has(folder) || (folder !== '' && isBuilt(folderOf(folder)))
  const folders = found
    .filter((path) => stringAt(rootOf(path), 'kind') !== 'Component')
    .map(folderOf)
    .filter((folder) => folder !== '' && !taken.has(folder) && !isBuilt(folder))
  const built = yield* sideBySide(folders.map((folder) => build(files, folder)))
  const overlays: { item: BuiltObject; folder: string }[] = []
  const taking: { item: BuiltObject; built: Built; folder: string }[] = []
  const takenBy = new Map<string, string>()
  for (const [i, whole] of built.entries()) {
    const folder = folders[i] ?? ''
    for (const item of deployedBy(whole)) {
      if (isHelmRelease(item.object)) taking.push({ item, built: whole, folder })
      if (!isFluxKustomization(item.object)) continue
      if (item.object.file.startsWith(`${folder}/`)) takenBy.set(standsAt(item.object), folder)
      else overlays.push({ item, folder })
    }
  }
  return { overlays, releases: taking, takenBy }
}
