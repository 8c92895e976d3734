import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { RemoteSources } from '../../src/render/plan.ts'
import { memoryTree } from '../../src/tree/memory.ts'
import type { Edits } from '../support/diff.ts'
import { changedRepo, diffIn, noRemoteSources } from '../support/diff.ts'
import { toJson } from '../../src/report/json/json.ts'
import { temporaryFolder } from '../support/git.ts'
import { hasTools } from '../support/helm.ts'

const values = (tag: string, replicas: number, more = '') =>
  `image:\n  repository: ghcr.io/org/my-app\n  tag: ${tag}\nreplicaCount: ${replicas}\n${more}`
/** The layout that introductions show: the values of each environment, and the chart in the app repo. */
const layout = {
  'apps/my-app/values-dev.yaml': values('1.0.0', 2),
  'apps/my-app/values-prod.yaml': values('1.0.0', 2),
  'clusters/dev/.gitkeep': '',
  'clusters/prod/.gitkeep': '',
}
const inProd = { 'apps/my-app/values-prod.yaml': values('9.9.9', 0) }
const chart = {
  'Chart.yaml': 'apiVersion: v2\nname: my-app\nversion: 0.1.0\n',
  'values.yaml': 'replicaCount: 1\n',
  'templates/web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: "{{ .Release.Name }}"}
spec:
  replicas: {{ .Values.replicaCount }}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"}]}
`,
}
const below = (folder: string): Edits =>
  Object.fromEntries(Object.entries(chart).map(([path, text]) => [`${folder}/${path}`, text]))

/** Writes a file with a report, as another job does. */
function written(text: string): string {
  const file = join(temporaryFolder(), 'report.json')
  writeFileSync(file, text)
  return file
}

const compare = (
  before: Edits,
  edits: Edits,
  inputs: Record<string, string> = {},
  remoteSources?: RemoteSources,
) => diffIn(changedRepo(before, edits), inputs, {}, remoteSources)

describe('an app whose chart is nowhere in the repository', () => {
  it('is not compared; its values files say what they can, and how to name the chart', async () => {
    const { app, outputs, failure, everything, report } = await compare(layout, inProd)
    const web = app('my-app')
    expect(web).toMatchObject({ status: 'failed', digest: undefined, app: { environment: 'prod' } })
    const file = 'apps/my-app/values-prod.yaml'
    expect(web.values).toEqual([
      { file, key: 'image.tag', from: '1.0.0', to: '9.9.9' },
      { file, key: 'replicaCount', from: '2', to: '0' },
    ])
    expect(web.images).toMatchObject([{ repository: 'ghcr.io/org/my-app', from: '1.0.0', to: '9.9.9' }])
    expect(web.failures[0]?.hint).toContain('charts: [{app: my-app, repo: "https://')
    expect(outputs).toMatchObject({ changed: 'true', risk: 'high', digest: '{}' })
    expect(report.digests).toEqual({})
    expect(everything).toContain(
      'prod` | no digest, because my-app could not be compared; this environment cannot be approved',
    )
    expect(failure).toContain('1 app could not be compared')
    expect(/No changes/.test(everything)).toBe(false)
  })

  it('fails the run beside every other word, but for never', async () => {
    const folder = changedRepo(layout, inProd)
    for (const words of ['unknown', 'change', 'low', 'high', 'unknown,high', 'medium, change']) {
      const { failure } = await diffIn(folder, { 'fail-on': words })
      expect(failure).toContain('1 app could not be compared')
      expect(failure).toContain('Only fail-on: never lets such a run pass')
    }
    const never = await diffIn(folder, { 'fail-on': 'never' })
    expect(never.failure).toBeUndefined()
    expect(never.everything.includes('this environment cannot be approved')).toBe(true)
    await expect(diffIn(folder, { 'fail-on': 'never,high' })).rejects.toThrow(
      'cannot combine never with other',
    )
    await expect(diffIn(folder, { 'fail-on': 'hihg' })).rejects.toThrow('Did you mean "high"?')
  })

  it('is not broken by the change that brings it', async () => {
    const added = { 'apps/my-app/values-qa.yaml': values('1.0.0', 1) }
    const never = await compare(layout, added, { 'fail-on': 'never' })
    expect(never.failure).toBeUndefined()
    expect(never.app('my-app').values).toContainEqual({
      file: 'apps/my-app/values-qa.yaml',
      key: 'replicaCount',
      from: undefined,
      to: '1',
    })
    expect((await compare(layout, added)).failure).toContain('1 app could not be compared')
  })

  it('leaves the digest of an environment in which all is known', async () => {
    const { report } = await compare(
      {
        ...layout,
        'apps/docs/overlays/dev/kustomization.yaml': 'resources: [cm.yaml]\n',
        'apps/docs/overlays/dev/cm.yaml':
          'kind: ConfigMap\napiVersion: v1\nmetadata: {name: a}\ndata: {a: "1"}\n',
      },
      {
        ...inProd,
        'apps/docs/overlays/dev/cm.yaml':
          'kind: ConfigMap\napiVersion: v1\nmetadata: {name: a}\ndata: {a: "2"}\n',
      },
    )
    expect(Object.keys(report.digests)).toEqual(['dev'])
  })

  it('is found without any environment, too', async () => {
    const one = { 'apps/my-app/values.yaml': values('1.0.0', 2), 'clusters/dev/.gitkeep': '' }
    const { app, failure, report } = await compare(one, { 'apps/my-app/values.yaml': values('9.9.9', 0) })
    expect(app('my-app')).toMatchObject({ status: 'failed', values: [{ key: 'image.tag' }, { to: '0' }] })
    expect(app('my-app').app.environment).toBeUndefined()
    expect(failure).toContain('1 app could not be compared')
    expect(report.digests).toEqual({})
  })

  it('is told of any app whose chart cannot be had, with what its own object says', async () => {
    const release = (tag: string, replicas: number) => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: db, namespace: argocd}
spec:
  project: default
  source:
    repoURL: https://charts.example.com
    chart: db
    targetRevision: 1.0.0
    helm: {valuesObject: {image: {repository: ghcr.io/org/db, tag: ${tag}}, replicas: ${replicas}}}
  destination: {server: https://kubernetes.default.svc, namespace: db}
`
    const file = 'clusters/prod/db.yaml'
    const { app, report, failure } = await compare({ [file]: release('v1', 2) }, { [file]: release('v2', 0) })
    const key = (name: string) => `spec.source.helm.valuesObject.${name}`
    expect(app('db')).toMatchObject({
      status: 'failed',
      values: [
        { file, key: key('image.tag'), from: 'v1', to: 'v2' },
        { file, key: key('replicas'), from: '2', to: '0' },
      ],
    })
    expect(report.digests).toEqual({})
    expect(failure).toContain('1 app could not be compared')
  })

  it('names the patch that has changed, not the file that declares the patched object', async () => {
    const release = `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: web, namespace: web}
spec:
  chart: {spec: {chart: web, sourceRef: {kind: HelmRepository, name: acme, namespace: flux-system}}}
  values: {image: {repository: ghcr.io/org/web}}
`
    const patch = (tag: string) => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: web, namespace: web}
spec: {values: {image: {tag: ${tag}}}}
`
    const before = {
      'clusters/prod/apps.yaml': `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: apps, namespace: flux-system}
spec: {path: ./apps/prod, sourceRef: {kind: GitRepository, name: flux-system}}
`,
      'apps/prod/kustomization.yaml': 'resources: [../base]\npatches: [{path: web.yaml}]\n',
      'apps/prod/web.yaml': patch('v1'),
      'apps/base/kustomization.yaml': 'resources: [release.yaml]\n',
      'apps/base/release.yaml': release,
    }
    const { app } = await compare(before, { 'apps/prod/web.yaml': patch('v2') })
    expect(app('web').values).toEqual([
      { file: 'apps/prod/web.yaml', key: 'spec.values.image.tag', from: 'v1', to: 'v2' },
    ])
  })

  it('is the same in parts of a matrix, and in what puts them together', async () => {
    const folder = changedRepo(layout, {
      ...inProd,
      'apps/my-app/values-dev.yaml': values('9.9.9', 2),
    })
    const whole = await diffIn(folder)
    const parts = await Promise.all(['1/2', '2/2'].map((shard) => diffIn(folder, { shard })))
    const files = parts.map(({ report }) => written(toJson(report)))
    const merged = await diffIn(folder, { reports: files.join() })
    expect(parts.map(({ report }) => report.apps.length)).toEqual([1, 1])
    expect(merged.report.apps).toEqual(whole.report.apps)
    expect(merged.report.digests).toEqual({})
    expect(merged.outputs).toMatchObject({ changed: 'true', risk: 'high', digest: '{}' })
    expect(merged.failure).toContain('2 apps could not be compared')
    const never = await diffIn(folder, { reports: files.join(), 'fail-on': 'never' })
    expect(never.failure).toBeUndefined()
  })

  it('has no digest in the report of another job either, whatever that says', async () => {
    const folder = changedRepo(layout, inProd)
    const { report } = await diffIn(folder)
    const forged = written(toJson({ ...report, digests: { prod: 'f'.repeat(64) } }))
    const taken = await diffIn(folder, { reports: forged })
    expect(taken.report.digests).toEqual({})
    expect(taken.failure).toContain('1 app could not be compared')
  })

  it('never shows what is named like a secret', async () => {
    const secret = (text: string) => `db:\n  password: ${text}\n  url: postgres://u:${text}@db/x\n`
    const { everything, app } = await compare(
      { 'apps/my-app/values-prod.yaml': values('1', 1, secret('hunter2-old')) },
      { 'apps/my-app/values-prod.yaml': values('1', 1, secret('hunter2-new')) },
    )
    expect(everything.includes('hunter2')).toBe(false)
    expect(app('my-app').values).toMatchObject([
      { key: 'db.password', from: '***', to: '***' },
      { key: 'db.url', from: 'postgres://***@db/x' },
    ])
  })
})

describe.skipIf(!hasTools)('an app whose chart is found', () => {
  it.each(['helm/my-app', 'charts/my-app', 'chart', 'deploy/my-app', 'apps/my-app/chart', 'apps/chart'])(
    'in %s is rendered',
    async (folder) => {
      const { app, report, failure } = await compare({ ...layout, ...below(folder) }, inProd)
      expect(app('my-app')).toMatchObject({ status: 'changed', failures: [] })
      expect(app('my-app').notes.join()).toContain(`its chart is assumed to be ${folder}`)
      expect(Object.keys(report.digests)).toEqual(['prod'])
      expect(failure).toBeUndefined()
    },
  )

  const tree = (name: string, folder: string) =>
    memoryTree(
      name,
      new Map(
        Object.entries(chart).map(([path, text]) => [
          folder === '' ? path : `${folder}/${path}`,
          Buffer.from(text),
        ]),
      ),
    )
  const withRemoteSources = (seen: string[]): RemoteSources => ({
    ...noRemoteSources,
    git: (url, revision) => {
      seen.push(`${url} ${revision}`)
      return Promise.resolve({
        tree: tree(url, 'helm/my-app'),
        commit: 'c0ffee',
      })
    },
    chart: (repository, name, version) => {
      seen.push(`${repository} ${name} ${version}`)
      return Promise.resolve({ tree: tree(name, ''), version: '1.4.2' })
    },
  })

  it.each([
    [
      '{app: my-app, repo: https://github.com/org/my-app, path: helm/my-app, revision: v1}',
      'https://github.com/org/my-app v1',
    ],
    [
      '{app: "*", repo: "https://github.com/org/{app}", path: "helm/{app}"}',
      'https://github.com/org/my-app HEAD',
    ],
    [
      '{app: my-app, environment: production, repo: https://charts.acme.dev, chart: my-app, revision: 1.x}',
      'https://charts.acme.dev my-app 1.x',
    ],
    [
      '{app: my-app, repo: "oci://ghcr.io/acme/charts", chart: my-app, version: 1.4.2}',
      'oci://ghcr.io/acme/charts my-app 1.4.2',
    ],
  ])('by fairlead.yaml is rendered from there: %s', async (line, asked) => {
    const seen: string[] = []
    const { app, failure } = await compare(
      { ...layout, 'fairlead.yaml': `charts: [${line}]\n` },
      inProd,
      {},
      withRemoteSources(seen),
    )
    expect(new Set(seen)).toEqual(new Set([asked]))
    expect(app('my-app').failures).toEqual([])
    expect(app('my-app')).toMatchObject({ status: 'changed', images: [{ from: '1.0.0', to: '9.9.9' }] })
    expect(failure).toBeUndefined()
  })

  it('counts as the base names it: a change names nothing for itself', async () => {
    const seen: string[] = []
    const line = 'charts: [{app: my-app, repo: https://evil.example, path: helm/my-app}]\n'
    const { app } = await compare(layout, { ...inProd, 'fairlead.yaml': line }, {}, withRemoteSources(seen))
    expect(seen).toEqual([])
    expect(app('my-app').status).toBe('failed')
  })

  it('says what is wrong where the named chart is not there', async () => {
    const { app, failure } = await compare(
      {
        ...layout,
        'fairlead.yaml': 'charts: [{app: my-app, repo: https://github.com/org/my-app, path: chart}]\n',
      },
      inProd,
      {},
      withRemoteSources([]),
    )
    expect(app('my-app').failures.map(({ side }) => side)).toEqual(['before', 'after'])
    expect(failure).toContain('1 app could not be compared')
  })

  it('is broken by the change that breaks it, whatever fail-on says', async () => {
    const broken = { 'chart/templates/web.yaml': '{{ fail "no" }}' }
    const { failure, report } = await compare({ ...layout, ...below('chart') }, broken, {
      'fail-on': 'never',
    })
    expect(failure).toContain('the change breaks rendering of 2 apps')
    expect(report.digests).toEqual({})
  })
})
