import { join, resolve } from 'node:path'
import { openRenderer } from '../../render/engine/renderer.ts'
import type { Renderer } from '../../render/model.ts'
import type { Elsewhere } from '../../render/plan.ts'
import type { Wiring } from '../define.ts'

export interface RendererInputs {
  readonly 'helm-path': string | undefined
  readonly 'kustomize-path': string | undefined
  readonly lanes: number | undefined
  readonly 'cache-path': string | undefined
}

/** The renderer that the inputs ask for; it is closed when the command is over. */
export async function rendererFor(
  elsewhere: Elsewhere,
  inputs: RendererInputs,
  { context, atEnd }: Wiring,
): Promise<Renderer> {
  const cache = inputs['cache-path']
  const renderer = openRenderer({
    environment: context.environment,
    helm: inputs['helm-path'],
    kustomize: inputs['kustomize-path'],
    lanes: inputs.lanes,
    ...(cache === undefined
      ? {}
      : { cache: { folder: join(resolve(context.workspace, cache), 'rendered') } }),
    ...('dependencies' in elsewhere ? { dependencies: elsewhere.dependencies as never } : {}),
  })
  atEnd(() => renderer.close())
  return renderer
}
