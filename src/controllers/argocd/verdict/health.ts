import { describeId } from '../../../kube/ids.ts'
import { oneLine } from '../said.ts'
import type { TreeNode } from '../api/shapes.ts'
import { has } from '../versions.ts'
import { failed, LASTS, unknown, waits } from './facts.ts'
import type { Facts, Objection, Objects, Rule } from './facts.ts'
import { idOf, isChanged, isCustom, isNamed, mayRefer, ownNodes, withReferring } from './objects.ts'

/** Rules about the health of the objects that the commit deploys. */

export const healthy: Rule = {
  id: 'healthy',
  phase: 'health',
  description:
    'The app is Healthy. An unhealthy object that the commit changes fails the app; for other objects `unrelated` decides.',
  judge(facts) {
    const { health } = facts.live.status ?? {}
    const status = health?.status ?? ''
    // Objects without a health check count as healthy, so an app that has only such objects has no health status.
    if (status === 'Healthy' || status === '') return undefined
    const { objects } = facts
    const said = waits(`it is ${status}${health?.message ? `: ${oneLine(health.message)}` : ''}`)
    if (objects === undefined) return said
    const found = worst(facts, objects)
    return found.length > 0 || status === 'Suspended' ? found : said
  },
}

/**
 * Returns the worst objections of the objects of an unhealthy app: one about the commit's objects and one about
 * others.
 */
function worst(facts: Facts, objects: Objects): readonly Objection[] {
  const expected = withReferring(facts.expected, objects)
  const found = ownNodes(objects).flatMap((node) => ofNode({ ...facts, expected }, node) ?? [])
  const ranked = found.toSorted((a, b) => Number(a.word === 'waits') - Number(b.word === 'waits'))
  return [false, true].flatMap((which) => ranked.find(({ isUnrelated }) => isUnrelated === which) ?? [])
}

function ofNode(facts: Facts, node: TreeNode): Objection | undefined {
  const status = node.health?.status ?? ''
  if (status === '' || status === 'Healthy') return undefined
  const id = idOf(node)
  const isUnrelated = !isChanged(facts.expected, node)
  const reason = `${describeId(id)} is ${status}${node.health?.message ? `: ${oneLine(node.health.message)}` : ''}`
  const more = { object: id, isUnrelated }
  if (status === 'Suspended')
    return isUnrelated || IDLES.has(node.kind ?? '') ? undefined : waits(reason, more)
  if (status !== 'Degraded')
    return waits(reason, { ...more, isUnrelated: isUnrelated && !isNamed(facts.expected.removed, node) })
  if (node.kind === 'HorizontalPodAutoscaler')
    return failed(`${reason}. New pods have no metrics at first`, { ...more, mayPass: LASTS.measuring })
  if (!isFromBefore(facts)) {
    // Such controllers report an error and try again if something that the object needs does not exist yet. A Rollout
    // is Degraded only at its end.
    const isRetried = isCustom(node) && !mayRefer(node)
    return failed(reason, { ...more, mayPass: isRetried ? LASTS.operating : LASTS.settling })
  }
  const before = `${reason}; it was already Degraded before the sync`
  // The status is the result of the last job, and the next job is of the commit.
  if (node.kind === 'CronJob' && has(facts.version, 'cronjob-health'))
    return unknown(`${before}, and the result of its next job decides`, { ...more, mayPass: LASTS.operating })
  return failed(before, { ...more, mayPass: LASTS.operating })
}

/** Kinds that are Suspended on purpose. Another rule checks whether pods are replaced. */
const IDLES = new Set(['Deployment', 'CronJob', 'Job'])

/** Reports whether the app was Degraded before the last sync. Its controllers may not have reconciled since. */
function isFromBefore({ live: { status }, expected }: Facts): boolean {
  const since = status?.health?.lastTransitionTime
  const end = status?.operationState?.finishedAt
  return (
    expected.isChanged &&
    status?.health?.status === 'Degraded' &&
    since !== undefined &&
    end !== undefined &&
    since < end
  )
}
