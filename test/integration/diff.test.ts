import { describe, expect, it } from 'vitest'
import { command } from '../../src/entries/wire/diff.ts'
import { openRevision } from '../../src/git/revision-tree.ts'
import { openRenderer } from '../../src/render/engine/renderer.ts'
import { hasTools } from '../support/helm.ts'
import type { Edits } from '../support/diff.ts'
import { changedRepo, commitAll, diffIn, edit, noRemoteSources } from '../support/diff.ts'
import { git, temporaryFolder } from '../support/git.ts'
import { runWired } from '../support/wired.ts'

const url = 'https://github.com/acme/infra'

/** Returns an Argo CD Application with a source; `more` is added to its spec. */
function application(name: string, source: string, more = ''): string {
  return `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: ${name}
  namespace: argocd
  finalizers: [resources-finalizer.argocd.argoproj.io]
spec:
  project: default
  source: {repoURL: ${url}, targetRevision: HEAD, ${source}}
  destination: {server: https://kubernetes.default.svc, namespace: ${name}}
${more}`
}

const helm = (path: string, values: string) => `path: ${path}, helm: {valueFiles: [${values}]}`

/** One chart, two environments, and a kustomization besides it. */
const shop = {
  'charts/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 0.1.0\n',
  'charts/web/values.yaml': 'tag: 1.0.0\nreplicas: 2\n',
  'charts/web/values-dev.yaml': 'replicas: 1\n',
  'charts/web/values-prod.yaml': 'replicas: 3\n',
  'charts/web/templates/deployment.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: '{{ .Release.Name }}'}
spec:
  replicas: {{ .Values.replicas }}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: 'ghcr.io/acme/web:{{ .Values.tag }}'}]}
`,
  'clusters/dev/web.yaml': application('web-dev', helm('charts/web', 'values-dev.yaml')),
  'clusters/prod/web.yaml': application('web-prod', helm('charts/web', 'values-prod.yaml')),
  'clusters/prod/queue.yaml': application('queue', 'path: queue/prod'),
  'queue/base/kustomization.yaml': 'resources: [map.yaml]\n',
  'queue/base/map.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: queue}\ndata: {size: "1"}\n',
  'queue/prod/kustomization.yaml': 'resources: [../base]\nnamePrefix: prod-\n',
} satisfies Edits

const diff = (before: Edits, edits: Edits, inputs: Record<string, string> = {}) =>
  diffIn(changedRepo(before, edits), inputs)

/** Returns `action Kind name` of an app's objects. */
const objects = (app: {
  readonly objects: readonly { action: string; id: { kind: string; name: string } }[]
}) => app.objects.map(({ action, id }) => `${action} ${id.kind} ${id.name}`)
const rules = ({ risks }: { readonly risks: readonly { readonly rule: string }[] }) =>
  risks.map(({ rule }) => rule)

describe.skipIf(!hasTools)('diff', () => {
  it('shows what a values file changes, in its app alone', async () => {
    const { report, app, outputs, everything } = await diff(shop, {
      'charts/web/values-prod.yaml': 'replicas: 3\ntag: 1.1.0\n',
    })
    // Both apps use the chart's folder, so the other app was also rendered.
    expect(app('web-dev')).toMatchObject({ status: 'rerendered', objects: [] })
    expect(report.apps).toHaveLength(2)
    expect(app('web-prod')).toMatchObject({
      status: 'changed',
      app: { environment: 'prod', production: true, namespace: 'web-prod' },
      images: [{ artifact: 'image', repository: 'ghcr.io/acme/web', from: '1.0.0', to: '1.1.0' }],
      files: ['charts/web/values-prod.yaml'],
      failures: [],
    })
    expect(objects(app('web-prod'))).toEqual(['changed Deployment web-prod'])
    expect(app('web-prod').objects[0]?.diff).toContain('ghcr.io/acme/web:1.1.0')
    expect(rules(app('web-prod'))).toContain('production')
    expect(outputs).toMatchObject({ changed: 'true', apps: '1', risk: 'low', 'report-path': 'report' })
    expect(everything).toContain('Report: report/report.html')
    // The inputs of the other app changed as well.
    expect(JSON.parse(outputs.digest)).toEqual({
      dev: expect.stringMatching(/./),
      prod: expect.stringMatching(/./),
    })
  })

  it('shows what a template changes in each app of the chart', async () => {
    const template = shop['charts/web/templates/deployment.yaml'].replace(
      'labels: {app',
      'labels: {v: b, app',
    )
    const { report, app } = await diff(shop, { 'charts/web/templates/deployment.yaml': template })
    expect(report.apps.map(({ app: { name } }) => name).toSorted()).toEqual(['web-dev', 'web-prod'])
    for (const name of ['web-dev', 'web-prod'])
      expect(objects(app(name))).toEqual([`changed Deployment ${name}`])
    expect(Object.keys(report.digests)).toEqual(['dev', 'prod'])
  })

  it('builds a kustomization with the base that changes', async () => {
    const { report, app } = await diff(shop, {
      'queue/base/map.yaml': shop['queue/base/map.yaml'].replace('"1"', '"2"'),
    })
    expect(report.apps).toHaveLength(1)
    expect(objects(app('queue'))).toEqual(['changed ConfigMap prod-queue'])
    expect(app('queue').objects[0]?.diff).toContain("+  size: '2'")
  })

  it('says so where no app is affected, and which files were looked at', async () => {
    const { report, outputs, everything } = await diff(shop, { 'README.md': 'hello\n' })
    expect(report).toMatchObject({ apps: [], digests: {}, unclaimed: ['README.md'] })
    expect(outputs).toMatchObject({ changed: 'false', apps: '0', risk: 'none' })
    expect(everything).toContain('README.md')
  })

  it('names an app whose inputs are touched and whose objects are the same', async () => {
    const { app, outputs } = await diff(shop, {
      'charts/web/values-prod.yaml': '# as before\nreplicas: 3\n',
    })
    expect(app('web-prod')).toMatchObject({
      status: 'rerendered',
      objects: [],
      digest: expect.stringMatching(/./),
    })
    expect(outputs.changed).toBe('false')
  })

  it('says so where the folder is no checkout, or the base is not in it', async () => {
    await expect(diffIn(temporaryFolder())).rejects.toThrow('is not a git checkout')
    // Without a base, the missing checkout is reported, not the missing base.
    const outside = temporaryFolder()
    await expect(runWired(command, outside, { path: outside })).rejects.toThrow('is not a git checkout')
    const folder = changedRepo(shop, {})
    await expect(diffIn(folder, { base: 'trunk' })).rejects.toThrow('"trunk" is not in this checkout')
  })

  it('takes in what is not committed', async () => {
    const folder = changedRepo(shop, {})
    edit(folder, { 'charts/web/values-dev.yaml': 'replicas: 0\n' })
    const { report, app } = await diffIn(folder)
    expect(report.head).toEqual({ name: 'the working tree', commit: undefined })
    expect(app('web-dev').status).toBe('changed')
    expect(app('web-dev').objects.flatMap((object) => rules(object))).toContain('replicas-zero')
    expect(git(folder, 'status', '--porcelain')).toBe(' M charts/web/values-dev.yaml')
  })

  it('compares with where the change left the base, where the two conflict, and says so', async () => {
    const folder = changedRepo(shop, { 'charts/web/values-prod.yaml': 'replicas: 4\n' })
    git(folder, 'checkout', '--quiet', 'main')
    commitAll(folder, { 'charts/web/values-prod.yaml': 'replicas: 9\n' })
    git(folder, 'checkout', '--quiet', 'change')
    const { report, app, everything } = await diffIn(folder)
    expect(report.comparedInstead).toContain('conflicts with the base in charts/web/values-prod.yaml')
    expect(app('web-prod').objects[0]?.diff).toMatch(/-  replicas: 3\n\+  replicas: 4/)
    expect(everything).toContain('conflicts with the base')
  })

  it('says of an app that is pinned to a tag that the merge does not reach it', async () => {
    const before = {
      ...shop,
      'clusters/prod/queue.yaml': application('queue', 'path: queue/prod').replace('HEAD', 'v1'),
    }
    const folder = changedRepo(before, {
      'queue/base/map.yaml': shop['queue/base/map.yaml'].replace('"1"', '"2"'),
    })
    git(folder, 'tag', 'v1', 'main')
    const { app } = await diffIn(
      folder,
      {},
      {},
      {
        ...noRemoteSources,
        git: async (address, revision) => {
          expect([address, revision]).toEqual([url, 'v1'])
          return {
            tree: await openRevision(folder, revision, process.env),
            commit: git(folder, 'rev-parse', 'v1'),
          }
        },
      },
    )
    expect(app('queue')).toMatchObject({ status: 'rerendered', failures: [] })
    expect(app('queue').notes.join()).toContain('v1')
  })

  it('tells an app that is renamed from one that goes and one that comes', async () => {
    const { report, app } = await diff(shop, {
      'clusters/prod/queue.yaml': application('jobs', 'path: queue/prod'),
    })
    expect(report.apps).toHaveLength(1)
    expect(rules(app('jobs'))).toContain('app-renamed')
  })

  it('shows a side that cannot be rendered as a failure, and nothing of it as deleted', async () => {
    const { app, outputs, everything } = await diff(shop, {
      'charts/web/templates/deployment.yaml': 'a: {{ required "the port is missing" .Values.port }}\n',
      'queue/base/map.yaml': shop['queue/base/map.yaml'].replace('"1"', '"2"'),
    })
    for (const name of ['web-dev', 'web-prod'])
      expect(app(name)).toMatchObject({
        status: 'failed',
        objects: [],
        digest: undefined,
        failures: [{ side: 'after', message: expect.stringContaining('the port is missing') }],
      })
    expect(app('web-prod').failures[0]?.at).toMatchObject({ file: 'charts/web/templates/deployment.yaml' })
    expect(app('queue').status).toBe('changed')
    expect(outputs.changed).toBe('true')
    expect(everything).toContain('failed to render')
  })

  it('ends an attack in an error of that app; the others are rendered', async () => {
    const { app, everything } = await diff(shop, {
      'charts/web/templates/deployment.yaml': '{{ range $i, $e := until 2000000000 }}{{ $i }}{{ end }}\n',
      'queue/base/map.yaml': shop['queue/base/map.yaml'].replace('"1"', '"2"'),
    })
    expect(app('web-prod').status).toBe('failed')
    expect(app('web-prod').failures[0]?.message).not.toBe('')
    expect(objects(app('queue'))).toEqual(['changed ConfigMap prod-queue'])
    expect(everything).toContain('failed to render')
  })
})

describe.skipIf(!hasTools)('fail-on', () => {
  const scaled = { 'charts/web/values-prod.yaml': 'replicas: 4\n' }

  it.each([
    ['never', scaled, undefined],
    ['change', scaled, '1 app would change'],
    ['low', scaled, 'the change has a low risk'],
    ['medium', scaled, undefined],
    ['change', { 'README.md': 'hello\n' }, undefined],
    ['low', { 'README.md': 'hello\n' }, undefined],
    ['high', { 'clusters/prod/queue.yaml': undefined }, 'the change has a high risk'],
  ])('%s', async (level, edits: Edits, failure) => {
    const found = await diff(shop, edits, { 'fail-on': level })
    expect(found.failure?.split('\n')[0]).toBe(failure)
  })

  it('counts what could not be rendered as a change: nobody knows what it does', async () => {
    const broken = { 'charts/web/templates/deployment.yaml': '{{ fail "no" }}' }
    expect((await diff(shop, broken, { 'fail-on': 'change' })).failure).toContain('rendering of 2 apps')
    const high = await diff(shop, broken, { 'fail-on': 'high' })
    expect(high.failure).toContain('breaks rendering of 2 apps')
    expect(high.outputs.risk).toBe('high')
  })
})

describe.skipIf(!hasTools)('an app that cannot be rendered', () => {
  const broken = { 'charts/web/templates/deployment.yaml': '{{ fail "no" }}' }

  it('fails the job where the change is to blame', async () => {
    const { failure } = await diff(shop, broken)
    expect(failure?.split('\n')[0]).toContain('the change breaks rendering of 2 apps')
  })

  it('is not known where it could not be rendered before either: never lets it pass', async () => {
    const change = [{ ...shop, ...broken }, { 'charts/web/values.yaml': 'tag: 2.0.0\n' }] as const
    const { failure, outputs, app } = await diff(...change)
    expect(failure).toContain('2 apps could not be compared')
    expect((await diff(...change, { 'fail-on': 'never' })).failure).toBeUndefined()
    expect(app('web-prod').status).toBe('failed')
    expect(outputs.risk).toBe('high')
  })
})

describe('a renderer that is not there', () => {
  it('is a fault of the set-up, whatever the change is', async () => {
    const renderer = openRenderer({ environment: { PATH: '/nowhere' } })
    const { failure } = await diffIn(
      changedRepo(shop, { 'charts/web/values.yaml': 'tag: 2.0.0\n' }),
      {},
      { rendering: () => Promise.resolve({ renderer, remoteSources: noRemoteSources }) },
    )
    await renderer.close()
    expect(failure).toContain('is not on PATH')
  })
})

describe.skipIf(!hasTools)('a base that is no branch by its plain name', () => {
  it.each(['refs/heads/main', 'main~0', 'v1'])('%s is compared all the same', async (base) => {
    const folder = changedRepo(shop, { 'charts/web/values-prod.yaml': 'replicas: 4\n' })
    git(folder, 'tag', 'v1', 'main')
    const { app } = await diffIn(folder, { base })
    expect(objects(app('web-prod'))).toEqual(['changed Deployment web-prod'])
  })
})

describe.skipIf(!hasTools)('values of Secrets', () => {
  const words = ['hunter2', 'correct-horse', Buffer.from('hunter2').toString('base64')]
  const secret = (value: string) =>
    `apiVersion: v1\nkind: Secret\nmetadata: {name: key}\nstringData: {password: ${value}}\n`

  it('are in nothing that is written', async () => {
    const before = {
      ...shop,
      'queue/base/secret.yaml': secret('hunter2'),
      'queue/base/kustomization.yaml': 'resources: [map.yaml, secret.yaml]\n',
    }
    const { app, everything } = await diff(before, { 'queue/base/secret.yaml': secret('correct-horse') })
    expect(objects(app('queue'))).toEqual(['changed Secret prod-key'])
    for (const word of words) expect(everything).not.toContain(word)
  })

  it('are in no error of a renderer', async () => {
    const template = (value: string, more = '') =>
      `apiVersion: v1\nkind: Secret\nmetadata: {name: key}\nstringData: {password: ${value}}\n${more}`
    const before = {
      ...shop,
      'charts/web/templates/secret.yaml': template('{{ .Values.password | default "hunter2" }}'),
    }
    const { app, everything } = await diff(before, {
      'charts/web/templates/secret.yaml': template('hunter2', '{{ fail "the password is hunter2" }}'),
    })
    expect(app('web-prod').status).toBe('failed')
    for (const word of words) expect(everything).not.toContain(word)
  })
})
