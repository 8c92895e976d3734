import { groupOf } from '../../../kube/ids.ts'
import type { ObjectId } from '../../../kube/ids.ts'
import type { Json } from '../../../yaml/value.ts'
import { isObject, textAt } from '../../../yaml/value.ts'
import type { ManagedResource, TreeNode } from '../api/shapes.ts'
import type { Expected, Objects } from './facts.ts'

/** Objects of an app, as its server shows them, and how they are found. */

/** What the server says of which object something is. */
export type Shown = Pick<TreeNode, 'group' | 'kind' | 'namespace' | 'name'>

/**
 * Whether a list of ours has an object. What is rendered may have no namespace where it is applied, and what is of the
 * whole cluster may have one there: only two that are said can differ.
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

/** Whether the commit changes an object. */
export function isChanged({ changed }: Expected, shown: Shown): boolean {
  return isNamed(changed, shown)
}

/** Whether an object may take its pods from another one of the app: a Rollout of Argo Rollouts. */
export function mayRefer({ group, kind }: Shown): boolean {
  return group === 'argoproj.io' && kind === 'Rollout'
}

/**
 * What the commit changes, with the Rollouts whose pods are made by a workload of that (`spec.workloadRef`): they carry
 * out the change, and pause or abort it.
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

/** An object as the server writes it; undefined where it is not there, or was not kept. */
export function readState(text: string | null | undefined): Json | undefined {
  try {
    const value = JSON.parse(text ?? '') as Json
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** An object that the server shows, as an id. */
export function idOf({ group, kind, namespace, name }: Shown): ObjectId {
  return { group: group ?? '', kind: kind ?? '', namespace: namespace || undefined, name: name ?? '' }
}

/** What finds the object of the app that made one: of a pod its Deployment. A tree may have thousands of nodes. */
export function rootsIn({ tree: { nodes } }: Objects): (node: TreeNode) => TreeNode {
  const byId = new Map(nodes.filter(({ uid }) => uid !== '').map((node) => [node.uid, node]))
  const above = (one: TreeNode) => one.parentRefs.flatMap(({ uid }) => byId.get(uid) ?? [])[0]
  return (node) => {
    let at = node
    // A cycle of owners would be an invalid cluster; it ends all the same.
    for (let i = 0; i < 10; i++) {
      const parent = above(at)
      if (parent === undefined) return at
      at = parent
    }
    return at
  }
}

/** The nodes that the app itself declares: its health is made of theirs. One of them may own another. */
export function ownNodes({ tree: { nodes }, managed }: Objects): TreeNode[] {
  const keys = new Set(managed.map(keyOf))
  return nodes.filter((node) => node.parentRefs.length === 0 || keys.has(keyOf(node)))
}

/** What the server names an object by, as one text: the same for what its lists, trees and results show of one. */
export function keyOf({ group, kind, namespace, name }: Shown): string {
  return JSON.stringify([group ?? '', kind, namespace ?? '', name])
}

/** The nodes below an object of the app. */
export function nodesBelow(objects: Objects, resource: ManagedResource): TreeNode[] {
  const key = keyOf(resource)
  const rootOf = rootsIn(objects)
  return objects.tree.nodes.filter((node) => keyOf(node) !== key && keyOf(rootOf(node)) === key)
}
