/** Flux sources that are artifacts: of a folder of this repository, which a job pushes, or of other origin. */
import { describe, expect, it } from 'vitest'
import { goesTo, pushesIn } from '../../../src/inventory/flux/pushes.ts'
import { keepInventory, KeptInventory } from '../../../src/inventory/kept.ts'
import type { App } from '../../../src/inventory/model.ts'
import { openInventory } from '../../../src/inventory/read.ts'
import { inventoryOf, memoryTree } from '../../support/inventory.ts'

const OWN = 'https://github.com/acme/infra'
const kustomization = (name: string, path: string, source = 'OCIRepository') =>
  `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: ${name}, namespace: flux-system}\nspec:\n  path: ${path}\n  sourceRef: {kind: ${source}, name: infra}\n`
const source = (url: string) =>
  `apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata: {name: infra, namespace: flux-system}\nspec: {url: "${url}", ref: {tag: latest}}\n`
const deployment = (name: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}}\nspec: {template: {spec: {containers: [{name: ${name}, image: "ghcr.io/acme/${name}:1.0.0"}]}}}\n`
const workflow = (command: string) => `jobs:\n  push:\n    steps:\n      - run: |\n          ${command}\n`

/** The folder `kubernetes` contains the cluster, and the same names also exist outside of it. */
const files = {
  'kubernetes/cluster/apps.yaml': kustomization('apps', './apps'),
  'kubernetes/apps/kustomization.yaml': 'resources: [web.yaml]\n',
  'kubernetes/apps/web.yaml': deployment('web'),
  'apps/kustomization.yaml': 'resources: [other.yaml]\n',
  'apps/other.yaml': deployment('other'),
}
const imagesOfApps = async (more: Readonly<Record<string, string>>, identity = OWN) => {
  const { apps } = await inventoryOf({ ...files, ...more }, identity)
  return containers(apps.find(({ name }) => name === 'apps'))
}
const containers = (app: App | undefined) =>
  app?.images.filter(({ artifact }) => artifact === 'image').map(({ repository }) => repository)

describe('an artifact that a job pushes', () => {
  it.each([
    'flux push artifact oci://ghcr.io/acme/infra:$(git rev-parse HEAD) --path=./kubernetes --source=x',
    'flux push artifact "oci://ghcr.io/${{ github.repository }}:${{ github.sha }}" \\\n            --path "kubernetes" \\\n            --source x',
    'flux push artifact $REPO:latest -f kubernetes/',
  ])('is the folder that it names: %s', async (command) => {
    expect(
      await imagesOfApps({
        'kubernetes/cluster/source.yaml': source('oci://ghcr.io/acme/infra'),
        '.github/workflows/push.yaml': workflow(command),
      }),
    ).toEqual(['ghcr.io/acme/web'])
  })

  it('to another address is not meant, nor a comment', async () => {
    const pushes = pushesIn(
      '# flux push artifact oci://ghcr.io/acme/infra:1 --path=old\nflux push artifact oci://ghcr.io/acme/other:1 --path=./new\n',
    )
    expect(pushes).toEqual([{ to: 'oci://ghcr.io/acme/other', folder: 'new' }])
    expect(pushes.some((push) => goesTo(push, 'oci://ghcr.io/acme/infra'))).toBe(false)
  })

  it('is a bucket, too', () => {
    expect(pushesIn('aws s3 sync --delete ./kubernetes s3://acme-infra/\n')).toEqual([
      { to: 'acme-infra', folder: 'kubernetes' },
    ])
  })
})

it('overlays below the folder of an artifact are built by what names them, and by nothing else', async () => {
  const { apps } = await inventoryOf(
    {
      'kubernetes/cluster/source.yaml': source('oci://ghcr.io/acme/infra'),
      'kubernetes/cluster/all.yaml': kustomization('all', './overlays/prod'),
      'kubernetes/overlays/prod/kustomization.yaml': 'namespace: apps\nresources: [../../base/web]\n',
      'kubernetes/base/web/kustomization.yaml': 'resources: [ks.yaml, release.yaml]\n',
      'kubernetes/base/web/ks.yaml': kustomization('web', './base/app'),
      'kubernetes/base/web/release.yaml':
        'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: rel}\nspec: {chart: {spec: {chart: rel, sourceRef: {kind: HelmRepository, name: acme}}}}\n',
      'kubernetes/base/app/web.yaml': deployment('web'),
      '.github/workflows/push.yaml': workflow(
        'flux push artifact oci://ghcr.io/acme/infra:1 --path=kubernetes',
      ),
    },
    OWN,
  )
  expect(apps.map(({ name }) => name).toSorted()).toEqual(['all', 'rel', 'web'])
})

describe('an artifact that nothing pushes here', () => {
  it('is the one folder below which all is that is built of it', async () => {
    const { apps } = await inventoryOf(
      {
        ...files,
        'kubernetes/cluster/infra.yaml': kustomization('infra', './infra'),
        'kubernetes/infra/dns.yaml': deployment('dns'),
        'kubernetes/cluster/source.yaml': source('oci://registry.acme.io/infra'),
      },
      OWN,
    )
    const [own] = apps.filter(({ name }) => name === 'apps')
    expect(containers(own)).toEqual(['ghcr.io/acme/web'])
    expect(own?.notes.join()).toContain('the artifact infra is assumed to be kubernetes')
  })

  it("is nobody's where its owner is another one, or its root is built", async () => {
    expect(
      await imagesOfApps({
        'kubernetes/cluster/source.yaml': source('oci://ghcr.io/somebody/infra'),
        'kubernetes/cluster/own.yaml': source(OWN).replaceAll('OCIRepository', 'GitRepository'),
        'kubernetes/cluster/infra.yaml': kustomization('infra', './infra'),
        'kubernetes/infra/dns.yaml': deployment('dns'),
      }),
    ).toEqual([])
    const { apps } = await inventoryOf({
      'flux/source.yaml': source('oci://ghcr.io/fluxcd/flux-manifests'),
      'flux/flux.yaml': kustomization('flux', './'),
      'other/web.yaml': kustomization('web', './apps/web', 'GitRepository'),
      'apps/web/deployment.yaml': deployment('web'),
    })
    expect(containers(apps.find(({ name }) => name === 'flux'))).toEqual([])
    expect(containers(apps.find(({ name }) => name === 'web'))).toEqual(['ghcr.io/acme/web'])
  })
})

describe('what the Flux Operator syncs', () => {
  const sync = 'sync: {kind: OCIRepository, url: "oci://ghcr.io/acme/infra", ref: latest, path: ./cluster}'
  it.each([
    [
      'a FluxInstance',
      `apiVersion: fluxcd.controlplane.io/v1\nkind: FluxInstance\nmetadata: {name: flux, namespace: flux-system}\nspec:\n  ${sync}\n`,
    ],
    [
      'the values of its chart',
      `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: flux-instance, namespace: flux-system}\nspec:\n  chartRef: {kind: OCIRepository, name: flux-instance}\n  values:\n    instance:\n      ${sync}\n`,
    ],
  ])('is an app of its own with all that it leads to: %s', async (_, text) => {
    const tree = {
      ...files,
      'kubernetes/cluster/flux.yaml': text,
      'kubernetes/cluster/apps.yaml': files['kubernetes/cluster/apps.yaml'].replace(
        'name: infra}',
        'name: flux-system}',
      ),
      '.github/workflows/push.yaml': workflow(
        'flux push artifact oci://ghcr.io/acme/infra:latest --path=kubernetes',
      ),
    }
    const open = await openInventory(memoryTree(tree), { addresses: OWN })
    const root = open.inventory.apps.find(({ name }) => name === 'flux-system')
    expect(root?.sources[0]).toMatchObject({ path: 'kubernetes/cluster', inThisRepository: true })
    const apps = open.inventory.apps.find(({ name }) => name === 'apps')
    expect(apps?.parent?.name).toBe('flux-system')
    expect(containers(apps)).toEqual(['ghcr.io/acme/web'])
    const kept = KeptInventory.open(await keepInventory(open, []), () => Promise.reject(new Error('asked')))
    expect(await kept?.named('Kustomization', 'flux-system')[0]?.declaration()).toMatchObject({
      spec: { path: './cluster' },
    })
  })
})

it('a HelmRelease has the name that its overlay and the variables give it', async () => {
  const release = (name: string) =>
    `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: ${name}, namespace: web}\nspec:\n  chart: {spec: {chart: web, sourceRef: {kind: HelmRepository, name: acme}}}\n`
  const { apps } = await inventoryOf({
    'clusters/prod/apps.yaml': `${kustomization('apps', './apps/prod', 'GitRepository')}  postBuild: {substitute: {APP: shop}}\n`,
    'apps/base/kustomization.yaml': 'resources: [web.yaml, named.yaml]\n',
    'apps/base/web.yaml': release('base-web'),
    'apps/base/named.yaml': release('"${APP}-api"'),
    'apps/prod/kustomization.yaml':
      'resources: [../base]\npatches:\n  - path: name.yaml\n    target: {kind: HelmRelease, name: base-web}\n    options: {allowNameChange: true}\n',
    'apps/prod/name.yaml':
      'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web--prod, namespace: web}\n',
  })
  expect(apps.map(({ name }) => name).toSorted()).toEqual(['apps', 'shop-api', 'web--prod'])
})
