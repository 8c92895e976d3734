import { describeId } from '../../../kube/ids.ts'
import { oneLine } from '../said.ts'
import type { ManagedResource, ResourceTree, TreeNode } from '../api/shapes.ts'
import { failed, LASTS, waits } from './facts.ts'
import type { Facts, Objection, Objects, Rule } from './facts.ts'
import { idOf, isChanged, nodesBelow, rootsIn, withReferring } from './objects.ts'
import { isOurs } from './operation.ts'

/** Rules about the pods of the workloads that the commit changes. */

export const podsRun: Rule = {
  id: 'pods-run',
  phase: 'health',
  description:
    'No pod of a workload that the commit changes fails to start because of its image, its node or its program.',
  judge(facts) {
    const { objects, expected } = facts
    if (objects === undefined) return undefined
    const all = withReferring(expected, objects)
    const workloads = objects.managed.filter((one) => isChanged(all, one))
    const found = workloads.flatMap((one) =>
      newestPods(facts, objects, one).flatMap((pod) => fault(pod) ?? homeless(pod, objects) ?? []),
    )
    return found.find(({ word }) => word === 'failed') ?? found[0]
  },
}

/**
 * Reasons of a Degraded pod that are not an error: its node is drained, is gone or lacks resources, and another pod
 * replaces it.
 *
 * Source: pkg/kubelet/eviction, pkg/kubelet/lifecycle/predicate.go, pkg/kubelet/nodeshutdown of Kubernetes
 */
const LEFT =
  /^(?:Evicted|NodeLost|Terminat(?:ed|ing)|Shutdown|NodeShutdown|Preempt(?:ing|ed)|Node(?:Affinity|Ports)|OutOf\w+|UnexpectedAdmissionError|ContainerStatusUnknown|Unknown)$/

/** Reasons of a program that has ended and is restarted. */
const ENDED =
  /^(?:Init:)?(?:CrashLoopBackOff|Error|OOMKilled|Completed|ExitCode:\d+|Signal:\d+|ContainerCannotRun)$/

/** The reason if a Secret or ConfigMap that the pod needs does not exist. A controller may create it in a moment. */
const LACKS = /CreateContainerConfigError$/

/** Messages of a registry or the network about a pull that may succeed on the next attempt. */
const HICCUP =
  /time(?:d )?out|deadline exceeded|connection re(?:set|fused)|TLS handshake|unexpected EOF|no such host|temporar|unavailable|too ?many ?requests|\b(?:429|50[0234])\b/i

/**
 * Returns why a pod fails. Source: controller/cache/info.go, populatePodInfo; gitops-engine/pkg/health/health_pod.go
 */
function fault(pod: TreeNode): Objection | undefined {
  if (pod.health?.status !== 'Degraded') return undefined
  // The reason that users know: ImagePullBackOff, CrashLoopBackOff.
  const word = infoOf(pod, 'Status Reason') ?? ''
  if (LEFT.test(word)) return undefined
  const why = [word, oneLine(pod.health.message ?? '')].filter(Boolean).join(': ')
  const reason = `${describeId(idOf(pod))} does not run: ${why || 'it is Degraded'}`
  const object = idOf(pod)
  const restarts = Number(infoOf(pod, 'Restart Count') || 0)
  // It runs, is not ready, and has ended before. It may only need something that does not exist yet.
  if (word === 'Running') return waits(`${reason}; not ready, restarted ${times(restarts)}`, { object })
  if (!ENDED.test(word)) {
    const isPassing = LACKS.test(word) || HICCUP.test(pod.health.message ?? '')
    return failed(reason, { object, mayPass: isPassing ? LASTS.operating : LASTS.settling })
  }
  const again = `${reason}; restarted ${times(restarts)}`
  if (restarts < 2) return waits(again, { object })
  return failed(again, { object, ...(restarts < 3 && { mayPass: LASTS.settling }) })
}

/** Returns the pods whose containers were restarted, with the number of restarts: `UID:3`. */
export function restartsIn({ nodes }: ResourceTree): string[] {
  return nodes.flatMap((node) => {
    const count = node.kind === 'Pod' ? infoOf(node, 'Restart Count') : undefined
    return count ? [`${node.uid}:${count}`] : []
  })
}

/** Returns what the resource tree shows of a node under a name. */
function infoOf({ info }: TreeNode, name: string): string | undefined {
  return info.find((one) => one.name === name)?.value
}

/** Reports whether a pod has no node. Source: controller/cache/info.go, populatePodInfo */
export function hasNoNode({ kind, info, health }: TreeNode): boolean {
  const node = info.find(({ name }) => name === 'Node')
  return kind === 'Pod' && health?.status === 'Progressing' && node !== undefined && !node.value
}

/**
 * Judges a pod that no node accepts. A cluster autoscaler may add a node, which takes minutes and is not an error.
 */
function homeless(pod: TreeNode, { homeless: told }: Objects): Objection | undefined {
  if (!hasNoNode(pod)) return undefined
  const object = idOf(pod)
  const { message = 'it is waiting to be scheduled', isScaling = false } = told?.get(pod.uid ?? '') ?? {}
  const said = oneLine(message)
  return isScaling
    ? waits(`${describeId(object)} is waiting for a node from an autoscaler: ${said}`, { object })
    : failed(`${describeId(object)} cannot be scheduled on any node: ${said}`, {
        object,
        mayPass: LASTS.scheduling,
      })
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`
}

/**
 * Returns the pods of a workload. For a Deployment these are the pods of its newest ReplicaSet, because pods of old
 * ones may fail for a long time.
 */
function newestPods(facts: Facts, objects: Objects, resource: ManagedResource): TreeNode[] {
  const below = nodesBelow(objects, resource)
  const sets = below.filter((node) => node.kind === 'ReplicaSet')
  const newest = sets.toSorted((a, b) => revisionOf(b) - revisionOf(a))[0]
  const since = syncStart(facts, newest !== undefined)
  const ended = new Set(objects.tree.nodes.filter(isWellEnded).map(({ uid }) => uid))
  const rootOf = rootsIn(objects)
  return below.filter(
    (node) =>
      node.kind === 'Pod' &&
      ![...node.parentRefs, rootOf(node)].some(({ uid }) => ended.has(uid)) &&
      (newest === undefined || node.parentRefs.some(({ uid }) => uid === newest.uid)) &&
      (since === undefined || node.createdAt === undefined || node.createdAt >= since),
  )
}

/**
 * Reports whether a Job, or the last Job of a CronJob, has completed. A pod that failed before stays, and another pod
 * did the work.
 *
 * Source: gitops-engine/pkg/health/health_job.go: Healthy is Complete, whatever failed before;
 * resource_customizations/batch/CronJob/health.lua
 */
function isWellEnded({ group, kind, uid, health }: TreeNode): boolean {
  return group === 'batch' && /^(?:Cron)?Job$/.test(kind ?? '') && uid !== '' && health?.status === 'Healthy'
}

/**
 * Returns when the sync at the commit began, if only the age of pods identifies new ones. During the sync there may
 * be no new ReplicaSet yet, and workloads other than Deployments have none.
 */
function syncStart(facts: Facts, hasSets: boolean): number | undefined {
  const state = facts.live.status?.operationState
  if (state == null || !facts.expected.isChanged || !isOurs(facts, state)) return undefined
  return hasSets && state.phase !== 'Running' ? undefined : state.startedAt
}

/** Returns a ReplicaSet's revision in the history of its Deployment, which Argo CD shows as `Rev:3`. */
function revisionOf({ info }: TreeNode): number {
  const said = info.find(({ name }) => name === 'Revision')?.value ?? ''
  return Number(/^Rev:(\d+)$/.exec(said)?.[1] ?? 0)
}
