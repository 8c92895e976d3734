import type { ObjectId } from '../../../kube/ids.ts'
import type { Json } from '../../../yaml/value.ts'
import type { Version } from '../versions.ts'
import type { Application, ManagedResource, ResourceTree } from '../api/shapes.ts'

/**
 * The relation of a commit that an Application shows to the commit that is waited for. `unknown`: it is not in the
 * checkout and could not be fetched.
 */
export type Relation = 'same' | 'descendant' | 'ancestor' | 'apart' | 'unknown'

/**
 * Reports whether a commit with this relation contains the commit: whether it is the commit or a descendant of it.
 */
export function hasCommit(relation: Relation): boolean {
  return relation === 'same' || relation === 'descendant'
}

/** An object that the commit adds, changes or removes, as it is rendered without the commit and with it. */
export interface ChangedObject {
  readonly id: ObjectId
  readonly before: Json | undefined
  readonly after: Json | undefined
}

/** The changes that the commit makes to an app, from Fairlead's own comparison. */
export interface Expected {
  /** True if its objects differ. Only then Argo CD starts a sync for it. */
  readonly isChanged: boolean
  /** Its objects that are changed or new. */
  readonly changed: readonly ObjectId[]
  readonly removed: readonly ObjectId[]
  /** The content of those objects; omitted if it is not known. */
  readonly contents?: readonly ChangedObject[]
  /** The `spec` of the Application's own object after the commit; undefined if it does not change. */
  readonly spec: Json | undefined
  /**
   * That `spec` without the commit, if it is known. The parts that the commit removes must be gone from the live
   * object.
   */
  readonly specBefore?: Json | undefined
}

/** The objects of an app as its server shows them at one time. */
export interface Objects {
  readonly tree: ResourceTree
  readonly managed: readonly ManagedResource[]
  /** Events of pods that have no node, by their uid; only for a few pods. */
  readonly homeless?: ReadonlyMap<string, Homeless>
}

/** A pod that has no node yet. */
export interface Homeless {
  /** The message of the scheduler or the autoscaler. */
  readonly message: string
  /** True if a cluster autoscaler adds a node for it. */
  readonly isScaling: boolean
}

/** The input of a verdict on one app. */
export interface Facts {
  readonly expected: Expected
  readonly live: Application
  /**
   * Reports whether a source is in the infra repo and follows the commit. A source that is pinned to another branch,
   * a tag or a commit is treated like one in another repo.
   */
  isOurs(repoURL: string, targetRevision?: string): boolean
  relationOf(commit: string): Relation
  /**
   * Reports whether the app has exactly the same inputs at an older commit, so that a sync there also deployed what
   * the commit declares. Only for commits that were examined.
   */
  isAsGood?(commit: string): boolean
  /**
   * Reports whether a commit of the synced branch has exactly the manifests that were hydrated last, if these are
   * promoted from a separate branch (`hydrateTo`). Only for commits that were examined.
   */
  isPromoted?(commit: string): boolean
  /** The reason why the server cannot render the app at the commit; undefined if it can, or was not asked. */
  readonly renderFault: string | undefined
  /** Read after the commit is compared; undefined before. */
  readonly objects: Objects | undefined
  /**
   * A sentence about why Argo CD makes the app wait: a sync window, or a step of its ApplicationSet. Undefined if
   * nothing blocks it, or if this was not requested.
   */
  readonly heldBy?: string | undefined
  /** The server's version; undefined if it does not report it. */
  readonly version?: Version | undefined
}

/** An objection of a rule to a green verdict. */
export interface Objection {
  /** `waits`: it may resolve itself. `failed` and `unknown`: it does not. */
  readonly word: 'waits' | 'failed' | 'unknown'
  /** One sentence without a full stop, for users: what is awaited, or what is wrong, and where. */
  readonly reason: string
  /**
   * Set if the state must last before it counts, because controllers pass through such states: at least this number
   * of seconds, and at least the settling time.
   */
  readonly mayPass?: number
  /** Set if pods are checked anyway, because the operation in progress belongs to the commit. */
  readonly goesOn?: boolean
  /** True if it concerns nothing that the commit changed. */
  readonly isUnrelated?: boolean
  /** True if another comparison by the controller may change it. */
  readonly needsRefresh?: boolean
  /** The object that it is about. */
  readonly object?: ObjectId
}

/**
 * The subject of a rule, in the order in which rules become true: the controller has compared the commit, it has
 * synced it, and the result runs.
 */
export type Phase = 'commit' | 'sync' | 'health'

/** A fact that must hold before a verdict is green. */
export interface Rule {
  /** Stable, for tests and documentation. */
  readonly id: string
  readonly phase: Phase
  /** The condition that must hold, as a sentence for the documentation. */
  readonly description: string
  /**
   * Returns the objections; undefined or an empty list if it holds. There are several if one may be about objects
   * that the commit changes and another about other objects, because the second may not count.
   */
  judge(facts: Facts): Objection | readonly Objection[] | undefined
}

/** The number of seconds that states last which resolve themselves and are not errors of the commit. */
export const LASTS = {
  /** Until a controller has reconciled again. It is not the settling time, which may be 0. */
  settling: 5,
  /** Until Argo CD has compared a few more times. */
  comparing: 15,
  /** Until a controller that is not part of Kubernetes has seen a new object. */
  operating: 30,
  /** Until pods are assigned to nodes, if there are any. */
  scheduling: 45,
  /** Until there are metrics of new pods. */
  measuring: 90,
}

export const waits = (reason: string, more: Partial<Objection> = {}): Objection => ({
  word: 'waits',
  reason,
  ...more,
})
export const failed = (reason: string, more: Partial<Objection> = {}): Objection => ({
  word: 'failed',
  reason,
  ...more,
})
export const unknown = (reason: string, more: Partial<Objection> = {}): Objection => ({
  word: 'unknown',
  reason,
  ...more,
})
