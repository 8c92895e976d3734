import type { Builds } from './builds.ts'
import { recordAt, stringAt } from '../../yaml/at.ts'
import type { BuiltObject } from '../kustomize/kustomization.ts'
import type { Lineage, App, Unresolved } from '../model.ts'
import { substitute } from './folders.ts'
import type { Variables } from './variables.ts'

/** The values that a Kustomization inherits from those that lead to it. */
export interface Chain {
  readonly paths: readonly string[]
  readonly substitutions: Readonly<Record<string, string>>
  /** The variables that the parent Kustomization substitutes into what it builds. */
  readonly variables?: Variables | undefined
  readonly suspended: boolean
  /** For a root: the folder that its cluster is built from, if it is known. */
  readonly home?: string | undefined
  /** For a root: a sentence that explains why it may not be one. */
  readonly doubt?: string | undefined
  /** The Kustomization that leads here. */
  readonly parent?: App
  /** The namespace that it puts all objects into. */
  readonly targetNamespace?: string | undefined
  /** The cluster that it deploys to, and that a child without its own kubeconfig also deploys to. */
  readonly cluster?: string | undefined
  /** The paths whose folders may name that cluster: those of the root. */
  readonly clusterPaths?: readonly string[]
  /**
   * The objects already visited from this root. The whole root shares one set, because chains can cross endlessly.
   */
  readonly visited: Set<string>
  /** The ids of the Kustomizations that this root leads to. */
  readonly reached: Set<string>
  /** The HelmReleases that some Kustomization includes; all chains share one set. */
  readonly releases: Set<string>
  /** The builds, shared by all chains. */
  readonly builds: Builds
  /** The files that a kustomization uses as patches; all chains share one set. */
  readonly patchFiles: Set<string>
  /** Receives the objects that cannot be read; one list per root. */
  readonly unresolved: Unresolved[]
}

/**
 * Returns the facts that determine an object's environment. The chain that led to it weighs more than the path of its
 * base.
 */
export function whereabouts(chain: Chain, item: BuiltObject) {
  const { object, namespace } = item
  const ownNamespace = ownNamespaceOf(chain, item)
  return {
    name: nameOf(chain, item),
    labels: recordAt(object.node, 'metadata', 'labels'),
    paths: [...chain.paths.toReversed(), object.file],
    ...(chain.clusterPaths ? { clusterPaths: chain.clusterPaths } : {}),
    cluster: chain.cluster,
    server: undefined,
    namespace: stringAt(object.node, 'spec', 'targetNamespace') ?? namespace ?? object.namespace,
    ownNamespace,
    suspended: chain.suspended,
    variables: chain.variables,
  }
}

/**
 * Returns the name of an object in the cluster, after kustomizations and the variables of its builder have changed
 * it.
 */
export function nameOf({ substitutions }: Chain, { name }: BuiltObject): string {
  return substitute(name, substitutions)
}

/** Returns the namespace of an object itself, as its builder sets it. */
export function ownNamespaceOf(
  { targetNamespace }: Chain,
  { object, namespace }: Pick<BuiltObject, 'object' | 'namespace'>,
): string | undefined {
  return targetNamespace ?? namespace ?? object.namespace
}

/** Adds the folder that a root's cluster is built from, which rules of `fairlead.yaml` may also name. */
export function rootedIn({ parent, home }: Chain, path: string | undefined, lineage: Lineage): Lineage {
  if (parent) return lineage
  return {
    ...lineage,
    ...(home === undefined ? {} : { root: home }),
    paths: [...lineage.paths, ...(path === undefined ? [] : [`${path}/`])],
  }
}
