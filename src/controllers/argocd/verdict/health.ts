import type { ObjectId } from '../../../kube/ids.ts'
import { describeId } from '../../../kube/ids.ts'
import type { TreeNode } from '../shapes.ts'
import { oneLine } from '../said.ts'
import { failed, waits } from './facts.ts'
import type { Expected, Facts, Objection, Objects, Rule } from './facts.ts'

/** Rules about the health of what the commit brought. */

/** Whether the commit changes an object. Its namespace is left out: what is rendered may have none where it is applied. */
export function isChanged(
  { changed }: Expected,
  { group, kind, name }: Pick<TreeNode, 'group' | 'kind' | 'name'>,
): boolean {
  return changed.some((id) => id.group === (group ?? '') && id.kind === kind && id.name === name)
}

/** An object of the tree as an id. */
export function idOf({
  group,
  kind,
  namespace,
  name,
}: Pick<TreeNode, 'group' | 'kind' | 'namespace' | 'name'>): ObjectId {
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

export const healthy: Rule = {
  id: 'healthy',
  phase: 'health',
  description:
    'The app is Healthy. A fault of an object that the commit changes fails; what else is at fault is judged by `unrelated`.',
  judge(facts) {
    const { health } = facts.live.status ?? {}
    const status = health?.status ?? ''
    // Objects without a health check count as healthy, so an app of none but those has no word at all.
    if (status === 'Healthy' || status === '') return undefined
    const { objects } = facts
    const said = health?.message ? `: ${oneLine(health.message)}` : ''
    if (objects === undefined) return waits(`it is ${status}${said}`)
    return worst(facts, objects) ?? waits(`it is ${status}${said}`)
  },
}

/** What the objects of a tree have to say of an app that is not healthy: faults first, those of the commit before others. */
function worst(facts: Facts, objects: Objects): Objection | undefined {
  const own = objects.tree.nodes.filter(({ parentRefs }) => parentRefs.length === 0)
  const found = own.flatMap((node): Objection[] => {
    const status = node.health?.status ?? ''
    if (status === '' || status === 'Healthy') return []
    const id = idOf(node)
    const isUnrelated = !isChanged(facts.expected, node)
    const reason = `${describeId(id)} is ${status}${node.health?.message ? `: ${oneLine(node.health.message)}` : ''}`
    const more = { object: id, isUnrelated }
    return [status === 'Degraded' ? failed(reason, { ...more, mayPass: true }) : waits(reason, more)]
  })
  const rank = ({ word, isUnrelated }: Objection) => (word === 'failed' ? 0 : 2) + (isUnrelated ? 1 : 0)
  return found.toSorted((a, b) => rank(a) - rank(b))[0]
}
