/** Tests the played kubelet: the status, events and logs of pods that work, and of those that fail. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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
})
afterAll(() => bed.close())

const namespace = 'default'
const pods = { apiVersion: 'v1', kind: 'Pod', namespace }
const jobs = { apiVersion: 'batch/v1', kind: 'Job', namespace }

function pod(name: string, tag: string, spec: object = {}): KubeObject {
  const containers = [{ name: 'main', image: `example.com/app:${tag}` }]
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace }, spec: { containers, ...spec } }
}

/** Waits until an object has the expected state. */
function until(kind: KubeKind, name: string, holds: (object: KubeObject) => boolean): Promise<KubeObject> {
  return waitFor(`${kind.kind} ${name}`, async (seen) => {
    const object = await cluster.kube.get(kind, name)
    seen(object['status'])
    return holds(object) ? object : undefined
  })
}

const isReady = ({ status }: KubeObject) =>
  status.conditions?.some(
    ({ type, status }: { type: string; status: string }) => type === 'Ready' && status === 'True',
  ) === true

const mainOf = ({ status }: KubeObject) => status.containerStatuses?.[0]

/** Returns the reasons of an object's events. */
async function reasons(name: string): Promise<string[]> {
  const events = await cluster.kube.list({ apiVersion: 'v1', kind: 'Event', namespace })
  return events.filter(({ involvedObject }) => involvedObject.name === name).map(({ reason }) => reason)
}

const hasEvent = (name: string, reason: string) =>
  waitFor(`event ${reason}`, async (seen) => {
    const found = await reasons(name)
    seen(found)
    return found.includes(reason) ? found : undefined
  })

const logs = (name: string, query = '') =>
  cluster.kube.request('GET', `/api/v1/namespaces/${namespace}/pods/${name}/log?${query}`)

describe('pods', () => {
  it('are ready, with logs through the API server and the events of a start', async () => {
    await cluster.kube.create(pod('good', '1.0.0'))
    await until(pods, 'good', isReady)
    await hasEvent('good', 'Started')
    expect((await reasons('good')).toSorted()).toEqual(['Created', 'Pulled', 'Scheduled', 'Started'])
    expect(await logs('good')).toBe('main of example.com/app:1.0.0 has started\n')
    await expect(logs('good', 'previous=true')).rejects.toThrow(
      'previous terminated container "main" in pod "good" not found',
    )
  })

  it('are late', async () => {
    await cluster.kube.create(pod('late', '1.0.0-late-2s'))
    const { status } = await until(pods, 'late', isReady)
    // Compares the times in the status, because a machine under load can also be late. They are whole seconds.
    const conditions = status.conditions as { type: string; lastTransitionTime: string }[]
    const readySince = conditions.find(({ type }) => type === 'Ready')?.lastTransitionTime ?? ''
    const { startedAt } = status.containerStatuses[0].state.running
    expect(Date.parse(readySince) - Date.parse(startedAt)).toBeGreaterThanOrEqual(2000)
  })

  it('never become ready, and their probe says so', async () => {
    await cluster.kube.create(pod('never', '1.0.0-never-ready'))
    await hasEvent('never', 'Unhealthy')
    const { status } = await until(pods, 'never', ({ status }) => status.phase === 'Running')
    expect(status.containerStatuses[0]).toMatchObject({ ready: false, started: true })
  })

  it.each([
    ['crash', 1, 'Error'],
    ['oom', 137, 'OOMKilled'],
  ])('%s after they were ready, and are started again', async (tag, exitCode, reason) => {
    await cluster.kube.create(pod(tag, `1.0.0-${tag}-1s`))
    await until(pods, tag, isReady)
    const crashed = await until(pods, tag, (object) => mainOf(object)?.restartCount > 0)
    expect(mainOf(crashed).lastState.terminated).toMatchObject({ exitCode, reason })
    await hasEvent(tag, 'BackOff')
    expect(await logs(tag, 'previous=true')).toContain(`main ends: ${reason}`)
    await until(pods, tag, isReady)
  })

  it('cannot be scheduled', async () => {
    await cluster.kube.create(pod('nowhere', '1.0.0-unschedulable'))
    const found = await until(pods, 'nowhere', ({ status }) => status.conditions !== undefined)
    expect(found.status).toMatchObject({ phase: 'Pending', conditions: [{ reason: 'Unschedulable' }] })
    expect(await hasEvent('nowhere', 'FailedScheduling')).toEqual(['FailedScheduling'])
  })

  it('cannot pull their image', async () => {
    await cluster.kube.create(pod('unpulled', '1.0.0-pull-fails'))
    const reason = 'ImagePullBackOff'
    const found = await until(pods, 'unpulled', (object) => mainOf(object)?.state.waiting?.reason === reason)
    expect(found.status.phase).toBe('Pending')
    expect(await hasEvent('unpulled', 'BackOff')).toContain('Failed')
    await expect(logs('unpulled')).rejects.toThrow(/waiting to start|trying and failing to pull image/)
  })

  it('wait for an init container that fails', async () => {
    const initContainers = [{ name: 'first', image: 'example.com/migrate:fails' }]
    await cluster.kube.create(pod('init', '1.0.0', { initContainers }))
    const { status } = await until(
      pods,
      'init',
      ({ status }) => status.initContainerStatuses?.[0].restartCount > 0,
    )
    expect(status.phase).toBe('Pending')
    expect(status.containerStatuses[0].state).toEqual({ waiting: { reason: 'PodInitializing' } })
  })

  it('go when they are deleted', async () => {
    await cluster.kube.create(pod('going', '1.0.0'))
    await until(pods, 'going', isReady)
    await cluster.kube.delete(pods, 'going')
    await waitFor('gone', async () =>
      (await cluster.kube.find(pods, 'going')) === undefined ? true : undefined,
    )
  })
})

describe('jobs', () => {
  const job = (name: string, tag: string): KubeObject => ({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, namespace },
    spec: { backoffLimit: 0, template: { spec: { ...pod(name, tag)['spec'], restartPolicy: 'Never' } } },
  })

  it('succeed', async () => {
    await cluster.kube.create(job('works', '1.0.0'))
    await until(jobs, 'works', ({ status }) => status.succeeded === 1)
  })

  it('fail', async () => {
    await cluster.kube.create(job('fails', '1.0.0-fails'))
    const { status } = await until(jobs, 'fails', ({ status }) => status.failed === 1)
    expect(status.succeeded).toBeUndefined()
  })
})

describe('what clouds and storage fill', () => {
  it('is there: addresses of load balancers and Ingresses, volumes of claims', async () => {
    const service = { apiVersion: 'v1', kind: 'Service' }
    const ingress = { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress' }
    const claim = { apiVersion: 'v1', kind: 'PersistentVolumeClaim' }
    const metadata = { name: 'filled', namespace }
    const resources = { requests: { storage: '2Gi' } }
    await cluster.kube.create({
      ...service,
      metadata,
      spec: { type: 'LoadBalancer', ports: [{ port: 80 }] },
    })
    await cluster.kube.create({
      ...ingress,
      metadata,
      spec: { defaultBackend: { service: { name: 'filled', port: { number: 80 } } } },
    })
    await cluster.kube.create({ ...claim, metadata, spec: { accessModes: ['ReadWriteOnce'], resources } })
    const hasAddress = ({ status }: KubeObject) => status.loadBalancer?.ingress?.[0].ip === '192.0.2.1'
    await until({ ...service, namespace }, 'filled', hasAddress)
    await until({ ...ingress, namespace }, 'filled', hasAddress)
    const filled = await until({ ...claim, namespace }, 'filled', ({ status }) => status.phase === 'Bound')
    expect(filled['status'].capacity.storage).toBe('2Gi')
  })
})

it('a Deployment rolls out, and is not available with an image that cannot be pulled', async () => {
  const kind = { apiVersion: 'apps/v1', kind: 'Deployment' }
  const deployments = { ...kind, namespace }
  const labels = { app: 'web' }
  const template = (tag: string) => ({ metadata: { labels }, spec: pod('web', tag)['spec'] })
  const spec = { replicas: 2, selector: { matchLabels: labels }, progressDeadlineSeconds: 2 }
  const metadata = { name: 'web', namespace }
  await cluster.kube.create({ ...kind, metadata, spec: { ...spec, template: template('1.0.0') } })
  await until(deployments, 'web', ({ status }) => status.availableReplicas === 2)
  await cluster.kube.apply({
    ...kind,
    metadata,
    spec: { ...spec, template: template('1.1.0-pull-fails') },
  })
  await until(deployments, 'web', ({ status }) =>
    status.conditions?.some(({ reason }: { reason: string }) => reason === 'ProgressDeadlineExceeded'),
  )
})

it('with the real scheduler pods are judged by what they ask for', async () => {
  const judged = await bed.startCluster('b', { scheduler: 'real' })
  const asks = (cpu: string) => ({
    containers: [{ name: 'main', image: 'example.com/app:1', resources: { requests: { cpu } } }],
  })
  await judged.kube.create(pod('small', '1', asks('1')))
  await judged.kube.create(pod('huge', '1', asks('1000')))
  await waitFor('the small one', async () =>
    isReady(await judged.kube.get(pods, 'small')) ? true : undefined,
  )
  const { status } = await judged.kube.get(pods, 'huge')
  expect(status.conditions[0]).toMatchObject({ type: 'PodScheduled', reason: 'Unschedulable' })
  expect(status.conditions[0].message).toContain('Insufficient cpu')
})
