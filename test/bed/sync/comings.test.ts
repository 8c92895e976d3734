/** Tests apps that commits add, rename and remove, against the real Argo CD. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Repository } from '../git.ts'
import type { KubeObject } from '../kube.ts'
import { waitFor } from '../wait.ts'
import type { Synced } from './stage.ts'
import { deployment, Stage, syncIn } from './stage.ts'

let stage: Stage

beforeAll(async () => {
  stage = await Stage.open()
})
afterAll(() => stage.close())

const APPLICATION = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', namespace: 'argocd' }
const find = (name: string) => stage.cluster.kube.find(APPLICATION, name)

const live = (name: string) =>
  waitFor(`Application ${name}`, async (seen) => {
    const status: KubeObject['status'] = (await find(name))?.['status'] ?? {}
    seen(status)
    return status.sync?.status === 'Synced' && status.health?.status === 'Healthy' ? true : undefined
  })

const told = ({ json }: Synced) =>
  Object.fromEntries((json.apps ?? []).map(({ app, outcome, reason }) => [app, `${outcome}: ${reason}`]))

/** Makes the set read Git during a wait, as a webhook would. By default this takes up to three minutes. */
async function during<T>(set: string, waiting: Promise<T>): Promise<T> {
  await sleep(3000)
  await stage.cluster.kube.patch(
    { apiVersion: 'argoproj.io/v1alpha1', kind: 'ApplicationSet', namespace: 'argocd' },
    set,
    { metadata: { annotations: { 'argocd.argoproj.io/application-set-refresh': 'true' } } },
  )
  return waiting
}

/** Returns an ApplicationSet over the folders below `apps`. */
function setOf(name: string, repository: Repository, syncPolicy: Record<string, unknown> = {}): KubeObject {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'ApplicationSet',
    metadata: { name, namespace: 'argocd' },
    spec: {
      goTemplate: true,
      syncPolicy,
      generators: [
        {
          git: {
            repoURL: repository.url,
            revision: 'main',
            directories: [{ path: 'apps/*' }],
          },
        },
      ],
      template: {
        metadata: { name: `${name}-{{ .path.basename }}` },
        spec: {
          project: 'default',
          source: { repoURL: repository.url, targetRevision: 'main', path: '{{ .path.path }}' },
          destination: {
            server: 'https://kubernetes.default.svc',
            namespace: `${name}-{{ .path.basename }}`,
          },
          syncPolicy: { automated: {}, syncOptions: ['CreateNamespace=true'] },
        },
      },
    },
  }
}

describe.concurrent('an ApplicationSet', () => {
  it('makes what a commit adds, and takes away what one removes', async () => {
    const repository = stage.bed.git.create('comings', {
      'apps/one/web.yaml': deployment('example.com/one:1'),
    })
    const set = setOf('comings', repository)
    const base = repository.commit({ 'argocd/set.yaml': JSON.stringify(set) })
    await stage.cluster.kube.apply(set)
    await live('comings-one')
    const added = repository.commit({ 'apps/two/web.yaml': deployment('example.com/two:1') })
    const first = await during('comings', syncIn(repository, stage.argocd, { base, revision: added }))
    expect(told(first), first.said).toEqual({ 'comings-two': 'verified: it is live and healthy' })
    const removed = repository.commit({ 'apps/one/web.yaml': undefined })
    const second = await during(
      'comings',
      syncIn(repository, stage.argocd, { base: added, revision: removed }),
    )
    expect(told(second), second.said).toEqual({ 'comings-one': 'verified: its Application is gone' })
    expect(await find('comings-one')).toBeUndefined()
    expect(second.code).toBe(0)
  })

  it('that preserves resources leaves them, which is told of an app that goes', async () => {
    const repository = stage.bed.git.create('leavings', {
      'apps/one/web.yaml': deployment('example.com/one:1'),
      'apps/two/web.yaml': deployment('example.com/two:1'),
    })
    const set = setOf('leavings', repository, { preserveResourcesOnDeletion: true })
    const base = repository.commit({ 'argocd/set.yaml': JSON.stringify(set) })
    await stage.cluster.kube.apply(set)
    await live('leavings-one')
    const revision = repository.commit({ 'apps/one/web.yaml': undefined })
    const { app, said } = await during('leavings', syncIn(repository, stage.argocd, { base, revision }))
    expect(app, said).toMatchObject({ app: 'leavings-one', outcome: 'verified' })
    expect(app?.reason).toContain('its resources stay in the cluster')
    expect(app?.reason).toContain('preserveResourcesOnDeletion')
    const kind = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'leavings-one' }
    expect(await stage.cluster.kube.find(kind, 'web')).toBeDefined()
  })
})

describe.concurrent('an app of apps', () => {
  const child = (repository: Repository, name: string, finalizers: readonly string[]) =>
    JSON.stringify({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name, namespace: 'argocd', finalizers },
      spec: {
        project: 'default',
        source: { repoURL: repository.url, targetRevision: 'main', path: 'child' },
        destination: { server: 'https://kubernetes.default.svc', namespace: name },
        syncPolicy: { automated: {}, syncOptions: ['CreateNamespace=true'] },
      },
    })
  const parent = (repository: Repository, name: string, automated: Record<string, unknown>): KubeObject => ({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name, namespace: 'argocd' },
    spec: {
      project: 'default',
      source: { repoURL: repository.url, targetRevision: 'main', path: 'apps' },
      destination: { server: 'https://kubernetes.default.svc', namespace: 'argocd' },
      syncPolicy: { automated },
    },
  })
  const files = { 'child/web.yaml': deployment('example.com/child:1') }

  it('that renames an app makes one and takes the other away', async () => {
    const repository = stage.bed.git.create('renames', files)
    const finalizers = ['resources-finalizer.argocd.argoproj.io']
    const root = parent(repository, 'renames', { prune: true })
    const base = repository.commit({
      'argocd/root.yaml': JSON.stringify(root),
      'apps/child.yaml': child(repository, 'renames-old', finalizers),
    })
    await stage.cluster.kube.apply(root)
    await live('renames-old')
    const revision = repository.commit({ 'apps/child.yaml': child(repository, 'renames-new', finalizers) })
    const result = await syncIn(repository, stage.argocd, { base, revision })
    expect(told(result), result.said).toEqual({
      renames: 'verified: it is live and healthy',
      'renames-new': 'verified: it is live and healthy',
      'renames-old': 'verified: its Application is gone',
    })
    expect(result.said).toContain('the app renames has to create it')
    expect(await find('renames-old')).toBeUndefined()
  })

  it('waits for an app whose deletion takes long: that it is OutOfSync until then is no fault', async () => {
    const repository = stage.bed.git.create('lingers', files)
    const root = parent(repository, 'lingers', { prune: true })
    const base = repository.commit({
      'argocd/root.yaml': JSON.stringify(root),
      'apps/child.yaml': child(repository, 'lingers-child', ['example.com/hold']),
      'apps/other.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: lingers}\n',
    })
    await stage.cluster.kube.apply(root)
    await live('lingers-child')
    const revision = repository.commit({ 'apps/child.yaml': undefined })
    const waiting = syncIn(repository, stage.argocd, { base, revision })
    await waitFor('its deletion', async () => (await find('lingers-child'))?.metadata['deletionTimestamp'])
    // Longer than any state that ends by itself (`LASTS.comparing`).
    await sleep(25_000)
    await stage.cluster.kube.patch(APPLICATION, 'lingers-child', { metadata: { finalizers: null } })
    const result = await waiting
    expect(told(result), result.said).toEqual({
      lingers: expect.stringContaining('verified') as string,
      'lingers-child': expect.stringContaining('verified: its Application is gone') as string,
    })
    expect(result.said).toContain('Application lingers-child (waiting for ')
  })

  it('that has an app again, which an earlier commit took away, makes that commit reverted', async () => {
    const repository = stage.bed.git.create('again', files)
    const finalizers = ['resources-finalizer.argocd.argoproj.io']
    const root = parent(repository, 'again', { prune: true })
    const base = repository.commit({
      'argocd/root.yaml': JSON.stringify(root),
      'apps/child.yaml': child(repository, 'again-child', finalizers),
      'apps/other.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: again}\n',
    })
    await stage.cluster.kube.apply(root)
    await live('again-child')
    const revision = repository.commit({ 'apps/child.yaml': undefined })
    repository.commit({ 'apps/child.yaml': child(repository, 'again-child', finalizers) })
    const { json, said } = await syncIn(repository, stage.argocd, { base, revision })
    expect(json.apps?.map(({ app, outcome }) => [app, outcome]).toSorted(), said).toEqual([
      ['again', 'reverted'],
      ['again-child', 'reverted'],
    ])
  })

  it('that does not prune leaves what a commit takes away: it is not verified, and the reason says who', async () => {
    const repository = stage.bed.git.create('keeps', files)
    const root = parent(repository, 'keeps', {})
    const base = repository.commit({
      'argocd/root.yaml': JSON.stringify(root),
      'apps/child.yaml': child(repository, 'keeps-child', []),
      'apps/other.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: keeps}\n',
    })
    await stage.cluster.kube.apply(root)
    await live('keeps-child')
    const revision = repository.commit({ 'apps/child.yaml': undefined })
    const { json, said } = await syncIn(repository, stage.argocd, {
      base,
      revision,
      timeout: 8,
      more: ['--app', 'keeps-child'],
    })
    expect(json.apps?.[0], said).toMatchObject({ app: 'keeps-child', outcome: 'unknown' })
    expect(json.apps?.[0]?.reason).toContain('still exists')
    expect(json.apps?.[0]?.reason).toContain('stays in the cluster')
    expect(await find('keeps-child')).toBeDefined()
  })
})

describe.concurrent('an app that is pinned', () => {
  const pinned = (repository: Repository, name: string, targetRevision: string): KubeObject => ({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name, namespace: 'argocd' },
    spec: {
      project: 'default',
      source: { repoURL: repository.url, targetRevision, path: 'child' },
      destination: { server: 'https://kubernetes.default.svc', namespace: name },
      syncPolicy: { automated: {}, syncOptions: ['CreateNamespace=true'] },
    },
  })

  it('does not follow the commits of a branch, which is told', async () => {
    const repository = stage.bed.git.create('pinned', { 'child/web.yaml': deployment('example.com/child:1') })
    const first = repository.head()
    const root = pinned(repository, 'pinned', first)
    const base = repository.commit({ 'argocd/app.yaml': JSON.stringify(root) })
    await stage.cluster.kube.apply(root)
    await live('pinned')
    const revision = repository.commit({ 'child/web.yaml': deployment('example.com/child:2') })
    const { json, code, said } = await syncIn(repository, stage.argocd, { base, revision })
    expect(json, said).toMatchObject({ outcome: 'nothing', apps: [{ app: 'pinned', outcome: 'nothing' }] })
    expect(json.apps?.[0]?.reason).toContain(`it follows ${first}`)
    expect(code).toBe(0)
  })

  it('is verified at its own revision where the commit pins it to another one', async () => {
    const repository = stage.bed.git.create('repinned', {
      'child/web.yaml': deployment('example.com/child:1'),
    })
    const first = repository.head()
    const second = repository.commit({ 'child/web.yaml': deployment('example.com/child:2') })
    const root: KubeObject = {
      ...pinned(repository, 'repinned', 'main'),
      spec: {
        ...pinned(repository, 'repinned', 'main')['spec'],
        source: { repoURL: repository.url, targetRevision: 'main', path: 'apps' },
        destination: { server: 'https://kubernetes.default.svc', namespace: 'argocd' },
      },
    }
    const base = repository.commit({
      'argocd/root.yaml': JSON.stringify(root),
      'apps/child.yaml': JSON.stringify(pinned(repository, 'repinned-child', first)),
    })
    await stage.cluster.kube.apply(root)
    await live('repinned-child')
    const revision = repository.commit({
      'apps/child.yaml': JSON.stringify(pinned(repository, 'repinned-child', second)),
    })
    const result = await syncIn(repository, stage.argocd, { base, revision, timeout: 40 })
    expect(told(result), result.said).toMatchObject({
      repinned: 'verified: it is live and healthy',
      'repinned-child': expect.stringContaining('verified'),
    })
    const child = result.json.apps?.find(({ app }) => app === 'repinned-child')
    expect(child?.images).toEqual(['example.com/child:2'])
  })
})
