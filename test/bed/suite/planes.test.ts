/** Tests two control planes in one bed, each with its own Argo CD. Parts of one are paused while it works. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Argocd } from '../argocd.ts'
import { startBed } from '../bed.ts'
import type { Bed } from '../bed.ts'
import type { Cluster } from '../cluster.ts'
import type { Repository } from '../git.ts'
import type { KubeObject } from '../kube.ts'
import { waitFor } from '../wait.ts'

let bed: Bed
let left: Cluster
let right: Cluster
let leftArgocd: Argocd
let rightArgocd: Argocd

beforeAll(async () => {
  bed = await startBed()
  ;[left, right] = await Promise.all([bed.startCluster('left'), bed.startCluster('right')])
  ;[leftArgocd, rightArgocd] = await Promise.all([
    bed.startArgocd(left),
    bed.startArgocd(right, { impersonation: true }),
  ])
})
afterAll(() => bed.close())

const namespace = 'argocd'
const group = 'argoproj.io/v1alpha1'
const applications = { apiVersion: group, kind: 'Application', namespace }
const server = 'https://kubernetes.default.svc'

const configMap = (value: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {value: ${value}}\n`

function application(name: string, { url }: Repository, project = 'default'): KubeObject {
  const retry = { limit: 100, backoff: { duration: '1s', factor: 1 } }
  const syncPolicy = { automated: {}, retry, syncOptions: ['CreateNamespace=true'] }
  const source = { repoURL: url, targetRevision: 'main', path: '.' }
  const spec = { project, source, destination: { server, namespace: name }, syncPolicy }
  return { apiVersion: group, kind: 'Application', metadata: { name, namespace }, spec }
}

/** Waits until an Application has the expected status, and returns it. */
function until({ kube }: Cluster, name: string, holds: (status: KubeObject['status']) => boolean) {
  return waitFor(`Application ${name}`, async (seen) => {
    const status = (await kube.find(applications, name))?.['status'] ?? {}
    seen(status)
    return holds(status) ? status : undefined
  })
}

const isLive = (revision: string) => (status: KubeObject['status']) =>
  status.sync?.revision === revision &&
  status.sync.status === 'Synced' &&
  status.operationState?.phase === 'Succeeded' &&
  status.operationState.syncResult.revision === revision

/** Requests a comparison without waiting for it. */
const refresh = ({ kube }: Cluster, name: string) =>
  kube.patch(applications, name, { metadata: { annotations: { 'argocd.argoproj.io/refresh': 'normal' } } })

it('one name in both is two Applications, and each API knows its own', async () => {
  const repositories = ['one', 'two'].map((name) => bed.git.create(name, { 'a.yaml': configMap(name) }))
  const [one, two] = repositories as [Repository, Repository]
  await left.kube.create(application('web', one))
  const clusterResourceWhitelist = [{ group: '*', kind: '*' }]
  const destinations = [{ namespace: '*', server: '*' }]
  const project = { sourceRepos: ['*'], destinations, clusterResourceWhitelist }
  const account = { server, namespace: '*', defaultServiceAccount: 'argocd:deployer' }
  const metadata = { name: 'bound', namespace }
  await right.kube.create({
    apiVersion: group,
    kind: 'AppProject',
    metadata,
    spec: { ...project, destinationServiceAccounts: [account] },
  })
  await right.kube.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'web' } })
  await right.kube.create(application('web', two, 'bound'))
  await until(left, 'web', isLive(one.head()))

  // With impersonation an Application only has the permissions of its service account, which has none yet.
  const refusal = 'User "system:serviceaccount:argocd:deployer" cannot'
  await until(right, 'web', ({ operationState }) => operationState?.message?.includes(refusal) === true)
  const role = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' }
  await right.kube.create({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'deployer' },
    roleRef: role,
    subjects: [{ kind: 'ServiceAccount', name: 'deployer', namespace }],
  })
  await until(right, 'web', isLive(two.head()))

  const revisionAt = async (argocd: Argocd) =>
    (await argocd.request('GET', '/api/v1/applications/web')).body.status.sync.revision
  expect(await revisionAt(leftArgocd)).toBe(one.head())
  expect(await revisionAt(rightArgocd)).toBe(two.head())
  // A token of one Argo CD is not valid for the other.
  const { status } = await rightArgocd.request(
    'GET',
    '/api/v1/applications/web',
    undefined,
    leftArgocd.adminToken,
  )
  expect(status).toBe(401)
})

it.each(['application-controller', 'repo-server', 'redis'] as const)(
  'while the %s is held a commit does not go live; it does when that goes on',
  async (name) => {
    const app = `held-by-${name}`
    const repository = bed.git.create(app, { 'a.yaml': configMap('one') })
    await left.kube.create(application(app, repository))
    await until(left, app, isLive(repository.head()))
    const part = leftArgocd.part(name)
    part.pause()
    const commit = repository.commit({ 'a.yaml': configMap('two') })
    await refresh(left, app)
    await sleep(1500)
    const { status } = await left.kube.get(applications, app)
    expect(status.sync.revision).not.toBe(commit)
    part.resume()
    await until(left, app, isLive(commit))
    const settings = await left.kube.get({ apiVersion: 'v1', kind: 'ConfigMap', namespace: app }, 'settings')
    expect(settings['data']).toEqual({ value: 'two' })
  },
)

it('while the API server of Argo CD is held it answers nobody, and commits go live all the same', async () => {
  const repository = bed.git.create('unseen', { 'a.yaml': configMap('one') })
  await left.kube.create(application('unseen', repository))
  await until(left, 'unseen', isLive(repository.head()))
  leftArgocd.part('server').pause()
  const answer = leftArgocd.request('GET', '/api/v1/applications/unseen')
  expect(await Promise.race([answer, sleep(500, 'no answer')])).toBe('no answer')
  const commit = repository.commit({ 'a.yaml': configMap('two') })
  await refresh(left, 'unseen')
  await until(left, 'unseen', isLive(commit))
  leftArgocd.part('server').resume()
  expect((await answer).body.status.sync.revision).toMatch(/^[0-9a-f]{40}$/)
  expect(rightArgocd.part('server').state).toBe('running')
})
