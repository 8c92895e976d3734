import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { identityOf } from '../../../src/inventory/control-planes/identity.ts'
import { shortened } from '../../../src/inventory/control-planes/shorten.ts'
import { readInventory } from '../../../src/inventory/read.ts'
import {
  application,
  bootstrap,
  configMap,
  kustomization,
  layouts,
  url,
} from '../../support/control-planes.ts'
import { memoryTree } from '../../support/memory-tree.ts'

async function appsOf(files: Record<string, string>) {
  return (await readInventory(memoryTree(files), { addresses: url })).apps
}

/** Returns `kind name` of each app, with its control plane. */
async function planesOf(files: Record<string, string>): Promise<string[]> {
  const apps = await appsOf(files)
  return apps.map(({ kind, name, controlPlane }) => `${kind} ${name}: ${controlPlane}`).toSorted()
}

const source = { 'm/api/map.yaml': configMap('api', 'a: b') }

describe('the control plane of Flux', () => {
  it('is the folder that a root builds, for all that it leads to, shared folders too', async () => {
    expect(
      await planesOf({
        ...bootstrap('clusters/a'),
        ...bootstrap('clusters/b'),
        'clusters/a/infra.yaml': kustomization('infra', 'infrastructure'),
        'clusters/b/infra.yaml': kustomization('infra', 'infrastructure'),
        'infrastructure/inner.yaml': kustomization('inner', 'm/api'),
        ...source,
      }),
    ).toEqual([
      'Kustomization flux-system: clusters/a',
      'Kustomization flux-system: clusters/b',
      'Kustomization infra: clusters/a',
      'Kustomization infra: clusters/b',
      'Kustomization inner: clusters/a',
      'Kustomization inner: clusters/b',
    ])
  })

  it('of what is behind a kubeconfig is the other cluster, and of what leads there the own one', async () => {
    const files = {
      ...bootstrap('clusters/hub'),
      'clusters/hub/stage.yaml': kustomization(
        'stage',
        'remote',
        ', kubeConfig: {secretRef: {name: stage-kubeconfig}}',
      ),
      'remote/inner.yaml': kustomization('inner', 'm/api'),
      ...source,
    }
    expect(await planesOf(files)).toEqual([
      'Kustomization flux-system: clusters/hub',
      'Kustomization inner: clusters/hub:stage-kubeconfig',
      'Kustomization stage: clusters/hub',
    ])
    const apps = await appsOf(files)
    expect(apps.find(({ name }) => name === 'inner')?.cluster).toBe('stage')
    expect(apps.find(({ name }) => name === 'flux-system')?.cluster).toBe('hub')
  })

  it.each([
    ['another repository', 'https://github.com/acme/team', 'main', url],
    ['another branch of this one', url, 'team', url],
    [
      'another repository, where nobody knows which one this is',
      'https://github.com/acme/team',
      'main',
      undefined,
    ],
  ])(
    'of tenants is that of the cluster, also where they have the root of %s',
    async (_, address, branch, addresses) => {
      const files = {
        ...bootstrap('clusters/a'),
        ...bootstrap('clusters/b'),
        'clusters/a/tenants.yaml': kustomization('tenants', 'tenants/a'),
        'clusters/b/tenants.yaml': kustomization('tenants', 'tenants/b'),
        'tenants/a/kustomization.yaml': 'namespace: team\nresources: [../base]\n',
        'tenants/b/kustomization.yaml': 'namespace: team\nresources: [../base]\n',
        'tenants/base/kustomization.yaml': 'resources: [sync.yaml]\n',
        'tenants/base/sync.yaml': `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: team}
spec: {interval: 1m, url: ${address}, ref: {branch: ${branch}}}
---
${kustomization('team', '').replace('namespace: flux-system', '').replace('name: flux-system', 'name: team')}`,
      }
      const { apps } = await readInventory(memoryTree(files), { addresses })
      expect(apps.map(({ name, controlPlane, ownNamespace }) => [name, controlPlane, ownNamespace])).toEqual([
        ['flux-system', 'clusters/a', 'flux-system'],
        ['team', 'clusters/a', 'team'],
        ['tenants', 'clusters/a', 'flux-system'],
        ['flux-system', 'clusters/b', 'flux-system'],
        ['team', 'clusters/b', 'team'],
        ['tenants', 'clusters/b', 'flux-system'],
      ])
    },
  )

  it('is one for the folders of one cluster, and so is the cluster', async () => {
    const apps = await appsOf({
      ...bootstrap('cluster/base'),
      'cluster/base/core.yaml': kustomization('core', 'cluster/core'),
      'cluster/base/apps.yaml': kustomization('apps', 'cluster/apps'),
      'cluster/core/map.yaml': configMap('core', 'a: b'),
      'cluster/apps/map.yaml': configMap('apps', 'a: b'),
    })
    expect(new Set(apps.map(({ controlPlane }) => controlPlane))).toEqual(new Set(['cluster/base']))
    expect(new Set(apps.map(({ cluster }) => cluster))).toEqual(new Set(['base']))
  })

  it('is what a FluxInstance syncs, otherwise the outermost kustomization, otherwise the folder', async () => {
    const instance = `apiVersion: fluxcd.controlplane.io/v1
kind: FluxInstance
metadata: {name: flux, namespace: flux-system}
spec: {sync: {kind: GitRepository, url: '${url}', ref: refs/heads/main, path: clusters/lab}}
`
    expect(
      await planesOf({
        'clusters/lab/flux/instance.yaml': instance,
        'clusters/lab/apps/one.yaml': kustomization('one', 'm/api'),
        'home/kustomization.yaml': 'resources: [web/ks.yaml]\n',
        'home/web/ks.yaml': kustomization('two', 'm/api'),
        'other/web/ks.yaml': kustomization('three', 'm/api'),
        ...source,
      }),
    ).toEqual([
      'Kustomization flux-system: clusters/lab',
      'Kustomization one: clusters/lab',
      'Kustomization three: other/web',
      'Kustomization two: home',
    ])
  })
})

describe('the control plane of an Application', () => {
  it('is the folder of its file where nothing else tells', async () => {
    expect(
      await planesOf({
        'fleet/east/api.yaml': application('api', 'm/api'),
        'fleet/west/api.yaml': application('api', 'm/api'),
        'root.yaml': application('root', 'm/api'),
        ...source,
      }),
    ).toEqual(['Application api: fleet/east', 'Application api: fleet/west', 'Application root: .'])
  })

  it('is where the app deploys that applies it: the same cluster or another one', async () => {
    expect(
      await planesOf({
        'hub/here.yaml': application('here', 'fleet/here'),
        'hub/east.yaml': application('east', 'fleet/east', {
          destination: '{server: https://east.example, namespace: argocd}',
        }),
        'fleet/here/api.yaml': application('api', 'm/api'),
        'fleet/east/api.yaml': application('api', 'm/api'),
        ...source,
      }),
    ).toEqual([
      'Application api: https://east.example',
      'Application api: hub',
      'Application east: hub',
      'Application here: hub',
    ])
  })

  it('may be several, and then it is an app in each', async () => {
    const files = {
      'fleet/east/root.yaml': application('root', 'apps'),
      'fleet/west/root.yaml': application('root', 'apps'),
      'apps/api.yaml': application('api', 'm/api', { namespace: '' }),
      ...source,
    }
    expect(await planesOf(files)).toEqual([
      'Application api: fleet/east',
      'Application api: fleet/west',
      'Application root: fleet/east',
      'Application root: fleet/west',
    ])
    // Without a namespace, it is created in the namespace that its parent deploys to.
    expect((await appsOf(files)).find(({ name }) => name === 'api')?.ownNamespace).toBe('root')
  })

  it('is that of the overlay that takes it, whether that changes it or not', async () => {
    const patch = `patches: [{target: {kind: Application}, patch: '[{op: replace, path: /spec/destination/namespace, value: n}]'}]\n`
    expect(
      await planesOf({
        'base/kustomization.yaml': 'resources: [api.yaml]\n',
        'base/api.yaml': application('api', 'm/api'),
        'overlays/east/kustomization.yaml': 'resources: [../../base]\n',
        'overlays/west/kustomization.yaml': 'resources: [../../base]\n',
        'overlays/north/kustomization.yaml': `resources: [../../base]\n${patch}`,
        ...source,
      }),
    ).toEqual([
      'Application api: overlays/east',
      'Application api: overlays/north',
      'Application api: overlays/west',
    ])
  })

  it('is what fairlead.yaml says, for what it leads to as well', async () => {
    const config =
      'controlPlanes: {east: {paths: ["fleet/east/**", "apps/**"]}, west: {paths: ["fleet/west/**", "apps/**"]}}\n'
    expect(
      await planesOf({
        'fairlead.yaml': config,
        'fleet/east/root.yaml': application('root', 'apps'),
        'fleet/west/root.yaml': application('root', 'apps'),
        'fleet/north/root.yaml': application('root', 'apps'),
        'apps/api.yaml': application('api', 'm/api'),
        ...source,
      }),
    ).toEqual([
      'Application api: east',
      'Application api: fleet/north',
      'Application api: west',
      'Application root: east',
      'Application root: fleet/north',
      'Application root: west',
    ])
  })

  it('does not change where two apply each other', async () => {
    expect(
      await planesOf({ 'a/one.yaml': application('one', 'b'), 'b/two.yaml': application('two', 'a') }),
    ).toEqual(['Application one: b', 'Application two: b'])
  })
})

it('is named the same whatever else is in the repo', async () => {
  const names = Object.keys(layouts)
  const layout = fc.constantFrom(...names)
  await fc.assert(
    fc.asyncProperty(layout, fc.uniqueArray(layout, { maxLength: 2 }), async (own, others) => {
      const first = layouts[own]?.('first') ?? {}
      const more = others.flatMap((name) => Object.entries(layouts[name]?.('second') ?? {}))
      const [alone, beside] = await Promise.all(
        [first, { ...Object.fromEntries(more), ...first }].map(appsOf),
      )
      expect(alone?.length).toBeGreaterThan(0)
      const all = new Set(
        beside?.map((app) => JSON.stringify([identityOf(app), app.environment, app.cluster])),
      )
      for (const app of alone ?? [])
        expect(all).toContain(JSON.stringify([identityOf(app), app.environment, app.cluster]))
    }),
    { numRuns: 60 },
  )
})

it('is shortened for people to what differs', () => {
  const words = (...names: string[]) => [...shortened(names).values()]
  expect(words('kubernetes/main/flux', 'kubernetes/storage/flux')).toEqual(['main', 'storage'])
  expect(words('fleet', 'fleet/east')).toEqual(['fleet', 'fleet/east'])
  expect(words('a/x', 'b/x', 'a/y')).toEqual(['a/x', 'b/x', 'a/y'])
  expect(words('fleet/east', 'fleet/east')).toEqual(['fleet/east'])
})
