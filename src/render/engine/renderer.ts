import { availableParallelism } from 'node:os'
import { FolderCache } from '../../cache/folder-cache.ts'
import { makeTemporary, removeTemporary } from '../../temporary/folders.ts'
import { KeptBlobs } from '../../git/kept-blobs.ts'
import type { Tree } from '../../tree/tree.ts'
import type { HelmJob, KustomizeJob, Rendered, Renderer, TreePath } from '../model.ts'
import { cachedAsk } from './tool-cache.ts'
import { RenderCache } from './cache.ts'
import type { MissingDependency } from './dependencies.ts'
import { renderDirectory } from './directory.ts'
import type { Engine, Prepared } from './engine.ts'
import { rendererEnvironment } from './environment.ts'
import { compareRuns } from './generated.ts'
import type { Fetching } from './vendored-tree.ts'
import { prepareHelm } from './helm.ts'
import { prepareKustomize } from './kustomize.ts'
import { Lanes } from '../../lanes.ts'
import type { RenderLimits } from './limits.ts'
import { defaultLimits } from './limits.ts'
import { readManifests } from './manifests.ts'
import { run } from './run.ts'
import { runInSandbox } from './sandboxed.ts'
import { Snapshot } from './snapshot.ts'
import { Stage } from './stage.ts'
import { findTools } from './tools.ts'
import type { Ask, ToolOptions } from './tools.ts'

/** The options of a renderer. The programs that it runs get their own environment. */
export interface RendererOptions extends ToolOptions {
  /** The number of programs that run at the same time. Default: the number of processors. */
  readonly lanes?: number | undefined
  readonly limits?: Partial<RenderLimits> | undefined
  /** Whether kustomize may inflate charts that are in the repository (`helmCharts`). */
  readonly kustomizeHelm?: boolean | undefined
  /** Fetches remote sources of kustomizations; without it, a remote source is an error. */
  readonly fetching?: Fetching | undefined
  /** Fetches charts that Chart.yaml declares and `charts/` does not contain, in their order. */
  readonly dependencies?:
    | ((chart: TreePath, missing: readonly MissingDependency[]) => Promise<readonly TreePath[]>)
    | undefined
  /** A folder for results that are kept between runs, and its maximum size in megabytes (default: 256). */
  readonly cache?: { readonly folder: string; readonly limit?: number } | undefined
  /**
   * Whether results stay in memory, for callers that render the same input repeatedly, such as sources of other apps.
   */
  readonly remembers?: boolean | undefined
  /** The folder for temporary files. Default: the system's folder. */
  readonly temporary?: string | undefined
}

/** A renderer with a temporary folder, which is removed when the renderer is closed. */
export interface OpenRenderer extends Renderer {
  close(): Promise<void>
}

/** Opens a renderer. No program is searched for or run before the first job. */
export function openRenderer(options: RendererOptions): OpenRenderer {
  const limits = { ...defaultLimits, ...options.limits }
  const root = makeTemporary(options.temporary)
  const environment = rendererEnvironment(root)
  const directory = environment['HOME'] ?? root
  const lanes = new Lanes(options.lanes ?? availableParallelism())
  const entries = options.cache && new FolderCache(options.cache.folder, options.cache.limit ?? 256)
  const cache = entries && new RenderCache(entries)
  const kept = new KeptBlobs()
  const snapshots = new WeakMap<Tree, Promise<Snapshot>>()
  const ask: Ask = async (program, args) => {
    const { stdout, stderr } = await run({ program, args, environment, directory, subject: program }, limits)
    return stdout || stderr
  }
  const tools = findTools(options, root, entries ? cachedAsk(ask, entries) : ask)
  const sandboxed = runInSandbox(options.environment, limits)
  const engine: Engine = {
    limits,
    tools,
    stage: new Stage(root),
    kustomizeHelm: options.kustomizeHelm === true,
    fetching: options.fetching,
    dependencies: options.dependencies,
    snapshot(tree) {
      let snapshot = snapshots.get(tree)
      if (!snapshot) {
        snapshot = Snapshot.open(tree, limits, kept)
        snapshots.set(tree, snapshot)
      }
      return snapshot
    },
    run: (request) => lanes.run(() => sandboxed({ ...request, environment, directory })),
  }

  /** The renders in progress by key. The base and the head often need the same one at the same time. */
  const underWay = new Map<string, Promise<Rendered>>()

  async function renderByTool(job: HelmJob | KustomizeJob): Promise<Rendered> {
    const prepared = await (job.kind === 'helm' ? prepareHelm(job, engine) : prepareKustomize(job, engine))
    const rendered = underWay.get(prepared.key) ?? begin(prepared)
    return prepared.fetched === undefined ? rendered : { ...(await rendered), fetched: prepared.fetched }
  }

  function begin(prepared: Prepared): Promise<Rendered> {
    const rendered = renderPrepared(prepared)
    underWay.set(prepared.key, rendered)
    const forget = () => void underWay.delete(prepared.key)
    // A failed render is forgotten, because it may have failed for lack of memory or time.
    rendered.then(options.remembers === true ? undefined : forget, forget)
    return rendered
  }

  async function renderPrepared(prepared: Prepared): Promise<Rendered> {
    const known = await cache?.get(prepared.key)
    if (known) return known
    const staged = await prepared.stage()
    const runs = await Promise.all(
      (staged.generates ? [false, true] : [false]).map((again) => staged.run(again)),
    )
    const [manifests = [], again] = runs.map(({ text, name, origin }) => readManifests(text, name, origin))
    const compared = again && compareRuns(manifests, again)
    const rendered: Rendered = {
      manifests,
      warnings: [...staged.warnings, ...unstableWarning(prepared.subject, compared?.unstable ?? [])],
      generated: compared?.generated ?? new Map(),
      dependences: staged.dependences,
    }
    await cache?.put(prepared.key, rendered)
    return rendered
  }

  return {
    versions: tools.versions,
    faults: tools.faults,
    render: (job) => (job.kind === 'directory' ? renderDirectory(job, engine) : renderByTool(job)),
    async close() {
      await removeTemporary(root)
      await entries?.trim()
    },
  }
}

/** Returns a warning about objects and fields that differ from run to run. */
function unstableWarning(subject: string, unstable: readonly string[]): string[] {
  if (unstable.length === 0) return []
  const more = unstable.length > 5 ? ` and ${unstable.length - 5} more` : ''
  return [
    `${subject} renders differently on each run, or at another time: ${unstable.slice(0, 5).join(', ')}${more}. The result shown is one of several; the cluster may get a different one.`,
  ]
}
