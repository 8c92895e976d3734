import type { Files, Reading } from '../yaml/files.ts'
import { guarded } from './guarded.ts'
import type { Inputs } from './inputs.ts'
import { chartFolders, InputCollector } from './inputs.ts'
import { build, kustomizationOf } from './kustomize/kustomization.ts'

/**
 * What a plugin of Argo CD reads that renders a folder: all of the folder; and since most of them begin with
 * `kustomize build` or `helm template`, what the kustomization or the chart in it is made of.
 */
export function* readByPlugin(files: Files, folder: string): Reading<Inputs> {
  const inputs = new InputCollector()
  inputs.folders.add(folder)
  for (const part of chartFolders(files, folder)) inputs.folders.add(part)
  if (kustomizationOf(files, folder) !== undefined) {
    const built = yield* guarded(
      () => build(files, folder),
      () => undefined,
    )
    if (built) inputs.add(built.inputs)
  }
  return inputs
}
