import type { ObjectId } from '../../../kube/ids.ts'
import type { Json } from '../../../yaml/value.ts'
import type { Version } from '../versions.ts'
import type { Application, ManagedResource, ResourceTree } from '../api/shapes.ts'

/**
 * How a commit that an Application shows stands to the one that is waited for. `unknown`: it is not in the checkout and
 * could not be brought.
 */
export type Relation = 'same' | 'descendant' | 'ancestor' | 'apart' | 'unknown'

/** Whether what is so related to the commit has it: it is the commit or a descendant of it. */
export function hasCommit(relation: Relation): boolean {
  return relation === 'same' || relation === 'descendant'
}

/** An object that the commit brings, changes or takes away, as it is rendered without it and with it. */
export interface ChangedObject {
  readonly id: ObjectId
  readonly before: Json | undefined
  readonly after: Json | undefined
}

/** What the commit does to an app, as our own comparison has it. */
export interface Expected {
  /** Whether its objects differ: only then Argo CD makes a sync for it. */
  readonly isChanged: boolean
  /** Its objects that are other ones, or new. */
  readonly changed: readonly ObjectId[]
  readonly removed: readonly ObjectId[]
  /** What is in those objects; left out where it is not known. */
  readonly contents?: readonly ChangedObject[]
  /** What the commit makes of the Application's own object: its `spec`; undefined where that stays. */
  readonly spec: Json | undefined
  /** That `spec` without the commit, where it is known: what the commit takes out of it must go. */
  readonly specBefore?: Json | undefined
}

/** The objects of an app as its server shows them at one time. */
export interface Objects {
  readonly tree: ResourceTree
  readonly managed: readonly ManagedResource[]
  /** What events say of pods that have no node, by their uid; only of a few. */
  readonly homeless?: ReadonlyMap<string, Homeless>
}

/** A pod that has no node yet. */
export interface Homeless {
  /** What the scheduler says, or the autoscaler. */
  readonly message: string
  /** Whether an autoscaler of the cluster makes a node for it. */
  readonly isScaling: boolean
}

/** All that a verdict on one app is made of. */
export interface Facts {
  readonly expected: Expected
  readonly live: Application
  /**
   * Whether a source is of the infra repo and follows the commit: one that is pinned to another branch, a tag or a commit
   * is as good as one of another repo.
   */
  isOurs(repoURL: string, targetRevision?: string): boolean
  relationOf(commit: string): Relation
  /**
   * Whether the app is made of the very same at an older commit: what was synced there is what the commit wants. Only of
   * commits that were looked at.
   */
  isAsGood?(commit: string): boolean
  /**
   * Whether a commit of the branch that is synced has the very manifests that were hydrated last, where these are promoted
   * from a branch of their own (`hydrateTo`). Only of commits that were looked at.
   */
  isPromoted?(commit: string): boolean
  /** Why the server cannot render the app at the commit; undefined where it can, or was not asked. */
  readonly renderFault: string | undefined
  /** Read once the commit is compared; undefined before. */
  readonly objects: Objects | undefined
  /**
   * Why Argo CD lets the app wait, as a sentence: a sync window, or a step of its ApplicationSet. Undefined where nothing
   * does, or it was not asked.
   */
  readonly heldBy?: string | undefined
  /** The server's; undefined where it does not tell it. */
  readonly version?: Version | undefined
}

/** What a rule has against a green verdict. */
export interface Objection {
  /** `waits`: it may pass by itself. `failed` and `unknown`: it does not. */
  readonly word: 'waits' | 'failed' | 'unknown'
  /** One sentence without a full stop, for people: what is awaited, or what is wrong, and where. */
  readonly reason: string
  /**
   * Set where it has to stand for a while before it counts, since controllers pass such states by the way: for so many
   * seconds, and at least for the settling time.
   */
  readonly mayPass?: number
  /** Set where pods are looked at all the same, since what goes on is of the commit. */
  readonly goesOn?: boolean
  /** Whether it is of nothing that the commit changed. */
  readonly isUnrelated?: boolean
  /** Whether one more comparison by the controller may change it. */
  readonly needsRefresh?: boolean
  /** The object that it is about. */
  readonly object?: ObjectId
}

/**
 * What a rule is about, in the order in which it comes true: that the controller looks at the commit, that it has synced
 * it, that what came of it runs.
 */
export type Phase = 'commit' | 'sync' | 'health'

/** A fact that must hold before a verdict is green. */
export interface Rule {
  /** Stable, for tests and documents. */
  readonly id: string
  readonly phase: Phase
  /** What must hold, as a sentence for the documents. */
  readonly description: string
  /**
   * What is against it; undefined or nothing where it holds. Several where one may be of what the commit changes, and
   * another of what it does not: the second may not count.
   */
  judge(facts: Facts): Objection | readonly Objection[] | undefined
}

/** How many seconds states last that pass by themselves, and are no fault of the commit. */
export const LASTS = {
  /** What is over as soon as its controller has looked again. It is not the settling time, which may be none. */
  settling: 5,
  /** Until Argo CD has compared a few times more. */
  comparing: 15,
  /** Until a controller that is no part of Kubernetes has seen what is new. */
  operating: 30,
  /** Until nodes are found for pods, if there are any. */
  scheduling: 45,
  /** Until there are figures of new pods. */
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
