/** Tests Argo CD in the bed: all of its controllers and servers, in their usual tasks. */
import { globSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Argocd } from '../argocd.ts'
import { startBed } from '../bed.ts'
import type { Bed } from '../bed.ts'
import type { Cluster } from '../cluster.ts'
import type { KubeObject } from '../kube.ts'
import { waitFor } from '../wait.ts'

let bed: Bed
let home: Cluster
let other: Cluster
let argocd: Argocd

beforeAll(async () => {
  bed = await startBed()
  ;[home, other] = await Promise.all([bed.startCluster('a'), bed.startCluster('b')])
  argocd = await bed.startArgocd(home, { hydrator: true, notifications: true })
  await bed.addCluster(argocd, home, other)
})
afterAll(() => bed.close())

const namespace = 'argocd'
const group = 'argoproj.io/v1alpha1'
const applications = { apiVersion: group, kind: 'Application', namespace }
const here = 'https://kubernetes.default.svc'

const deployment = (image: string, name = 'web') => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec: {containers: [{name: main, image: ${image}}]}
`

interface Spec {
  readonly url: string
  readonly path?: string
  readonly server?: string
  readonly project?: string
  readonly automated?: boolean
}

function application(name: string, spec: Spec, annotations: Record<string, string> = {}): KubeObject {
  const { url, path = '.', server = here, project = 'default', automated = true } = spec
  return {
    apiVersion: group,
    kind: 'Application',
    metadata: { name, namespace, annotations },
    spec: {
      project,
      source: { repoURL: url, targetRevision: 'main', path },
      destination: { server, namespace: name },
      syncPolicy: { ...(automated && { automated: {} }), syncOptions: ['CreateNamespace=true'] },
    },
  }
}

/** Waits until an Application has the expected status, and returns it. */
function until(name: string, holds: (status: KubeObject['status']) => boolean) {
  return waitFor(`Application ${name}`, async (seen) => {
    const found = await home.kube.find(applications, name)
    const status = found?.['status'] ?? {}
    seen(status)
    return holds(status) ? status : undefined
  })
}

const isLive = (revision: string) => (status: KubeObject['status']) =>
  status.sync?.revision === revision && status.sync.status === 'Synced' && status.health.status === 'Healthy'

it('an Application of a git repository becomes Synced and Healthy, and follows a commit', async () => {
  const files = { 'web/deployment.yaml': deployment('example.com/web:1.0.0') }
  const repository = bed.git.create('infra', files)
  await home.kube.create(application('web', { url: repository.url, path: 'web' }))
  const first = await until('web', isLive(repository.head()))
  expect(first.summary.images).toEqual(['example.com/web:1.0.0'])

  const commit = repository.commit({ 'web/deployment.yaml': deployment('example.com/web:1.1.0') })
  const { body } = await argocd.request(
    'GET',
    '/api/v1/applications/web?refresh=normal',
    undefined,
    argocd.ciToken,
  )
  expect(body.status.sync.revision).toBe(commit)
  await until('web', isLive(commit))
  // The health may still be the previous one, which does not cover the new pod.
  await waitFor('the new pod', async (seen) => {
    const pods = await home.kube.list({ apiVersion: 'v1', kind: 'Pod', namespace: 'web' })
    const images = pods.map(({ spec }) => spec.containers[0].image as string)
    seen(images)
    return images.includes('example.com/web:1.1.0') ? true : undefined
  })
})

it('its API gives the logs of a pod, and no error as their content', async () => {
  const repository = bed.git.create('logs', { 'a.yaml': deployment('example.com/talks:1', 'talks') })
  await home.kube.create(application('talks', { url: repository.url }))
  await until('talks', isLive(repository.head()))
  const query = 'namespace=talks&group=apps&kind=Deployment&resourceName=talks&container=main'
  const { body } = await argocd.request('GET', `/api/v1/applications/talks/logs?${query}`)
  expect(body).toContain('"content":"main of example.com/talks:1 has started"')
})

it('a rollout that fails is Degraded, with the reason in its tree', async () => {
  const slow = deployment('example.com/bad:1-pull-fails', 'bad').replace(
    'spec:\n',
    'spec:\n  progressDeadlineSeconds: 2\n',
  )
  const repository = bed.git.create('bad', { 'a.yaml': slow })
  await home.kube.create(application('bad', { url: repository.url }))
  const status = await until('bad', (status) => status.health?.status === 'Degraded')
  expect(status.operationState.phase).toBe('Succeeded')
  const { body } = await argocd.request('GET', '/api/v1/applications/bad/resource-tree')
  const pod = body.nodes.find(({ kind }: { kind: string }) => kind === 'Pod')
  expect(pod.health.message).toContain('example.com/bad:1-pull-fails')
})

it('a hook that fails makes the sync fail', async () => {
  const hook = `
apiVersion: batch/v1
kind: Job
metadata: {name: migrate, annotations: {argocd.argoproj.io/hook: PreSync}}
spec:
  backoffLimit: 0
  template: {spec: {restartPolicy: Never, containers: [{name: main, image: example.com/migrate:1-fails}]}}
`
  const repository = bed.git.create('hooked', {
    'a.yaml': deployment('example.com/hooked:1', 'hooked'),
    'hook.yaml': hook,
  })
  await home.kube.create(application('hooked', { url: repository.url, automated: false }))
  await until('hooked', (status) => status.sync?.status === 'OutOfSync')
  await argocd.request('POST', '/api/v1/applications/hooked/sync', {}, argocd.ciToken)
  const { operationState } = await until('hooked', (status) => status.operationState?.phase === 'Failed')
  expect(operationState.syncResult.resources).toContainEqual(
    expect.objectContaining({ kind: 'Job', name: 'migrate', hookPhase: 'Failed' }),
  )
  const deployments = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'hooked' }
  expect(await home.kube.list(deployments)).toEqual([])
})

it('one Argo CD deploys into two clusters', async () => {
  const { server } = other.kube.connection
  const repository = bed.git.create('far', { 'a.yaml': deployment('example.com/far:1', 'far') })
  await home.kube.create(application('far', { url: repository.url, server }))
  await until('far', isLive(repository.head()))
  const pods = { apiVersion: 'v1', kind: 'Pod', namespace: 'far' }
  expect(await other.kube.list(pods)).toHaveLength(1)
  expect(await home.kube.list(pods)).toHaveLength(0)
})

it('an ApplicationSet syncs its Applications step by step', async () => {
  const repository = bed.git.create('stages', {
    'a.yaml': deployment('example.com/stage:1-late-2s', 'stage'),
  })
  const template = application('stage-{{.stage}}', { url: repository.url, automated: false })
  const step = (value: string) => ({ matchExpressions: [{ key: 'stage', operator: 'In', values: [value] }] })
  await home.kube.create({
    apiVersion: group,
    kind: 'ApplicationSet',
    metadata: { name: 'stages', namespace },
    spec: {
      goTemplate: true,
      generators: [{ list: { elements: [{ stage: 'dev' }, { stage: 'prod' }] } }],
      strategy: { type: 'RollingSync', rollingSync: { steps: [step('dev'), step('prod')] } },
      template: {
        metadata: { name: 'stage-{{.stage}}', labels: { stage: '{{.stage}}' } },
        spec: template['spec'],
      },
    },
  })
  const head = repository.head()
  const dev = await until('stage-dev', isLive(head))
  const prod = await until('stage-prod', isLive(head))
  expect(dev.operationState.operation.initiatedBy.username).toBe('applicationset-controller')
  // The second one waits until the first one is healthy, which takes two seconds.
  const at = (status: typeof dev) => Date.parse(status.operationState.startedAt)
  expect(at(prod) - at(dev)).toBeGreaterThanOrEqual(2000)
})

it('the commit server writes hydrated manifests into a branch', async () => {
  const repository = bed.git.create('dry', { 'app/a.yaml': deployment('example.com/dry:1', 'dry') })
  const write = { 'argocd.argoproj.io/secret-type': 'repository-write' }
  await home.kube.create({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'dry-write', namespace, labels: write },
    stringData: { type: 'git', url: repository.url, username: 'bed', password: 'bed' },
  })
  const { spec, ...rest } = application('dry', { url: repository.url })
  const { source: _, ...others } = spec
  const sourceHydrator = {
    drySource: { repoURL: repository.url, targetRevision: 'main', path: 'app' },
    syncSource: { targetBranch: 'environments/dev', path: 'app' },
  }
  await home.kube.create({ ...rest, spec: { ...others, sourceHydrator } } as KubeObject)
  const status = await until('dry', ({ sourceHydrator, sync }) => {
    return sourceHydrator?.lastSuccessfulOperation?.drySHA === repository.head() && sync?.status === 'Synced'
  })
  expect(status.sync.revision).toBe(status.sourceHydrator.lastSuccessfulOperation.hydratedSHA)
  // The sockets of the commit server and the repo server for passwords are not in the `/tmp` that all beds share.
  expect(globSync('/tmp/*-ask-pass.sock')).toEqual([])
})

it('the notifications controller posts what it is subscribed to', async () => {
  const posted: string[] = []
  const server = createServer((request, response) => {
    request.setEncoding('utf8').on('data', (chunk: string) => posted.push(chunk))
    response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  await home.kube.patch({ apiVersion: 'v1', kind: 'ConfigMap', namespace }, 'argocd-notifications-cm', {
    data: {
      'service.webhook.here': JSON.stringify({ url }),
      'template.synced': JSON.stringify({
        webhook: { here: { method: 'POST', body: '{{.app.metadata.name}} is synced' } },
      }),
      'trigger.on-synced': JSON.stringify([{ when: "app.status.sync.status == 'Synced'", send: ['synced'] }]),
    },
  })
  const repository = bed.git.create('told', { 'a.yaml': deployment('example.com/told:1', 'told') })
  const annotations = { 'notifications.argoproj.io/subscribe.on-synced.here': '' }
  await home.kube.create(application('told', { url: repository.url }, annotations))
  await waitFor('a notification', async () => posted.find((text) => text === 'told is synced'))
  server.close()
})

it('a sync window forbids a sync', async () => {
  const project: KubeObject = {
    apiVersion: group,
    kind: 'AppProject',
    metadata: { name: 'frozen', namespace },
    spec: {
      sourceRepos: ['*'],
      destinations: [{ namespace: '*', server: '*' }],
      clusterResourceWhitelist: [{ group: '*', kind: '*' }],
      syncWindows: [{ kind: 'deny', schedule: '* * * * *', duration: '1h', applications: ['*'] }],
    },
  }
  await home.kube.create(project)
  const repository = bed.git.create('frozen', { 'a.yaml': deployment('example.com/frozen:1', 'frozen') })
  await home.kube.create(application('frozen', { url: repository.url, project: 'frozen', automated: false }))
  await until('frozen', (status) => status.sync?.status === 'OutOfSync')
  const windows = await argocd.request('GET', '/api/v1/applications/frozen/syncwindows')
  expect(windows.body.canSync ?? false).toBe(false)
  const { status, body } = await argocd.request(
    'POST',
    '/api/v1/applications/frozen/sync',
    {},
    argocd.ciToken,
  )
  expect([status, body.code]).toEqual([403, 7])
  expect(body.message).toContain('blocked by sync window')
})
