/** Argo Rollouts in the bed: its real controller. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startBed } from '../bed.ts'
import type { Bed } from '../bed.ts'
import type { Cluster } from '../cluster.ts'
import type { KubeObject } from '../kube.ts'
import { waitFor } from '../wait.ts'

let bed: Bed
let cluster: Cluster

beforeAll(async () => {
  bed = await startBed()
  cluster = await bed.startCluster('a')
  await bed.startRollouts(cluster)
})
afterAll(() => bed.close())

const rollouts = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', namespace: 'default' }

const canary = (tag: string): KubeObject => ({
  apiVersion: rollouts.apiVersion,
  kind: rollouts.kind,
  metadata: { name: 'web', namespace: 'default' },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: 'web' } },
    strategy: { canary: { steps: [{ setWeight: 50 }, { pause: {} }] } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'main', image: `example.com/web:${tag}` }] },
    },
  },
})

const until = (phase: string) =>
  waitFor(phase, async (seen) => {
    const { status } = await cluster.kube.get(rollouts, 'web')
    seen(status)
    return status?.phase === phase ? status : undefined
  })

it('a canary pauses with one pod of each image, and goes on when it is promoted', async () => {
  const images = async () => {
    const pods = await cluster.kube.list({ apiVersion: 'v1', kind: 'Pod', namespace: 'default' })
    return pods.map(({ spec }) => spec.containers[0].image as string).toSorted()
  }
  await cluster.kube.apply(canary('1'))
  await until('Healthy')
  await cluster.kube.apply(canary('2'))
  await until('Paused')
  expect(await images()).toEqual(['example.com/web:1', 'example.com/web:2'])
  await cluster.kube.patch(rollouts, 'web', { status: { pauseConditions: null } }, { below: 'status' })
  await until('Healthy')
  expect(new Set(await images())).toEqual(new Set(['example.com/web:2']))
})
