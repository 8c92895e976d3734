import { posix } from 'node:path'
import type { KubeObject } from '../../kube/objects.ts'
import { folderOf, joinPath } from '../../tree/paths.ts'
import { stringAt, stringsAt } from '../../yaml/at.ts'
import { sideBySide } from '../../yaml/files.ts'
import type { Files, Reading } from '../../yaml/files.ts'
import { fileOf } from '../kustomize/changes.ts'
import { build, KUSTOMIZATION_FILES, kustomizationOf } from '../kustomize/kustomization.ts'
import type { Built, BuiltObject } from '../kustomize/kustomization.ts'

/**
 * Returns Applications and ApplicationSets as they are deployed: once for each kustomize overlay that changes them,
 * and otherwise as they are written. Patches for them are not returned as objects.
 *
 * An overlay that only changes the namespace does not count as a change: it sets the namespace of Argo CD itself.
 * Each kustomization that includes an object leads to a control plane, so the object is returned once for each.
 */
export function* overlaidObjects(files: Files, objects: readonly KubeObject[]): Reading<KubeObject[]> {
  const tops = yield* outermost(files, objects)
  const builds = yield* sideBySide(tops.map((folder) => build(files, folder)))
  const patchFiles = new Set(builds.flatMap((built) => [...built.patchFiles]))
  const taken = new Map<string, { built: Built; item: BuiltObject; folder: string }[]>()
  for (const [i, built] of builds.entries())
    for (const item of built.items) {
      const place = placeOf(item.object)
      const others = taken.get(place) ?? []
      taken.set(place, [...others, { built, item, folder: tops[i] ?? '' }])
    }
  // A folder may contain thousands of objects.
  const beside = new Map<string, string | undefined>()
  for (const folder of new Set(objects.map(({ file }) => folderOf(file))))
    beside.set(folder, kustomizationOf(files, folder))
  return objects.flatMap((object): KubeObject[] => {
    const ways = taken.get(placeOf(object)) ?? []
    if (ways.length === 0)
      return patchFiles.has(object.file) ? [] : [unlisted(object, beside.get(folderOf(object.file)))]
    const changed = ways.filter(({ item }) => item.changes.length > 0 || item.name !== object.name)
    const variants = changed.map(({ built, item, folder }): KubeObject => ({
      ...object,
      name: item.name,
      namespace: item.namespace ?? object.namespace,
      overlay: { folder, changes: item.changes, files: changingFiles(built, item) },
    }))
    const asItStands = ways
      .filter(({ item }) => item.changes.length === 0 && item.name === object.name)
      .map(({ item, folder }): KubeObject => ({
        ...object,
        namespace: item.namespace ?? object.namespace,
        takenBy: folder,
      }))
    return [...asItStands, ...variants]
  })
}

/**
 * Returns an object that no kustomization includes, with the kustomization next to it that could include it. A values
 * file is read by a chart, which the kustomization next to it may inflate (`helmCharts`), and is never a resource.
 */
function unlisted(object: KubeObject, beside: string | undefined): KubeObject {
  return beside === undefined || object.inValues !== undefined ? object : { ...object, unlistedBy: beside }
}

function placeOf({ file, document, path }: KubeObject): string {
  return `${file}#${document}#${path.join('.')}`
}

function changingFiles(built: Built, { changes }: BuiltObject): string[] {
  const kustomizations = [...built.inputs.files].filter((file) => isKustomization(file))
  return [...new Set([...kustomizations, ...changes.map(fileOf)])]
}

function isKustomization(file: string): boolean {
  return (KUSTOMIZATION_FILES as readonly string[]).includes(posix.basename(file))
}

/**
 * Returns the folders of the outermost kustomizations that lead to some of the objects. A kustomization includes
 * files from its own folder or below, and folders from anywhere.
 */
function* outermost(files: Files, objects: readonly KubeObject[]): Reading<string[]> {
  const found = new Set<string>()
  const seen = new Set<string>()
  for (const { file } of objects)
    for (let folder = folderOf(file); !seen.has(folder); folder = folderOf(folder)) {
      seen.add(folder)
      if (kustomizationOf(files, folder) !== undefined) found.add(folder)
    }
  if (found.size === 0) return []
  const all = files.entries.map(({ path }) => path).filter((path) => isKustomization(path))
  yield all
  const taken = new Set<string>()
  // The loop also visits folders that are added during the loop.
  for (const folder of found) {
    for (const path of all) {
      const own = folderOf(path)
      if (own === folder || !names(files, path, folder)) continue
      taken.add(folder)
      found.add(own)
    }
  }
  return [...found].filter((folder) => !taken.has(folder) && !isComponent(files, folder))
}

/** Reports whether a kustomization includes a folder. */
function names(files: Files, kustomization: string, folder: string): boolean {
  // Most texts do not contain the name, and need not be parsed.
  if (!files.text(kustomization)?.includes(posix.basename(folder)) && folder !== '') return false
  const root = files.yaml(kustomization)?.documents[0]?.root
  return ['resources', 'bases', 'components'].some((field) =>
    stringsAt(root, field).some((name) => {
      const path = joinPath(folderOf(kustomization), name)
      return path !== undefined && (files.real(path) ?? path) === folder
    }),
  )
}

function isComponent(files: Files, folder: string): boolean {
  const file = kustomizationOf(files, folder)
  const root = file === undefined ? undefined : files.yaml(file)?.documents[0]?.root
  return root !== undefined && stringAt(root, 'kind') === 'Component'
}
