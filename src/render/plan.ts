import type { Context } from '../inventory/context.ts'
import type { Tree } from '../tree/tree.ts'
import type { Json } from '../yaml/value.ts'
import type { Ignored } from './argocd/ignore-differences.ts'
import type { RenderJob, Rendered, Renderer } from './model.ts'
import type { Manifest } from '../kube/manifests.ts'

/**
 * What a controller would do with an app, as data: jobs for the renderer, and what is done with their results.
 * `argocd/` and `flux/` make plans; each rule of a controller is in one place there.
 */

/** The infra repo at one revision, as a renderer reads it: one side of a comparison. */
export interface InfraRepo {
  readonly tree: Tree
  /** The files of the tree, `fairlead.yaml` of the **base** and the repo's own address. */
  readonly context: Context
  /** The branch that the tree is, or is to be, the tip of: sources that follow it are read from the tree. */
  readonly branch: string
  /** Whether that is the default branch, which sources without a revision follow. */
  readonly isDefaultBranch: boolean
  /** Other branches that sources may follow and that are read from the tree all the same: it was made from one of them. */
  readonly alsoFollowed?: readonly string[]
  readonly remoteSources: RemoteSources
  /** The submodules whose files are in the tree, with their addresses. */
  readonly submodules?: ReadonlyMap<string, string>
}

/** Charts and files that are not in the infra repo. Every answer is cached by revision or digest. */
export interface RemoteSources {
  /**
   * Another Git repository at a revision: a branch, tag, commit, or semver range of tags.
   *
   * @returns with the commit the full name of the branch or tag that it was found by (of `HEAD` that of the default
   *   branch), as far as one is known; `isChanged` where it is this repository that the change is one of
   * @throws FairleadError (input) where it may not be reached, with the line of fairlead.yaml that allows it;
   *   (remote) where it fails
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
  /** A chart of a Helm repository (`https://…`) or an OCI registry (`oci://…`), unpacked as the root of a tree. */
  chart(
    repository: string,
    name: string,
    version: string,
  ): Promise<{ readonly tree: Tree; readonly version: string }>
  /**
   * An OCI artifact of manifests, unpacked.
   *
   * @param reference a digest, a range of versions, or a tag
   * @param mediaType of the layer that is meant (Flux's `layerSelector`); without it the one that holds files
   */
  artifact(
    url: string,
    reference: string,
    mediaType?: string,
  ): Promise<{ readonly tree: Tree; readonly digest: string }>
  /** A file of the web; no credentials are sent for it. */
  file(url: string): Promise<Uint8Array>
}

/** What makes manifests: a renderer, and what it may fetch. */
export interface Rendering {
  readonly renderer: Renderer
  readonly remoteSources: RemoteSources
}

/** What of an app cannot be rendered here, whoever tries: it is neither the same nor gone, but not known. */
export interface Unrendered {
  /** A sentence. */
  readonly message: string
  /** What makes it known. */
  readonly hint?: string
  /** The folders of the infra repo that it is made of; undefined where anything may decide about it. */
  readonly folders?: readonly string[]
}

/** A plan for one app. */
export interface AppPlan {
  readonly jobs: readonly RenderJob[]
  /**
   * Puts the results of the jobs together, in their order, as the controller would: default namespaces, variables,
   * post-renderers, of the same object in several sources the last.
   *
   * @throws FairleadError (input) where that is impossible
   */
  finish(results: readonly Rendered[]): readonly Manifest[]
  /** A further plan over what `finish` gave, whose result then is the app's: a release's post-renderers. */
  next?(manifests: readonly Manifest[]): AppPlan
  /**
   * What a reviewer should know, as sentences: a revision that a merge does not move, a renderer's version.
   * `finish` may add some, so they are read after it.
   */
  readonly notes: readonly string[]
  /** What of the app cannot be rendered here. */
  readonly unrendered?: readonly Unrendered[]
  /** The objects that only the cluster has, or knows the values of, as `the Secret a`. */
  readonly outside?: readonly string[]
  /** Of an Application: the fields that Argo CD does not compare. */
  readonly ignored?: Ignored
  /** Of a HelmRelease: the definitions in `crds/` of its chart. */
  readonly definitions?: RenderJob
  /** Of a HelmRelease: what two sides of a change are compared by (`flux/rollout.ts`). */
  readonly release?: ReleaseFacts
}

/** What decides how Flux rolls a release out. */
export interface ReleaseFacts {
  readonly name: string
  /** Where its objects are. */
  readonly namespace: string
  /** Where Helm keeps its state; another one is another release. */
  readonly storageNamespace: string
  readonly chart: string
  /** Undefined where it is not known. */
  readonly chartVersion: string | undefined
  /** The folder and the values files of this repo that the chart is made of; empty where it is none of it. */
  readonly chartFiles: readonly string[]
  /** By `ChartVersion`, only another version of the chart is a change. */
  readonly reconcileStrategy: 'ChartVersion' | 'Revision'
  /** Whether definitions (`crds/`) that are in the cluster already are replaced. */
  readonly replacesCrds: boolean
  /** Whether a new release creates them. */
  readonly installsCrds: boolean
  /** What becomes of them with a change of the release. */
  readonly upgradesCrds: 'Skip' | 'Create' | 'CreateReplace'
}

/**
 * Makes the plan of an app from its object, as the controller sees it (with all patches on it).
 *
 * @param siblings the manifests of the app that brings the object into the cluster
 * @param declaredAt the file that declares the object, as far as one is known: of several objects of one name that
 *   it may refer to (each cluster's own `flux-system`), the nearest is meant
 * @throws FairleadError (input) where the controller would fail, or what it reads is not to be had; (remote) where
 *   fetching fails
 */
export type Planner = (
  object: Json,
  repo: InfraRepo,
  siblings: readonly Manifest[],
  declaredAt?: string,
) => Promise<AppPlan>
