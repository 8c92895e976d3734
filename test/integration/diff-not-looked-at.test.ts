import { describe, expect, it } from 'vitest'
import { changedRepo, diffIn } from '../support/diff.ts'

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
    expect(seen.told).toContain(`${path} is kept in Git LFS`)
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
    // Another folder of the same name, so that nothing can be guessed.
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
