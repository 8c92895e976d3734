/** Tests two control planes, each a cluster with its own Argo CD. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Argocd } from '../argocd.ts'
import { startBed } from '../bed.ts'
import type { Bed } from '../bed.ts'
import type { Cluster } from '../cluster.ts'
import type { Repository } from '../git.ts'
import type { KubeObject } from '../kube.ts'
import { waitFor } from '../wait.ts'
import type { Synced } from './stage.ts'
import { deployment, syncIn } from './stage.ts'

interface Plane {
  readonly name: 'left' | 'right'
  readonly cluster: Cluster
  readonly argocd: Argocd
}

let bed: Bed
let planes: readonly [Plane, Plane]

beforeAll(async () => {
  bed = await startBed()
  const start = async (name: Plane['name']): Promise<Plane> => {
    const cluster = await bed.startCluster(name)
    return { name, cluster, argocd: await bed.startArgocd(cluster) }
  }
  planes = await Promise.all([start('left'), start('right')])
})
afterAll(() => bed.close())

const application = (repository: Repository, plane: string, name = 'web'): KubeObject => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name, namespace: 'argocd' },
  spec: {
    project: 'default',
    source: { repoURL: repository.url, targetRevision: 'main', path: `apps/${name}/${plane}` },
    destination: { server: 'https://kubernetes.default.svc', namespace: name },
    syncPolicy: { automated: {}, syncOptions: ['CreateNamespace=true'] },
  },
})

/** Creates an infra repo with apps of the same names in both clusters, and waits until they are live. */
async function infra(name: string, apps: readonly string[]): Promise<Repository> {
  const repository = bed.git.create(name, { 'README.md': 'infra\n' })
  repository.commit(
    Object.fromEntries(
      planes.flatMap((plane) =>
        apps.flatMap((app) => [
          [
            `clusters/${plane.name}/${app}.yaml`,
            JSON.stringify(application(repository, plane.name, app), undefined, 2),
          ],
          [`apps/${app}/${plane.name}/web.yaml`, deployment('example.com/web:1')],
        ]),
      ),
    ),
  )
  for (const { name: plane, cluster } of planes)
    for (const app of apps) await cluster.kube.apply(application(repository, plane, app))
  await Promise.all(
    planes.flatMap(({ name: plane, cluster }) =>
      apps.map((app) =>
        waitFor(`${app} in ${plane}`, async (seen) => {
          const kind = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', namespace: 'argocd' }
          const status: KubeObject['status'] = (await cluster.kube.find(kind, app))?.['status'] ?? {}
          seen(status)
          return status.sync?.status === 'Synced' && status.health?.status === 'Healthy' ? true : undefined
        }),
      ),
    ),
  )
  return repository
}

const servers = (wanted: readonly Plane[] = planes) =>
  wanted.map(({ name, argocd }) => `clusters/${name}=${argocd.url}`)
const token = () => planes.map(({ name, argocd }) => `clusters/${name}=${argocd.ciToken}`).join('\n')
const told = ({ json }: Synced) =>
  Object.fromEntries(
    (json.apps ?? []).map(({ app, controlPlane, outcome }) => [`${app} ${controlPlane}`, outcome]),
  )

describe.concurrent('two control planes with apps of one name', () => {
  it('are each asked at their own server: what fails in one does not hide what is verified in the other', async () => {
    const repository = await infra('planes', ['web'])
    const base = repository.head()
    const revision = repository.commit({
      'apps/web/left/web.yaml': deployment('example.com/web:2'),
      'apps/web/right/web.yaml': deployment('example.com/web:2-pull-fails'),
    })
    const options = { base, revision, token: token() }
    const both = await syncIn(repository, planes[0].argocd, { ...options, servers: servers() })
    expect(told(both), both.said).toEqual({ 'web clusters/left': 'verified', 'web clusters/right': 'failed' })
    expect(both.json.outcome).toBe('failed')
    expect(both.code).toBe(1)
    // The progress of one continues after the other has ended.
    expect(both.said).toMatch(/web \(left/)
    expect(both.said).toMatch(/web \(right/)

    const left = await syncIn(repository, planes[0].argocd, {
      ...options,
      servers: servers(),
      more: ['--cluster', 'left'],
    })
    expect([told(left), left.code], left.said).toEqual([{ 'web clusters/left': 'verified' }, 0])

    const one = await syncIn(repository, planes[0].argocd, {
      ...options,
      servers: servers([planes[0]]),
      token: `clusters/left=${planes[0].argocd.ciToken}`,
    })
    expect(told(one), one.said).toEqual({ 'web clusters/left': 'verified', 'web clusters/right': 'unknown' })
    expect(one.json.apps?.find(({ outcome }) => outcome === 'unknown')?.reason).toContain(
      'argocd-server has no entry for the control plane clusters/right',
    )
    expect(one.code).toBe(1)

    const neither = await syncIn(repository, planes[0].argocd, {
      ...options,
      servers: [planes[0].argocd.url],
      token: planes[0].argocd.ciToken,
    })
    expect(neither.code).toBe(2)
    expect(neither.said).toContain('argocd-server does not say which of them it serves')
  })

  it('of several apps only those are waited for that are chosen, and each is told', async () => {
    const repository = await infra('chosen', ['api', 'shop'])
    const base = repository.head()
    const revision = repository.commit({
      'apps/api/left/web.yaml': deployment('example.com/api:2-fails'),
      'apps/api/right/web.yaml': deployment('example.com/api:2'),
      'apps/shop/left/web.yaml': deployment('example.com/shop:2-late-3s'),
      'apps/shop/right/web.yaml': deployment('example.com/shop:2-late-5s'),
    })
    const options = { base, revision, token: token(), servers: servers() }
    const all = await syncIn(repository, planes[0].argocd, options)
    expect(told(all), all.said).toEqual({
      'api clusters/left': 'failed',
      'api clusters/right': 'verified',
      'shop clusters/left': 'verified',
      'shop clusters/right': 'verified',
    })
    const chosen = { ...options, more: ['--app', 'shop,api', '--environment', 'right'] }
    const right = await syncIn(repository, planes[0].argocd, chosen)
    expect([told(right), right.code], right.said).toEqual([
      { 'api clusters/right': 'verified', 'shop clusters/right': 'verified' },
      0,
    ])
  })
})
