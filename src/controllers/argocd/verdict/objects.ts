import { groupOf } from '../../../kube/ids.ts'
import type { ObjectId } from '../../../kube/ids.ts'
import type { Json } from '../../../yaml/value.ts'
import { isObject, textAt } from '../../../yaml/value.ts'
import type { ManagedResource, TreeNode } from '../api/shapes.ts'
import type { Expected, Objects } from './facts.ts'

/** Finds the objects of an app, as its server shows them. */

/** The identity of an object in the server's answers. */
export type Shown = Pick<TreeNode, 'group' | 'kind' | 'namespace' | 'name'>

/**
 * Reports whether a list of ids contains an object. A rendered object may lack the namespace that it is applied to,
 * and a cluster-scoped object may have a namespace, so two namespaces differ only if both are set.
 */
export function isNamed(ids: readonly ObjectId[], { group, kind, namespace, name }: Shown): boolean {
  return ids.some(
    (id) =>
      id.group === (group ?? '') &&
      id.kind === kind &&
      id.name === name &&
      (!id.namespace || !namespace || id.namespace === namespace),
  )
}

/** Reports whether the commit changes an object. */
export function isChanged({ changed }: Expected, shown: Shown): boolean {
  return isNamed(changed, shown)
}

/** Reports whether the API of an object is not part of Kubernetes. */
export function isCustom({ group }: Shown): boolean {
  return group?.includes('.') === true && !group.endsWith('.k8s.io')
}

/** Reports whether an object may take its pods from another object of the app: a Rollout of Argo Rollouts. */
export function mayRefer({ group, kind }: Shown): boolean {
  return group === 'argoproj.io' && kind === 'Rollout'
}

/**
 * Adds the Rollouts whose pods a changed workload defines (`spec.workloadRef`). They carry out the change, and pause
 * or abort it.
 *
 * Source: https://argo-rollouts.readthedocs.io/en/stable/migrating/#reference-deployment-from-rollout
 */
export function withReferring(expected: Expected, { managed }: Objects): Expected {
  const referring = managed.filter((one) => {
    if (!mayRefer(one)) return false
    const rollout = readState(one.liveState) ?? readState(one.targetState)
    const at = (key: string) =>
      rollout === undefined ? undefined : textAt(rollout, 'spec', 'workloadRef', key)
    const [kind, name] = [at('kind'), at('name')]
    if (kind === undefined || name === undefined) return false
    return isChanged(expected, { ...one, group: groupOf(at('apiVersion') ?? ''), kind, name })
  })
  return referring.length === 0
    ? expected
    : { ...expected, changed: [...expected.changed, ...referring.map(idOf)] }
}

/** Returns an object from the server's text; undefined if it does not exist or its text was not kept. */
export function readState(text: string | null | undefined): Json | undefined {
  try {
    const value = JSON.parse(text ?? '') as Json
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** Returns the id of an object that the server shows. */
export function idOf({ group, kind, namespace, name }: Shown): ObjectId {
  return { group: group ?? '', kind: kind ?? '', namespace: namespace || undefined, name: name ?? '' }
}

/**
 * Returns a function that finds the app's object that created a node, such as a pod's Deployment. A tree may have
 * thousands of nodes.
 */
export function rootsIn({ tree: { nodes } }: Objects): (node: TreeNode) => TreeNode {
  const byId = new Map(nodes.filter(({ uid }) => uid !== '').map((node) => [node.uid, node]))
  const above = (one: TreeNode) => one.parentRefs.flatMap(({ uid }) => byId.get(uid) ?? [])[0]
  return (node) => {
    let at = node
    // A cycle of owners would be an invalid cluster. The loop ends anyway.
    for (let i = 0; i < 10; i++) {
      const parent = above(at)
      if (parent === undefined) return at
      at = parent
    }
    return at
  }
}

/**
 * Returns the nodes that the app itself declares. The app's health is derived from theirs. One of them may own
 * another.
 */
export function ownNodes({ tree: { nodes }, managed }: Objects): TreeNode[] {
  const keys = new Set(managed.map(keyOf))
  return nodes.filter((node) => node.parentRefs.length === 0 || keys.has(keyOf(node)))
}

/** Returns the server's identity of an object as one text, the same for its lists, trees and results. */
export function keyOf({ group, kind, namespace, name }: Shown): string {
  return JSON.stringify([group ?? '', kind, namespace ?? '', name])
}

/** Returns the nodes below an object of the app. */
export function nodesBelow(objects: Objects, resource: ManagedResource): TreeNode[] {
  const key = keyOf(resource)
  const rootOf = rootsIn(objects)
  return objects.tree.nodes.filter((node) => keyOf(node) !== key && keyOf(rootOf(node)) === key)
}
