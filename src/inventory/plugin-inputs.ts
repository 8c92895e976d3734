import type { Files, Reading } from '../yaml/files.ts'
import { guarded } from './guarded.ts'
import type { Inputs } from './inputs.ts'
import { chartFolders, InputCollector } from './inputs.ts'
import { build, kustomizationOf } from './kustomize/kustomization.ts'

/**
 * Returns the inputs of an Argo CD plugin that renders a folder: the whole folder, and the inputs of the
 * kustomization or the chart in it, because most plugins start with `kustomize build` or `helm template`.
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
