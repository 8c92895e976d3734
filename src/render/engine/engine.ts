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

/** What the kinds of jobs share. */
export interface Engine {
  readonly limits: RenderLimits
  readonly stage: Stage
  readonly tools: Tools
  /** Whether kustomize may inflate charts. */
  readonly kustomizeHelm: boolean
  /** Brings what a kustomization names elsewhere; undefined where nothing may be fetched. */
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
  /** What is rendered, for messages. */
  readonly subject: string
  /** The hash of all inputs, the renderer's version too. */
  readonly key: string
  /** See `Rendered`: the same content may come by another name. */
  readonly fetched?: readonly Fetched[]
  /** Writes what the renderer reads. */
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
   * @param again for the second of two runs, which is at another time as far as that can be had
   * @throws FairleadError (input) with the renderer's message where it fails
   */
  run(again: boolean): Promise<Output>
}

/** What a renderer printed. */
export interface Output {
  readonly text: string
  /** What messages call it. */
  readonly name: string
  readonly origin: Origin
}
