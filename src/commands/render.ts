import type { Config } from '../config/config.ts'
import { configOf } from '../config/read.ts'
import type { AppRef } from '../affected/app-ref.ts'
import { nothingRendered } from '../review/unknown/no-apps.ts'
import type { SideResult } from '../render/render-side.ts'
import { renderRevision } from '../affected/revision.ts'
import type { RenderedApp } from '../affected/revision.ts'
import { describeFault, FairleadError } from '../errors.ts'
import type { Fault } from '../errors.ts'
import type { Side } from '../git/sides.ts'
import { isCalled } from '../inventory/filter.ts'
import type { RepositoryAddresses } from '../net/repositories.ts'
import { declaredFluxVersions } from '../render/flux/version.ts'
import type { Rendering } from '../render/plan.ts'
import { rendererNotes } from '../render/versions.ts'
import { failureSummary } from '../report/failure.ts'
import { bases, inputs, ONLY_ENVIRONMENTS, pick } from './catalogue.ts'
import { outputs } from './outputs.ts'
import { chooser, unknownName } from './chosen.ts'
import type { CommandDescription, Result, Values } from './describe.ts'
import { described } from './describe.ts'
import type { ManifestFile } from './render-files.ts'
import { manifestFiles } from './render-files.ts'

export const renderCommand = {
  name: 'render',
  title: 'Fairlead render',
  summary:
    'Renders the manifests of apps as their controllers would, for kubeconform, conftest and other checks.',
  inputs: {
    ...described(pick(inputs, 'path', 'revision', 'output-dir', 'app', 'environment', 'base'), {
      environment: ONLY_ENVIRONMENTS,
    }),
    ...pick(inputs, 'source-token', 'helm-path', 'helm-version', 'helm-sha256', 'kustomize-path'),
    ...pick(
      inputs,
      'kustomize-version',
      'kustomize-sha256',
      'renderer-mirror',
      'concurrency',
      'cache-path',
      'output',
    ),
    base: bases.change,
  },
  outputs: {
    failed: { description: 'The number of apps that could not be rendered.' },
    ...described(pick(outputs, 'apps', 'manifests'), { apps: 'The number of apps written.' }),
  },
} as const satisfies CommandDescription

export type RenderValues = Values<typeof renderCommand.inputs>

/** The external dependencies of `render`. */
export interface RenderPorts {
  /** The infra repo's own address, if it is known. */
  readonly addresses: RepositoryAddresses
  /** The target branch of the job's pull request; undefined if it does not run for one. */
  readonly base: string | undefined
  /** The default branch of the infra repo, if it is known. */
  readonly defaultBranch: string | undefined
  /** Returns a revision. Without a name, returns the checkout including uncommitted changes. */
  side(revision: string | undefined): Promise<Side>
  /** Returns the base branch as the forge has it. */
  baseSide(branch: string): Promise<Side>
  /** Returns the trusted part of the revision's own configuration, if no base is named. */
  trusted(own: Config): Promise<Config>
  /** Opens a renderer, and the sources outside of the repo that the configuration allows. */
  rendering(config: Config): Promise<Rendering>
  /**
   * Writes files to a folder that is new or empty, and returns its path.
   *
   * @throws FairleadError (input) if the folder is not empty
   */
  write(folder: string, files: readonly ManifestFile[]): Promise<string>
  progress(done: number, total: number): void
}

/**
 * Writes the manifests of the selected apps of one revision. An app that cannot be rendered is reported with exit
 * code 1 (2 or 3 if a renderer is not available) after all others are written. The same applies to a repo without
 * apps.
 *
 * @throws FairleadError (input) if the revision does not exist, a name does not match an app, or the folder is not
 *   empty
 */
export async function runRender(
  values: RenderValues,
  ports: RenderPorts,
): Promise<Result<typeof renderCommand.outputs>> {
  const side = await ports.side(values.revision)
  const base = values.base ?? ports.base
  // The settings for hosts and credentials in a change do not count before it is merged.
  const config =
    base === undefined
      ? await ports.trusted(await configOf(side.tree))
      : await configOf((await ports.baseSide(base)).tree)
  const rendering = await ports.rendering(config)
  const branch = base ?? ports.defaultBranch ?? 'main'
  const standing = { branch, isDefaultBranch: branch === (ports.defaultBranch ?? branch) }
  const { apps: rendered, declarations } = await renderRevision(
    { side, addresses: ports.addresses, standing },
    {
      config,
      rendering,
      // An app that no file declares may be declared in the output of another app. In this case all apps are rendered
      // to find it.
      chosen: (apps) =>
        values.app.every((name) => apps.some((app) => isCalled(app, name)))
          ? apps.filter(chooser(values, apps))
          : apps,
      progress: ports.progress,
    },
  )
  const { renderer } = rendering
  const { files: treeFiles } = declarations.context
  // A check of no manifests would pass.
  const known = [...(await declarations.all()), ...rendered.map(({ app }) => app)]
  const unknown = unknownName(values, known)
  if (unknown) throw unknown
  const isChosen = chooser(values, known)
  const chosen = rendered.filter(({ app }) => isChosen(app)).toSorted(byPlace)

  const done = chosen.flatMap(({ app, result }) =>
    // The parts of an app that can be rendered are written. An empty file is not written, because it would pass every
    // check.
    'rendered' in result && !isUnrendered(result)
      ? [{ app, manifests: result.rendered.manifests, notes: result.notes }]
      : [],
  )
  const failed = chosen.flatMap(({ app, result }) => {
    const faults: readonly Fault[] =
      'error' in result
        ? result.error.faults
        : (result.unrendered ?? []).map(({ message, hint }) => ({ message, ...(hint && { hint }) }))
    return faults.length > 0 ? [{ app, faults }] : []
  })
  const files = manifestFiles(done)
  const folder = await ports.write(values['output-dir'], files)
  const manifests = done.reduce((sum, { manifests: { length } }) => sum + length, 0)
  const nothing =
    rendered.length === 0 ? nothingRendered(treeFiles.entries.map(({ path }) => path)) : undefined
  const failure = failureOf(failed, renderer.faults[0]) ?? nothing
  const told = `${count(manifests, 'manifest')} of ${count(done.length, 'app')} written to ${folder}`
  const lines = failed.flatMap(({ app, faults }) =>
    faults.flatMap((fault) =>
      [`${nameOf(app)} could not be rendered: ${describeFault(fault)}`].flatMap((text) => text.split('\n')),
    ),
  )
  return {
    outputs: { apps: String(done.length), failed: String(failed.length), manifests: String(manifests) },
    data: {
      folder,
      revision: { name: side.name, commit: side.commit ?? null },
      apps: done.map(({ app, manifests: { length }, notes }, i) => ({
        ...place(app),
        file: files[i]?.path ?? '',
        manifests: length,
        notes,
      })),
      failed: failed.map(({ app, faults }) => ({
        ...place(app),
        faults: faults.map(({ message, hint, at }) => ({ message, hint: hint ?? null, at: at ?? null })),
      })),
    },
    // No line starts with text from a repo, so that none can be a workflow command.
    text: [...lines.map((line) => `  ${line}`), `${told}.`],
    summary: [
      `${count(manifests, 'manifest')} of ${count(done.length, 'app')} written; ${count(failed.length, 'app')} could not be rendered.`,
      ...(failure ? [failureSummary(renderCommand.title, failure.faults)] : []),
    ].join('\n\n'),
    warnings: rendererNotes(config, renderer.versions, await declaredFluxVersions(treeFiles)),
    ...(failure ? { failure } : {}),
  }
}

/** Reports whether no part of an app could be rendered. */
function isUnrendered({ rendered, unrendered }: Extract<SideResult, { rendered: unknown }>): boolean {
  return rendered.manifests.length === 0 && (unrendered ?? []).length > 0
}

function failureOf(
  failed: readonly { readonly app: AppRef; readonly faults: readonly Fault[] }[],
  setUp: FairleadError | undefined,
): FairleadError | undefined {
  const faults = failed.flatMap(({ app, faults: all }) =>
    all.map((fault) => ({
      ...fault,
      message: `${nameOf(app)} could not be rendered: ${fault.message}`,
    })),
  )
  const [first, ...others] = faults
  // A missing renderer says nothing about any app.
  return first && new FairleadError(setUp?.kind ?? 'refused', [first, ...others])
}

function place({ name, kind, controlPlane, ownNamespace, environment, cluster, namespace }: AppRef) {
  return {
    name,
    kind,
    controlPlane: controlPlane ?? null,
    ownNamespace: ownNamespace ?? null,
    environment: environment ?? null,
    cluster: cluster ?? null,
    namespace: namespace ?? null,
  }
}

function nameOf({ name, environment, toldApartBy }: AppRef): string {
  const where = environment === undefined ? name : `${name} in ${environment}`
  return toldApartBy === undefined ? where : `${where} (${toldApartBy})`
}

function byPlace(a: RenderedApp, b: RenderedApp): number {
  const key = ({ app }: RenderedApp) =>
    [
      app.environment,
      app.cluster,
      app.toldApartBy,
      app.name,
      app.namespace,
      app.kind,
      app.ownNamespace,
      app.declaredAt?.file,
    ]
      .map((part) => part ?? '')
      .join('\0')
  return key(a) < key(b) ? -1 : 1
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
