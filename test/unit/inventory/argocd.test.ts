import { describe, expect, it } from 'vitest'
import { imagesOf, inventoryOf } from '../../support/inventory.ts'

/** Returns an Application with a source, indented for `spec`. */
function application(spec: string, metadata = ''): string {
  return `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: web\n  namespace: argocd\n${metadata}spec:\n  project: shop\n  destination:\n    name: prod-eu\n    namespace: web\n${spec}`
}

const chart = {
  'charts/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\nappVersion: 0.1.0\n',
  'charts/web/values.yaml': 'image:\n  registry: ghcr.io\n  repository: acme/web\n  tag: ""\n',
}
const source = (helm: string) =>
  `  source:\n    repoURL: https://github.com/acme/infra.git\n    path: charts/web\n    helm:\n${helm}`

const url = 'https://github.com/acme/infra.git'

describe('an Argo CD Application', () => {
  it('tells name, environment, cluster, namespace, project, source and auto-sync', async () => {
    const { apps } = await inventoryOf({
      ...chart,
      'apps/web.yaml': application(
        `${source('      valueFiles: [values.yaml]\n')}  syncPolicy:\n    automated: {}\n`,
        '  labels:\n    environment: production\n',
      ),
    })
    expect(apps).toMatchObject([
      {
        name: 'web',
        kind: 'Application',
        controller: 'argocd',
        environment: 'production',
        production: true,
        cluster: 'prod-eu',
        namespace: 'web',
        project: 'shop',
        autoSync: true,
        declaredAt: { file: 'apps/web.yaml', line: 1 },
        sources: [{ type: 'helm', path: 'charts/web', inThisRepository: true }],
        valuesFiles: ['charts/web/values.yaml'],
      },
    ])
  })

  it.each([
    ['', false],
    ['  syncPolicy: {}\n', false],
    ['  syncPolicy: {automated: {prune: true, enabled: false}}\n', false],
    ['  syncPolicy: {automated: {enabled: true}}\n', true],
  ])('with %j: auto-sync %s', async (policy, expected) => {
    const { apps } = await inventoryOf({
      ...chart,
      'apps/web.yaml': application(source('      releaseName: web\n') + policy),
    })
    expect(apps[0]?.autoSync).toBe(expected)
  })

  it.each([
    ['clusters/lab/web.yaml', 'lab'],
    ['gitops/clusters/infra/web.yaml', 'infra'],
    ['cluster/apps/web.yaml', undefined],
    ['cluster/core/web.yaml', undefined],
    ['clusters/common/web.yaml', undefined],
  ])('%s is in the cluster and environment %s: a word for what is inside names none', async (file, name) => {
    const text = application(source('      releaseName: web\n')).replace(
      'name: prod-eu',
      'server: https://kubernetes.default.svc',
    )
    const { apps } = await inventoryOf({ ...chart, [file]: text })
    expect(apps).toMatchObject([{ cluster: name, environment: name }])
  })

  it('whose file the kustomization beside it does not list says so, unless plain files are applied', async () => {
    const app = (name: string, path: string, more = '') =>
      `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: ${name}, namespace: argocd}\nspec:\n  source: {repoURL: https://github.com/acme/infra, path: ${path}${more}}\n  destination: {namespace: x}\n`
    const files = {
      'apps/listed.yaml': app('listed', 'web'),
      'apps/forgotten.yaml': app('forgotten', 'web'),
      'apps/kustomization.yaml': 'resources: [listed.yaml]\n',
      'web/map.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n',
      'root.yaml': app('root', 'apps'),
    }
    const unlisted = async (all: Record<string, string>) =>
      (await inventoryOf(all)).apps.flatMap(({ name, unlistedBy }) =>
        unlistedBy === undefined ? [] : [`${name}: ${unlistedBy}`],
      )
    expect(await unlisted(files)).toEqual(['forgotten: apps/kustomization.yaml'])
    const plain = { ...files, 'root.yaml': app('root', 'apps', ', directory: {recurse: true}') }
    expect(await unlisted(plain)).toEqual([])
    const folder = { ...files, 'apps/kustomization.yaml': 'resources: [listed.yaml, forgotten.yaml]\n' }
    expect(await unlisted(folder)).toEqual([])
  })

  it('takes the tag from the last values file, and the repository from the layer that has it', async () => {
    const files = {
      ...chart,
      'charts/web/values-base.yaml': 'image:\n  tag: 1.0.0\n',
      'charts/web/values-prod.yaml': '# prod\nimage:\n  tag: 1.2.0\n',
      'apps/web.yaml': application(
        source('      valueFiles: [values-base.yaml, /charts/web/values-prod.yaml]\n'),
      ),
    }
    expect(imagesOf(await inventoryOf(files))).toEqual({
      'web prod': ['ghcr.io/acme/web:1.2.0 charts/web/values-prod.yaml:3 image.tag'],
    })
  })

  it.each([
    [
      'values',
      '      valueFiles: [v.yaml]\n      values: |\n        # inline\n        image:\n          tag: 2.0.0\n',
      'apps/web.yaml:19 spec.source.helm.values.image.tag',
      '2.0.0',
    ],
    [
      'valuesObject, which replaces values',
      '      values: |\n        image: {tag: 2.0.0}\n      valuesObject:\n        image:\n          tag: 3.0.0\n',
      'apps/web.yaml:19 spec.source.helm.valuesObject.image.tag',
      '3.0.0',
    ],
    [
      'parameters',
      '      valuesObject: {image: {tag: 3.0.0}}\n      parameters:\n        - name: image.tag\n          value: 4.0.0\n',
      'apps/web.yaml:18 spec.source.helm.parameters[0].value',
      '4.0.0',
    ],
    [
      'a forced parameter, wherever it stands',
      '      parameters:\n        - {name: image.tag, value: 5.0.0, forceString: true}\n        - {name: image.tag, value: 4.0.0}\n',
      'apps/web.yaml:16 spec.source.helm.parameters[0].value',
      '5.0.0',
    ],
  ])('the highest layer decides: %s', async (_, helm, place, tag) => {
    const files = {
      ...chart,
      'charts/web/v.yaml': 'image: {tag: 1.0.0}\n',
      'apps/web.yaml': application(source(helm)),
    }
    expect(imagesOf(await inventoryOf(files))).toEqual({ 'web prod': [`ghcr.io/acme/web:${tag} ${place}`] })
  })

  it('is overridden by .argocd-source files, whose list of parameters replaces the other one', async () => {
    const files = {
      ...chart,
      'charts/web/.argocd-source-web.yaml':
        'helm:\n  parameters:\n    - name: image.tag\n      value: 6.0.0\n      forcestring: true\n',
      'apps/web.yaml': application(source('      parameters:\n        - {name: image.tag, value: 4.0.0}\n')),
    }
    expect(imagesOf(await inventoryOf(files))).toEqual({
      'web prod': ['ghcr.io/acme/web:6.0.0 charts/web/.argocd-source-web.yaml:4 helm.parameters[0].value'],
    })
  })

  it('with several sources reads $ref values files of this repo, and the version of a chart elsewhere', async () => {
    const files = {
      'values/web/prod.yaml': 'image:\n  repository: ghcr.io/acme/web\n  tag: 1.2.0\n',
      'apps/web.yaml': application(
        '  sources:\n    - repoURL: ghcr.io/acme/charts\n      chart: web\n      targetRevision: 7.1.0\n      helm:\n        valueFiles:\n          - $infra/values/$ARGOCD_APP_NAME/prod.yaml\n          - $nope/x.yaml\n    - repoURL: git@github.com:Acme/infra.git\n      ref: infra\n',
      ),
    }
    const inventory = await inventoryOf(files, 'https://github.com/acme/infra')
    expect(imagesOf(inventory)).toEqual({
      'web prod': [
        'ghcr.io/acme/web:1.2.0 values/web/prod.yaml:3 image.tag',
        'ghcr.io/acme/charts/web:7.1.0 apps/web.yaml:14 spec.sources[0].targetRevision',
      ],
    })
    expect(inventory.apps[0]?.notes).toContain('the values file $nope/x.yaml names the unknown source $nope')
    expect(inventory.apps[0]?.notes).toContain('the defaults of its chart web are not in this repo')
  })

  it('without a tag anywhere says that the appVersion is taken for it', async () => {
    const inventory = await inventoryOf({
      ...chart,
      'apps/web.yaml': application(source('      releaseName: web\n')),
    })
    expect(imagesOf(inventory)).toEqual({
      'web prod': ['ghcr.io/acme/web:0.1.0 charts/web/values.yaml:4 image.tag'],
    })
    expect(inventory.apps[0]?.notes.join()).toContain('appVersion 0.1.0 is assumed (charts/web/Chart.yaml:4)')
  })

  it('reads kustomize: the outermost images entry decides, then a patch, then the manifest', async () => {
    const files = {
      'base/kustomization.yaml':
        'resources: [deployment.yaml]\nimages:\n  - name: api\n    newName: ghcr.io/acme/api\n    newTag: 1.0.0\n',
      'base/deployment.yaml':
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  template:\n    spec:\n      initContainers:\n        - {name: init, image: "busybox:1.36"}\n      containers:\n        - {name: api, image: api}\n        - {name: proxy, image: "envoy:1.0"}\n        - {name: log, image: "fluent:1.0"}\n',
      'overlays/prod/kustomization.yaml':
        'resources: [../../base]\npatches:\n  - path: patch.yaml\nimages:\n  - name: ghcr.io/acme/api\n    newTag: 1.2.0\n    digest: sha256:' +
        'a'.repeat(64) +
        '\n',
      'overlays/prod/patch.yaml':
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  template:\n    spec:\n      containers:\n        - {name: proxy, image: "envoy:2.0"}\n',
      'apps/web.yaml': application(
        '  source:\n    repoURL: https://github.com/acme/infra\n    path: overlays/prod\n',
      ),
    }
    expect(imagesOf(await inventoryOf(files))).toEqual({
      'web prod': [
        'busybox:1.36 base/deployment.yaml:8 spec.template.spec.initContainers[0].image',
        'ghcr.io/acme/api:1.2.0@sha256:aaaa overlays/prod/kustomization.yaml:6 images[0].newTag',
        'envoy:2.0 overlays/prod/patch.yaml:8 spec.template.spec.containers[0].image',
        'fluent:1.0 base/deployment.yaml:12 spec.template.spec.containers[2].image',
      ],
    })
  })

  it('reads kustomize.images of the Application, and plain manifests', async () => {
    const deployment =
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {template: {spec: {containers: [{name: a, image: "acme/web:1.0.0"}]}}}\n'
    const kustomized = {
      'k/kustomization.yaml': 'resources: [d.yaml]\n',
      'k/d.yaml': deployment,
      'apps/web.yaml': application(
        '  source:\n    path: k\n    kustomize:\n      images: ["acme/web=ghcr.io/acme/web:2.0.0"]\n',
      ),
    }
    expect(imagesOf(await inventoryOf(kustomized))).toEqual({
      'web prod': ['ghcr.io/acme/web:2.0.0 apps/web.yaml:14 spec.source.kustomize.images[0]'],
    })
    const plain = {
      'm/d.yaml': deployment,
      'm/deep/d.yaml': deployment,
      'apps/web.yaml': application(
        '  source:\n    path: m\n    directory: {recurse: true, exclude: "deep/*"}\n',
      ),
    }
    expect(imagesOf(await inventoryOf(plain))).toEqual({
      'web prod': ['acme/web:1.0.0 m/d.yaml:4 spec.template.spec.containers[0].image'],
    })
  })

  it('lists projects, and what it cannot resolve with the reason', async () => {
    const inventory = await inventoryOf({
      'p.yaml':
        'apiVersion: argoproj.io/v1alpha1\nkind: AppProject\nmetadata: {name: shop}\nspec:\n  sourceRepos: ["*"]\n  destinations: [{server: "*", namespace: web}]\n',
      'set.yaml': 'apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: all}\n',
      'broken.yaml': 'apiVersion: argoproj.io/v1alpha1\nkind: Application\n  name: x: y\n',
    })
    expect(inventory.projects).toEqual([
      {
        name: 'shop',
        declaredAt: { file: 'p.yaml', line: 1 },
        sourceRepos: ['*'],
        destinations: [{ server: '*', namespace: 'web' }],
      },
    ])
    expect(inventory.unresolved).toMatchObject([
      { file: 'broken.yaml', line: 3, reason: expect.stringContaining('not valid YAML') },
      { file: 'set.yaml', kind: 'ApplicationSet', name: 'all' },
    ])
  })

  it('takes out a list that a parameter reaches into, and says so', async () => {
    const files = {
      ...chart,
      'charts/web/values.yaml': 'images:\n  - {repository: acme/a, tag: "1"}\n',
      'apps/web.yaml': application(
        source('      parameters:\n        - {name: "images[0].tag", value: "2"}\n'),
      ),
    }
    const { apps } = await inventoryOf(files)
    expect(apps).toMatchObject([
      { images: [], notes: [expect.stringContaining('images[0].tag sets a list item')] },
    ])
  })

  it('survives a YAML bomb in a values file', async () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefghi'].map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[i]}`).join(',')}]`).join('\n')}\nimage: {repository: acme/web, tag: "1"}\n`
    const { apps } = await inventoryOf({
      ...chart,
      'charts/web/values.yaml': bomb,
      'apps/web.yaml': application(source('      releaseName: x\n')),
    })
    expect(apps).toHaveLength(1)
  })

  it('reads an object whatever its file is called, and lists what a chart would declare', async () => {
    const inventory = await inventoryOf({
      ...chart,
      'apps/values-x.yaml': application(source('      releaseName: x\n')),
      'root/templates/app.yaml':
        'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: {{ .x }}\n',
    })
    expect(inventory.apps.map((app) => app.name)).toEqual(['web'])
    expect(inventory.unresolved).toMatchObject([
      {
        file: 'root/templates/app.yaml',
        kind: 'Application',
        reason: expect.stringContaining('without a Chart.yaml next to its templates folder'),
      },
    ])
  })

  it('takes an empty chart for none, as templates leave one beside a path', async () => {
    const { apps } = await inventoryOf({
      ...chart,
      'apps/web.yaml': application(`  source: {repoURL: ${url}, chart: "", path: charts/web}`),
    })
    expect(apps).toMatchObject([{ sources: [{ type: 'helm', path: 'charts/web', inThisRepository: true }] }])
    expect(apps[0]?.images).toHaveLength(1)
  })

  it('whose path something else fills in is not resolved', async () => {
    const { apps, unresolved } = await inventoryOf({
      'apps/root.tmpl.yaml': application(`  source: {repoURL: ${url}, path: "envs/\${env}"}`),
    })
    expect(apps).toEqual([])
    expect(unresolved).toMatchObject([
      { name: 'web', reason: expect.stringContaining('fills in its path, envs/${env}') },
    ])
  })

  it('says that its folder is not there only of this very repo', async () => {
    const { apps } = await inventoryOf(
      { 'apps/web.yaml': application(`  source: {repoURL: ${url}, path: charts/wbe, targetRevision: main}`) },
      url,
    )
    expect(apps).toMatchObject([
      { notes: ['its path charts/wbe is not in this repo at this revision'], images: [] },
    ])
  })
})
