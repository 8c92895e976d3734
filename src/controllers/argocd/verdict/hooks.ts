import { describeId } from '../../../kube/ids.ts'
import { oneLine } from '../said.ts'
import { failed, LASTS, waits } from './facts.ts'
import type { Objection, Rule } from './facts.ts'
import { idOf, keyOf } from './objects.ts'
import { isOurs } from './operation.ts'

/** Kinds that do their work and then end. */
const ENDING = /^(?:Job|Pod|Workflow)$/

export const hooksEnded: Rule = {
  id: 'hooks-ended',
  phase: 'health',
  description:
    'The jobs that are hooks of the sync at the commit have also succeeded in the cluster, if they still exist: Argo CD may have mistaken a job of the previous sync for one of them.',
  judge(facts) {
    const { live, objects } = facts
    const state = live.status?.operationState
    // Other rules report a sync that has not succeeded.
    if (objects === undefined || state?.phase !== 'Succeeded' || !isOurs(facts, state)) return undefined
    const hooks = (state.syncResult?.resources ?? []).filter(({ hookType }) => hookType !== '')
    const found = hooks.flatMap((hook): Objection[] => {
      const node = objects.tree.nodes.find((one) => keyOf(one) === keyOf(hook))
      const status = node?.health?.status ?? ''
      if (node === undefined || !ENDING.test(node.kind ?? '') || !/^(?:Degraded|Progressing)$/.test(status))
        return []
      const said = node.health?.message ? `: ${oneLine(node.health.message)}` : ''
      const reason = `the ${hook.hookType} hook ${describeId(idOf(node))} is ${status} in the cluster${said}`
      const more = { object: idOf(node) }
      return [
        status === 'Degraded' ? failed(reason, { ...more, mayPass: LASTS.settling }) : waits(reason, more),
      ]
    })
    return found.find(({ word }) => word === 'failed') ?? found[0]
  },
}
