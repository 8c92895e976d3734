import type { Json } from '../yaml/value.ts'
import { isObject, textAt, valueAt } from '../yaml/value.ts'
import { containersOf } from '../kube/workload.ts'
import { gained } from './gained.ts'
import { quantity } from '../kube/quantity.ts'
import type { Change, Rule } from './rule.ts'
import { once } from './rule.ts'

const SCALED = ['Deployment', 'StatefulSet', 'ReplicaSet', 'Rollout']

const zero: Rule = {
  id: 'replicas-zero',
  level: 'high',
  description: 'A workload is scaled to 0 replicas, or its autoscaler may scale it to 0.',
  kinds: [...SCALED, 'HorizontalPodAutoscaler'],
  find: (change) =>
    change.action === 'added'
      ? []
      : gained(change, (content) =>
          valueAt(content, 'spec', 'replicas') === 0 || valueAt(content, 'spec', 'minReplicas') === 0
            ? ['Scaled to 0 replicas: no pods will run.']
            : [],
        ),
}

const fewer: Rule = {
  id: 'scaled-down',
  level: 'low',
  description: 'A workload gets fewer replicas, or its autoscaler gets a lower limit.',
  kinds: [...SCALED, 'HorizontalPodAutoscaler'],
  find: ({ before, after }) =>
    ['replicas', 'minReplicas', 'maxReplicas'].flatMap((key) => {
      const [was, is] = [before, after].map((side) => valueAt(side, 'spec', key))
      return typeof was === 'number' && typeof is === 'number' && is < was && is > 0
        ? [`${key} changes from ${was} to ${is}.`]
        : []
    }),
}

/** The workloads that have an autoscaler. */
const scaled = once(
  ({ after }) =>
    new Set(
      after
        .filter((object) => textAt(object, 'kind') === 'HorizontalPodAutoscaler')
        .map((object) => valueAt(object, 'spec', 'scaleTargetRef'))
        .map((target) => `${textAt(target, 'kind') ?? ''} ${textAt(target, 'name') ?? ''}`),
    ),
)

const both: Rule = {
  id: 'hpa-and-replicas',
  level: 'low',
  description:
    'A workload sets `replicas` and has an autoscaler: each apply reverts the scaling of the autoscaler.',
  kinds: SCALED,
  find: (change, all) => {
    const isScaled = scaled(all).has(`${change.id.kind} ${change.id.name}`)
    return isScaled && typeof valueAt(change.after, 'spec', 'replicas') === 'number'
      ? ['It sets replicas and has an autoscaler: each apply reverts the scaling of the autoscaler.']
      : []
  },
}

const budget: Rule = {
  id: 'pdb-blocks',
  level: 'medium',
  description: 'A PodDisruptionBudget allows no pod to be evicted: nodes cannot be drained.',
  kinds: ['PodDisruptionBudget'],
  find: (change) =>
    gained(change, (content) =>
      [0, '0', '0%'].includes(valueAt(content, 'spec', 'maxUnavailable') as string) ||
      valueAt(content, 'spec', 'minAvailable') === '100%'
        ? ['No pod may be evicted: nodes cannot be drained.']
        : [],
    ),
}

/** Returns each container that also existed before, with both of its versions. */
function sides({ before, after }: Change): { name: string; was: Json; is: Json }[] {
  return containersOf(after).flatMap(({ list, name, content }) => {
    const old = containersOf(before).find((other) => other.list === list && other.name === name)
    return old ? [{ name, was: old.content, is: content }] : []
  })
}

const resources: Rule = {
  id: 'resources-lowered',
  level: 'medium',
  description:
    'A container loses a request or limit, or its memory is lowered: it may be evicted or killed when resources run out.',
  find: (change) =>
    sides(change).flatMap(({ name, was, is }) =>
      (['requests', 'limits'] as const).flatMap((group) =>
        (['memory', 'cpu'] as const).flatMap((what) => {
          const [old, next] = [was, is].map((side) => valueAt(side, 'resources', group, what))
          if (old === undefined) return []
          if (next === undefined || next === null) return [`${name} loses its ${what} ${group.slice(0, -1)}.`]
          const [a, b] = [quantity(old), quantity(next)]
          return what === 'memory' && a !== undefined && b !== undefined && b < a
            ? [`The memory ${group.slice(0, -1)} of ${name} changes from ${String(old)} to ${String(next)}.`]
            : []
        }),
      ),
    ),
}

const probes: Rule = {
  id: 'probe-removed',
  level: 'medium',
  description: 'A container loses a probe: it receives traffic before it is ready, or nothing restarts it.',
  find: (change) =>
    sides(change).flatMap(({ name, was, is }) =>
      ['readinessProbe', 'livenessProbe', 'startupProbe']
        .filter((probe) => isObject(valueAt(was, probe)) && !isObject(valueAt(is, probe)))
        .map((probe) => `${name} loses its ${probe}.`),
    ),
}

const quota: Rule = {
  id: 'quota-lowered',
  level: 'medium',
  description: 'A ResourceQuota allows less than before: new pods may be rejected.',
  kinds: ['ResourceQuota'],
  find: ({ before, after }) => {
    const hard = valueAt(after, 'spec', 'hard')
    return Object.entries(isObject(hard) ? hard : {}).flatMap(([key, next]) => {
      const [was, is] = [quantity(valueAt(before, 'spec', 'hard', key)), quantity(next)]
      return was !== undefined && is !== undefined && is < was ? [`${key} is lowered.`] : []
    })
  },
}

export const scalingRules: readonly Rule[] = [zero, budget, resources, probes, quota, fewer, both]
