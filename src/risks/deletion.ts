import type { ObjectId } from '../kube/ids.ts'
import type { AppRule, RiskOptions, Rule } from './rule.ts'

const LOSSES: readonly { kind: string; id: string; what: string }[] = [
  {
    kind: 'PersistentVolumeClaim',
    id: 'pvc-deleted',
    what: 'its volume and the data on it are also deleted, unless the volume is retained',
  },
  { kind: 'PersistentVolume', id: 'pv-deleted', what: 'its data can be lost' },
  {
    kind: 'StatefulSet',
    id: 'statefulset-deleted',
    what: 'its pods stop; claims with the retention policy Delete are also deleted',
  },
  { kind: 'Namespace', id: 'namespace-deleted', what: 'everything in it is also deleted' },
  {
    kind: 'CustomResourceDefinition',
    id: 'crd-deleted',
    what: 'every object of its kind in the cluster is also deleted',
  },
]

const losses: readonly Rule[] = LOSSES.map(({ kind, id, what }) => ({
  id,
  level: 'high',
  description: `A ${kind} is removed: ${what}.`,
  kinds: [kind],
  find: ({ action, id }, _all, options) =>
    action === 'removed' && movesTo(id, options) === undefined ? [`The ${kind} is removed: ${what}.`] : [],
}))

function movesTo(id: ObjectId, { movesTo: target }: RiskOptions): string | undefined {
  return target?.(id)
}

const moved: Rule = {
  id: 'object-moved',
  level: 'high',
  description: `A ${LOSSES.map(({ kind }) => kind).join(', ')} moves to another app: the app that syncs first determines whether it is deleted and recreated.`,
  kinds: LOSSES.map(({ kind }) => kind),
  find: ({ action, id }, _all, options) => {
    const target = action === 'removed' ? movesTo(id, options) : undefined
    if (target === undefined) return []
    const what = LOSSES.find(({ kind }) => kind === id.kind)?.what ?? ''
    return [
      `It moves to ${target}. If ${target} syncs first, it stays; otherwise it is deleted and recreated: ${what}.`,
    ]
  },
}

const renamed: Rule = {
  id: 'object-renamed',
  level: 'low',
  description:
    'An object gets another name or namespace: the old object is deleted and a new one is created.',
  find: ({ renamedFrom, id }) =>
    renamedFrom && !/-[bcdfghkmt2456789]{10}$/.test(id.name)
      ? [`${id.kind} ${renamedFrom.name} is deleted and ${id.name} is created in its place.`]
      : [],
}

const others: readonly Rule[] = [
  {
    id: 'pdb-removed',
    level: 'medium',
    description: 'A PodDisruptionBudget is removed: a node drain can evict all pods at the same time.',
    kinds: ['PodDisruptionBudget'],
    find: ({ action, id }, _all, options) =>
      action === 'removed' && movesTo(id, options) === undefined
        ? ['Without a PodDisruptionBudget, a node drain can evict all pods at the same time.']
        : [],
  },
  {
    id: 'network-policy-removed',
    level: 'high',
    description: 'A NetworkPolicy is removed: traffic that it denied is now allowed.',
    kinds: ['NetworkPolicy', 'CiliumNetworkPolicy', 'CiliumClusterwideNetworkPolicy'],
    find: ({ action, id }, _all, options) =>
      action === 'removed' && movesTo(id, options) === undefined
        ? ['Traffic that it denied is now allowed.']
        : [],
  },
]

const MANY = 10
const FEW = 3

const manyDeleted: AppRule = {
  id: 'many-deleted',
  level: 'high',
  description: `At least ${MANY} objects are removed at once, or at least ${FEW} that make up half of the app.`,
  find: (changes, { before, after }, options) => {
    const count = changes.filter(
      ({ action, id }) => action === 'removed' && movesTo(id, options) === undefined,
    ).length
    const isMany = count >= MANY || (count >= FEW && count * 2 >= before.length)
    const share = Math.round((count / before.length) * 100)
    return isMany && after.length > 0
      ? [`${count} of ${before.length} objects are removed (${share} %).`]
      : []
  },
}

export const deletionRules: readonly Rule[] = [...losses, moved, ...others, renamed]
export const deletionAppRules: readonly AppRule[] = [manyDeleted]
