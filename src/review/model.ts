import type { AppRef } from '../affected/app-ref.ts'
import type { ImageChange } from '../compare/images.ts'
import type { Restart } from '../compare/restarts.ts'
import type { Unpinned } from '../risks/moving.ts'
import type { Risk } from '../risks/risk.ts'
import type { MergeEffect } from '../inventory/on-merge.ts'
import type { ObjectId } from '../kube/ids.ts'
import type { Json } from '../yaml/value.ts'

/** What a change of an infra repo does, app by app: the one result that every report is a view of. */

/** An object that is not as it was. Values of Secrets are masked in all of it. */
export interface ObjectChange {
  readonly id: ObjectId
  /** The id before, where it was renamed. */
  readonly renamedFrom: ObjectId | undefined
  readonly action: 'added' | 'removed' | 'changed'
  /** The object before and after, without noise and with what is generated at each run as `(generated)`. */
  readonly before: Json | undefined
  readonly after: Json | undefined
  /** A unified diff of both as YAML, without file headers; lines end with `\n`. */
  readonly diff: string
  readonly risks: readonly Risk[]
  /** How many fields changed that say nothing (checksums, chart labels …). */
  readonly noise: number
  /** Where it moves between two apps, the other one's name, and whether it stays the same; such a diff is not shown. */
  readonly moved: { readonly app: string; readonly isSame: boolean } | undefined
  /** Set where nothing deletes it from the cluster, although it is removed; the notes of its app say why. */
  readonly stays?: boolean
}

/** What a change does to one app. */
export interface AppChange {
  readonly app: AppRef
  /**
   * The environment that it was in, where the change takes it to another one: the change is one of both, whatever the
   * change itself says of where the app belongs.
   */
  readonly leaves?: Pick<AppRef, 'environment' | 'production'>
  /**
   * - `added`, `removed`: the app itself
   * - `changed`: its objects differ, or pods restart
   * - `noise`: they differ in what says nothing
   * - `rerendered`: its inputs changed, and what was rendered of them here is the same; the cluster may render
   *   something else of them, so this is never "nothing"
   * - `failed`: one side could not be rendered, so nothing is known. Others with `failures` are known in part
   */
  readonly status: 'added' | 'removed' | 'changed' | 'noise' | 'rerendered' | 'failed'
  /** The gravest first. */
  readonly objects: readonly ObjectChange[]
  /** The workloads whose pods are replaced, or stay against what one expects. */
  readonly restarts: readonly Restart[]
  /** Risks of the app as a whole. */
  readonly risks: readonly Risk[]
  readonly images: readonly ImageChange[]
  readonly noise: number
  /**
   * Over what is before and after of its changed objects, and the ids of those changed inputs whose effect need not
   * show in them; undefined where nothing is known.
   */
  readonly digest: string | undefined
  /** What it was rendered with; undefined where it could not be rendered. */
  readonly conditions: RenderConditions | undefined
  readonly failures: readonly SideFailure[]
  /** What a reviewer should know, as sentences. */
  readonly notes: readonly string[]
  /** What it is made of from elsewhere by a name that may move; lacks where nothing is, or the change is quiet. */
  readonly unpinned?: readonly Unpinned[]
  /** The files whose change touches it. */
  readonly files: readonly string[]
  /** Set where apps of any environment may be hidden with it: what makes apps and is not known. */
  readonly hidesApps?: boolean
  /** Of an app that is not compared: what changes in its values files and its own object, the images first. */
  readonly values: readonly ValueChange[]
  /** What a merge does to it; undefined where nothing tells. */
  readonly onMerge?: MergeEffect | undefined
  /** Its page in Argo CD, as far as the configuration of the base gives it and it is there already. */
  readonly url?: string | undefined
}

/** A value that the files of an app set. What is named like a secret is masked. */
export interface ValueChange {
  readonly file: string
  /** Such as `image.tag`. */
  readonly key: string
  /** As text; undefined where it is not set. */
  readonly from: string | undefined
  readonly to: string | undefined
}

/** What a rendering may depend on beside an app's inputs. */
export interface RenderConditions {
  /** The programs that rendered it, with their versions: `helm`, `kustomize`. */
  readonly tools: Readonly<Record<string, string>>
  /** The version of Kubernetes that charts saw; undefined where it has no chart. */
  readonly kubernetes: string | undefined
  /** The API versions that charts saw beside Helm's own, such as `monitoring.coreos.com/v1`. */
  readonly apiVersions: readonly string[]
  /** The time that `now` gave in the templates of charts (RFC 3339); undefined where it has no chart. */
  readonly time: string | undefined
}

export interface SideFailure {
  readonly side: 'before' | 'after'
  readonly message: string
  readonly hint: string | undefined
  readonly at: { readonly file: string; readonly line?: number; readonly column?: number } | undefined
  /** Whether it cannot be rendered here whoever tries (a plugin, a chart that nothing names): no fault of the change. */
  readonly isOutOfReach?: boolean
}

/** The whole result. */
export interface Review {
  readonly base: { readonly name: string; readonly commit: string | undefined }
  readonly head: { readonly name: string; readonly commit: string | undefined }
  /** Set where the two conflict and so the merge base was compared; a sentence. */
  readonly comparedInstead: string | undefined
  /** Whose word it is, as a sentence, where the job that shows it has not rendered it; undefined where it has. */
  readonly told: string | undefined
  /** Risks of the change itself, whatever apps it touches: of what it makes of `fairlead.yaml`. */
  readonly risks: readonly Risk[]
  /** The gravest first, then by environment and name. */
  readonly apps: readonly AppChange[]
  /** Digests over what is before and after, by environment: what an approval is bound to. */
  readonly digests: Readonly<Record<string, string>>
  /** Changed files that no app uses. */
  readonly unclaimed: readonly string[]
  readonly warnings: readonly string[]
  readonly versions: Readonly<Record<string, string>>
  /** Milliseconds, for people only: never part of a digest. */
  readonly took: { readonly inventory: number; readonly rendering: number; readonly total: number }
  /** How the apps in it were chosen, where it is no report on the whole change: `app: web; environment: prod`. */
  readonly only?: string | undefined
  /** Parts of a matrix: which this is, from 1; undefined where the report is whole. */
  readonly shard: { readonly index: number; readonly count: number } | undefined
}
