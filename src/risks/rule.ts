import type { RuleInfo } from '../findings/finding.ts'
import type { Controller } from '../inventory/model.ts'
import type { Json } from '../yaml/value.ts'
import type { RiskLevel } from './risk.ts'
import type { Restart } from '../compare/restarts.ts'
import type { ObjectId } from '../kube/ids.ts'

/** The context of a change. */
export interface RiskOptions {
  /** Whether the app's environment is production. */
  readonly production: boolean
  /** The controller that deploys it. Some rules apply to one controller only. */
  readonly controller?: Controller
  /** The object that declares the app after the change; without it, the annotations of any controller count. */
  readonly declaration?: Json | undefined
  /** Returns the registries that are already in use. Those of the app itself may be missing. */
  readonly registries?: () => ReadonlySet<string>
  /** Reports whether an object that is no longer rendered stays in the cluster, so that nothing is lost. */
  readonly stays?: (object: Json | undefined) => boolean
  /** Returns the name of the app that a removed object moves to, if there is one. */
  readonly movesTo?: (id: ObjectId) => string | undefined
}

/** One object that changes, with its real values. A reason must not repeat values that may be secret. */
export interface Change {
  readonly id: ObjectId
  readonly renamedFrom: ObjectId | undefined
  readonly action: 'added' | 'removed' | 'changed'
  readonly before: Json | undefined
  readonly after: Json | undefined
}

/** All objects of the app. */
export interface Surroundings {
  readonly before: readonly Json[]
  readonly after: readonly Json[]
  /** The workloads whose pods are replaced. */
  readonly restarts: readonly Restart[]
}

/** A rule about one object. Its findings are reasons, as sentences. */
export interface Rule extends RuleInfo<Exclude<RiskLevel, 'none'>> {
  /** The kinds of objects that it checks; all kinds if it is not set. */
  readonly kinds?: readonly string[]
  readonly find: (change: Change, all: Surroundings, options: RiskOptions) => readonly string[]
}

/** A rule about all changes of an app together. */
export interface AppRule extends RuleInfo<Exclude<RiskLevel, 'none'>> {
  readonly find: (changes: readonly Change[], all: Surroundings, options: RiskOptions) => readonly string[]
}

/**
 * Returns a function that stores its result for all objects of an app, because each of thousands of changes needs it.
 */
export function once<T>(find: (all: Surroundings) => T): (all: Surroundings) => T {
  const known = new WeakMap<Surroundings, { readonly value: T }>()
  return (all) => {
    const found = known.get(all) ?? { value: find(all) }
    known.set(all, found)
    return found.value
  }
}
