import type { AppRef } from '../affected/app-ref.ts'
import type { ImageChange } from '../compare/images.ts'
import type { Restart } from '../compare/restarts.ts'
import type { Unpinned } from '../risks/moving.ts'
import type { Risk } from '../risks/risk.ts'
import type { MergeEffect } from '../inventory/on-merge.ts'
import type { ObjectId } from '../kube/ids.ts'
import type { Json } from '../yaml/value.ts'

/** The effect of a change of an infra repo, app by app. Every report is a view of this one result. */

/** An object that differs. Values of Secrets are masked in all of its fields. */
export interface ObjectChange {
  readonly id: ObjectId
  /** The previous id, if the object was renamed. */
  readonly renamedFrom: ObjectId | undefined
  readonly action: 'added' | 'removed' | 'changed'
  /** The object before and after, without noise. Values that are generated on each run are `(generated)`. */
  readonly before: Json | undefined
  readonly after: Json | undefined
  /** A unified diff of both as YAML, without file headers; lines end with `\n`. */
  readonly diff: string
  readonly risks: readonly Risk[]
  /** The number of changed fields that are noise (checksums, chart labels …). */
  readonly noise: number
  /**
   * Set if it moves between two apps: the name of the other app, and whether the object stays the same. If it does,
   * no diff is shown.
   */
  readonly moved: { readonly app: string; readonly isSame: boolean } | undefined
  /** Set if nothing deletes it from the cluster although it is removed. The notes of its app contain the reason. */
  readonly stays?: boolean
}

/** The effect of a change on one app. */
export interface AppChange {
  readonly app: AppRef
  /**
   * The previous environment, if the change moves the app to another one. The change then belongs to both
   * environments, regardless of what the change itself declares.
   */
  readonly leaves?: Pick<AppRef, 'environment' | 'production'>
  /**
   * - `added`, `removed`: the app itself
   * - `changed`: its objects differ, or pods restart
   * - `noise`: its objects differ only in noise
   * - `rerendered`: its inputs changed, but they render to the same manifests here. The cluster may render them
   *   differently, so this is never "nothing"
   * - `failed`: one side could not be rendered, so nothing is known. Other apps with `failures` are partly known
   */
  readonly status: 'added' | 'removed' | 'changed' | 'noise' | 'rerendered' | 'failed'
  /** Highest risk first. */
  readonly objects: readonly ObjectChange[]
  /** The workloads whose pods are replaced, or stay although one would expect a restart. */
  readonly restarts: readonly Restart[]
  /** Risks of the app as a whole. */
  readonly risks: readonly Risk[]
  readonly images: readonly ImageChange[]
  readonly noise: number
  /**
   * Computed from its changed objects before and after, and the ids of those changed inputs whose effect may not be
   * visible in them; undefined if nothing is known.
   */
  readonly digest: string | undefined
  /** The conditions that it was rendered with; undefined if it could not be rendered. */
  readonly conditions: RenderConditions | undefined
  readonly failures: readonly SideFailure[]
  /** Notes for the reviewer, as sentences. */
  readonly notes: readonly string[]
  /** Its external sources that are referenced by a name that may move; missing if there are none or it is quiet. */
  readonly unpinned?: readonly Unpinned[]
  /** The files whose change touches it. */
  readonly files: readonly string[]
  /** Set if it may hide apps of any environment: it generates apps and is not known. */
  readonly hidesApps?: boolean
  /** For an app that is not compared: the changes in its values files and its own object, images first. */
  readonly values: readonly ValueChange[]
  /** The effect of a merge on it; undefined if it is not known. */
  readonly onMerge?: MergeEffect | undefined
  /** Its page in Argo CD, if the configuration of the base contains the address and the app already exists. */
  readonly url?: string | undefined
}

/** A value in the files of an app. It is masked if its name looks like that of a secret. */
export interface ValueChange {
  readonly file: string
  /** Such as `image.tag`. */
  readonly key: string
  /** As text; undefined if it is not set. */
  readonly from: string | undefined
  readonly to: string | undefined
}

/** The conditions that a rendering may depend on, besides an app's inputs. */
export interface RenderConditions {
  /** The programs that rendered it, with their versions: `helm`, `kustomize`. */
  readonly tools: Readonly<Record<string, string>>
  /** The version of Kubernetes that charts saw; undefined if it has no chart. */
  readonly kubernetes: string | undefined
  /** The API versions that charts saw in addition to Helm's own, such as `monitoring.coreos.com/v1`. */
  readonly apiVersions: readonly string[]
  /** The time that `now` returned in the templates of charts (RFC 3339); undefined if it has no chart. */
  readonly time: string | undefined
}

export interface SideFailure {
  readonly side: 'before' | 'after'
  readonly message: string
  readonly hint: string | undefined
  readonly at: { readonly file: string; readonly line?: number; readonly column?: number } | undefined
  /** Whether it can never be rendered here (a plugin, a chart that nothing names), so the change is not the cause. */
  readonly isOutOfReach?: boolean
}

/** The whole result. */
export interface Review {
  readonly base: { readonly name: string; readonly commit: string | undefined }
  readonly head: { readonly name: string; readonly commit: string | undefined }
  /** Set if the two conflict, so that the merge base was compared instead; a sentence. */
  readonly comparedInstead: string | undefined
  /** The origin of the report, as a sentence, if another job rendered it; otherwise undefined. */
  readonly told: string | undefined
  /** Risks of the change itself, independent of the apps that it touches: of its changes to `fairlead.yaml`. */
  readonly risks: readonly Risk[]
  /** Highest risk first, then by environment and name. */
  readonly apps: readonly AppChange[]
  /** Digests of the state before and after, by environment. Approvals are bound to them. */
  readonly digests: Readonly<Record<string, string>>
  /** Changed files that no app uses. */
  readonly unclaimed: readonly string[]
  readonly warnings: readonly string[]
  readonly versions: Readonly<Record<string, string>>
  /** Milliseconds, for display only: never part of a digest. */
  readonly took: { readonly inventory: number; readonly rendering: number; readonly total: number }
  /** The selection of its apps, if it does not cover the whole change: `app: web; environment: prod`. */
  readonly only?: string | undefined
  /** The number of this part of a matrix, counted from 1; undefined if the report is complete. */
  readonly shard: { readonly index: number; readonly count: number } | undefined
}
