import { describeId } from '../../../kube/ids.ts'
import { oneLine } from '../said.ts'
import type { ManagedResource, TreeNode } from '../api/shapes.ts'
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
 * Why a pod is told as Degraded where nobody is at fault: its node is drained, is gone or is short of something, and
 * another pod takes its place.
 *
 * Source: pkg/kubelet/eviction, pkg/kubelet/lifecycle/predicate.go, pkg/kubelet/nodeshutdown of Kubernetes
 */
const LEFT =
  /^(?:Evicted|NodeLost|Terminat(?:ed|ing)|Shutdown|NodeShutdown|Preempt(?:ing|ed)|Node(?:Affinity|Ports)|OutOf\w+|UnexpectedAdmissionError|ContainerStatusUnknown|Unknown)$/

/** Words of a program that has ended, and is started again. */
const ENDED =
  /^(?:Init:)?(?:CrashLoopBackOff|Error|OOMKilled|Completed|ExitCode:\d+|Signal:\d+|ContainerCannotRun)$/

/** A Secret or ConfigMap that it needs is not there: what makes it from elsewhere may take a moment. */
const LACKS = /CreateContainerConfigError$/

/** What a registry or the way to it says of a pull that may do the next time. */
const HICCUP =
  /time(?:d )?out|deadline exceeded|connection re(?:set|fused)|TLS handshake|unexpected EOF|no such host|temporar|unavailable|too ?many ?requests|\b(?:429|50[0234])\b/i

/** Source: controller/cache/info.go, populatePodInfo; gitops-engine/pkg/health/health_pod.go */
function fault(pod: TreeNode): Objection | undefined {
  if (pod.health?.status !== 'Degraded') return undefined
  const info = (name: string) => pod.info.find((one) => one.name === name)?.value ?? ''
  // The word that people know it by: ImagePullBackOff, CrashLoopBackOff.
  const word = info('Status Reason')
  if (LEFT.test(word)) return undefined
  const why = [word, oneLine(pod.health.message ?? '')].filter(Boolean).join(': ')
  const reason = `${describeId(idOf(pod))} does not run: ${why || 'it is Degraded'}`
  const object = idOf(pod)
  const restarts = Number(info('Restart Count') || 0)
  // It runs, is not ready, and has ended before: it may just need what is not there yet.
  if (word === 'Running') return waits(`${reason}; not ready, restarted ${times(restarts)}`, { object })
  if (!ENDED.test(word)) {
    const isPassing = LACKS.test(word) || HICCUP.test(pod.health.message ?? '')
    return failed(reason, { object, mayPass: isPassing ? LASTS.operating : LASTS.settling })
  }
  const again = `${reason}; restarted ${times(restarts)}`
  if (restarts < 2) return waits(again, { object })
  return failed(again, { object, ...(restarts < 3 && { mayPass: LASTS.settling }) })
}

/** Whether a pod has no node. Source: controller/cache/info.go, populatePodInfo */
export function hasNoNode({ kind, info, health }: TreeNode): boolean {
  const node = info.find(({ name }) => name === 'Node')
  return kind === 'Pod' && health?.status === 'Progressing' && node !== undefined && !node.value
}

/** A pod that no node takes. An autoscaler of the cluster may make one, which takes minutes and is no fault. */
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

/** The pods of a workload; of a Deployment those of its newest ReplicaSet, for old ones may be at fault for long. */
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
 * Whether a job has done its work, or the last one of a CronJob: a pod that died on the way stays, and another one did it.
 *
 * Source: gitops-engine/pkg/health/health_job.go: Healthy is Complete, whatever failed before;
 * resource_customizations/batch/CronJob/health.lua
 */
function isWellEnded({ group, kind, uid, health }: TreeNode): boolean {
  return group === 'batch' && /^(?:Cron)?Job$/.test(kind ?? '') && uid !== '' && health?.status === 'Healthy'
}

/**
 * When the sync at the commit began, where the age of pods has to tell new ones: as long as it runs there may be no new
 * set yet, and other workloads than Deployments have none.
 */
function syncStart(facts: Facts, hasSets: boolean): number | undefined {
  const state = facts.live.status?.operationState
  if (state == null || !facts.expected.isChanged || !isOurs(facts, state)) return undefined
  return hasSets && state.phase !== 'Running' ? undefined : state.startedAt
}

/** Argo CD tells a ReplicaSet's place in the history of its Deployment as `Rev:3`. */
function revisionOf({ info }: TreeNode): number {
  const said = info.find(({ name }) => name === 'Revision')?.value ?? ''
  return Number(/^Rev:(\d+)$/.exec(said)?.[1] ?? 0)
}
