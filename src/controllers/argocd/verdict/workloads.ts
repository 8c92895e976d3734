import { describeId } from '../../../kube/ids.ts'
import type { Json } from '../../../yaml/value.ts'
import { valueAt } from '../../../yaml/value.ts'
import type { ManagedResource, TreeNode } from '../shapes.ts'
import { oneLine } from '../said.ts'
import { failed, unknown, waits } from './facts.ts'
import type { Facts, Objection, Objects, Rule } from './facts.ts'
import { idOf, isChanged, rootsIn } from './health.ts'

/** Rules about the pods of the workloads that the commit changes: Healthy alone does not say that they were replaced. */

export const replaced: Rule = {
  id: 'pods-replaced',
  phase: 'health',
  description:
    'Each workload that the commit changes has its generation observed, and all its pods are of the new template and ready.',
  judge(facts) {
    for (const resource of facts.objects?.managed ?? []) {
      if (!isChanged(facts.expected, resource)) continue
      const live = parsed(resource.liveState ?? '')
      if (live === undefined) continue
      const found = RULES[resource.kind ?? '']?.(describeId(idOf(resource)), live)
      if (found !== undefined) return { ...found, object: idOf(resource) }
    }
    return undefined
  },
}

type WorkloadRule = (name: string, live: Json) => Objection | undefined

/** Source: what `kubectl rollout status` waits for, staging/src/k8s.io/kubectl/pkg/polymorphichelpers/rollout_status.go */
const RULES: Readonly<Record<string, WorkloadRule>> = {
  Deployment(name, live) {
    const number = numbers(live)
    if (!isObserved(number)) return waits(`${name}: its controller has not seen the change yet`)
    const wanted = number('spec', 'replicas') ?? 1
    const updated = number('status', 'updatedReplicas') ?? 0
    const all = number('status', 'replicas') ?? 0
    if (updated >= wanted && all <= updated) return availableOf(name, number, updated)
    if (valueAt(live, 'spec', 'paused') === true)
      return unknown(`${name}: pods are not replaced, since its rollout is paused`)
    return waits(
      `${name}: ${updated} of ${wanted} pods are of the new template, ${Math.max(0, all - updated)} old ones are left`,
    )
  },
  StatefulSet(name, live) {
    const number = numbers(live)
    if (!isObserved(number)) return waits(`${name}: its controller has not seen the change yet`)
    const wanted = number('spec', 'replicas') ?? 1
    const isOne = valueAt(live, 'status', 'currentRevision') === valueAt(live, 'status', 'updateRevision')
    const updated = isOne ? wanted : (number('status', 'updatedReplicas') ?? 0)
    if (updated < wanted) {
      const strategy = valueAt(live, 'spec', 'updateStrategy', 'type')
      if (strategy === 'OnDelete')
        return unknown(`${name}: pods are not replaced, since its updateStrategy is OnDelete`)
      const partition = number('spec', 'updateStrategy', 'rollingUpdate', 'partition') ?? 0
      if (partition > 0 && updated >= wanted - partition)
        return unknown(
          `${name}: pods below ${partition} are not replaced, since its updateStrategy has a partition`,
        )
      return waits(`${name}: ${updated} of ${wanted} pods are of the new template`)
    }
    const ready = number('status', 'readyReplicas') ?? 0
    return ready >= wanted ? undefined : waits(`${name}: ${ready} of ${wanted} pods are ready`)
  },
  DaemonSet(name, live) {
    const number = numbers(live)
    if (!isObserved(number)) return waits(`${name}: its controller has not seen the change yet`)
    const wanted = number('status', 'desiredNumberScheduled') ?? 0
    const updated = number('status', 'updatedNumberScheduled') ?? 0
    if (updated < wanted) {
      if (valueAt(live, 'spec', 'updateStrategy', 'type') === 'OnDelete')
        return unknown(`${name}: pods are not replaced, since its updateStrategy is OnDelete`)
      return waits(`${name}: ${updated} of ${wanted} pods are of the new template`)
    }
    const available = number('status', 'numberAvailable') ?? 0
    return available >= wanted ? undefined : waits(`${name}: ${available} of ${wanted} pods are available`)
  },
}

/** Conditions of an object are of its newest generation only once its controller has seen that. */
function isObserved(number: Reader): boolean {
  return (number('status', 'observedGeneration') ?? 0) >= (number('metadata', 'generation') ?? 1)
}

function availableOf(name: string, number: Reader, updated: number): Objection | undefined {
  const available = number('status', 'availableReplicas') ?? 0
  return available >= updated ? undefined : waits(`${name}: ${available} of ${updated} pods are available`)
}

export const podsRun: Rule = {
  id: 'pods-run',
  phase: 'health',
  description:
    'No pod of a workload that the commit changes fails to start: its image, its node, its program.',
  judge(facts) {
    for (const resource of facts.objects?.managed ?? []) {
      const found = isChanged(facts.expected, resource) ? fault(facts, resource) : undefined
      if (found) return found
    }
    return undefined
  },
}

/** What keeps a pod of the newest template of a workload from running. */
function fault({ objects }: Facts, resource: ManagedResource): Objection | undefined {
  if (objects === undefined) return undefined
  for (const pod of newestPods(objects, resource)) {
    if (pod.health?.status !== 'Degraded') continue
    // The word that people know it by: ImagePullBackOff, CrashLoopBackOff.
    const word = pod.info.find(({ name }) => name === 'Status Reason')?.value
    const why = [word, oneLine(pod.health.message ?? '')].filter(Boolean).join(': ')
    return failed(`${describeId(idOf(pod))} does not run: ${why || 'it is Degraded'}`, {
      object: idOf(pod),
      mayPass: true,
    })
  }
  return undefined
}

/** The pods of a workload; of a Deployment those of its newest ReplicaSet, for old ones may be at fault for long. */
function newestPods(objects: Objects, { group, kind, name, namespace }: ManagedResource): TreeNode[] {
  const { nodes } = objects.tree
  const isIt = (node: TreeNode) =>
    node.kind === kind &&
    node.group === group &&
    node.name === name &&
    (namespace === '' || node.namespace === namespace)
  const rootOf = rootsIn(objects)
  const below = nodes.filter((node) => !isIt(node) && isIt(rootOf(node)))
  const sets = below.filter((node) => node.kind === 'ReplicaSet')
  const newest = sets.toSorted((a, b) => revisionOf(b) - revisionOf(a))[0]
  return below.filter(
    (node) =>
      node.kind === 'Pod' && (newest === undefined || node.parentRefs.some(({ uid }) => uid === newest.uid)),
  )
}

/** Argo CD tells a ReplicaSet's place in the history of its Deployment as `Rev:3`. */
function revisionOf({ info }: TreeNode): number {
  const said = info.find(({ name }) => name === 'Revision')?.value ?? ''
  return Number(/^Rev:(\d+)$/.exec(said)?.[1] ?? 0)
}

type Reader = (...path: string[]) => number | undefined

function numbers(live: Json): Reader {
  return (...path) => {
    const value = valueAt(live, ...path)
    return typeof value === 'number' ? value : undefined
  }
}

function parsed(text: string): Json | undefined {
  try {
    const value = JSON.parse(text) as Json
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
