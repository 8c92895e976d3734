import { describe, expect, it } from 'vitest'
import { environmentInPath, isProduction } from '../../../src/inventory/environments/judge.ts'
import { imagesOf, inventoryOf } from '../../support/inventory.ts'

const values = (tag: string) => `image:\n  repository: ghcr.io/acme/web\n  tag: ${tag}\n`
const deployment =
  'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {template: {spec: {containers: [{name: web, image: "ghcr.io/acme/web:1"}]}}}\n'

describe('a repo without controller objects', () => {
  it.each([
    ['apps/web/values-prod.yaml', { 'apps/web/values-prod.yaml': values('2') }],
    [
      'apps/web/values-prod.yaml over apps/web/values.yaml',
      { 'apps/web/values.yaml': values('1'), 'apps/web/values-prod.yaml': 'image: {tag: 2}\n' },
    ],
    [
      'clusters/prod beside apps/',
      { 'clusters/prod/readme.yaml': 'x: 1\n', 'apps/web/values-prod.yaml': values('2') },
    ],
    ['clusters/prod/apps/web/values-prod.yaml', { 'clusters/prod/apps/web/values-prod.yaml': values('2') }],
    ['clusters/prod/apps/web/values.yaml', { 'clusters/prod/apps/web/values.yaml': values('2') }],
    [
      'apps/web/prod/values.yaml',
      { 'apps/web/prod/values.yaml': values('2'), 'apps/web/values.yaml': 'replicas: 1\n' },
    ],
    ['prod/web/values.yaml', { 'prod/web/values.yaml': values('2') }],
    ['environments/prod/web/values.yaml', { 'environments/prod/web/values.yaml': values('2') }],
    ['k8s/web/values.prod.yml', { 'k8s/web/values.prod.yml': values('2') }],
    [
      'web/overlays/prod',
      {
        'web/base/kustomization.yaml': 'resources: [d.yaml]\n',
        'web/base/d.yaml': deployment,
        'web/overlays/prod/kustomization.yaml':
          'resources: [../../base]\nimages:\n  - {name: ghcr.io/acme/web, newTag: "2"}\n',
      },
    ],
    ['apps/web/prod/*.yaml', { 'apps/web/prod/d.yaml': deployment.replace('web:1', 'web:2') }],
  ])('%s', async (_, files) => {
    const inventory = await inventoryOf(files)
    expect(inventory.apps).toMatchObject([
      { name: 'web', environment: 'prod', controller: 'none', kind: 'Convention' },
    ])
    expect(Object.values(imagesOf(inventory)).flat()).toEqual([
      expect.stringMatching(/^ghcr\.io\/acme\/web:2 /),
    ])
  })

  it('takes no folder for an app that the kustomization of an app above it is made of', async () => {
    const { apps } = await inventoryOf({
      'web/overlays/prod/kustomization.yaml':
        'resources: [api, job.yaml]\ncomponents: [extras]\npatches: [{path: tuning/patch.yaml}]\n',
      'web/overlays/prod/job.yaml': deployment.replace('name: web}', 'name: job}'),
      'web/overlays/prod/api/kustomization.yaml': 'resources: [d.yaml]\n',
      'web/overlays/prod/api/d.yaml': deployment,
      'web/overlays/prod/extras/kustomization.yaml': 'kind: Component\nresources: [d.yaml]\n',
      'web/overlays/prod/extras/d.yaml': deployment.replace('name: web}', 'name: more}'),
      'web/overlays/prod/tuning/patch.yaml': deployment.replace('name: web}', 'name: job}'),
      // Nothing refers to this one.
      'web/overlays/prod/cache/kustomization.yaml': 'resources: [d.yaml]\n',
      'web/overlays/prod/cache/d.yaml': deployment,
    })
    expect(apps.map(({ name, environment }) => [name, environment]).toSorted()).toEqual([
      ['cache', 'prod'],
      ['web', 'prod'],
    ])
  })

  it('takes no part of a chart and no shared layer for an environment', async () => {
    const { apps } = await inventoryOf({
      'web/Chart.yaml': 'name: web\n',
      'web/templates/prod/values.yaml': 'x: 1\n',
      'web/charts/db/values-prod.yaml': values('1'),
      'apps/web/values-base.yaml': values('1'),
      'docs/values-of-life.yaml': 'x: 1\n',
    })
    expect(apps).toEqual([])
  })
})

describe('fairlead.yaml', () => {
  it('names environments by path, label and cluster, and which is production', async () => {
    const files = {
      'apps/web/values-blue.yaml': values('1'),
      'fairlead.yaml':
        'environments:\n  live:\n    production: true\n    paths: ["apps/*/values-blue.yaml"]\n',
    }
    expect((await inventoryOf(files)).apps).toMatchObject([{ environment: 'live', production: true }])
    const app = (name: string, labels: string, cluster: string) =>
      `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: ${name}, labels: {${labels}}}\nspec: {source: {path: x}, destination: {name: ${cluster}}}\n`
    const declared = {
      'a/one.yaml': app('one', '', 'c1'),
      'b/two.yaml': app('two', 'tier: gold', 'c2'),
      'b/three.yaml': app('three', '', 'c3'),
      'fairlead.yaml':
        'environments:\n  east: {paths: ["a/**"], production: true}\n  gold: {labels: {tier: gold}}\n  lab: {clusters: [c3]}\n',
    }
    expect(
      (await inventoryOf(declared)).apps.map(({ name, environment, production }) => [
        name,
        environment,
        production,
      ]),
    ).toEqual([
      ['one', 'east', true],
      ['two', 'gold', false],
      ['three', 'lab', false],
    ])
  })

  it('names places of images that the inventory does not find', async () => {
    const files = {
      'apps/web/values-prod.yaml': 'web:\n  version: 1.0.0\n',
      'fairlead.yaml':
        'images:\n  - {app: web, image: ghcr.io/acme/web, file: "apps/{app}/values-{environment}.yaml", key: web.version}\n',
    }
    expect(imagesOf(await inventoryOf(files))).toEqual({
      'web prod': ['ghcr.io/acme/web:1.0.0 apps/web/values-prod.yaml:2 web.version'],
    })
  })

  it.each([
    [
      'enviroments: {}\n',
      'fairlead.yaml:1:1: the file has no key "enviroments"\n  Did you mean "environments"?',
    ],
    [
      'environments:\n  prod:\n    prodution: true\n',
      'fairlead.yaml:3:5: environments.prod has no key "prodution"\n  Did you mean "production"?',
    ],
    ['environments:\n  prod:\n    production: maybe\n', 'environments.prod.production must be true or false'],
    [
      'environments:\n  prod:\n    allow: [pushh]\n',
      'environments.prod.allow[0] cannot be "pushh"\n  Did you mean "push"?',
    ],
    ['images:\n  - {app: web}\n', 'images[0] is missing the key "image"'],
    ['- a\n', 'the file must be a map'],
  ])('%j is a clear error', async (text, message) => {
    await expect(inventoryOf({ 'fairlead.yaml': text })).rejects.toMatchObject({
      kind: 'input',
      message: expect.stringContaining(message),
    })
  })
})

describe('the words for environments', () => {
  it.each([
    ['clusters/prod-eu/web.yaml', 'web', 'prod'],
    ['apps/pre-prod/web.yaml', 'web', 'preprod'],
    ['apps/web/values-production.yaml', 'web', 'production'],
    ['apps/dev-tools/app.yaml', 'dev-tools', undefined],
    ['apps/web/base.yaml', 'web', undefined],
  ])('%s of %s: %s', (path, app, environment) => {
    expect(environmentInPath(path, app)).toBe(environment)
  })

  it.each([
    ['prod', true],
    ['production', true],
    ['prod-us', true],
    ['preprod', false],
    ['pre-prod', false],
    ['nonprod', false],
    ['dev', false],
  ])('production: %s is %s', (name, expected) => {
    expect(
      isProduction(name, { environments: {}, clusters: {}, controlPlanes: {}, images: [], charts: [] }),
    ).toBe(expected)
  })
})
