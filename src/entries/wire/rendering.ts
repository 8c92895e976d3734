import { realpath, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { Config } from '../../config/config.ts'
import { inputError } from '../../errors.ts'
import { statusOf } from '../../files/way.ts'
import { isTracked } from '../../git/tracked.ts'
import { openRenderer } from '../../render/engine/renderer.ts'
import type { Rendering } from '../../render/plan.ts'
import type { ProgramInputs } from '../../render/programs/wanted.ts'
import type { Context } from '../../runtime/context.ts'
import type { Wiring } from '../define.ts'
import type { RemoteSourcesInputs, OwnRepository } from './remote-sources.ts'
import { openRemoteSourcesFor } from './remote-sources.ts'
import { supplyFor } from './programs.ts'

export interface RenderingInputs extends RemoteSourcesInputs, ProgramInputs {
  readonly concurrency: number | undefined
  /**
   * Whether a renderer is downloaded only if an input names its version. The versions in `fairlead.yaml` are then
   * ignored.
   */
  readonly bringsOnlyAsked?: boolean
  /** See `RendererOptions`. */
  readonly remembers?: boolean
}

/**
 * Returns the renderer that the inputs request, and the sources that the configuration of the base allows it to
 * fetch. Both are closed when the command ends.
 */
export async function renderingFor(
  config: Config,
  inputs: RenderingInputs,
  wiring: Wiring,
  own: OwnRepository & { readonly folder: string | undefined },
): Promise<Rendering> {
  const { context, atEnd } = wiring
  const remoteSources = openRemoteSourcesFor(config, inputs, wiring, own)
  const { cache, bringsOnlyAsked = false } = inputs
  const [helm, kustomize] = await Promise.all(
    (['helm-path', 'kustomize-path'] as const).map((name) => programOf(name, inputs[name], context)),
  )
  const renderer = openRenderer({
    environment: context.environment,
    helm,
    kustomize,
    supply: supplyFor(bringsOnlyAsked ? withoutVersions(config) : config, inputs, wiring, own.folder),
    bringsOnlyAsked,
    remembers: inputs.remembers,
    lanes: inputs.concurrency,
    fetching: remoteSources,
    dependencies: remoteSources.dependencies,
    // The options of its controller determine if a kustomization may have charts.
    kustomizeHelm: true,
    ...(cache === undefined ? {} : { cache: { folder: join(cache, 'rendered') } }),
  })
  atEnd(() => renderer.close())
  return { renderer, remoteSources }
}

function withoutVersions(config: Config): Config {
  const { mirror } = config.render ?? {}
  return { ...config, render: mirror === undefined ? {} : { mirror } }
}

/**
 * Returns the program that an input names.
 *
 * @throws FairleadError (input) if it does not exist; in a job, also if a change may have added it
 */
async function programOf(
  name: string,
  path: string | undefined,
  context: Context,
): Promise<string | undefined> {
  if (path === undefined) return undefined
  const program = resolve(context.workspace, path)
  if (!(await stat(program).catch(() => undefined))?.isFile())
    throw inputError(`${name}: the program ${path} does not exist`, {
      hint: 'Set its path relative to the current folder, or remove the input to use the program on PATH.',
    })
  if (context.job.present && (await isOfChange(program, context)))
    throw inputError(`${name}: the program ${path} is inside the repository, so a change may replace it`, {
      hint: `Move it outside the repository, or set ${name.replace('path', 'version')} to a version, which is downloaded and verified.`,
    })
  return program
}

/** Reports whether git tracks a program, or a link on the path to it. */
async function isOfChange(program: string, { environment }: Context): Promise<boolean> {
  const links: string[] = []
  for (let at = program; at !== dirname(at); at = dirname(at))
    if (statusOf(at)?.isSymbolicLink()) links.push(at)
  for (const path of [await realpath(program), ...links])
    if ((await isTracked(path, environment)) === true) return true
  return false
}
