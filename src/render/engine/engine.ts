import type { Dependence } from '../../gotemplate/dependence.ts'
import type { Tree } from '../../tree/tree.ts'
import type { Fetching } from './vendored-tree.ts'
import type { RenderLimits } from './limits.ts'
import type { Origin } from './manifests.ts'
import type { Run } from './run.ts'
import type { Snapshot } from './snapshot.ts'
import type { Stage } from './stage.ts'
import type { Tools } from './tools.ts'
import type { MissingDependency } from './dependencies.ts'
import type { Fetched, TreePath } from '../model.ts'

/** The services that all kinds of jobs use. */
export interface Engine {
  readonly limits: RenderLimits
  readonly stage: Stage
  readonly tools: Tools
  /** Whether kustomize may inflate charts. */
  readonly kustomizeHelm: boolean
  /** Fetches remote sources of kustomizations; undefined if nothing may be fetched. */
  readonly fetching: Fetching | undefined
  readonly dependencies:
    | ((chart: TreePath, missing: readonly MissingDependency[]) => Promise<readonly TreePath[]>)
    | undefined
  snapshot(tree: Tree): Promise<Snapshot>
  /** Runs a renderer in a lane, within the limits. */
  run(request: { program: string; args: readonly string[]; subject: string }): Promise<Run>
}

/** A job whose inputs are known. */
export interface Prepared {
  /** The name of the rendered source, for messages. */
  readonly subject: string
  /** The hash of all inputs, including the renderer's version. */
  readonly key: string
  /** See `Rendered`. The same content may be fetched under another name. */
  readonly fetched?: readonly Fetched[]
  /** Writes the files that the renderer reads. */
  stage(): Promise<Staged>
}

/** A job that can be run. */
export interface Staged {
  /** Whether two runs may differ. */
  readonly generates: boolean
  readonly warnings: readonly string[]
  /** See `Rendered`. */
  readonly dependences: readonly Dependence[]
  /**
   * Runs the renderer.
   *
   * @param again true for the second of two runs, which is at another time as far as possible
   * @throws FairleadError (input) with the renderer's message if it fails
   */
  run(again: boolean): Promise<Output>
}

/** The output of a renderer. */
export interface Output {
  readonly text: string
  /** The name for messages. */
  readonly name: string
  readonly origin: Origin
}
