import { describeId } from '../../../kube/ids.ts'
import { oneLine } from '../said.ts'
import type { TreeNode } from '../api/shapes.ts'
import { has } from '../versions.ts'
import { failed, LASTS, unknown, waits } from './facts.ts'
import type { Facts, Objection, Objects, Rule } from './facts.ts'
import { idOf, isChanged, isNamed, ownNodes, withReferring } from './objects.ts'

/** Rules about the health of what the commit brought. */

export const healthy: Rule = {
  id: 'healthy',
  phase: 'health',
  description:
    'The app is Healthy. An unhealthy object that the commit changes fails the app; for other objects `unrelated` decides.',
  judge(facts) {
    const { health } = facts.live.status ?? {}
    const status = health?.status ?? ''
    // Objects without a health check count as healthy, so an app of none but those has no word at all.
    if (status === 'Healthy' || status === '') return undefined
    const { objects } = facts
    const said = waits(`it is ${status}${health?.message ? `: ${oneLine(health.message)}` : ''}`)
    if (objects === undefined) return said
    const found = worst(facts, objects)
    return found.length > 0 || status === 'Suspended' ? found : said
  },
}

/** The worst that the objects of a tree have to say of an app that is not healthy: of the commit's, and of the others. */
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
  if (!isFromBefore(facts)) return failed(reason, { ...more, mayPass: LASTS.settling })
  const before = `${reason}; it was already Degraded before the sync`
  // It says how the last job ended, and the next one is of the commit.
  if (node.kind === 'CronJob' && has(facts.version, 'cronjob-health'))
    return unknown(`${before}, and the result of its next job decides`, { ...more, mayPass: LASTS.operating })
  return failed(before, { ...more, mayPass: LASTS.operating })
}

/** What is told as Suspended where it is meant to do nothing; whether pods are replaced is another rule's question. */
const IDLES = new Set(['Deployment', 'CronJob', 'Job'])

/** Whether the app has not become Degraded by the last sync, but was so before: its controllers may not have looked yet. */
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
