import type { Context } from '../inventory/context.ts'
import type { Tree } from '../tree/tree.ts'
import type { Json } from '../yaml/value.ts'
import type { Ignored } from './argocd/ignore-differences.ts'
import type { RenderJob, Rendered, Renderer } from './model.ts'
import type { Manifest } from '../kube/manifests.ts'

/**
 * A controller's handling of an app, as data: jobs for the renderer, and the processing of their results. `argocd/`
 * and `flux/` create plans; each rule of a controller is implemented once there.
 */

/** The infra repo at one revision, as a renderer reads it: one side of a comparison. */
export interface InfraRepo {
  readonly tree: Tree
  /** The files of the tree, `fairlead.yaml` of the **base**, and the address of the repo. */
  readonly context: Context
  /** The branch whose tip the tree is or will be. Sources that follow it are read from the tree. */
  readonly branch: string
  /** Whether `branch` is the default branch, which sources without a revision follow. */
  readonly isDefaultBranch: boolean
  /** Other branches whose followers are also read from the tree, because the tree was created from one of them. */
  readonly alsoFollowed?: readonly string[]
  readonly remoteSources: RemoteSources
  /** The submodules whose files are in the tree, with their addresses. */
  readonly submodules?: ReadonlyMap<string, string>
}

/** Charts and files outside of the infra repo. Every result is cached by revision or digest. */
export interface RemoteSources {
  /**
   * Reads another Git repository at a revision: a branch, tag, commit, or semver range of tags.
   *
   * @returns the tree and the commit; in `ref`, the full name of the branch or tag that the revision was resolved to
   *   (for `HEAD`, of the default branch), if known; `isChanged` if it is the repository that the change belongs to
   * @throws FairleadError (input) if access to it is not allowed, with the line of fairlead.yaml that allows it;
   *   (remote) if fetching fails
   */
  git(
    url: string,
    revision: string,
  ): Promise<{
    readonly tree: Tree
    readonly commit: string
    readonly ref?: string | undefined
    readonly isChanged?: true
  }>
  /**
   * Reads a chart of a Helm repository (`https://…`) or an OCI registry (`oci://…`), unpacked as the root of a tree.
   */
  chart(
    repository: string,
    name: string,
    version: string,
  ): Promise<{ readonly tree: Tree; readonly version: string }>
  /**
   * Reads an OCI artifact of manifests, unpacked.
   *
   * @param reference a digest, a range of versions, or a tag
   * @param mediaType the media type of the layer to read (Flux's `layerSelector`); by default the layer that contains
   *   files
   */
  artifact(
    url: string,
    reference: string,
    mediaType?: string,
  ): Promise<{ readonly tree: Tree; readonly digest: string }>
  /** Reads a file from the web. No credentials are sent. */
  file(url: string): Promise<Uint8Array>
}

/** The dependencies of rendering: a renderer, and access to remote sources. */
export interface Rendering {
  readonly renderer: Renderer
  readonly remoteSources: RemoteSources
}

/** A part of an app that cannot be rendered here. It is neither unchanged nor deleted, but unknown. */
export interface Unrendered {
  /** A complete sentence. */
  readonly message: string
  /** A way to make it renderable. */
  readonly hint?: string
  /** The folders of the infra repo that affect it; undefined if any file may affect it. */
  readonly folders?: readonly string[]
}

/** A plan for one app. */
export interface AppPlan {
  readonly jobs: readonly RenderJob[]
  /**
   * Combines the results of the jobs, in their order, as the controller would: default namespaces, variables,
   * post-renderers. If several sources contain the same object, the last one wins.
   *
   * @throws FairleadError (input) if that is impossible
   */
  finish(results: readonly Rendered[]): readonly Manifest[]
  /**
   * Returns a further plan for the result of `finish`, such as a release's post-renderers. Its result replaces it.
   */
  next?(manifests: readonly Manifest[]): AppPlan
  /**
   * Notes for the reviewer, as sentences: a revision that a merge does not change, a renderer's version. `finish` may
   * add some, so read them after it.
   */
  readonly notes: readonly string[]
  /** The parts of the app that cannot be rendered here. */
  readonly unrendered?: readonly Unrendered[]
  /** The objects that exist, or whose values are known, only in the cluster, as `the Secret a`. */
  readonly outside?: readonly string[]
  /** For an Application: the fields that Argo CD does not compare. */
  readonly ignored?: Ignored
  /** For a HelmRelease: the definitions in `crds/` of its chart. */
  readonly definitions?: RenderJob
  /** For a HelmRelease: the facts by which two sides of a change are compared (`flux/rollout.ts`). */
  readonly release?: ReleaseFacts
}

/** The facts that decide how Flux rolls out a release. */
export interface ReleaseFacts {
  readonly name: string
  /** The namespace of its objects. */
  readonly namespace: string
  /** The namespace where Helm stores its state. A release with another one is a different release. */
  readonly storageNamespace: string
  readonly chart: string
  /** Undefined if it is not known. */
  readonly chartVersion: string | undefined
  /** The folder and the values files of this repo that the chart is built from; empty if it is not from this repo. */
  readonly chartFiles: readonly string[]
  /** With `ChartVersion`, only a new version of the chart counts as a change. */
  readonly reconcileStrategy: 'ChartVersion' | 'Revision'
  /** Whether definitions (`crds/`) that already exist in the cluster are replaced. */
  readonly replacesCrds: boolean
  /** Whether a new release creates them. */
  readonly installsCrds: boolean
  /** What happens to them when the release changes. */
  readonly upgradesCrds: 'Skip' | 'Create' | 'CreateReplace'
}

/**
 * Creates the plan of an app from its object, as the controller sees it (with all patches applied).
 *
 * @param siblings the manifests of the app that deploys the object to the cluster
 * @param declaredAt the file that declares the object, if known. If it may refer to several objects of one name (each
 *   cluster's own `flux-system`), the nearest one is used.
 * @throws FairleadError (input) if the controller would fail, or its input cannot be read; (remote) if fetching fails
 */
export type Planner = (
  object: Json,
  repo: InfraRepo,
  siblings: readonly Manifest[],
  declaredAt?: string,
) => Promise<AppPlan>
