import { describe, expect, it } from 'vitest'
import { revisionTree } from '../../src/git/revision-tree.ts'
import { createGit } from '../../src/git/git.ts'
import { changedRepo, commitAll, diffIn, edit, noRemoteSources } from '../support/diff.ts'
import { git, temporaryFolder } from '../support/git.ts'

const url = 'https://github.com/acme/infra'
const application = (name: string, path: string, more = '', spec = '') => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: ${name}, namespace: argocd}
spec:
  project: default
  source: {repoURL: ${url}, targetRevision: main, path: ${path}${more}}
  destination: {server: https://kubernetes.default.svc, namespace: ${name}}
${spec}`
const map = (value: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {value: "${value}"}\n`
const pointer = (digit: string) =>
  `version https://git-lfs.github.com/spec/v1\noid sha256:${digit.repeat(64)}\nsize 12345\n`
const chart = {
  'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 0.1.0\n',
  'web/templates/map.yaml': map('{{ .Values.value }}'),
  'web/values.yaml': 'value: "1"\n',
}

describe('a pointer of Git LFS', () => {
  const told = async (before: Record<string, string>, edits: Record<string, string>) => {
    const { app } = await diffIn(changedRepo(before, edits))
    const { status, failures } = app('web')
    return { status, told: failures.map(({ message }) => message).join() }
  }

  it.each([
    [
      'values',
      { 'apps/web.yaml': application('web', 'web', ', helm: {valueFiles: [big.yaml]}'), ...chart },
      'web/big.yaml',
    ],
    ['template', { 'apps/web.yaml': application('web', 'web'), ...chart }, 'web/templates/more.yaml'],
    ['packed chart', { 'apps/web.yaml': application('web', 'web'), ...chart }, 'web/charts/base-1.0.0.tgz'],
    [
      'resource of a kustomization',
      { 'apps/web.yaml': application('web', 'web'), 'web/kustomization.yaml': 'resources: [map.yaml]\n' },
      'web/map.yaml',
    ],
    [
      'file of a generator',
      {
        'apps/web.yaml': application('web', 'web'),
        'web/kustomization.yaml': 'configMapGenerator: [{name: a, files: [data.json]}]\n',
      },
      'web/data.json',
    ],
    [
      'plain manifest',
      { 'apps/web.yaml': application('web', 'web'), 'web/map.yaml': map('1') },
      'web/more.json',
    ],
  ])('as a %s leaves the app unknown, and says why', async (_, files, path) => {
    const seen = await told({ ...files, [path]: pointer('1') }, { [path]: pointer('2') })
    expect(seen).toMatchObject({ status: 'failed' })
    expect(seen.told).toContain(`${path} is stored in Git LFS`)
  })

  it('in a chart is no matter where nothing reads it', async () => {
    const files = { 'apps/web.yaml': application('web', 'web'), ...chart, 'web/docs/logo.svg': pointer('1') }
    expect(await told(files, { 'web/values.yaml': 'value: "2"\n' })).toMatchObject({ status: 'changed' })
  })
})

describe('a folder that a job pushes as an artifact', () => {
  const kustomization = (name: string, path: string) => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: ${name}, namespace: flux-system}
spec: {interval: 1h, prune: true, path: ${path}, sourceRef: {kind: OCIRepository, name: flux-system}}
`
  const files = {
    'kubernetes/clusters/lab/apps.yaml': kustomization('apps', './apps'),
    'kubernetes/apps/kustomization.yaml': 'resources: [web/ks.yaml]\n',
    'kubernetes/apps/web/ks.yaml': kustomization('web', './apps/web/app'),
    'kubernetes/apps/web/app/map.yaml': map('1'),
    // Another folder of the same name, so that the folder cannot be guessed.
    'old/apps/web/app/map.yaml': map('0'),
  }
  const edits = { 'kubernetes/apps/web/app/map.yaml': map('2') }

  it('is where paths count from, where fairlead.yaml tells it', async () => {
    const config = { 'fairlead.yaml': 'artifacts: [{source: flux-system/flux-system, path: kubernetes}]\n' }
    const { app } = await diffIn(changedRepo({ ...files, ...config }, edits))
    expect(app('web')).toMatchObject({ status: 'changed', objects: [{ action: 'changed' }] })
  })

  it('is asked for with the line that tells it', async () => {
    const { everything } = await diffIn(
      changedRepo(files, {
        'kubernetes/apps/web/ks.yaml': kustomization('web', './apps/web/app') + '  # more\n',
      }),
    )
    expect(everything).toContain('artifacts: [{source: flux-system/flux-system, path: FOLDER}]')
  })
})

describe('fields that Argo CD ignores', () => {
  const deployment = (replicas: number) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {replicas: ${replicas}, selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: []}}}
`
  const ignoring = application(
    'web',
    'web',
    '',
    `  syncPolicy: {syncOptions: [RespectIgnoreDifferences=true]}
  ignoreDifferences: [{group: apps, kind: Deployment, jsonPointers: [/spec/replicas]}]
`,
  )

  it('are not shown as applied, and are told', async () => {
    const { app } = await diffIn(
      changedRepo(
        { 'apps/web.yaml': ignoring, 'web/web.yaml': deployment(2) },
        { 'web/web.yaml': deployment(5) },
      ),
    )
    expect(app('web')).toMatchObject({ status: 'noise', noise: 1, objects: [] })
    expect(app('web').notes.join()).toContain('does not apply the change of /spec/replicas')
  })

  it('are those of the settings of Argo CD, too, where the repo declares them', async () => {
    const settings = `apiVersion: v1
kind: ConfigMap
metadata: {name: argocd-cm, namespace: argocd}
data:
  resource.customizations.ignoreDifferences.apps_Deployment: |
    jsonPointers: [/spec/replicas]
`
    const files = {
      'argocd/cm.yaml': settings,
      'apps/web.yaml': application('web', 'web'),
      'web/web.yaml': deployment(2),
    }
    const { app } = await diffIn(changedRepo(files, { 'web/web.yaml': deployment(5) }))
    expect(app('web')).toMatchObject({ status: 'changed' })
    expect(app('web').notes.join()).toContain('ignoreDifferences of argocd/cm.yaml')
  })
})

describe('a submodule', () => {
  /** Creates a repository that others use as a submodule, with two revisions. */
  function library(before: Record<string, string>, after: Record<string, string>) {
    const folder = temporaryFolder()
    git(folder, 'init', '--quiet', '--initial-branch=main')
    return { folder, commits: [commitAll(folder, before), commitAll(folder, after)] }
  }

  /** Compares two revisions of the submodule at `vendor/lib`. */
  async function moved(
    files: Record<string, string>,
    lib: ReturnType<typeof library>,
    address = 'https://github.com/acme/lib.git',
  ) {
    const folder = temporaryFolder()
    git(folder, 'init', '--quiet', '--initial-branch=main')
    const modules = `[submodule "lib"]\n\tpath = vendor/lib\n\turl = ${address}\n`
    for (const [i, commit] of lib.commits.entries()) {
      if (i === 1) git(folder, 'checkout', '--quiet', '-b', 'change')
      edit(folder, { ...files, '.gitmodules': modules })
      git(folder, 'add', '--all')
      git(folder, 'update-index', '--add', '--cacheinfo', `160000,${commit},vendor/lib`)
      git(folder, 'commit', '--quiet', '--message', 'Change')
    }
    const asked: string[] = []
    const outcome = await diffIn(
      folder,
      {},
      {},
      {
        ...noRemoteSources,
        git: (url, revision) => {
          asked.push(url)
          const tree = revisionTree(createGit({ directory: lib.folder, environment: process.env }), revision)
          return Promise.resolve({ tree, commit: revision })
        },
      },
    )
    return { ...outcome, asked }
  }

  const lib = () => library({ 'base/map.yaml': map('1') }, { 'base/map.yaml': map('2') })

  it('is where the path of an app leads, from its address', async () => {
    const { app, asked } = await moved({ 'apps/web.yaml': application('web', 'vendor/lib/base') }, lib())
    expect(app('web')).toMatchObject({ status: 'changed', objects: [{ action: 'changed' }], failures: [] })
    expect(new Set(asked)).toEqual(new Set(['https://github.com/acme/lib.git']))
    expect(app('web').notes.join()).toContain('its submodule vendor/lib is rendered from')
  })

  it('counts its address from that of the infra repo', async () => {
    const { asked } = await moved(
      { 'apps/web.yaml': application('web', 'vendor/lib/base') },
      lib(),
      '../lib.git',
    )
    expect(new Set(asked)).toEqual(new Set(['https://github.com/acme/lib.git']))
  })

  it('is a base of a kustomization', async () => {
    const base = { 'base/kustomization.yaml': 'resources: [map.yaml]\n' }
    const files = {
      'apps/web.yaml': application('web', 'web'),
      'web/kustomization.yaml': 'resources: [../vendor/lib/base]\n',
    }
    const { app } = await moved(
      files,
      library({ ...base, 'base/map.yaml': map('1') }, { 'base/map.yaml': map('2') }),
    )
    expect(app('web')).toMatchObject({ status: 'changed', failures: [] })
  })

  it('holds values files, and charts that others depend on', async () => {
    const values = library({ 'prod.yaml': 'value: "1"\n' }, { 'prod.yaml': 'value: "2"\n' })
    const files = {
      'apps/web.yaml': application('web', 'web', ', helm: {valueFiles: [../vendor/lib/prod.yaml]}'),
      ...chart,
    }
    expect((await moved(files, values)).app('web')).toMatchObject({ status: 'changed', failures: [] })
    const part = (value: string) => ({
      'Chart.yaml': 'apiVersion: v2\nname: lib\nversion: 0.1.0\n',
      'templates/map.yaml': map(value).replace('settings', 'more'),
    })
    const parent = {
      'apps/web.yaml': application('web', 'web'),
      ...chart,
      'web/Chart.yaml': `${chart['web/Chart.yaml']}dependencies: [{name: lib, version: 0.1.0, repository: "file://../vendor/lib"}]\n`,
    }
    expect((await moved(parent, library(part('1'), part('2')))).app('web')).toMatchObject({
      status: 'changed',
      failures: [],
    })
  })

  it('that cannot be fetched leaves the app unknown', async () => {
    const folder = lib()
    const broken = { ...folder, commits: ['1'.repeat(40), '2'.repeat(40)] }
    const { app } = await moved({ 'apps/web.yaml': application('web', 'vendor/lib/base') }, broken)
    expect(app('web')).toMatchObject({ status: 'failed' })
    expect(
      app('web')
        .failures.map(({ message }) => message)
        .join(),
    ).toContain('vendor/lib')
  })

  it('is no part of an artifact of Flux unless its source says so', async () => {
    const flux = (more: string) => ({
      'clusters/lab/web.yaml': `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: infra, namespace: flux-system}
spec: {interval: 1m, url: ${url}, ref: {branch: main}${more}}
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: web, namespace: flux-system}
spec: {interval: 1h, prune: true, path: ./vendor/lib/base, sourceRef: {kind: GitRepository, name: infra}}
`,
    })
    const without = await moved(flux(''), lib())
    expect(without.app('web').failures[0]).toMatchObject({
      message: expect.stringContaining('vendor/lib, which the GitRepository infra does not include'),
      hint: expect.stringContaining('recurseSubmodules: true'),
    })
    const { app } = await moved(flux(', recurseSubmodules: true'), lib())
    expect(app('web')).toMatchObject({ status: 'changed', failures: [] })
  })

  it('that no app reads is told', async () => {
    const { report } = await moved(
      { 'apps/web.yaml': application('web', 'web'), 'web/map.yaml': map('1') },
      lib(),
    )
    expect(report.warnings.join()).toContain('Not checked: the submodule vendor/lib')
  })
})

describe('what a source of Flux leaves out', () => {
  const flux = (ignore: string) => ({
    'clusters/lab/web.yaml': `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: infra, namespace: flux-system}
spec: {interval: 1m, url: ${url}, ref: {branch: main}, ignore: "${ignore}"}
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: web, namespace: flux-system}
spec: {interval: 1h, prune: true, path: ./web, sourceRef: {kind: GitRepository, name: infra}}
`,
    'web/map.yaml': map('1'),
    'web/more.yaml': map('1').replace('settings', 'more'),
  })

  it('is named, where it is a file of an app or its whole folder', async () => {
    const { app } = await diffIn(changedRepo(flux('/web/more.yaml'), { 'web/more.yaml': map('2') }))
    expect(app('web')).toMatchObject({ status: 'rerendered' })
    expect(app('web').notes.join()).toContain('web/more.yaml of its folder is not in the artifact')
    const whole = await diffIn(changedRepo(flux('/web/'), { 'web/map.yaml': map('2') }))
    expect(whole.app('web').failures[0]?.message).toContain(
      'the spec.ignore of its source, the GitRepository infra',
    )
  })
})

describe('an ApplicationSet whose clusters only Argo CD knows', () => {
  const set = (path: string, more = '') => `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: tools, namespace: argocd}
spec:
  generators: [{clusters: {}}]
  template:
    metadata: {name: 'tools-{{name}}'}
    spec:
      project: default
      source: {repoURL: ${url}, targetRevision: HEAD, path: '${path}'${more}}
      destination: {server: '{{server}}', namespace: tools}
`
  const files = (path: string) => ({
    'sets/tools.yaml': set(path),
    'apps/web.yaml': application('web', 'web'),
    'web/map.yaml': map('1'),
    'tools/base/map.yaml': map('1'),
    'tools/base/kustomization.yaml': 'resources: [map.yaml]\n',
    'tools/prod/kustomization.yaml': 'resources: [../base]\n',
  })
  const failureOf = async (path: string, edits: Record<string, string>) =>
    (await diffIn(changedRepo(files(path), edits))).failure

  it.each([
    ['tools/{{name}}', 'tools/base/map.yaml'],
    ['./tools/{{values.stage}}/x', 'tools/prod/kustomization.yaml'],
    ['tools/prod', 'tools/base/map.yaml'],
  ])('with the path %s leaves a change of %s unknown', async (path, file) => {
    const { failure, app, report } = await diffIn(changedRepo(files(path), { [file]: `${map('2')}# 2\n` }))
    expect(failure).toContain('could not be compared, so the changes to it are unknown: tools')
    expect(app('tools')).toMatchObject({ app: { kind: 'ApplicationSet' }, files: [file] })
    expect(report.digests).toEqual({})
  })

  it('knows the part of a path that a value of its generators fills in', async () => {
    const valued = set('{{values.root}}/{{name}}').replace(
      'generators: [{clusters: {}}]',
      'generators: [{merge: {mergeKeys: [name], generators: [{clusters: {values: {root: tools}}}, {list: {elements: [{name: a}]}}]}}]',
    )
    const before = { ...files('x'), 'sets/tools.yaml': valued }
    const changed = await diffIn(changedRepo(before, { 'tools/base/map.yaml': map('2') }))
    expect(changed.failure).toContain('the changes to it are unknown: tools')
    expect((await diffIn(changedRepo(before, { 'more/map.yaml': map('2') }))).failure).toBeUndefined()
  })

  it('does not hold up what it is not made of', async () => {
    for (const path of ['tools/{{name}}', 'tools/prod', '{{values.path}}', '{{values.path}}/tools']) {
      expect(await failureOf(path, { 'web/map.yaml': map('2') })).toBeUndefined()
      expect(await failureOf(path, { 'tools/README.md': 'a' })).toBeUndefined()
    }
    expect(await failureOf('tools/prod', { 'other/map.yaml': map('2') })).toBeUndefined()
  })
})
