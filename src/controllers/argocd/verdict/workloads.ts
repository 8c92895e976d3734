import { describeId } from '../../../kube/ids.ts'
import type { Json } from '../../../yaml/value.ts'
import { valueAt } from '../../../yaml/value.ts'
import { has } from '../versions.ts'
import { unknown, waits } from './facts.ts'
import type { Objection, Rule } from './facts.ts'
import { idOf, isChanged, isCustom, readState } from './objects.ts'

/**
 * Rules about the pods of the workloads that the commit changes. Healthy alone does not mean that they were replaced.
 */

export const replaced: Rule = {
  id: 'pods-replaced',
  phase: 'health',
  description:
    'The controller of each workload that the commit changes has observed its generation, and all its pods have the new template and are ready. Other controllers that report an observed generation have also observed it.',
  judge(facts) {
    for (const resource of facts.objects?.managed ?? []) {
      if (!isChanged(facts.expected, resource)) continue
      const live = readState(resource.liveState)
      if (live === undefined) continue
      const ruleOf = isCustom(resource) ? custom : RULES[resource.kind ?? '']
      const found = ruleOf?.(describeId(idOf(resource)), live)
      // Argo CD may not store a change that affects only the status. It then shows an older one until it compares
      // again.
      const isStale =
        facts.live.status?.health?.status === 'Healthy' && has(facts.version, 'status-updates-ignored')
      if (found !== undefined) return { ...found, object: idOf(resource), needsRefresh: isStale }
    }
    return undefined
  },
}

type WorkloadRule = (name: string, live: Json) => Objection | undefined

/**
 * The conditions that `kubectl rollout status` waits for. Source:
 * staging/src/k8s.io/kubectl/pkg/polymorphichelpers/rollout_status.go
 */
const RULES: Readonly<Record<string, WorkloadRule>> = {
  Deployment(name, live) {
    const number = numbers(live)
    if (!isObserved(number)) return waits(`${name}: its controller has not seen the change yet`)
    const wanted = number('spec', 'replicas') ?? 1
    const updated = number('status', 'updatedReplicas') ?? 0
    const all = number('status', 'replicas') ?? 0
    if (updated >= wanted && all <= updated) return availableOf(name, number, updated)
    if (valueAt(live, 'spec', 'paused') === true)
      return unknown(`${name}: pods are not replaced because its rollout is paused`)
    return waits(
      `${name}: ${updated} of ${wanted} pods have the new template; old pods left: ${Math.max(0, all - updated)}`,
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
        return unknown(`${name}: pods are not replaced because its updateStrategy is OnDelete`)
      const partition = number('spec', 'updateStrategy', 'rollingUpdate', 'partition') ?? 0
      if (partition > 0 && updated >= wanted - partition)
        return unknown(
          `${name}: pods below ${partition} are not replaced because its updateStrategy has a partition`,
        )
      return waits(`${name}: ${updated} of ${wanted} pods have the new template`)
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
        return unknown(`${name}: pods are not replaced because its updateStrategy is OnDelete`)
      return waits(`${name}: ${updated} of ${wanted} pods have the new template`)
    }
    const available = number('status', 'numberAvailable') ?? 0
    return available >= wanted ? undefined : waits(`${name}: ${available} of ${wanted} pods are available`)
  },
}

/**
 * Waits until a controller has observed the newest generation. An older status, such as ready, is not of the commit.
 */
function custom(name: string, live: Json): Objection | undefined {
  const observed = valueAt(live, 'status', 'observedGeneration')
  // Argo Rollouts writes it as a string. Older versions wrote a hash there.
  const seen = typeof observed === 'string' && /^\d{1,9}$/.test(observed) ? Number(observed) : observed
  const generation = numbers(live)('metadata', 'generation')
  return typeof seen === 'number' && generation !== undefined && seen < generation
    ? waits(`${name}: its controller has not seen the change yet`)
    : undefined
}

/** Reports whether the controller has observed the newest generation. Until then the status is of an older one. */
function isObserved(number: Reader): boolean {
  return (number('status', 'observedGeneration') ?? 0) >= (number('metadata', 'generation') ?? 1)
}

function availableOf(name: string, number: Reader, updated: number): Objection | undefined {
  const available = number('status', 'availableReplicas') ?? 0
  return available >= updated ? undefined : waits(`${name}: ${available} of ${updated} pods are available`)
}

type Reader = (...path: string[]) => number | undefined

function numbers(live: Json): Reader {
  return (...path) => {
    const value = valueAt(live, ...path)
    return typeof value === 'number' ? value : undefined
  }
}
