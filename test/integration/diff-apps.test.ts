import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { toJson } from '../../src/report/json/json.ts'
import type { Edits } from '../support/diff.ts'
import { changedRepo, diffIn } from '../support/diff.ts'
import { temporaryFolder } from '../support/git.ts'
import { hasTools } from '../support/helm.ts'

/** Apps that other objects create: ApplicationSets, apps of apps, Flux; and parts of a matrix. */

const url = 'https://github.com/acme/infra'
const diff = (before: Edits, edits: Edits, inputs: Record<string, string> = {}) =>
  diffIn(changedRepo(before, edits), inputs)
const map = (name: string, value: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: {value: "${value}"}\n`
const application = (name: string, path: string) => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: ${name}, namespace: argocd, finalizers: [resources-finalizer.argocd.argoproj.io]}
spec:
  project: default
  source: {repoURL: ${url}, targetRevision: HEAD, path: ${path}}
  destination: {server: https://kubernetes.default.svc, namespace: ${name}}
`

describe.skipIf(!hasTools)('a file that cannot be read any more', () => {
  const release = (name: string, path: string) => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: ${name}, namespace: flux-system}
spec: {path: ./${path}, prune: true, sourceRef: {kind: GitRepository, name: infra}}
`
  const files = {
    'apps/web/map.yaml': map('web', '1'),
    'clusters/prod/web.yaml': application('web', 'apps/web'),
    'flux/root.yaml': release('root', 'flux/apps'),
    'flux/apps/child.yaml': release('child', 'apps/web'),
    'sets/shop.yaml': `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: shop, namespace: argocd}
spec:
  generators: [{git: {repoURL: ${url}, files: [{path: shop/*.yaml}]}}]
  template:
    metadata: {name: '{{name}}'}
    spec:
      project: default
      source: {repoURL: ${url}, targetRevision: HEAD, path: apps/web}
      destination: {server: https://kubernetes.default.svc, namespace: shop}
`,
    'shop/queue.yaml': 'name: queue\n',
  }

  it.each([
    ['an Application', 'clusters/prod/web.yaml', ['web']],
    ['a root of Flux', 'flux/root.yaml', ['root']],
    ['an ApplicationSet', 'sets/shop.yaml', ['queue']],
    ['what an ApplicationSet is made of', 'shop/queue.yaml', ['queue']],
  ])('deletes nothing: %s', async (_, path, names) => {
    const broken = `${files[path as keyof typeof files]}bad: [\n`
    const { report, failure } = await diff(files, { [path]: broken })
    expect(report.apps.map(({ app }) => app.name).toSorted()).toEqual(names)
    for (const app of report.apps) {
      expect(app).toMatchObject({ status: 'failed', objects: [], failures: [{ side: 'after' }] })
      expect(app.failures[0]?.message).toContain('it is unknown whether')
    }
    expect(failure).toContain('breaks rendering of 1 app')
  })

  it('whose ApplicationSet reads a changed file are made of it', async () => {
    const { report } = await diff(files, { 'shop/queue.yaml': 'name: queue\nmore: 1\n' })
    expect(report.unclaimed).toEqual(['shop/queue.yaml'])
    const { report: added } = await diff(files, { 'shop/mail.yaml': 'name: mail\n', 'README.md': 'a' })
    expect(added.apps.map(({ app, status }) => `${app.name} ${status}`)).toEqual(['mail added'])
    expect(added.unclaimed).toEqual(['README.md'])
  })

  it('which was broken before adds nothing, and mending it is not to blame', async () => {
    const path = 'clusters/prod/web.yaml'
    const mended = [{ ...files, [path]: `${files[path]}bad: [\n` }, { [path]: files[path] }] as const
    const { app, failure } = await diff(...mended)
    expect(app('web')).toMatchObject({ status: 'failed', failures: [{ side: 'before' }] })
    expect(failure).toContain('1 app could not be compared')
    expect((await diff(...mended, { 'fail-on': 'never' })).failure).toBeUndefined()
  })
})

describe.skipIf(!hasTools)('an ApplicationSet', () => {
  const set = (...names: readonly string[]) => `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: shop, namespace: argocd}
spec:
  generators:
    - list: {elements: [${names.map((name) => `{name: ${name}}`).join(', ')}]}
  template:
    metadata: {name: '{{name}}'}
    spec:
      project: default
      source: {repoURL: ${url}, targetRevision: HEAD, path: 'apps/{{name}}'}
      destination: {server: https://kubernetes.default.svc, namespace: '{{name}}'}
`
  const files = {
    'apps/web/map.yaml': map('web', '1'),
    'apps/queue/map.yaml': map('queue', '1'),
    'apps/mail/map.yaml': map('mail', '1'),
    'sets/shop.yaml': set('web', 'queue'),
  }

  it('that loses an element deletes the app and what it deployed; the others are left alone', async () => {
    const { app, report, everything } = await diff(files, { 'sets/shop.yaml': set('web') })
    expect(app('queue')).toMatchObject({
      status: 'removed',
      objects: [{ action: 'removed', id: { kind: 'ConfigMap', name: 'queue' } }],
    })
    expect(app('queue').risks).toContainEqual(
      expect.objectContaining({
        rule: 'app-removed',
        level: 'high',
        message: expect.stringContaining('everything it deployed is also deleted'),
      }),
    )
    expect(everything).toContain('everything it deployed is also deleted')
    expect(report.apps.filter(({ status }) => status !== 'rerendered')).toHaveLength(1)
  })

  it('that gets an element adds an app with all of its objects', async () => {
    const { app, outputs } = await diff(files, { 'sets/shop.yaml': set('web', 'queue', 'mail') })
    expect(app('mail')).toMatchObject({
      status: 'added',
      objects: [{ action: 'added', id: { kind: 'ConfigMap', name: 'mail', namespace: 'mail' } }],
    })
    expect(outputs.apps).toBe('1')
  })
})

describe('an app whose own object changes', () => {
  const own = (project: string, more = '', revision = 'HEAD') =>
    application('web', 'web')
      .replace('project: default', `project: ${project}${more}`)
      .replace('HEAD', revision)
  const files = { 'web/map.yaml': map('web', '1'), 'apps/web.yaml': own('default') }
  const prune = '\n  syncPolicy: {automated: {prune: true}}'

  it('shows what no rendering shows, where nothing in the repo deploys it', async () => {
    const { app, outputs } = await diff(files, { 'apps/web.yaml': own('admin', prune) })
    expect(app('web')).toMatchObject({
      status: 'changed',
      objects: [
        { action: 'changed', id: { kind: 'Application', name: 'web' }, risks: [{ rule: 'prune-on' }] },
      ],
    })
    expect(app('web').objects[0]?.diff).toContain('-  project: default\n+  project: admin')
    expect(outputs.digest).not.toBe('{}')
  })

  it('is unchanged where its objects are and only the source is another', async () => {
    const { app } = await diff(files, { 'apps/web.yaml': own('default', '', 'main') })
    expect(app('web')).toMatchObject({ status: 'rerendered', objects: [] })
  })

  it('shows it once, with the app that deploys it', async () => {
    const before = { ...files, 'root.yaml': application('root', 'apps') }
    const { app } = await diff(before, { 'apps/web.yaml': own('admin') })
    expect(app('root').objects).toMatchObject([{ id: { kind: 'Application', name: 'web' } }])
    expect(app('web')).toMatchObject({ status: 'rerendered', objects: [] })
  })
})

describe.skipIf(!hasTools)('an app of apps', () => {
  const chart = (value: string) => ({
    'root.yaml': application('root', 'charts/parent'),
    'charts/parent/Chart.yaml': 'apiVersion: v2\nname: root\nversion: 0.1.0\n',
    'charts/parent/values.yaml': `names: [web]\nfolder: ${value}\n`,
    'charts/parent/templates/apps.yaml': `{{ range .Values.names }}\n---\n${application('{{ . }}', 'apps/{{ . }}/{{ $.Values.folder }}')}{{ end }}\n`,
    'apps/web/one/map.yaml': map('web', '1'),
    'apps/web/two/map.yaml': map('web', '2'),
    'apps/queue/two/map.yaml': map('queue', '2'),
  })

  it('leads to its children, who are found in what is rendered alone', async () => {
    const { app } = await diff(chart('one'), { 'charts/parent/values.yaml': 'names: [web]\nfolder: two\n' })
    expect(app('root').objects).toMatchObject([
      { action: 'changed', id: { kind: 'Application', name: 'web' } },
    ])
    expect(app('web')).toMatchObject({
      status: 'changed',
      objects: [{ action: 'changed', id: { kind: 'ConfigMap', name: 'web', namespace: 'web' } }],
    })
  })

  it('leads to children that come and go', async () => {
    const { app } = await diff(chart('two'), { 'charts/parent/values.yaml': 'names: [queue]\nfolder: two\n' })
    expect(app('queue')).toMatchObject({ status: 'added', objects: [{ id: { name: 'queue' } }] })
    expect(app('web')).toMatchObject({ status: 'removed', objects: [{ id: { name: 'web' } }] })
    expect(app('web').risks.map(({ rule }) => rule)).toContain('app-removed')
  })

  it('below another one is one app, with its children once', async () => {
    const parent = (name: string, path: string) =>
      application(name, path).replace('server: https://kubernetes.default.svc', 'name: in-cluster')
    const { report, everything } = await diff(
      {
        'root/root.yaml': application('root', 'apps'),
        'apps/kustomization.yaml': 'resources: [team]\n',
        'apps/team/kustomization.yaml': 'resources: [team.yaml]\n',
        'apps/team/team.yaml': parent('team', 'apps/team/parts'),
        'apps/team/parts/kustomization.yaml': 'resources: [web.yaml]\n',
        'apps/team/parts/web.yaml': parent('web', 'web'),
        'web/map.yaml': map('web', '1'),
      },
      {
        'apps/team/parts/kustomization.yaml': 'resources: [web.yaml, queue.yaml]\n',
        'apps/team/parts/queue.yaml': parent('queue', 'web'),
      },
    )
    expect(report.apps.map(({ app, status }) => [app.name, status]).toSorted()).toEqual([
      ['queue', 'added'],
      ['team', 'changed'],
    ])
    expect(everything).not.toContain('declared twice')
  })

  it('that deploys its own declaration is one app', async () => {
    const files = {
      'apps/root.yaml': application('root', 'apps'),
      'apps/kustomization.yaml': 'resources: [root.yaml, web.yaml]\n',
      'apps/web.yaml': application('web', 'web'),
      'web/map.yaml': map('web', '1'),
    }
    const { report, everything } = await diff(files, {
      'apps/root.yaml': `${files['apps/root.yaml']}  revisionHistoryLimit: 3\n`,
    })
    expect(report.apps.map(({ app }) => app.name)).toEqual(['root'])
    expect(report.apps[0]?.objects).toMatchObject([{ action: 'changed', id: { name: 'root' } }])
    expect(everything).not.toContain('declared twice')
  })

  it('that deploys the ApplicationSet which makes it is one app, as are the others of the set', async () => {
    const folder = (name: string, value: string) => ({
      [`core/${name}/kustomization.yaml`]: 'resources: [map.yaml]\n',
      [`core/${name}/map.yaml`]: map(name, value),
    })
    const { report, everything } = await diff(
      {
        ...folder('gitops', '1'),
        ...folder('web', '1'),
        'core/gitops/kustomization.yaml': 'resources: [map.yaml, ../../sets]\n',
        'sets/kustomization.yaml': 'resources: [core.yaml, extra.yaml]\n',
        'sets/extra.yaml': application('extra', 'extra'),
        'extra/map.yaml': map('extra', '1'),
        'sets/core.yaml': `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: core, namespace: argocd}
spec:
  generators: [{git: {repoURL: ${url}, directories: [{path: core/*}]}}]
  template:
    metadata: {name: '{{path.basename}}'}
    spec:
      project: default
      source: {repoURL: ${url}, targetRevision: HEAD, path: '{{path}}'}
      destination: {server: https://kubernetes.default.svc, namespace: '{{path.basename}}'}
`,
      },
      { 'core/gitops/map.yaml': map('gitops', '2'), 'core/web/map.yaml': map('web', '2') },
    )
    expect(report.apps.map(({ app }) => app.name).toSorted()).toEqual(['gitops', 'web'])
    expect(everything).not.toContain('declared twice')
  })

  it.each([
    ['is removed and has no finalizer', { 'root.yaml': undefined }, 'the Application has no finalizer'],
    [
      'does not prune',
      { 'charts/parent/values.yaml': 'names: []\nfolder: one\n' },
      'the app syncs automatically without pruning',
    ],
  ])('that %s leaves its children in the cluster', async (_, edits, why) => {
    const root = application('root', 'charts/parent').replace(
      ', finalizers: [resources-finalizer.argocd.argoproj.io]',
      '',
    )
    const { app } = await diff(
      { ...chart('one'), 'root.yaml': `${root}  syncPolicy: {automated: {}}\n` },
      edits,
    )
    expect(app('web').risks).toEqual([
      {
        rule: 'app-orphaned',
        level: 'medium',
        message: `web is no longer declared, but stays in the cluster with what it deployed: root, which declared it, does not delete it: ${why}.`,
      },
    ])
    expect(app('web').notes.join('\n')).toContain('Stays in the cluster')
  })

  it('that cannot be rendered after the change deletes none of its children', async () => {
    const { report, app } = await diff(chart('one'), { 'charts/parent/values.yaml': 'names: 7\n' })
    expect(app('root')).toMatchObject({ status: 'failed', failures: [{ side: 'after' }] })
    expect(report.apps.filter(({ status }) => status === 'removed')).toEqual([])
  })

  it('that is a chart leads to a child of which only its own files change', async () => {
    const { app, report, everything } = await diff(chart('one'), { 'apps/web/one/map.yaml': map('web', '9') })
    expect(report.apps.map((change) => change.app.name)).toEqual(['web'])
    expect(app('web')).toMatchObject({ status: 'changed', files: ['apps/web/one/map.yaml'] })
    expect(report.unclaimed).toEqual([])
    expect(everything).not.toContain('Not checked')
  })

  it('in several clusters has children of one name in each', async () => {
    const at = (cluster: string) =>
      application('root', 'charts/parent').replace(
        'server: https://kubernetes.default.svc',
        `name: ${cluster}`,
      )
    const before = {
      ...chart('one'),
      'root.yaml': undefined,
      'fairlead.yaml':
        'environments:\n  prod: {clusters: [eu], production: true}\n  dev: {clusters: [lab]}\n',
      'eu/root.yaml': at('eu'),
      'lab/root.yaml': at('lab'),
    }
    const { report } = await diff(
      Object.fromEntries(Object.entries(before).filter(([, text]) => text !== undefined)),
      { 'apps/web/one/map.yaml': map('web', '9') },
    )
    expect(report.apps.map((change) => change.app)).toMatchObject([
      { name: 'web', cluster: 'eu', environment: 'prod', production: true },
      { name: 'web', cluster: 'lab', environment: 'dev', production: false },
    ])
  })

  it('that cannot be rendered is named where its children may be missing', async () => {
    const files = { ...chart('one'), 'charts/parent/values.yaml': 'names: 7\n' }
    const { report, failure } = await diff(files, { 'apps/web/one/map.yaml': map('web', '9') })
    expect(report.apps.map(({ app, status }) => [app.name, status])).toEqual([['root', 'failed']])
    expect(report.digests).toEqual({})
    expect(failure).toContain('1 app could not be compared')
    expect(report.warnings.join('\n')).toContain(
      'root could not be rendered to find the apps that it declares',
    )
  })

  it('that cannot be rendered tells nothing of a Secret of its other side', async () => {
    const secret = (value: string) =>
      `apiVersion: v1\nkind: Secret\nmetadata: {name: key}\nstringData: {password: ${value}}\n{{ if eq .Values.folder "two" }}{{ fail "no ${value} here" }}{{ end }}\n`
    const files = { ...chart('one'), 'charts/parent/templates/secret.yaml': secret('hunter2-hunter2') }
    const { everything, app } = await diff(files, {
      'charts/parent/values.yaml': 'names: [web]\nfolder: two\n',
    })
    expect(app('root').status).toBe('failed')
    expect(everything).toContain('root could not be rendered to find the apps that it declares')
    expect(everything).not.toContain('hunter2-hunter2')
  })

  it('of one cluster has children of several environments: what a child says of itself comes before its parent', async () => {
    const child = (name: string, environment: string, label = '') =>
      application(name, `apps/web/overlays/${environment}`).replace(
        'namespace: argocd,',
        `namespace: argocd, labels: {${label}},`,
      )
    const before = {
      'clusters/shared-dev/root.yaml': application('root', 'charts/parent'),
      'charts/parent/Chart.yaml': 'apiVersion: v2\nname: root\nversion: 0.1.0\n',
      'charts/parent/templates/apps.yaml': [
        child('web-dev', 'dev'),
        child('web-prod', 'prod'),
        child('labelled', 'prod', 'acme.io/environment: dev'),
      ].join('---\n'),
      'apps/web/overlays/dev/map.yaml': map('web', '1'),
      'apps/web/overlays/prod/map.yaml': map('web', '1'),
    }
    const { app } = await diff(before, {
      'apps/web/overlays/dev/map.yaml': map('web', '2'),
      'apps/web/overlays/prod/map.yaml': map('web', '2'),
    })
    expect(app('web-dev').app).toMatchObject({ environment: 'dev', production: false })
    expect(app('web-prod').app).toMatchObject({ environment: 'prod', production: true })
    expect(app('labelled').app).toMatchObject({ environment: 'dev', production: false })
  })

  it('that patches an ApplicationSet leads to the apps of the patched one', async () => {
    const before = {
      'root.yaml': application('root', 'overlays/prod'),
      'overlays/prod/kustomization.yaml': `resources: [../../base]
patches:
  - target: {kind: ApplicationSet}
    patch: |
      - {op: replace, path: /spec/generators/0/list/elements/0/folder, value: prod}
`,
      'base/kustomization.yaml': 'resources: [set.yaml]\n',
      'base/set.yaml': `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: shop, namespace: argocd}
spec:
  generators:
    - list: {elements: [{name: web, folder: none}]}
  template:
    metadata: {name: '{{name}}'}
    spec:
      project: default
      source: {repoURL: ${url}, targetRevision: HEAD, path: 'apps/{{folder}}'}
      destination: {server: https://kubernetes.default.svc, namespace: '{{name}}'}
`,
      'apps/prod/map.yaml': map('web', '1'),
    }
    const { app, report } = await diff(before, { 'apps/prod/map.yaml': map('web', '2') })
    expect(report.apps).toHaveLength(1)
    expect(app('web')).toMatchObject({ status: 'changed', app: { declaredAt: { file: 'base/set.yaml' } } })
  })

  it('shows what changes in a child alone', async () => {
    const before = {
      'root.yaml': application('root', 'children'),
      'children/web.yaml': application('web', 'apps/web'),
      'apps/web/map.yaml': map('web', '1'),
    }
    const { app, report } = await diff(before, { 'apps/web/map.yaml': map('web', '2') })
    expect(report.apps).toHaveLength(1)
    expect(app('web').status).toBe('changed')
  })
})

describe.skipIf(!hasTools)('Flux', () => {
  const files = {
    'clusters/prod/flux-system/sync.yaml': `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: flux-system, namespace: flux-system}
spec: {url: '${url}', ref: {branch: main}}
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: flux-system, namespace: flux-system}
spec: {path: ./clusters/prod, prune: true, interval: 5m, sourceRef: {kind: GitRepository, name: flux-system}}
`,
    'clusters/prod/apps.yaml': `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: apps, namespace: flux-system}
spec:
  path: ./apps
  prune: true
  interval: 5m
  sourceRef: {kind: GitRepository, name: flux-system}
  postBuild: {substitute: {colour: blue}}
`,
    'apps/release.yaml': `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: web, namespace: shop}
spec:
  interval: 5m
  chart:
    spec:
      chart: ./charts/web
      reconcileStrategy: Revision
      sourceRef: {kind: GitRepository, name: flux-system, namespace: flux-system}
  values: {colour: '\${colour}'}
`,
    'apps/map.yaml': map('settings', '1'),
    'charts/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 0.1.0\n',
    'charts/web/templates/map.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {name: '{{ .Release.Name }}-page'}
data: {colour: '{{ .Values.colour }}', text: hello}
`,
  }

  it('builds a Kustomization', async () => {
    const { app, report } = await diff(files, { 'apps/map.yaml': map('settings', '2') })
    expect(app('apps').objects).toMatchObject([{ action: 'changed', id: { name: 'settings' } }])
    expect(report.apps.filter(({ status }) => status === 'changed')).toHaveLength(1)
  })

  it('carries a variable into the values of the release, and that into its objects', async () => {
    const { app } = await diff(files, {
      'clusters/prod/apps.yaml': files['clusters/prod/apps.yaml'].replace('blue', 'red'),
    })
    expect(app('apps').objects).toMatchObject([{ id: { kind: 'HelmRelease', name: 'web' } }])
    expect(app('web').objects).toMatchObject([
      { action: 'changed', id: { kind: 'ConfigMap', name: 'web-page', namespace: 'shop' } },
    ])
    expect(app('web').objects[0]?.diff).toMatch(/-  colour: blue\n\+  colour: red/)
  })

  it('that cannot be built any more deletes none of its releases; one that it takes no more is deleted', async () => {
    const kustomized = {
      ...files,
      'apps/kustomization.yaml': 'namespace: shop\nresources: [release.yaml]\n',
      'apps/release.yaml': files['apps/release.yaml'].replace(', namespace: shop', ''),
    }
    const broken = await diff(kustomized, { 'apps/kustomization.yaml': 'resources: [release.yaml\n' })
    expect(broken.report.apps.map(({ app, status }) => [app.name, status])).toEqual([
      ['apps', 'failed'],
      ['web', 'failed'],
    ])
    const dropped = await diff(kustomized, { 'apps/kustomization.yaml': 'namespace: shop\nresources: []\n' })
    expect(dropped.report.apps.map(({ app, status }) => [app.name, status])).toEqual([
      ['apps', 'changed'],
      ['web', 'removed'],
    ])
  })

  it('moves a release with the namespace of the kustomization that takes it', async () => {
    const { app } = await diff(
      { ...files, 'apps/kustomization.yaml': 'namespace: shop\nresources: [release.yaml]\n' },
      { 'apps/kustomization.yaml': 'namespace: market\nresources: [release.yaml]\n' },
    )
    expect(app('web')).toMatchObject({ status: 'changed', app: { namespace: 'market' } })
    expect(app('web').objects.map(({ action, id }) => [action, id.namespace])).toEqual([
      ['added', 'market'],
      ['removed', 'shop'],
    ])
    expect(app('web').notes).toContain(
      'the release is uninstalled and reinstalled: its namespace changes from shop to market',
    )
  })

  it('renders the chart of this repo for the release', async () => {
    const path = 'charts/web/templates/map.yaml'
    const { app } = await diff(files, { [path]: files[path].replace('hello', 'bye') })
    expect(app('web').objects).toMatchObject([{ action: 'changed', id: { name: 'web-page' } }])
  })
})

describe.skipIf(!hasTools)('the parts of a matrix', () => {
  const names = ['a', 'b', 'c', 'd', 'e']
  const before = Object.fromEntries(
    names.flatMap((name) => [
      [`clusters/prod/${name}.yaml`, application(name, `apps/${name}`)],
      [`apps/${name}/map.yaml`, map(name, '1')],
    ]),
  )
  const edits = Object.fromEntries(names.map((name) => [`apps/${name}/map.yaml`, map(name, '2')]))

  it('make the same report, and digest, as one job', async () => {
    const folder = changedRepo(before, { ...edits, 'clusters/prod/e.yaml': undefined })
    const whole = await diffIn(folder)
    const reports = temporaryFolder()
    const parts: string[] = []
    for (const shard of ['1/2', '2/2']) {
      const { report } = await diffIn(folder, { shard })
      const path = join(reports, `${parts.length + 1}.json`)
      writeFileSync(path, toJson(report))
      parts.push(path)
      expect(report.apps.length).toBeGreaterThan(0)
      expect(report.apps.length).toBeLessThan(5)
    }
    const merged = await diffIn(folder, { reports: parts.join(',') })
    expect(merged.report.apps).toEqual(whole.report.apps)
    expect(merged.report.apps).toHaveLength(5)
    expect(merged.outputs).toEqual(whole.outputs)
    expect(merged.report.digests['prod']).toBeDefined()
    expect(merged.report.shard).toBeUndefined()
    await expect(diffIn(folder, { reports: parts[0] ?? '' })).rejects.toThrow(/2/)
  })

  it.each(['0/2', '3/2', '2', '1/', 'a/b'])('%s is none', async (shard) => {
    await expect(diffIn(changedRepo(before, edits), { shard })).rejects.toThrow('is not valid')
  })
})

describe('what is not looked at', () => {
  const unknown = `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: everywhere, namespace: argocd}
spec:
  generators: [{clusters: {}}]
  template:
    metadata: {name: '{{name}}'}
    spec:
      project: default
      source: {repoURL: ${url}, targetRevision: HEAD, path: everywhere}
      destination: {server: '{{server}}', namespace: web}
`

  it('is never said to change nothing', async () => {
    const { everything, failure } = await diff(
      { 'sets/everywhere.yaml': unknown, 'everywhere/map.yaml': map('web', '1') },
      { 'everywhere/map.yaml': map('web', '2') },
    )
    expect(failure).toContain('the changes to it are unknown: everywhere')
    expect(everything).toContain('No app was found in this repo')
    expect(everything).toContain('its apps come from the clusters registered in Argo CD')
    expect(everything).not.toContain('No changes in any cluster')
  })
})
