import type { FairleadError } from '../errors.ts'
import type { Dependence } from '../gotemplate/dependence.ts'
import type { Manifest } from '../kube/manifests.ts'
import type { Tree } from '../tree/tree.ts'

/** What rendering is about: from an app's sources to the objects that its controller would apply. */

/** A folder or file of a tree. */
export interface TreePath {
  readonly tree: Tree
  /** From the root of the tree; empty for the root itself. */
  readonly path: string
}

/** A run of Helm: `helm template`, as the controller would call it. */
export interface HelmJob {
  readonly kind: 'helm'
  /** The chart's folder, or a packed chart (`.tgz`). */
  readonly chart: TreePath
  readonly release: string
  readonly namespace: string | undefined
  /** Values in the order in which they apply, the last wins. */
  readonly values: readonly (TreePath | { readonly text: string })[]
  /** `--set`, `--set-string` and `--set-file`, in their order. */
  readonly set: readonly HelmSet[]
  /** Without it the renderer's own default would count, which differs between versions. */
  readonly kubeVersion: string
  readonly apiVersions: readonly string[]
  readonly includeCrds: boolean
  readonly skipTests: boolean
  readonly skipSchemaValidation: boolean
  /** Whether the controller lets templates see the cluster and the release's past (Flux), unlike `helm template`. */
  readonly inCluster?: boolean
  /**
   * Whether the controller loads the chart as a package (Flux, what it fetched), in which Helm ignores no files,
   * and not as a folder (Argo CD, which unpacks it), in which `.helmignore` and hidden templates are left out.
   */
  readonly packed?: boolean
}

/** `value` is in Helm's own syntax, in which a comma parts two settings unless a backslash is before it. */
export type HelmSet =
  | { readonly how: 'set' | 'set-string'; readonly name: string; readonly value: string }
  | { readonly how: 'set-file'; readonly name: string; readonly file: TreePath }

/** A run of kustomize over a folder of a tree; what it refers to outside of the folder is in the same tree. */
export interface KustomizeJob {
  readonly kind: 'kustomize'
  readonly source: TreePath
  /**
   * The kustomization that is built instead of the one in the folder, as text: the controller's own changes
   * (name prefix, images, patches …) are in it.
   */
  readonly kustomization: string | undefined
  /** Whether files outside of the kustomization's folder may be read, as Flux does; never outside of the tree. */
  readonly allowOutside: boolean
  readonly helm: { readonly kubeVersion: string; readonly apiVersions: readonly string[] } | undefined
}

/** Plain manifests: these files, in this order. */
export interface DirectoryJob {
  readonly kind: 'directory'
  readonly tree: Tree
  readonly files: readonly string[]
}

export type RenderJob = HelmJob | KustomizeJob | DirectoryJob

/** What came of a job. */
export interface Rendered {
  readonly manifests: readonly Manifest[]
  /** What a reviewer should know: a schema that was not checked, a renderer of another version. */
  readonly warnings: readonly string[]
  /** Where two runs of the same input differ: JSON pointers into the content, by object. */
  readonly generated: ReadonlyMap<Manifest, readonly string[]>
  /** What the templates depend on beside their inputs: the time, the cluster …; undefined where there are none. */
  readonly dependences?: readonly Dependence[]
  /** What was fetched for it from elsewhere by addresses that its own files name. */
  readonly fetched?: readonly Fetched[]
}

/** Something from elsewhere that a rendering took in. */
export interface Fetched {
  readonly url: string
  /** Of a repository: a branch, tag or commit; empty for the default branch. Undefined of a file of the web. */
  readonly revision: string | undefined
  /** The full name of the branch or tag that the revision was found by; undefined for a commit, and for a file. */
  readonly ref: string | undefined
}

/**
 * Renders jobs: stages their files, runs the renderer within limits, and keeps results by the hash of all inputs.
 */
export interface Renderer {
  /**
   * @throws FairleadError (input) with the renderer's own message, file and line as far as it tells them; where
   *   a reference leaves the tree, a limit is passed or the renderer is missing, with what to do
   */
  render(job: RenderJob): Promise<Rendered>
  /** The renderers that were used, with their versions, for the report. */
  readonly versions: ReadonlyMap<string, string>
  /** Why renderers that were looked for cannot be used at all: a fault of the set-up, not of any app. */
  readonly faults: readonly FairleadError[]
}
