/** Tests progressive delivery in the bed: the real controllers of Argo Rollouts and of Flagger. */
import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startBed } from '../bed.ts'
import type { Bed } from '../bed.ts'
import type { Cluster } from '../cluster.ts'
import type { KubeKind, KubeObject } from '../kube.ts'
import { waitFor } from '../wait.ts'

let bed: Bed
let cluster: Cluster

beforeAll(async () => {
  bed = await startBed()
  cluster = await bed.startCluster('a')
  await Promise.all([bed.startRollouts(cluster), bed.startFlagger(cluster)])
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

/** Waits until an object has the expected phase, and returns its status. */
const until = (kind: KubeKind, phase: string) =>
  waitFor(`${kind.kind} ${phase}`, async (seen) => {
    const { status } = await cluster.kube.get(kind, 'web')
    seen(status)
    return status?.phase === phase ? status : undefined
  })

it('a canary of Rollouts pauses with one pod of each image, and goes on when it is promoted', async () => {
  // The phase does not wait until old pods are deleted.
  const have = (...images: string[]) =>
    waitFor(`pods of ${images.join(', ')}`, async (seen) => {
      const pods = await cluster.kube.list({ apiVersion: 'v1', kind: 'Pod', namespace: 'default' })
      const found = pods.map(({ spec }) => spec.containers[0].image as string).toSorted()
      seen(found)
      return isDeepStrictEqual(found, images) ? true : undefined
    })
  await cluster.kube.apply(canary('1'))
  await until(rollouts, 'Healthy')
  await cluster.kube.apply(canary('2'))
  await until(rollouts, 'Paused')
  await have('example.com/web:1', 'example.com/web:2')
  await cluster.kube.patch(rollouts, 'web', { status: { pauseConditions: null } }, { below: 'status' })
  await until(rollouts, 'Healthy')
  await have('example.com/web:2', 'example.com/web:2')
})

it('a canary of Flagger is promoted to the primary, and one that does not become ready is not', async () => {
  await Promise.all(
    [
      { namespace: 'promoted', tag: '2', phase: 'Succeeded', primary: '2', within: 120 },
      { namespace: 'failed', tag: '2-pull-fails', phase: 'Failed', primary: '1', within: 15 },
    ].map(async ({ namespace, tag, phase, primary, within }) => {
      const web = await flagged(namespace, within)
      await until(web.canaries, 'Initialized')
      expect(await web.primary()).toBe('example.com/web:1')
      await web.deploy(tag)
      await until(web.canaries, phase)
      expect(await web.primary()).toBe(`example.com/web:${primary}`)
    }),
  )
})

/**
 * Creates a Deployment with a canary, at its first image.
 *
 * @param progressDeadlineSeconds the time after which a rollout without progress has failed
 */
async function flagged(namespace: string, progressDeadlineSeconds: number) {
  const metadata = { name: 'web', namespace }
  const labels = { app: 'web' }
  const deployments = { apiVersion: 'apps/v1', kind: 'Deployment', namespace }
  const canaries = { apiVersion: 'flagger.app/v1beta1', kind: 'Canary', namespace }
  const deploy = (tag: string) => {
    const spec = { containers: [{ name: 'main', image: `example.com/web:${tag}` }] }
    return cluster.kube.apply({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
    })
  }
  const primary = async (): Promise<string> =>
    (await cluster.kube.get(deployments, 'web-primary'))['spec'].template.spec.containers[0].image
  await cluster.kube.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } })
  await deploy('1')
  await cluster.kube.create({
    apiVersion: canaries.apiVersion,
    kind: canaries.kind,
    metadata,
    spec: {
      targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      progressDeadlineSeconds,
      service: { port: 80 },
      // Flagger checks no more often than every ten seconds.
      analysis: { interval: '10s', threshold: 1, iterations: 1 },
    },
  })
  return { canaries, deploy, primary }
}
