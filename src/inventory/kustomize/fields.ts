import { objectsInBlock, objectsOf } from '../../kube/objects.ts'
import type { Holder, KubeObject } from '../../kube/objects.ts'
import { joinPath } from '../../tree/paths.ts'
import { itemsAt, stringAt, stringsAt } from '../../yaml/at.ts'
import type { Files, Reading } from '../../yaml/files.ts'
import { namedPaths } from '../inputs.ts'
import { applyImage } from './images.ts'
import { applyPatch, mergePatches, noOptions } from './patches.ts'
import type { State } from './state.ts'

/** Applies the fields that change objects: patches first, then `images`, in kustomize's own order. */
export function* applyFields(files: Files, folder: string, holder: Holder, state: State): Reading<void> {
  const { node } = holder
  for (const path of namedPaths(node, folder)) if (!files.isFolder(path)) state.inputs.files.add(path)
  // These may be folders with their own kustomization, whose objects are not part of the result.
  for (const field of ['generators', 'transformers', 'validators'])
    for (const name of stringsAt(node, field)) {
      const path = joinPath(folder, name)
      if (path !== undefined && files.isFolder(path)) state.inputs.folders.add(path)
    }
  for (const generator of itemsAt(node, 'configMapGenerator')) {
    const name = stringAt(generator, 'name')
    if (name === undefined) continue
    const made = stringsAt(generator, 'files').flatMap((entry) => {
      const [key, ...rest] = entry.split('=')
      const file = joinPath(folder, rest.length > 0 ? rest.join('=') : entry)
      return file === undefined
        ? []
        : [{ key: rest.length > 0 ? (key ?? '') : (file.split('/').pop() ?? ''), file }]
    })
    state.configMaps.set(name, [...(state.configMaps.get(name) ?? []), ...made])
  }
  const patchFiles = [
    ...itemsAt(node, 'patches').flatMap((patch) => stringAt(patch, 'path') ?? []),
    ...stringsAt(node, 'patchesStrategicMerge').filter((text) => !text.includes('\n')),
    ...itemsAt(node, 'patchesJson6902').flatMap((patch) => stringAt(patch, 'path') ?? []),
  ].flatMap((path) => joinPath(folder, path) ?? [])
  for (const file of patchFiles) state.patchFiles.add(file)
  yield patchFiles
  for (const [i, patch] of itemsAt(node, 'patches').entries())
    applyPatch(files, folder, patch, { ...holder, path: [...holder.path, 'patches', i] }, state)
  for (const [i, patch] of itemsAt(node, 'patchesJson6902').entries())
    applyPatch(files, folder, patch, { ...holder, path: [...holder.path, 'patchesJson6902', i] }, state)
  for (const [i, patch] of itemsAt(node, 'patchesStrategicMerge').entries()) {
    const text = stringAt(patch) ?? ''
    const path = joinPath(folder, text)
    if (text.includes('\n'))
      mergePatches(
        objectsInBlock(holder, patch, [...holder.path, 'patchesStrategicMerge', i]),
        noOptions,
        state,
      )
    else if (path !== undefined && files.has(path))
      mergePatches(objectsIn(files, path, state), noOptions, state)
  }
  for (const [i, entry] of itemsAt(node, 'images').entries())
    applyImage(entry, { ...holder, path: [...holder.path, 'images', i] }, state)
}

/** Returns the objects of a loaded file. Adds a note if the file cannot be read. */
export function objectsIn(files: Files, path: string, state: State): KubeObject[] {
  const yaml = files.yaml(path)
  if (yaml) return objectsOf(yaml)
  state.notes.add(`${path} cannot be read: ${files.fault(path)?.message ?? 'it does not exist'}`)
  return []
}
