/** Tests apps that no object in the repo declares. They are found among the Applications of the real Argo CD. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Repository } from '../git.ts'
import type { KubeObject } from '../kube.ts'
import { waitFor } from '../wait.ts'
import type { Options, Synced } from './stage.ts'
import { deployment, Stage, syncIn } from './stage.ts'

let stage: Stage

beforeAll(async () => {
  stage = await Stage.open()
})
afterAll(() => stage.close())

const chart = {
  'charts/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 0.1.0\n',
  'charts/web/values.yaml': 'tag: "1"\n',
  'charts/web/templates/deployment.yaml': deployment('example.com/web:{{ .Values.tag }}', {
    name: '{{ .Release.Name }}',
  }),
}
const tag = (value: string) => `tag: "${value}"\n`

/** A repo without any Argo CD object. The Applications are applied directly. */
class Bare {
  readonly name: string
  readonly repository: Repository

  constructor(name: string, files: Readonly<Record<string, string>>) {
    this.name = name
    this.repository = stage.bed.git.create(name, files)
  }

  /** Applies an Application, and waits until it is live. */
  async deploy(name: string, sources: Record<string, unknown>): Promise<void> {
    await stage.cluster.kube.apply({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name, namespace: stage.argocd.namespace },
      spec: { project: 'default', ...sources, ...rest(name) },
    })
    await this.live(name)
  }

  async live(name: string): Promise<void> {
    const kind = {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      namespace: stage.argocd.namespace,
    }
    await waitFor(`Application ${name}`, async (seen) => {
      const status: KubeObject['status'] = (await stage.cluster.kube.find(kind, name))?.['status'] ?? {}
      seen(status)
      return status.sync?.status === 'Synced' && status.health?.status === 'Healthy' ? true : undefined
    })
  }

  /** Applies an ApplicationSet, on the server only, that creates an Application for each overlay. */
  async applySet(): Promise<void> {
    await stage.cluster.kube.apply({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'ApplicationSet',
      metadata: { name: this.name, namespace: stage.argocd.namespace },
      spec: {
        goTemplate: true,
        generators: [
          {
            git: {
              repoURL: this.repository.url,
              revision: 'main',
              directories: [{ path: 'apps/*/overlays/*' }],
            },
          },
        ],
        template: {
          metadata: { name: `${this.name}-{{ index .path.segments 1 }}-{{ .path.basename }}` },
          spec: {
            project: 'default',
            source: this.source('{{ .path.path }}'),
            ...rest(`${this.name}-{{ .path.basename }}`),
          },
        },
      },
    })
  }

  /** Makes the set read Git during a wait, as a webhook would. By default this takes up to three minutes. */
  async refreshLater<T>(waiting: Promise<T>): Promise<T> {
    await sleep(8000)
    const kind = {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'ApplicationSet',
      namespace: stage.argocd.namespace,
    }
    const annotations = { 'argocd.argoproj.io/application-set-refresh': 'true' }
    await stage.cluster.kube.patch(kind, this.name, { metadata: { annotations } })
    return waiting
  }

  source(path: string, more: Record<string, unknown> = {}): Record<string, unknown> {
    return { repoURL: this.repository.url, targetRevision: 'main', path, ...more }
  }

  async commit(files: Readonly<Record<string, string | undefined>>, options: Options = {}): Promise<Synced> {
    const base = this.repository.head()
    const revision = this.repository.commit(files)
    return syncIn(this.repository, stage.argocd, { base, revision, ...options })
  }
}

const rest = (namespace: string) => ({
  destination: { server: 'https://kubernetes.default.svc', namespace },
  syncPolicy: { automated: {}, syncOptions: ['CreateNamespace=true'] },
})

const told = ({ json }: Synced) =>
  (json.apps ?? [])
    .map(({ app, environment, application, outcome }) => [app, environment, application, outcome])
    .toSorted((a, b) => (String(a) < String(b) ? -1 : 1))

describe.concurrent('an app of a values file', () => {
  it('is what the Application makes of it that reads the file', async () => {
    const infra = new Bare('values-only', {
      ...chart,
      'apps/web/values-dev.yaml': tag('1'),
      'apps/web/values-prod.yaml': tag('1'),
    })
    for (const environment of ['dev', 'prod'])
      await infra.deploy(`shop-web-${environment}`, {
        source: infra.source('charts/web', {
          helm: { valueFiles: [`../../apps/web/values-${environment}.yaml`] },
        }),
      })
    const result = await infra.commit({ 'apps/web/values-prod.yaml': tag('2') })
    expect(told(result), result.said).toEqual([['web', 'prod', 'shop-web-prod', 'verified']])
    expect(result.app).toMatchObject({ kind: 'Convention', images: ['example.com/web:2'] })
    expect(result.code).toBe(0)
    // Both apps use the chart.
    const both = await infra.commit({ 'charts/web/values.yaml': 'tag: "1"\nother: 1\n' })
    expect(told(both)).toEqual([
      ['web', 'dev', 'shop-web-dev', 'verified'],
      ['web', 'prod', 'shop-web-prod', 'verified'],
    ])
    const broken = await infra.commit(
      { 'apps/web/values-dev.yaml': tag('3-pull-fails') },
      { more: ['--environment', 'dev'] },
    )
    expect(broken.app).toMatchObject({ application: 'shop-web-dev', outcome: 'failed', rule: 'pods-run' })
    expect(broken.said).toContain('web (dev, Application shop-web-dev)')
  })

  it('is each of the Applications that read it, of several sources too', async () => {
    const infra = new Bare('values-shared', { ...chart, 'envs/prod/web/values.yaml': tag('1') })
    for (const region of ['eu', 'us'])
      await infra.deploy(`web-${region}`, {
        sources: [
          infra.source('charts/web', { helm: { valueFiles: ['$values/envs/prod/web/values.yaml'] } }),
          { repoURL: infra.repository.url, targetRevision: 'main', ref: 'values' },
        ],
      })
    const result = await infra.commit({ 'envs/prod/web/values.yaml': tag('2') })
    expect(told(result), result.said).toEqual([
      ['web', 'prod', 'web-eu', 'verified'],
      ['web', 'prod', 'web-us', 'verified'],
    ])
  })

  it('is unknown where no Application reads it, and what argocd-app names where it is given', async () => {
    const infra = new Bare('values-named', { ...chart, 'apps/web/values-prod.yaml': tag('1') })
    await infra.deploy('web-named', { source: infra.source('charts/web') })
    const base = infra.repository.head()
    const change = { 'apps/web/values-prod.yaml': tag('2'), 'charts/web/values.yaml': tag('2') }
    const lost = await infra.commit(change)
    expect(told(lost)).toEqual([['web', 'prod', null, 'unknown']])
    expect(lost.app?.reason).toContain('argocd-app')
    expect(lost.app?.reason).toContain('the values file apps/web/values-prod.yaml')
    expect(lost.code).toBe(1)
    const revision = infra.repository.head()
    const named = (value: string) =>
      syncIn(infra.repository, stage.argocd, { base, revision, more: ['--argocd-app', value] })
    for (const value of ['web-named', 'web=web-named', 'web=argocd/web-named']) {
      const result = await named(value)
      expect(told(result), result.said).toEqual([['web', 'prod', 'web-named', 'verified']])
    }
    const gone = await named('web=web-gone')
    expect([gone.code, gone.said]).toEqual([2, expect.stringContaining('web-gone')])
    const other = await named('wbe=web-named')
    expect([other.code, other.said]).toEqual([2, expect.stringContaining('there is no app')])
  })

  it('is refused where argocd-app names an Application of another repository', async () => {
    const infra = new Bare('values-foreign', { ...chart, 'apps/web/values-prod.yaml': tag('1') })
    const others = new Bare('values-elsewhere', chart)
    await others.deploy('web-elsewhere', { source: others.source('charts/web') })
    const result = await infra.commit(
      { 'apps/web/values-prod.yaml': tag('2') },
      { more: ['--argocd-app', 'web-elsewhere'] },
    )
    expect(result.code).toBe(2)
    expect(result.said).toContain('not from this repository')
  })
})

describe.concurrent('an app of a folder', () => {
  it('is what an ApplicationSet on the server makes of it', async () => {
    const infra = new Bare('folders', {
      'apps/api/base/kustomization.yaml': 'resources: [web.yaml]\n',
      'apps/api/base/web.yaml': deployment('example.com/api:1', { name: 'api' }),
      'apps/api/overlays/dev/kustomization.yaml': 'resources: [../../base]\n',
      'apps/api/overlays/prod/kustomization.yaml': 'resources: [../../base]\n',
    })
    await infra.applySet()
    await Promise.all(['dev', 'prod'].map((name) => infra.live(`folders-api-${name}`)))
    const result = await infra.commit({
      'apps/api/overlays/prod/kustomization.yaml':
        'resources: [../../base]\nimages: [{name: example.com/api, newTag: "2"}]\n',
    })
    expect(told(result), result.said).toEqual([['api', 'prod', 'folders-api-prod', 'verified']])
    expect(result.app?.images).toEqual(['example.com/api:2'])
  })

  it('comes once the set makes it, and is gone once the set has taken it away', async () => {
    const infra = new Bare('dynamic', {
      'apps/api/overlays/dev/kustomization.yaml': 'resources: [web.yaml]\n',
      'apps/api/overlays/dev/web.yaml': deployment('example.com/api:1', { name: 'api' }),
    })
    await infra.applySet()
    await infra.live('dynamic-api-dev')
    const first = await infra.refreshLater(
      infra.commit({
        'apps/api/overlays/prod/kustomization.yaml': 'resources: [web.yaml]\n',
        'apps/api/overlays/prod/web.yaml': deployment('example.com/api:2', { name: 'api' }),
      }),
    )
    expect(told(first), first.said).toEqual([['api', 'prod', 'dynamic-api-prod', 'verified']])
    const second = await infra.refreshLater(
      infra.commit({
        'apps/api/overlays/dev/kustomization.yaml': undefined,
        'apps/api/overlays/dev/web.yaml': undefined,
      }),
    )
    expect(told(second), second.said).toEqual([['api', 'dev', 'dynamic-api-dev', 'verified']])
    expect(second.app?.reason).toContain('its Application is gone')
  })
})
