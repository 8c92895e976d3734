/**
 * Tests Flux in the bed: its real source and kustomize controllers. The notification controller is played by the
 * rules of its source, over real events. The states of HelmReleases are recorded.
 */
import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startBed } from '../bed.ts'
import type { Bed } from '../bed.ts'
import type { Cluster } from '../cluster.ts'
import type { Flux } from '../flux.ts'
import { playHelmRelease } from '../helm-release.ts'
import { waitFor } from '../wait.ts'

let bed: Bed
let cluster: Cluster
let flux: Flux

beforeAll(async () => {
  bed = await startBed()
  cluster = await bed.startCluster('a')
  flux = await bed.startFlux(cluster, { notifications: true })
})
afterAll(() => bed.close())

const namespace = 'flux-system'
const source = { apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'GitRepository' }
const kustomization = { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization' }

const configMap = (value: string) => `
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {value: "${value}"}
`

it('a Kustomization applies a git repository, and follows a commit that it is told of', async () => {
  const repository = bed.git.create('fleet', { 'app/settings.yaml': configMap('one') })
  const metadata = { name: 'app', namespace }
  const ref = { branch: 'main' }
  await cluster.kube.create({ ...source, metadata, spec: { url: repository.url, ref, interval: '1h' } })
  await cluster.kube.create({
    ...kustomization,
    metadata,
    spec: {
      sourceRef: { kind: 'GitRepository', name: 'app' },
      path: './app',
      interval: '1h',
      prune: true,
      wait: true,
      targetNamespace: 'default',
    },
  })
  const applied = (commit: string) =>
    waitFor('the commit', async (seen) => {
      const { status } = await cluster.kube.get({ ...kustomization, namespace }, 'app')
      seen(status)
      return status?.lastAppliedRevision === `main@sha1:${commit}` ? status : undefined
    })
  await applied(repository.head())
  const maps = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'default' }
  expect((await cluster.kube.get(maps, 'settings'))['data']).toEqual({ value: 'one' })

  const commit = repository.commit({ 'app/settings.yaml': configMap('two') })
  await cluster.kube.patch({ ...source, namespace }, 'app', {
    metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': new Date().toISOString() } },
  })
  await applied(commit)
  expect((await cluster.kube.get(maps, 'settings'))['data']).toEqual({ value: 'two' })
})

/** Creates a GitRepository and a Kustomization of the same name. */
async function deploy(name: string, url: string): Promise<void> {
  const metadata = { name, namespace }
  await cluster.kube.create({ ...source, metadata, spec: { url, ref: { branch: 'main' }, interval: '1h' } })
  const spec = { path: './', interval: '1h', prune: true, targetNamespace: 'default' }
  const sourceRef = { kind: 'GitRepository', name }
  await cluster.kube.create({ ...kustomization, metadata, spec: { ...spec, sourceRef } })
}

/** Starts a server that stores the requests that it receives, and returns them as the list of statuses. */
async function recorder() {
  const sent: { path: string; body: { state: string; context: string; description: string } }[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const path = request.url ?? ''
    response.setHeader('content-type', 'application/json')
    if (request.method === 'GET') {
      const commit = /commits\/(\w+)\//.exec(path)?.[1] ?? ''
      const known = sent.filter((one) => one.path.endsWith(commit)).map(({ body }) => body)
      response.end(JSON.stringify(known.toReversed()))
    } else {
      sent.push({ path, body: JSON.parse(Buffer.concat(chunks).toString()) as (typeof sent)[number]['body'] })
      response.writeHead(201).end('{}')
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { sent, url: `http://127.0.0.1:${port}`, close: () => server.close() }
}

it('the commit of a Kustomization gets its status, of success and of failure', async () => {
  const forge = await recorder()
  const metadata = { name: 'statuses', namespace }
  await cluster.kube.create({ apiVersion: 'v1', kind: 'Secret', metadata, stringData: { token: 'of-forge' } })
  const group = 'notification.toolkit.fluxcd.io/v1beta3'
  const provider = await cluster.kube.create({
    apiVersion: group,
    kind: 'Provider',
    metadata,
    spec: { type: 'github', address: `${forge.url}/acme/fleet`, secretRef: { name: 'statuses' } },
  })
  await cluster.kube.create({
    apiVersion: group,
    kind: 'Alert',
    metadata,
    spec: { providerRef: { name: 'statuses' }, eventSources: [{ kind: 'Kustomization', name: 'told' }] },
  })
  const repository = bed.git.create('told', { 'settings.yaml': configMap('one').replace('settings', 'told') })
  await deploy('told', repository.url)
  const sentFor = (commit: string) =>
    waitFor('a status', async (seen) => {
      seen(forge.sent)
      return forge.sent.find(({ path }) => path.endsWith(commit))
    })
  const context = `kustomization/told/${provider.metadata.uid?.slice(0, 8)}`
  const good = repository.head()
  expect(await sentFor(good)).toEqual({
    path: `/api/v3/repos/acme/fleet/statuses/${good}`,
    body: { state: 'success', context, description: 'reconciliation succeeded' },
  })
  // A manifest that the API server rejects.
  const bad = repository.commit({ 'settings.yaml': configMap('two').replace('name: settings', 'name: A_B') })
  await cluster.kube.patch({ ...source, namespace }, 'told', {
    metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': 'now' } },
  })
  expect((await sentFor(bad)).body).toMatchObject({ state: 'failure', context })
  expect(forge.sent.filter(({ path }) => path.endsWith(good))).toHaveLength(1)
  forge.close()
})

it('a Receiver has a path, refuses what is not signed, and asks for reconciliation', async () => {
  const repository = bed.git.create('pushed', {
    'settings.yaml': configMap('one').replace('settings', 'pushed'),
  })
  await deploy('pushed', repository.url)
  const metadata = { name: 'pushed', namespace }
  await cluster.kube.create({ apiVersion: 'v1', kind: 'Secret', metadata, stringData: { token: 'of-hook' } })
  const receiver = { apiVersion: 'notification.toolkit.fluxcd.io/v1', kind: 'Receiver' }
  const resources = [{ kind: 'GitRepository', name: 'pushed' }]
  const spec = { type: 'generic-hmac', secretRef: { name: 'pushed' }, resources }
  await cluster.kube.create({ ...receiver, metadata, spec })
  const path = await waitFor('its path', async () => {
    const { status } = await cluster.kube.get({ ...receiver, namespace }, 'pushed')
    return status?.webhookPath as string | undefined
  })
  const call = async (path: string, signature: string) => {
    const headers = { 'x-signature': signature }
    const url = `${flux.notifications?.receivers}${path}`
    return (await fetch(url, { method: 'POST', headers, body: '{}' })).status
  }
  const signature = `sha256=${createHmac('sha256', 'of-hook').update('{}').digest('hex')}`
  expect(await call('/hook/of-nobody', signature)).toBe(404)
  expect(await call(path, 'sha256=00')).toBe(400)
  const commit = repository.commit({ 'settings.yaml': configMap('two').replace('settings', 'pushed') })
  expect(await call(path, signature)).toBe(200)
  await waitFor('the commit', async () => {
    const { status } = await cluster.kube.get({ ...kustomization, namespace }, 'pushed')
    return status?.lastAppliedRevision === `main@sha1:${commit}` ? true : undefined
  })
})

const versions = { name: 'app', version: '1.1.0+0123456789ab', previous: '1.0.0+ba9876543210' }

it.each([
  ['progressing', versions.previous],
  ['deployed', versions.version],
  ['upgrade-failed', undefined],
  ['rolled-back', versions.previous],
  ['stalled', versions.previous],
] as const)(
  'the recorded state %s of a HelmRelease is one that the API server takes',
  async (state, chartVersion) => {
    const metadata = { name: `release-${state}`, namespace }
    const chart = { spec: { chart: './chart', sourceRef: { kind: 'GitRepository', name: 'app' } } }
    const kind = { apiVersion: 'helm.toolkit.fluxcd.io/v2', kind: 'HelmRelease' }
    await cluster.kube.create({ ...kind, metadata, spec: { interval: '1h', chart } })
    const { status } = await playHelmRelease(cluster.kube, metadata, state, versions)
    const deployed = status.history.find((entry: { status: string }) => entry.status === 'deployed')
    expect(status.lastAttemptedRevision).toBe(versions.version)
    expect(deployed?.chartVersion).toBe(chartVersion)
  },
)
