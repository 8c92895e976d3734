import type { Builds } from './builds.ts'
import { recordAt, stringAt } from '../../yaml/at.ts'
import type { BuiltObject } from '../kustomize/kustomization.ts'
import type { Lineage } from '../model.ts'
import type { App, Unresolved } from '../model.ts'
import { substitute } from './folders.ts'
import type { Variables } from './variables.ts'

/** What a Kustomization inherits from those that lead to it. */
export interface Chain {
  readonly paths: readonly string[]
  readonly substitutions: Readonly<Record<string, string>>
  /** What the Kustomization that leads here fills into what it builds. */
  readonly variables?: Variables | undefined
  readonly suspended: boolean
  /** Of a root: the folder that its cluster is built from, where that is known. */
  readonly home?: string | undefined
  /** Of a root: why it may be none, as a sentence. */
  readonly doubt?: string | undefined
  /** The Kustomization that leads here. */
  readonly parent?: App
  /** The namespace that it puts all objects into. */
  readonly targetNamespace?: string | undefined
  /** The cluster that it deploys to; what a child without a kubeconfig of its own deploys to, too. */
  readonly cluster?: string | undefined
  /** The paths whose folders may name that cluster: those of the root. */
  readonly clusterPaths?: readonly string[]
  /** What was visited from this root already; one set for the whole root, since ways can cross without end. */
  readonly visited: Set<string>
  /** The Kustomizations that this root leads to, by where they stand. */
  readonly reached: Set<string>
  /** The HelmReleases that some Kustomization includes; one set for all chains. */
  readonly releases: Set<string>
  /** What was built already, one for all chains. */
  readonly builds: Builds
  /** Files that some kustomization uses as patches; one set for all chains. */
  readonly patchFiles: Set<string>
  /** Takes the objects that cannot be read; one list for a root. */
  readonly unresolved: Unresolved[]
}

/** Where an object is, for its environment: the way that led to it weighs more than where its base stands. */
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

/** What an object is called in the cluster: kustomizations and the variables of what builds it have changed the name. */
export function nameOf({ substitutions }: Chain, { name }: BuiltObject): string {
  return substitute(name, substitutions)
}

/** The namespace of an object itself, as what builds it sets it. */
export function ownNamespaceOf(
  { targetNamespace }: Chain,
  { object, namespace }: Pick<BuiltObject, 'object' | 'namespace'>,
): string | undefined {
  return targetNamespace ?? namespace ?? object.namespace
}

/** A root names the folder that its cluster is built from, which also is what rules of `fairlead.yaml` may name. */
export function rootedIn({ parent, home }: Chain, path: string | undefined, lineage: Lineage): Lineage {
  if (parent) return lineage
  return {
    ...lineage,
    ...(home === undefined ? {} : { root: home }),
    paths: [...lineage.paths, ...(path === undefined ? [] : [`${path}/`])],
  }
}
