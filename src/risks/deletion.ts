import type { ObjectId } from '../kube/ids.ts'
import type { AppRule, RiskOptions, Rule } from './rule.ts'

const LOSSES: readonly { kind: string; id: string; what: string }[] = [
  {
    kind: 'PersistentVolumeClaim',
    id: 'pvc-deleted',
    what: 'its volume and the data on it are deleted, too, unless the volume is retained',
  },
  { kind: 'PersistentVolume', id: 'pv-deleted', what: 'what it holds can be lost' },
  {
    kind: 'StatefulSet',
    id: 'statefulset-deleted',
    what: 'its pods stop; claims with a retention policy of Delete go, too',
  },
  { kind: 'Namespace', id: 'namespace-deleted', what: 'everything in it is deleted, too' },
  {
    kind: 'CustomResourceDefinition',
    id: 'crd-deleted',
    what: 'every object of its kind in the cluster is deleted, too',
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
  description: `A ${LOSSES.map(({ kind }) => kind).join(', ')} moves to another app: whichever of the two syncs first decides whether it is deleted and created anew.`,
  kinds: LOSSES.map(({ kind }) => kind),
  find: ({ action, id }, _all, options) => {
    const target = action === 'removed' ? movesTo(id, options) : undefined
    if (target === undefined) return []
    const what = LOSSES.find(({ kind }) => kind === id.kind)?.what ?? ''
    return [
      `It moves to ${target}. If ${target} syncs first, it stays; else it is deleted and created anew: ${what}.`,
    ]
  },
}

const renamed: Rule = {
  id: 'object-renamed',
  level: 'low',
  description: 'An object gets another name or namespace: the old one is deleted and a new one created.',
  find: ({ renamedFrom, id }) =>
    renamedFrom && !/-[bcdfghkmt2456789]{10}$/.test(id.name)
      ? [`${id.kind} ${renamedFrom.name} is deleted and ${id.name} is created in its place.`]
      : [],
}

const others: readonly Rule[] = [
  {
    id: 'pdb-removed',
    level: 'medium',
    description: 'A PodDisruptionBudget is removed: a drained node may take all pods at once.',
    kinds: ['PodDisruptionBudget'],
    find: ({ action, id }, _all, options) =>
      action === 'removed' && movesTo(id, options) === undefined
        ? ['Nothing keeps the draining of nodes from stopping all pods at once.']
        : [],
  },
  {
    id: 'network-policy-removed',
    level: 'high',
    description: 'A NetworkPolicy is removed: traffic that it denied is allowed.',
    kinds: ['NetworkPolicy', 'CiliumNetworkPolicy', 'CiliumClusterwideNetworkPolicy'],
    find: ({ action, id }, _all, options) =>
      action === 'removed' && movesTo(id, options) === undefined
        ? ['Traffic that it denied is allowed.']
        : [],
  },
]

const MANY = 10
const FEW = 3

const manyDeleted: AppRule = {
  id: 'many-deleted',
  level: 'high',
  description: `At least ${MANY} objects are removed at once, or at least ${FEW} that are half of the app.`,
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
