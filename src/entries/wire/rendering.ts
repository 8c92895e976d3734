import { join, resolve } from 'node:path'
import type { Config } from '../../config/config.ts'
import { openRenderer } from '../../render/engine/renderer.ts'
import type { Rendering } from '../../render/plan.ts'
import type { Wiring } from '../define.ts'
import type { ElsewhereInputs, OwnRepository } from './elsewhere.ts'
import { openElsewhereFor } from './elsewhere.ts'

export interface RenderingInputs extends ElsewhereInputs {
  readonly 'helm-path': string | undefined
  readonly 'kustomize-path': string | undefined
  readonly lanes: number | undefined
}

/**
 * The renderer that the inputs ask for, and what it may fetch by the configuration of the base; both are closed
 * when the command is over.
 */
export async function renderingFor(
  config: Config,
  inputs: RenderingInputs,
  wiring: Wiring,
  own: OwnRepository,
): Promise<Rendering> {
  const { context, atEnd } = wiring
  const elsewhere = openElsewhereFor(config, inputs, wiring, own)
  const cache = inputs['cache-path']
  const renderer = openRenderer({
    environment: context.environment,
    helm: inputs['helm-path'],
    kustomize: inputs['kustomize-path'],
    lanes: inputs.lanes,
    fetching: elsewhere,
    dependencies: elsewhere.dependencies,
    // Whether a kustomization may have charts is for the options of its controller to say.
    kustomizeHelm: true,
    ...(cache === undefined
      ? {}
      : { cache: { folder: join(resolve(context.workspace, cache), 'rendered') } }),
  })
  atEnd(() => renderer.close())
  return { renderer, elsewhere }
}
