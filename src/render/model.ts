import type { FairleadError } from '../errors.ts'
import type { Dependence } from '../gotemplate/dependence.ts'
import type { Manifest } from '../kube/manifests.ts'
import type { Tree } from '../tree/tree.ts'

/** The model of rendering: from an app's sources to the objects that its controller would apply. */

/** A folder or file of a tree. */
export interface TreePath {
  readonly tree: Tree
  /** Relative to the root of the tree; empty for the root itself. */
  readonly path: string
}

/** A run of Helm: `helm template`, as the controller would call it. */
export interface HelmJob {
  readonly kind: 'helm'
  /** The chart's folder, or a packed chart (`.tgz`). */
  readonly chart: TreePath
  readonly release: string
  readonly namespace: string | undefined
  /** The values in the order in which they apply. The last one wins. */
  readonly values: readonly (TreePath | { readonly text: string })[]
  /** `--set`, `--set-string` and `--set-file`, in the order given. */
  readonly set: readonly HelmSet[]
  /** Always set, because the renderer's own default differs between versions. */
  readonly kubeVersion: string
  readonly apiVersions: readonly string[]
  readonly includeCrds: boolean
  readonly skipTests: boolean
  readonly skipSchemaValidation: boolean
  /**
   * Whether the controller gives templates access to the cluster and the release history (Flux), unlike
   * `helm template`.
   */
  readonly inCluster?: boolean
  /**
   * Whether the controller loads the chart as a package (Flux, the fetched chart) or as a folder (Argo CD, which
   * unpacks it). Helm ignores no files in a package; in a folder, it skips hidden templates and the files in
   * `.helmignore`.
   */
  readonly packed?: boolean
}

/** `value` uses Helm's own syntax: a comma separates two settings unless it is escaped with a backslash. */
export type HelmSet =
  | { readonly how: 'set' | 'set-string'; readonly name: string; readonly value: string }
  | { readonly how: 'set-file'; readonly name: string; readonly file: TreePath }

/** A run of kustomize in a folder of a tree. Files that it refers to outside of the folder are in the same tree. */
export interface KustomizeJob {
  readonly kind: 'kustomize'
  readonly source: TreePath
  /**
   * The text of the kustomization that is built instead of the one in the folder. It includes the changes that the
   * controller makes (name prefix, images, patches …).
   */
  readonly kustomization: string | undefined
  /**
   * Whether files outside of the kustomization's folder may be read, as in Flux. Files outside of the tree are never
   * read.
   */
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

/** The result of a job. */
export interface Rendered {
  readonly manifests: readonly Manifest[]
  /** Warnings for the reviewer, such as a schema that was not checked or a renderer of another version. */
  readonly warnings: readonly string[]
  /** The fields that differ between two runs on the same input: JSON pointers into the content, by object. */
  readonly generated: ReadonlyMap<Manifest, readonly string[]>
  /**
   * The dependencies of the templates besides their inputs, such as the time or the cluster; undefined if there are
   * none.
   */
  readonly dependences?: readonly Dependence[]
  /** The sources fetched from addresses in the job's own files. */
  readonly fetched?: readonly Fetched[]
}

/** A remote source that was used in rendering. */
export interface Fetched {
  readonly url: string
  /** A branch, tag or commit of a repository; empty for the default branch, undefined for a file from the web. */
  readonly revision: string | undefined
  /** The full name of the branch or tag that the revision was resolved to; undefined for a commit and for a file. */
  readonly ref: string | undefined
}

/**
 * Renders jobs: stages their files, runs the renderer within limits, and caches results by the hash of all inputs.
 */
export interface Renderer {
  /**
   * @throws FairleadError (input) with the renderer's own message, and with file and line if it reports them; with a
   *   hint if a reference leaves the tree, a limit is exceeded, or the renderer is missing
   */
  render(job: RenderJob): Promise<Rendered>
  /** The renderers that were used, with their versions, for the report. */
  readonly versions: ReadonlyMap<string, string>
  /** The reasons why renderers cannot be used at all: problems of the setup, not of an app. */
  readonly faults: readonly FairleadError[]
}
