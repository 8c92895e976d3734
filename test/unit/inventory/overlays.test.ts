/**
 * Applications and ApplicationSets that kustomize overlays change: each is read as it is deployed, and set in the
 * file that contains it.
 */
import { describe, expect, it } from 'vitest'
import { affectedApps } from '../../../src/affected/apps.ts'
import type { App } from '../../../src/inventory/model.ts'
import { imagesOf, inventoryOf } from '../../support/inventory.ts'

const application = (name: string, more = '') => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: ${name}
  labels: {tier: web}
spec:
  destination: {server: https://kubernetes.default.svc, namespace: shop}
  source:
    repoURL: https://github.com/acme/infra
    targetRevision: main
    path: charts/web
    helm:
      parameters: [{name: image.tag, value: "1.0.0"}]
${more}`
const chart = {
  'charts/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'charts/web/values.yaml': 'image: {repository: ghcr.io/acme/web, tag: ""}\n',
}
const base = {
  ...chart,
  'argo/base/kustomization.yaml': 'resources: [web.yaml]\n',
  'argo/base/web.yaml': application('web'),
}
const shown = (app: App) => [app.name, app.environment, app.overlaidBy, app.declaredAt.file].join(' ')

describe('an Application of a base', () => {
  it('is one app for each overlay, with the tag that its patch sets', async () => {
    const inventory = await inventoryOf({
      ...base,
      'argo/overlays/dev/kustomization.yaml':
        'namespace: argocd\nresources: [../../base]\npatches: [{path: web.yaml}]\n',
      'argo/overlays/dev/web.yaml':
        'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: web}\nspec:\n  source:\n    helm:\n      parameters:\n        - name: image.tag\n          value: "1.2.0"\n',
      'argo/overlays/prod/kustomization.yaml': `resources: [../../base]
patches:
  - target: {kind: Application, labelSelector: "tier in (web, api), !canary"}
    patch: |-
      - op: replace
        path: /spec/source/helm/parameters/0/value
        value: "1.1.0"
`,
    })
    expect(inventory.unresolved).toEqual([])
    expect(inventory.apps.map(shown)).toEqual([
      'web dev argo/overlays/dev argo/base/web.yaml',
      'web prod argo/overlays/prod argo/base/web.yaml',
    ])
    expect(imagesOf(inventory)).toEqual({
      'web dev': ['ghcr.io/acme/web:1.2.0 argo/overlays/dev/web.yaml:9 spec.source.helm.parameters[0].value'],
      'web prod': [
        'ghcr.io/acme/web:1.1.0 argo/overlays/prod/kustomization.yaml:7 patches[0].patch[0].value',
      ],
    })
  })

  it('is set in the base where no patch sets it', async () => {
    const inventory = await inventoryOf({
      ...base,
      'argo/prod/kustomization.yaml':
        "namePrefix: eu-\nresources: [../base]\npatches:\n  - patch: '[{op: add, path: /spec/project, value: shop}]'\n    target: {name: web}\n",
    })
    expect(inventory.apps.map((app) => [app.name, app.project])).toEqual([['eu-web', 'shop']])
    expect(imagesOf(inventory)).toEqual({
      'eu-web prod': ['ghcr.io/acme/web:1.0.0 argo/base/web.yaml:13 spec.source.helm.parameters[0].value'],
    })
  })

  it.each([
    ['nothing', 'resources: [../base]\n', ['web']],
    ['the namespace', 'namespace: argocd\nresources: [../base]\n', ['web']],
    ['prefix and suffix', 'namePrefix: a-\nnameSuffix: -b\nresources: [../base]\n', ['a-web-b']],
    [
      'a prefix, and a patch of the name before it',
      'namePrefix: a-\nresources: [../base]\npatches: [{target: {kind: Application, name: web}, patch: "[{op: add, path: /spec/project, value: x}]"}]\n',
      ['a-web'],
    ],
    [
      'a patch that deletes it',
      'resources: [../base]\npatches:\n  - patch: |-\n      apiVersion: argoproj.io/v1alpha1\n      kind: Application\n      metadata: {name: web}\n      $patch: delete\n',
      [],
    ],
    [
      'a patch that may rename it',
      'resources: [../base]\npatches:\n  - target: {kind: Application, name: web}\n    options: {allowNameChange: true}\n    patch: |-\n      apiVersion: argoproj.io/v1alpha1\n      kind: Application\n      metadata: {name: shop}\n',
      ['shop'],
    ],
    [
      'a patch that may not',
      'resources: [../base]\npatches:\n  - target: {kind: Application, name: "w.*"}\n    patch: |-\n      apiVersion: argoproj.io/v1alpha1\n      kind: Application\n      metadata: {name: shop}\n',
      ['web'],
    ],
  ])('with %s in the overlay', async (_, kustomization, names) => {
    const inventory = await inventoryOf({ ...base, 'argo/prod/kustomization.yaml': kustomization })
    expect(inventory.apps.filter((app) => app.kind === 'Application').map(({ name }) => name)).toEqual(names)
    expect(inventory.unresolved).toEqual([])
  })

  it('is listed as not known where a patch does not fit', async () => {
    const inventory = await inventoryOf({
      ...base,
      'argo/prod/kustomization.yaml':
        'resources: [../base]\npatches: [{target: {kind: Application}, patch: "[{op: replace, path: /spec/sources/0/path, value: x}]"}]\n',
    })
    expect(inventory.apps.filter((app) => app.kind === 'Application')).toEqual([])
    expect(inventory.unresolved).toMatchObject([
      {
        file: 'argo/base/web.yaml',
        kind: 'Application',
        name: 'web',
        reason: /^a patch does not fit the Application web: /,
      },
    ])
  })
})

describe('an ApplicationSet of a base', () => {
  const set = `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: shop, namespace: argocd}
spec:
  generators:
    - list: {elements: []}
  template:
    metadata: {name: '{{name}}'}
    spec:
      project: default
      destination: {server: https://kubernetes.default.svc, namespace: shop}
      source:
        repoURL: https://github.com/acme/infra
        targetRevision: main
        path: charts/web
        helm:
          parameters: [{name: image.tag, value: '{{tag}}'}]
`
  const files = {
    ...chart,
    'sets/base/kustomization.yaml': 'resources: [shop.yaml]\n',
    'sets/base/shop.yaml': set,
    'sets/dev/kustomization.yaml': 'resources: [../base]\npatchesStrategicMerge: [shop.yaml]\n',
    'sets/dev/shop.yaml':
      'apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: shop}\nspec:\n  generators:\n    - list:\n        elements:\n          - {name: web-dev, tag: 1.2.0}\n',
    'sets/prod/kustomization.yaml':
      'resources: [../base]\ncomponents: [../pinned]\npatches: [{path: shop.json.yaml, target: {kind: ApplicationSet, name: shop}}]\n',
    'sets/prod/shop.json.yaml':
      '- op: add\n  path: /spec/generators/0/list/elements/-\n  value: {name: web-prod}\n',
    'sets/pinned/kustomization.yaml':
      'kind: Component\npatches:\n  - target: {kind: ApplicationSet}\n    patch: |\n      - op: replace\n        path: /spec/template/spec/source/helm/parameters/0/value\n        value: 1.1.0\n',
  }

  it('is expanded as each overlay has it, and set in the patch that sets it', async () => {
    const inventory = await inventoryOf(files)
    expect(inventory.unresolved).toEqual([])
    expect(imagesOf(inventory)).toEqual({
      'web-dev dev': ['ghcr.io/acme/web:1.2.0 sets/dev/shop.yaml:8 spec.generators[0].list.elements[0].tag'],
      'web-prod prod': ['ghcr.io/acme/web:1.1.0 sets/pinned/kustomization.yaml:7 patches[0].patch[0].value'],
    })
  })

  it('touches the apps of one overlay when its patch changes', async () => {
    const [before, after] = [
      await inventoryOf(files),
      await inventoryOf({
        ...files,
        'sets/prod/shop.json.yaml': files['sets/prod/shop.json.yaml'].replace(
          'web-prod}',
          'web-prod, more: text}',
        ),
      }),
    ]
    const affected = await affectedApps([before.apps, after.apps], ['sets/prod/shop.json.yaml'])
    expect(affected.map(({ after: app }) => app?.name)).toEqual(['web-prod'])
  })
})
