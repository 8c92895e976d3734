/** Applications and ApplicationSets in the values of a chart: they are read as apps, without network access. */
import { describe, expect, it } from 'vitest'
import { keepInventory, KeptInventory } from '../../../src/inventory/kept.ts'
import { chainOf, parentsOf } from '../../../src/inventory/leading/parents.ts'
import { openInventory, readInventory } from '../../../src/inventory/read.ts'
import { isPlain } from '../../../src/inventory/structure.ts'
import { imagesOf, inventoryOf, memoryTree } from '../../support/inventory.ts'

const charts = {
  'apps/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'apps/web/values.yaml': 'image: {repository: ghcr.io/acme/web, tag: 1.0.0}\n',
  'apps/blog/Chart.yaml': 'apiVersion: v2\nname: blog\nversion: 1.0.0\n',
  'apps/blog/values.yaml': 'image: {repository: ghcr.io/acme/blog, tag: 1.0.0}\n',
}
const umbrella = (alias = '') => `apiVersion: v2
name: argocd
version: 0.0.0
dependencies:
  - {name: argo-cd, version: 8.1.2, repository: https://argoproj.github.io/argo-helm}
  - {name: argocd-apps, version: 2.0.2, repository: https://argoproj.github.io/argo-helm${alias && `, alias: ${alias}`}}
`
const source = (app: string, more = '') =>
  `source: {repoURL: https://github.com/acme/infra, path: apps/${app}, targetRevision: main${more}}`
const destination = 'destination: {server: https://kubernetes.default.svc, namespace: apps}'
const set = `generators:
  - git: {repoURL: https://github.com/acme/infra, revision: main, directories: [{path: apps/*}]}
template:
  metadata: {name: '{{path.basename}}'}
  spec:
    project: default
    source: {repoURL: https://github.com/acme/infra, path: '{{path}}', targetRevision: main}
    ${destination}
`
const indented = (text: string, by: number) => text.replaceAll(/^(?=.)/gm, ' '.repeat(by))

describe('the values of the chart argocd-apps', () => {
  it.each([
    ['a dependency', umbrella(), 'argocd-apps'],
    ['a dependency with another name', umbrella('bootstrap'), 'bootstrap'],
  ])('declare apps by ApplicationSets as %s', async (_, chart, key) => {
    const inventory = await inventoryOf({
      ...charts,
      'system/argocd/Chart.yaml': chart,
      'system/argocd/values.yaml': `${key}:\n  applicationsets:\n    root:\n      namespace: argocd\n${indented(set, 6)}`,
    })
    expect(inventory.unresolved).toEqual([])
    expect(imagesOf(inventory)).toEqual({
      'blog -': ['ghcr.io/acme/blog:1.0.0 apps/blog/values.yaml:1 image.tag'],
      'web -': ['ghcr.io/acme/web:1.0.0 apps/web/values.yaml:1 image.tag'],
    })
    expect(inventory.apps.map(({ generatedBy, declaredAt }) => [generatedBy, declaredAt])).toEqual(
      ['blog', 'web'].map(() => ['root', { file: 'system/argocd/values.yaml', line: 3 }]),
    )
  })

  it('are applied by the chart that a kustomization beside them inflates, which lists no values file', async () => {
    const { apps } = await inventoryOf({
      ...charts,
      'bootstrap/kustomization.yaml':
        'helmCharts:\n  - {name: argocd-apps, repo: https://argoproj.github.io/argo-helm, version: 2.0.2, valuesFile: values.yaml}\n',
      'bootstrap/values.yaml': `applications:\n  web:\n    ${source('web')}\n    ${destination}\n`,
    })
    expect(apps).toMatchObject([{ name: 'web', inValues: true }])
    expect(apps[0]?.unlistedBy).toBeUndefined()
  })

  it('are read where reading costs requests, too, beside other objects', async () => {
    const tree = memoryTree({
      ...charts,
      'platform/Chart.yaml': umbrella(),
      'platform/values.yaml': `argocd-apps:\n  applicationsets:\n    root:\n${indented(set, 6)}`,
      'other/app.yaml': `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: other}\nspec:\n  ${destination}\n  ${source('web')}\n`,
    })
    const { apps } = await readInventory({ ...tree, costly: true })
    expect(apps.map(({ name }) => name)).toEqual(['blog', 'other', 'web'])
  })

  it('declare Applications as maps and as lists, and set images themselves', async () => {
    const values = ', helm: {valuesObject: {image: {tag: 1.1.0}}}'
    const inventory = await inventoryOf({
      ...charts,
      'bootstrap/prod/values.yaml': `applications:
  web:
    namespace: argocd
    additionalLabels: {team: shop}
    project: shop
    ${source('web', values)}
    ${destination}
    syncPolicy: {automated: {}}
  nothing:
  off:
    enabled: false
    ${source('blog')}
    ${destination}
`,
      'bootstrap/dev/values.yaml': `applications:
  - name: blog
    namespace: argocd
    project: default
    ${source('blog')}
    ${destination}
projects:
  - name: shop
    sourceRepos: ['*']
    destinations: [{namespace: '*', server: '*'}]
`,
    })
    expect(imagesOf(inventory)).toEqual({
      'blog dev': ['ghcr.io/acme/blog:1.0.0 apps/blog/values.yaml:1 image.tag'],
      'web prod': [
        'ghcr.io/acme/web:1.1.0 bootstrap/prod/values.yaml:6 applications.web.source.helm.valuesObject.image.tag',
      ],
    })
    const web = inventory.apps.find(({ name }) => name === 'web')
    expect(web).toMatchObject({ project: 'shop', autoSync: true, production: true, inValues: true })
    expect(await web?.declaration()).toMatchObject({
      kind: 'Application',
      metadata: { name: 'web', namespace: 'argocd', labels: { team: 'shop' } },
    })
    expect(inventory.projects.map(({ name, sourceRepos }) => [name, sourceRepos])).toEqual([['shop', ['*']]])
  })

  it('set images in blocks of text, of Applications and of templates', async () => {
    const block = (by: number) =>
      `helm:\n  values: |\n    image:\n      tag: 1.3.0\n`.replaceAll(/^(?=.)/gm, ' '.repeat(by))
    const inventory = await inventoryOf({
      ...charts,
      'argo/values.yaml': `applications:
  web:
    ${destination}
    source:
      repoURL: https://github.com/acme/infra
      path: apps/web
      targetRevision: main
${block(6)}applicationsets:
  sets:
    generators: [{list: {elements: [{app: blog}]}}]
    template:
      metadata: {name: '{{app}}'}
      spec:
        ${destination}
        source:
          repoURL: https://github.com/acme/infra
          path: apps/blog
          targetRevision: main
${block(10)}`,
    })
    expect(imagesOf(inventory)).toEqual({
      'blog -': [
        'ghcr.io/acme/blog:1.3.0 argo/values.yaml:26 applicationsets.sets.template.spec.source.helm.values.image.tag',
      ],
      'web -': ['ghcr.io/acme/web:1.3.0 argo/values.yaml:11 applications.web.source.helm.values.image.tag'],
    })
  })

  it('are found where kustomize inflates the chart, inline and in a file', async () => {
    const inventory = await inventoryOf({
      ...charts,
      'argocd/kustomization.yaml': `helmCharts:
  - name: argocd-apps
    repo: https://argoproj.github.io/argo-helm
    version: 2.0.2
    valuesFile: apps.yaml
  - name: argocd-apps
    repo: https://argoproj.github.io/argo-helm
    version: 2.0.2
    valuesInline:
      applications:
        blog:
          ${source('blog')}
          ${destination}
`,
      'argocd/apps.yaml': `applications:\n  web:\n    ${source('web')}\n    ${destination}\n`,
    })
    expect(Object.keys(imagesOf(inventory))).toEqual(['blog -', 'web -'])
  })

  it.each([
    [
      'in the Application that deploys the chart',
      `  source:
    repoURL: https://argoproj.github.io/argo-helm
    chart: argocd-apps
    targetRevision: 2.0.2
    helm:
      values: |
        applications:
          web:
            ${source('web', ', helm: {parameters: [{name: image.tag, value: 1.2.0}]}')}
            ${destination}
`,
      {},
      'bootstrap/root.yaml:14 spec.source.helm.values.applications.web.source.helm.parameters[0].value',
    ],
    [
      'in a file that this Application reads',
      `  sources:
    - repoURL: https://argoproj.github.io/argo-helm
      chart: argocd-apps
      targetRevision: 2.0.2
      helm: {valueFiles: [$values/argo/all.yaml]}
    - {repoURL: https://github.com/acme/infra, targetRevision: main, ref: values}
`,
      {
        'argo/all.yaml': `applications:\n  web:\n    ${source('web', ', helm: {parameters: [{name: image.tag, value: 1.2.0}]}')}\n    ${destination}\n`,
      },
      'argo/all.yaml:3 applications.web.source.helm.parameters[0].value',
    ],
  ])('are found %s', async (_, sources, files, place) => {
    const inventory = await inventoryOf({
      ...charts,
      'bootstrap/root.yaml': `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: root, namespace: argocd}
spec:
  ${destination}
${sources}`,
      ...files,
      // The values of a chart with its own templates may have this form.
      'own/Chart.yaml': 'apiVersion: v2\nname: own\nversion: 1.0.0\n',
      'own/values.yaml': `applications:\n  other:\n    ${source('blog')}\n    ${destination}\n`,
      'own/templates/apps.yaml':
        '{{- range $name, $app := .Values.applications }}\n---\napiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: {{ $name }}}\n{{- end }}\n',
    })
    expect(inventory.apps.map(({ name }) => name)).toEqual(['root', 'web'])
    expect(imagesOf(inventory)['web -']).toEqual([`ghcr.io/acme/web:1.2.0 ${place}`])
  })

  it('are led to by the app that deploys the chart', async () => {
    const { apps } = await inventoryOf({
      ...charts,
      'clusters/prod/argocd.yaml': `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: argocd, namespace: argocd}\nspec:\n  ${destination}\n  source: {repoURL: https://github.com/acme/infra, path: system/argocd, targetRevision: main}\n`,
      'system/argocd/Chart.yaml': umbrella(),
      'system/argocd/values.yaml': `argocd-apps:\n  applications:\n    web:\n      ${source('web')}\n      ${destination}\n`,
    })
    const parents = parentsOf(apps)
    const [web] = apps.filter(({ name }) => name === 'web')
    expect(web && chainOf(web, parents).map(({ name }) => name)).toEqual(['argocd'])
    expect(new Set(apps.map(({ controlPlane }) => controlPlane)).size).toBe(1)
  })

  it('are kept over runs, and a change of them is one of the structure', async () => {
    const before = `applications:\n  web:\n    ${source('web')}\n    ${destination}\n`
    const files = { ...charts, 'argo/values.yaml': before }
    const open = await openInventory(memoryTree(files))
    const kept = KeptInventory.open(await keepInventory(open, []), () => Promise.reject(new Error('asked')))
    const [app] = kept?.named('Application', 'web') ?? []
    expect(await app?.declaration()).toMatchObject({ metadata: { name: 'web' } })
    const after = before.replace('path: apps/web', 'path: apps/blog')
    expect(isPlain({ path: 'argo/values.yaml', before, after })).toBe(false)
  })

  it('are not merged over files, and what is laid over an app is told', async () => {
    const inventory = await inventoryOf({
      ...charts,
      'argocd/Chart.yaml': umbrella(),
      'argocd/values.yaml': `argocd-apps:\n  applications:\n    web:\n      ${source('web')}\n      ${destination}\n`,
      'argocd/values-prod.yaml':
        'argocd-apps:\n  applications:\n    web:\n      source: {targetRevision: v1.2.3}\n    other: {project: x}\n',
    })
    expect(inventory.apps.map(({ name }) => name)).toEqual(['web'])
    expect(inventory.unresolved).toMatchObject([
      {
        file: 'argocd/values-prod.yaml',
        line: 3,
        kind: 'Application',
        name: 'web',
        reason:
          'it is layered over argocd/values.yaml, and the two are not merged: its changes to the app are unknown',
      },
    ])
  })

  it('leave what only its own templates make unresolved', async () => {
    const inventory = await inventoryOf({
      'argocd/Chart.yaml': umbrella(),
      'argocd/values.yaml':
        'argocd-apps:\n  itemTemplates:\n    - items: [{name: a}]\n      template: {apiVersion: argoproj.io/v1alpha1, kind: ApplicationSet}\n',
    })
    expect(inventory.unresolved).toEqual([
      expect.objectContaining({ file: 'argocd/values.yaml', line: 2, kind: 'ApplicationSet' }),
    ])
  })
})

describe('lists of objects in values', () => {
  const application = (name: string) => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: ${name}, namespace: "{{ .Release.Namespace }}"}
spec:
  ${source(name)}
  ${destination}
`
  it('are the objects that they are, as maps and as texts', async () => {
    const inventory = await inventoryOf({
      ...charts,
      'argocd/values.yaml': `server: {ingress: {enabled: true}}
extraObjects:
  - ${indented(application('web'), 4).trim()}
  - |
${indented(application('blog'), 4)}`,
    })
    expect(imagesOf(inventory)).toEqual({
      'blog -': ['ghcr.io/acme/blog:1.0.0 apps/blog/values.yaml:1 image.tag'],
      'web -': ['ghcr.io/acme/web:1.0.0 apps/web/values.yaml:1 image.tag'],
    })
    expect(inventory.apps.map(({ declaredAt }) => declaredAt.line)).toEqual([10, 3])
    expect(inventory.apps.map(({ ownNamespace }) => ownNamespace)).toEqual([undefined, undefined])
  })

  it('have templates for Argo CD escaped from those of the chart', async () => {
    const inventory = await inventoryOf({
      ...charts,
      'argocd/values.yaml': `extraDeploy:
  - apiVersion: argoproj.io/v1alpha1
    kind: ApplicationSet
    metadata: {name: all}
    spec:
${indented(set, 6)
  .replace("'{{path.basename}}'", "'{{`{{path.basename}}`}}'")
  .replace("'{{path}}'", '\'{{ "{{path}}" }}\'')}`,
    })
    expect(inventory.unresolved).toEqual([])
    expect(inventory.apps.map(({ name, generatedBy }) => [name, generatedBy])).toEqual([
      ['blog', 'all'],
      ['web', 'all'],
    ])
  })

  it('of a HelmRelease are objects, and a text that only the chart makes one is told', async () => {
    const inventory = await inventoryOf({
      ...charts,
      'flux/raw.yaml': `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: raw, namespace: argocd}
spec:
  chart: {spec: {chart: raw, sourceRef: {kind: HelmRepository, name: bedag}}}
  values:
    resources:
      - ${indented(application('web'), 8).trim()}
    templates:
      - |
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        {{- if true }}
        metadata: {name: late}
        {{- end }}
`,
    })
    expect(inventory.apps.map(({ name }) => name)).toEqual(['raw', 'web'])
    expect(inventory.unresolved).toEqual([
      expect.objectContaining({ file: 'flux/raw.yaml', line: 16, kind: 'Application' }),
    ])
  })
})
