import type { Context } from '../context.ts'
import type { Reading } from '../files.ts'
import { joinPath, sideBySide } from '../files.ts'
import type { BuiltObject } from '../kustomize.ts'
import { build, KUSTOMIZATION_FILES } from '../kustomize.ts'
import type { KubeObject } from '../objects.ts'
import { standsAt, stringsAt } from '../objects.ts'
import { pathOf } from './folders.ts'
import { isFluxKustomization } from './kinds.ts'

/**
 * Overlays that nothing in the repo builds, but something outside does (a sync root elsewhere, Terraform), and the
 * Kustomizations that they take from a base: each is one of its own there, with the overlay's patches. Of those that
 * stand in the overlay's own folder it is told which overlay takes them, by where they stand.
 */
export function* outsideOverlays(
  context: Context,
  kustomizations: readonly KubeObject[],
): Reading<{
  overlays: { item: BuiltObject; folder: string }[]
  takenBy: ReadonlyMap<string, string>
}> {
  if (kustomizations.length === 0) return { overlays: [], takenBy: new Map() }
  const { files } = context
  const names = new Set<string>(KUSTOMIZATION_FILES)
  const found = files.entries
    .map((entry) => entry.path)
    .filter((path) => names.has(path.split('/').pop() ?? ''))
  yield found
  const folderOf = (path: string) => path.split('/').slice(0, -1).join('/')
  const taken = new Set(
    found.flatMap((path) => {
      const root = files.yaml(path)?.documents[0]?.root
      const named = ['resources', 'bases', 'components'].flatMap((field) => stringsAt(root, field))
      return named.flatMap((name) => joinPath(folderOf(path), name) ?? [])
    }),
  )
  const sources = new Set(kustomizations.flatMap((object) => pathOf([object], {}) ?? []))
  const isBuilt = (folder: string): boolean =>
    sources.has(folder) || (folder !== '' && isBuilt(folderOf(folder)))
  const folders = found
    .map(folderOf)
    .filter((folder) => folder !== '' && !taken.has(folder) && !isBuilt(folder))
  const built = yield* sideBySide(folders.map((folder) => build(files, folder)))
  const overlays: { item: BuiltObject; folder: string }[] = []
  const takenBy = new Map<string, string>()
  for (const [i, { items }] of built.entries()) {
    const folder = folders[i] ?? ''
    for (const item of items) {
      if (!isFluxKustomization(item.object)) continue
      if (item.object.file.startsWith(`${folder}/`)) takenBy.set(standsAt(item.object), folder)
      else overlays.push({ item, folder })
    }
  }
  return { overlays, takenBy }
}
