/** Tests events and errors around a commit, against the real Argo CD. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { KubeObject } from '../kube.ts'
import { deployment, Stage } from './stage.ts'

let stage: Stage

beforeAll(async () => {
  stage = await Stage.open()
  const kind = { apiVersion: 'v1', kind: 'ConfigMap', namespace: stage.argocd.namespace }
  // The default of every installation since 3.0: changes of only the status are ignored.
  const data = {
    'resource.customizations.ignoreResourceUpdates.all': 'jsonPointers:\n  - /status\n',
    // Only the controller knows this setting. It is not in any file of a repo.
    'resource.customizations.ignoreDifferences.ConfigMap': 'jsonPointers:\n  - /data/ignored\n',
  }
  await stage.cluster.kube.patch(kind, 'argocd-cm', { data })
})
afterAll(() => stage.close())

const web = { 'web.yaml': deployment('example.com/web:1') }
const bumped = (suffix = '') => ({ 'web.yaml': deployment(`example.com/web:2${suffix}`) })
const workloads = (namespace: string) => ({ apiVersion: 'apps/v1', kind: 'Deployment', namespace })

describe.concurrent('what Argo CD does not do with a commit', () => {
  it('it takes its manifests for those of the commit before, where the paths of the app lack its files', async () => {
    const annotations = { 'argocd.argoproj.io/manifest-generate-paths': '/elsewhere' }
    const kustomization = 'resources: [../shared]\n'
    const scene = await stage.scene(
      'paths',
      { 'kustomization.yaml': 'resources: []\n' },
      { annotations, automated: null },
    )
    scene.repository.commit({
      'apps/shared/kustomization.yaml': 'resources: [web.yaml]\n',
      'apps/shared/web.yaml': deployment('example.com/web:1'),
      'apps/paths/kustomization.yaml': kustomization,
    })
    await stage.cluster.kube.apply(scene.application('paths', { annotations }))
    await stage.argocd.request('GET', '/api/v1/applications/paths?refresh=hard')
    await scene.until(({ sync, health }) => sync?.status === 'Synced' && health?.status === 'Healthy')
    const base = scene.repository.head()
    const revision = scene.repository.commit({ 'apps/shared/web.yaml': deployment('example.com/web:2') })
    await scene.refresh()
    // Argo CD reports that it is at the commit, and that all is well.
    const status = await scene.until(({ sync }) => sync?.revision === revision)
    expect(status).toMatchObject({ sync: { status: 'Synced' }, health: { status: 'Healthy' } })
    const { app } = await scene.sync({ base, revision, timeout: 15 })
    expect(app, app?.reason).toMatchObject({
      outcome: 'unknown',
      rule: 'target',
      images: ['example.com/web:1'],
    })
    expect(app?.reason).toContain('manifest-generate-paths')
  })

  it('it syncs nothing where a hot fix is already what the commit wants', async () => {
    const scene = await stage.scene('hotfix', web)
    const containers = [{ name: 'main', image: 'example.com/web:2' }]
    const patch = { spec: { template: { spec: { containers } } } }
    await stage.cluster.kube.patch(workloads('hotfix'), 'web', patch)
    await scene.until(({ sync }) => sync?.status === 'OutOfSync')
    const { app } = await scene.syncCommit(bumped())
    expect(app, app?.reason).toMatchObject({ outcome: 'verified', images: ['example.com/web:2'] })
  })

  it('it leaves what all its apps ignore, and says Synced', async () => {
    const map = (value: string) => ({
      'map.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: map}\ndata: {ignored: "${value}"}\n`,
    })
    const syncOptions = ['CreateNamespace=true', 'RespectIgnoreDifferences=true']
    const spec = { syncPolicy: { automated: {}, syncOptions } }
    const scene = await stage.scene('ignored', map('1'), spec)
    const { app } = await scene.syncCommit(map('2'), { timeout: 15 })
    expect(app, app?.reason).toMatchObject({ outcome: 'unknown', sync: 'Synced', health: 'Healthy' })
    // A manual sync succeeds at the commit, and also applies nothing.
    await stage.argocd.request('POST', '/api/v1/applications/ignored/sync', {})
    await scene.until(({ operationState }) => operationState?.operation?.initiatedBy?.username === 'admin')
    await scene.until(({ operationState }) => operationState?.phase === 'Succeeded')
    const again = await scene.sync({ base: `${scene.repository.head()}~1`, timeout: 15 })
    expect(again.app, again.app?.reason).toMatchObject({ outcome: 'unknown', rule: 'applied' })
    expect(again.app?.reason).toContain('ignoreDifferences')
  })

  it('it leaves what should be deleted', async () => {
    const map = { 'map.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: old}\ndata: {}\n' }
    const scene = await stage.scene('prune', { ...web, ...map })
    const { app } = await scene.syncCommit({ 'map.yaml': undefined })
    expect(app, app?.reason).toMatchObject({ outcome: 'failed', rule: 'not-skipped' })
    expect(app?.reason).toContain('ConfigMap old should be deleted')
  })

  it('it must not: a sync window is named, and nobody is at fault', async () => {
    const { kube } = stage.cluster
    await kube.create({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'AppProject',
      metadata: { name: 'windows', namespace: stage.argocd.namespace },
      spec: {
        sourceRepos: ['*'],
        destinations: [{ namespace: '*', server: '*' }],
        clusterResourceWhitelist: [{ group: '*', kind: '*' }],
      },
    })
    const scene = await stage.scene('window', web, { project: 'windows' })
    const project = { apiVersion: 'argoproj.io/v1alpha1', kind: 'AppProject', namespace: 'argocd' }
    const syncWindows = [{ kind: 'deny', schedule: '* * * * *', duration: '1h', applications: ['*'] }]
    await kube.patch(project, 'windows', { spec: { syncWindows } })
    const { app, said } = await scene.syncCommit(bumped(), { timeout: 25 })
    expect(app, app?.reason).toMatchObject({ outcome: 'unknown', rule: 'allowed', sync: 'OutOfSync' })
    expect(app?.reason).toContain('"* * * * *"')
    expect(said).toContain('a sync window blocks syncs now')
  })

  it('it cannot find the revision', async () => {
    const scene = await stage.scene('revision', web)
    const spec = scene.application('revision', {})['spec']
    const base = scene.repository.head()
    const revision = scene.commit(bumped())
    const kind = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', namespace: 'argocd' }
    await stage.cluster.kube.patch(kind, 'revision', {
      spec: { ...spec, source: { ...spec.source, targetRevision: 'gone' } },
    })
    const { app, code } = await scene.sync({ base, revision, timeout: 10 })
    expect(app?.outcome, app?.reason).not.toBe('verified')
    expect(app?.reason).toContain('gone')
    expect([0, 1]).toContain(code)
  })
})

describe.concurrent('what goes on beside a commit', () => {
  it('drift is healed meanwhile', async () => {
    const scene = await stage.scene('drift', web, { automated: { selfHeal: true } })
    const base = scene.repository.head()
    const revision = scene.commit(bumped('-late-4s'))
    const waiting = scene.sync({ base, revision })
    await scene.until(({ operationState }) => operationState?.syncResult?.revision === revision)
    await stage.cluster.kube.patch(workloads('drift'), 'web', { spec: { replicas: 3 } })
    const { app } = await waiting
    expect(app, app?.reason).toMatchObject({ outcome: 'verified', sync: 'Synced' })
  })

  it('an autoscaler scales: it is waited for, and is no fault', async () => {
    const free = (image: string) => ({ 'web.yaml': deployment(image).replace('  replicas: 1\n', '') })
    const scene = await stage.scene('scaled', free('example.com/web:1'))
    const base = scene.repository.head()
    const revision = scene.commit(free('example.com/web:2-late-3s'))
    const waiting = scene.sync({ base, revision })
    await scene.until(({ operationState }) => operationState?.syncResult?.revision === revision)
    for (const replicas of [2, 4, 3]) {
      await stage.cluster.kube.patch(workloads('scaled'), 'web', { spec: { replicas } })
      await sleep(2000)
    }
    const { app } = await waiting
    expect(app, app?.reason).toMatchObject({ outcome: 'verified' })
    const found = (await stage.cluster.kube.find(workloads('scaled'), 'web')) as KubeObject
    expect(found['status'].availableReplicas).toBe(3)
  })

  it('a pod is evicted from its node, and another takes its place', async () => {
    const scene = await stage.scene('drained', web)
    const base = scene.repository.head()
    const revision = scene.commit(bumped('-late-3s'))
    const waiting = scene.sync({ base, revision })
    await scene.until(({ operationState }) => operationState?.syncResult?.revision === revision)
    const pods = { apiVersion: 'v1', kind: 'Pod', namespace: 'drained' }
    for (const { metadata } of await stage.cluster.kube.list(pods))
      await stage.cluster.kube.delete(pods, metadata.name)
    const { app } = await waiting
    expect(app, app?.reason).toMatchObject({ outcome: 'verified' })
  })

  it('several sources of one repo: each has to be at the commit', async () => {
    const scene = await stage.scene('several', web, { automated: null })
    const { url } = scene.repository
    const at = (path: string) => ({ repoURL: url, targetRevision: 'main', path })
    const spec = { source: undefined, sources: [at('apps/several'), at('more/several')] }
    const map = (key: string) => ({
      'more/several/map.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: more}\ndata: {key: "${key}"}\n`,
    })
    const application = scene.application('several', spec)
    scene.repository.commit({ ...map('1'), 'argocd/several.yaml': JSON.stringify(application) })
    const kind = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', namespace: 'argocd' }
    await stage.cluster.kube.delete(kind, 'several')
    await stage.cluster.kube.apply(application)
    await scene.until(({ sync, health }) => sync?.status === 'Synced' && health?.status === 'Healthy')
    const base = scene.repository.head()
    const good = await scene.sync({ base, revision: scene.repository.commit(map('2')) })
    expect(good.app, good.app?.reason).toMatchObject({ outcome: 'verified', observed: good.json.revision })
    const broken = scene.repository.commit({ 'more/several/kustomization.yaml': 'resources: [gone.yaml]\n' })
    const bad = await scene.sync({ base: good.json.revision ?? '', revision: broken })
    expect(bad.app, bad.app?.reason).toMatchObject({ outcome: 'failed', rule: 'renders' })
    expect(bad.app?.reason).toContain('gone.yaml')
  })
})

describe.concurrent('a fault that stood before, of what the commit does not touch', () => {
  const old = { 'old.yaml': deployment('example.com/old:1-never-ready', { name: 'old' }) }

  it.each([
    ['fail', 'failed'],
    ['warn', 'verified'],
  ])('unrelated: %s makes it %s, and it is told', async (unrelated, outcome) => {
    const scene = await stage.scene(`old-${unrelated}`, web)
    scene.commit(old)
    await scene.refresh()
    await scene.until(({ health }) => health?.status === 'Degraded')
    const { app } = await scene.syncCommit(bumped('-late-3s'), { more: [`--unrelated=${unrelated}`] })
    expect(app, app?.reason).toMatchObject({ outcome })
    expect([app?.reason, ...(app?.notes ?? [])].join(' ')).toContain('Deployment')
    expect(app?.images).toContain('example.com/web:2-late-3s')
  })
})

describe.concurrent('what a commit cannot have', () => {
  it('a node: no node takes its pod', async () => {
    const scene = await stage.scene('node', web)
    const { app } = await scene.syncCommit({
      'web.yaml': deployment('example.com/web:2-unschedulable').replace('Seconds: 20', 'Seconds: 600'),
    })
    expect(app, app?.reason).toMatchObject({ outcome: 'failed', rule: 'pods-run' })
    expect(app?.reason).toContain('cannot be scheduled on any node')
  })

  it('a hook that fails late, after its app was healthy for long', async () => {
    const job = (tag: string) => `apiVersion: batch/v1
kind: Job
metadata: {name: smoke, annotations: {argocd.argoproj.io/hook: PostSync, argocd.argoproj.io/hook-delete-policy: BeforeHookCreation}}
spec: {backoffLimit: 0, template: {spec: {restartPolicy: Never, containers: [{name: main, image: "example.com/smoke:${tag}"}]}}}
`
    const syncPolicy = { automated: {}, retry: { limit: 0 }, syncOptions: ['CreateNamespace=true'] }
    const scene = await stage.scene('late-hook', { ...web, 'job.yaml': job('1') }, { syncPolicy })
    const { app } = await scene.syncCommit({ ...bumped(), 'job.yaml': job('2-oom-12s') })
    expect(app, app?.reason).toMatchObject({ outcome: 'failed', rule: 'operation-result', health: 'Healthy' })
    expect(app?.reason).toContain('PostSync hook Job smoke')
  })
})

describe('parts of Argo CD that are away for a while', () => {
  it('its controller is restarted during the sync', async () => {
    const scene = await stage.scene('restarted', web)
    const base = scene.repository.head()
    const revision = scene.commit(bumped('-late-6s'))
    const waiting = scene.sync({ base, revision })
    await scene.until(({ sync }) => sync?.revision === revision)
    const controller = stage.argocd.part('application-controller')
    await controller.kill()
    await sleep(2000)
    await controller.start()
    const { app } = await waiting
    expect(app, app?.reason).toMatchObject({ outcome: 'verified', images: ['example.com/web:2-late-6s'] })
  })

  it('its API server is away for 20 s', async () => {
    const scene = await stage.scene('away', web)
    const base = scene.repository.head()
    const revision = scene.commit(bumped('-late-6s'))
    const waiting = scene.sync({ base, revision })
    await scene.until(({ sync }) => sync?.revision === revision)
    const server = stage.argocd.part('server')
    await server.kill()
    await sleep(20_000)
    await server.start()
    const { app } = await waiting
    expect(app, app?.reason).toMatchObject({ outcome: 'verified' })
  })
})
