import type { FairleadError } from '../errors.ts'
import { contained } from '../errors.ts'
import { definitionsIn } from './definitions.ts'
import type { Given } from './given.ts'
import { givenValues } from './given.ts'
import type { Ignored } from './argocd/ignore-differences.ts'
import type { Fetched, Rendered, Renderer, RenderJob } from './model.ts'
import type { Manifest } from '../kube/manifests.ts'
import type { Dependence } from '../gotemplate/dependence.ts'
import type { Capabilities } from './cluster.ts'
import type { AppPlan, ReleaseFacts, Unrendered, InfraRepo } from './plan.ts'
import { withSubmodules } from './submodules.ts'

/** The result of rendering one side of an app: objects, or the reason why there are none. */
export type SideResult =
  | {
      readonly rendered: Rendered
      readonly notes: readonly string[]
      /** The parts that cannot be rendered here. */
      readonly unrendered?: readonly Unrendered[]
      /** For a HelmRelease: the facts that decide how Flux rolls it out. */
      readonly release: ReleaseFacts | undefined
      /** The objects that it takes from the cluster: see `AppPlan`. */
      readonly outside: readonly string[]
      /** Renders the definitions in `crds/` of a release's chart. */
      readonly definitions?: (() => Promise<Rendered>) | undefined
      /** The fields that Argo CD does not compare. */
      readonly ignored?: Ignored | undefined
      /** The values that are passed to Helm. */
      readonly given?: () => Promise<readonly Given[]>
      /** The cluster facts that its charts saw; undefined if it has no charts. */
      readonly capabilities: Capabilities | undefined
      readonly tools: readonly ('helm' | 'kustomize')[]
    }
  | { readonly error: FairleadError }

/**
 * Creates a plan and executes it, with the files of the submodules that it needs. An error of the app is returned as
 * the result, not thrown.
 */
export async function renderSide(
  plan: (repo: InfraRepo) => Promise<AppPlan>,
  repo: InfraRepo,
  renderer: Renderer,
): Promise<SideResult> {
  const notes = new Set<string>()
  try {
    const result = await withSubmodules(repo, notes, async (whole) => follow(await plan(whole), renderer))
    return 'rendered' in result && notes.size > 0 ? { ...result, notes: [...notes, ...result.notes] } : result
  } catch (error) {
    return { error: contained(error) }
  }
}

/** Executes a plan and the plans that follow it. */
async function follow(first: AppPlan, renderer: Renderer): Promise<SideResult> {
  const notes: string[] = []
  const warnings: string[] = []
  const jobs: RenderJob[] = []
  const dependences: Dependence[] = []
  const fetched: Fetched[] = []
  let rendered: Rendered | undefined
  let released: Rendered | undefined
  for (let plan: AppPlan | undefined = first; plan;) {
    const results: readonly Rendered[] = await Promise.all(plan.jobs.map((job) => renderer.render(job)))
    jobs.push(...plan.jobs)
    released ??= results[0]
    const manifests: readonly Manifest[] = plan.finish(results)
    const generated = carried(rendered ? [rendered, ...results] : results, manifests)
    warnings.push(...results.flatMap((result) => result.warnings))
    notes.push(...plan.notes)
    dependences.push(...results.flatMap((result) => result.dependences ?? []))
    fetched.push(...results.flatMap((result) => result.fetched ?? []))
    rendered = { manifests, generated, warnings, dependences, fetched }
    plan = plan.next?.(manifests)
  }
  if (!rendered) throw new Error('a plan gave nothing')
  return {
    rendered,
    notes: [...new Set([...notes, ...warnings])],
    unrendered: first.unrendered ?? [],
    release: first.release,
    outside: first.outside ?? [],
    ignored: first.ignored,
    definitions: definitionsOf(first, renderer, released),
    given: () => givenValues(first.jobs),
    capabilities: jobs.map(seenBy).find((seen) => seen !== undefined),
    tools: (['helm', 'kustomize'] as const).filter((tool) => jobs.some((job) => uses(job, tool))),
  }
}

function definitionsOf(
  { definitions }: AppPlan,
  renderer: Renderer,
  release: Rendered | undefined,
): (() => Promise<Rendered>) | undefined {
  return definitions && (async () => definitionsIn(definitions, await renderer.render(definitions), release))
}

/** Returns the cluster facts of a job. All sources of an app see the same cluster. */
function seenBy(job: RenderJob): Capabilities | undefined {
  if (job.kind === 'directory') return undefined
  return job.kind === 'helm' ? { kubeVersion: job.kubeVersion, apiVersions: job.apiVersions } : job.helm
}

/** Reports whether a job uses a tool. A kustomization may inflate charts if cluster facts are set for it. */
function uses(job: RenderJob, tool: 'helm' | 'kustomize'): boolean {
  return job.kind === tool || (tool === 'helm' && job.kind === 'kustomize' && job.helm !== undefined)
}

/** Assigns the generated fields of rendered manifests to the manifests that a plan created from them. */
function carried(results: readonly Rendered[], manifests: readonly Manifest[]): Rendered['generated'] {
  const generated = new Map<Manifest, readonly string[]>()
  const kept = new Set(manifests)
  const all = new Set(results.flatMap((result) => result.manifests))
  for (const [source, pointers] of results.flatMap((result) => [...result.generated]))
    if (kept.has(source)) generated.set(source, pointers)
    else
      for (const manifest of manifests)
        if (
          // An unmodified manifest has its own entry; it must not inherit that of another one with the same name.
          !all.has(manifest) &&
          manifest.apiVersion === source.apiVersion &&
          manifest.kind === source.kind &&
          manifest.name === source.name &&
          (source.namespace === undefined || manifest.namespace === source.namespace)
        )
          generated.set(manifest, pointers)
  return generated
}

/** Returns the objects of one side; empty if there are none or they are not known. */
export function siblingsOf(side: SideResult | undefined): readonly Manifest[] {
  return side && 'rendered' in side ? side.rendered.manifests : []
}

/** Returns the rendered result of a side; undefined if it was not rendered. */
export function renderedOf(side: SideResult | undefined): Rendered | undefined {
  return side && 'rendered' in side ? side.rendered : undefined
}
