import type { KubeObject } from '../../kube/objects.ts'
import { joinPath } from '../../tree/paths.ts'
import { at, itemsAt } from '../../yaml/at.ts'
import type { Context } from '../context.ts'
import { InputCollector, throughLinks } from '../inputs.ts'
import type { Inputs } from '../inputs.ts'
import type { Built } from '../kustomize/kustomization.ts'
import { pathPattern } from './folders.ts'
import { Sources } from './sources.ts'

/** Returns the files of an object's layers and of the objects that they refer to, and everything that it builds. */
export function inputsOf(
  { files }: Context,
  sources: Sources,
  layers: readonly KubeObject[],
  { path, pattern }: { readonly path: string | undefined; readonly pattern: ReturnType<typeof pathPattern> },
  built: Built | undefined,
): Inputs {
  const inputs = new InputCollector()
  // If Git does not define a variable, the path may be any of these folders.
  if (path === undefined && pattern)
    for (const entry of files.entries) {
      const folder = pattern(entry.path)
      if (folder !== undefined) inputs.folders.add(folder)
    }
  for (const layer of layers) {
    inputs.files.add(layer.file)
    const reference = at(layer.node, 'spec', 'sourceRef')
    for (const object of [sources.find(reference, layer), sources.generatorOf(reference, layer)])
      if (object) inputs.files.add(object.file)
    for (const variables of itemsAt(layer.node, 'spec', 'postBuild', 'substituteFrom'))
      for (const file of sources.filesOf(variables)) inputs.files.add(file)
  }
  // Ignored files are not part of an artifact: fluxcd/pkg sourceignore.
  for (let folder = path; folder !== undefined; folder = folder === '' ? undefined : joinPath(folder, '..'))
    inputs.files.add(joinPath(folder, '.sourceignore') ?? '')
  if (built) inputs.add(built.inputs)
  else if (path !== undefined && files.submoduleOf(path) !== undefined) inputs.folders.add(path)
  return throughLinks(files, inputs)
}
