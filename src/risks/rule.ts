import type { RuleInfo } from '../findings/finding.ts'
import type { Controller } from '../inventory/model.ts'
import type { Json } from '../yaml/value.ts'
import type { RiskLevel } from './risk.ts'
import type { Restart } from '../compare/restarts.ts'
import type { ObjectId } from '../kube/ids.ts'

/** What is known of where a change goes. */
export interface RiskOptions {
  /** Whether the app's environment is production. */
  readonly production: boolean
  /** What deploys it; some rules hold for one controller alone. */
  readonly controller?: Controller
  /** The object that declares the app after the change; without it, the marks of any controller count. */
  readonly declaration?: Json | undefined
  /** Gives the registries that are in use already; those of the app itself need not be in it. */
  readonly registries?: () => ReadonlySet<string>
  /** Whether an object that is removed from what is rendered stays in the cluster, so that nothing is lost. */
  readonly stays?: (object: Json | undefined) => boolean
  /** The name of the app that a removed object comes up in, if it does. */
  readonly movesTo?: (id: ObjectId) => string | undefined
}

/** One object that changes, with its real values: a reason must not repeat what may be secret. */
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

/** One rule. What it finds in an object are reasons, as sentences. */
export interface Rule extends RuleInfo<Exclude<RiskLevel, 'none'>> {
  /** Kinds of objects that it looks at; all where it names none. */
  readonly kinds?: readonly string[]
  readonly find: (change: Change, all: Surroundings, options: RiskOptions) => readonly string[]
}

/** A rule about all changes of an app together. */
export interface AppRule extends RuleInfo<Exclude<RiskLevel, 'none'>> {
  readonly find: (changes: readonly Change[], all: Surroundings, options: RiskOptions) => readonly string[]
}

/** Keeps what a function finds in all objects of an app: each of thousands of changes asks for it. */
export function once<T>(find: (all: Surroundings) => T): (all: Surroundings) => T {
  const known = new WeakMap<Surroundings, { readonly value: T }>()
  return (all) => {
    const found = known.get(all) ?? { value: find(all) }
    known.set(all, found)
    return found.value
  }
}
