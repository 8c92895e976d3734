import { describe, expect, it } from 'vitest'
import type { Edits } from '../support/diff.ts'
import { changedRepo, diffIn } from '../support/diff.ts'
import { hasTools } from '../support/helm.ts'

const compare = (before: Edits, edits: Edits, inputs: Record<string, string> = {}) =>
  diffIn(changedRepo(before, edits), inputs)
const map = (value: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: map}\ndata: {a: "${value}"}\n`
const application = (name: string, path: string) => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: ${name}, namespace: argocd}
spec:
  project: default
  source: {repoURL: https://github.com/acme/infra, path: ${path}, targetRevision: HEAD}
  destination: {server: https://kubernetes.default.svc, namespace: ${name}}
`

describe('a repo in which no app is found', () => {
  const helmfile = {
    'helmfile.yaml': 'releases:\n  - name: web\n    chart: ./web\n    values: [env/prod.yaml.gotmpl]\n',
    'env/prod.yaml.gotmpl': 'tag: "1"\n',
    'README.md': 'a\n',
    'src/main.go': 'package main\n',
    '.github/workflows/ci.yaml': 'on: push\n',
    'renovate.json': '{}\n',
  }

  it('leaves a change unknown that something may deploy, names the tool and the line that helps', async () => {
    const { report, failure, outputs, everything } = await compare(helmfile, {
      'env/prod.yaml.gotmpl': 'tag: "2"\n',
    })
    expect(failure).toContain('1 app could not be compared, so the changes to it are unknown: env')
    expect(outputs).toMatchObject({ changed: 'true', apps: '1', digest: '{}' })
    const [found] = report.apps
    expect(found).toMatchObject({
      status: 'failed',
      app: { name: 'env', kind: 'folder', environment: 'prod' },
    })
    expect(found?.failures[0]?.message).toContain(
      'it is unknown what deploys env/prod.yaml.gotmpl. Helmfile may deploy it',
    )
    expect(found?.failures[0]?.hint).toContain('folders: [{app: env, path: env, environment: prod}]')
    expect(report.warnings).toEqual([
      'No app was found in this repo, so nothing is compared. It has files of Helmfile (helmfile.yaml), which Fairlead does not read.',
    ])
    expect(everything).not.toMatch(/No changes/)
    expect(
      (await compare(helmfile, { 'env/prod.yaml.gotmpl': 'b: 1\n' }, { 'fail-on': 'never' })).failure,
    ).toBe(undefined)
  })

  it.each([['README.md'], ['.github/workflows/ci.yaml'], ['renovate.json'], ['src/main.go'], ['LICENSE']])(
    'does not fail for %s, and says that there was nothing to compare with',
    async (file) => {
      const { failure, report, everything } = await compare(helmfile, { [file]: 'changed\n' })
      expect(failure).toBeUndefined()
      expect(report.apps).toEqual([])
      expect(report.warnings.join()).toContain('No app was found in this repo')
      expect(everything).not.toContain('No changes in any cluster')
    },
  )

  it('says it of each folder: of plain manifests and of a chart', async () => {
    const { report } = await compare(
      { 'README.md': 'a\n' },
      {
        'kubernetes-manifests/web.yaml': map('1'),
        'charts/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 0.1.0\n',
        'charts/web/templates/map.yaml': map('1'),
        'top.yaml': map('1'),
      },
    )
    expect(report.apps.map(({ app }) => app.name).toSorted()).toEqual([
      'charts/web',
      'kubernetes-manifests',
      'the root of the repo',
    ])
  })

  it.skipIf(!hasTools)('is one of apps once fairlead.yaml of the base names the folders', async () => {
    const named = {
      'kubernetes-manifests/web.yaml': map('1'),
      'fairlead.yaml': 'folders: [{app: shop, path: kubernetes-manifests, environment: prod}]\n',
    }
    const { app, failure } = await compare(named, { 'kubernetes-manifests/web.yaml': map('2') })
    expect(failure).toBeUndefined()
    expect(app('shop')).toMatchObject({ status: 'changed', objects: [{ action: 'changed' }] })
  })

  it('the first declaration is compared as any other', async () => {
    const { failure, report } = await compare(
      { 'README.md': 'a\n', 'web/map.yaml': map('1') },
      { 'app.yaml': application('web', 'web') },
    )
    expect(report.warnings.join()).not.toContain('No app was found')
    expect(report.apps.map(({ app }) => app.name)).toEqual(['web'])
    expect(failure === undefined || hasTools === false).toBe(true)
  })
})

describe('what another tool deploys is not told as nothing', () => {
  const repo = { 'app.yaml': application('web', 'web'), 'web/map.yaml': map('1'), 'README.md': 'a\n' }

  it.each([
    ['infra/index.ts', 'Pulumi', { 'infra/Pulumi.yaml': 'name: infra\nruntime: nodejs\n' }],
    ['terraform/argocd.tf', 'Terraform', {}],
    ['env/main.jsonnet', 'Jsonnet', {}],
  ])('%s may be deployed by %s', async (file, tool, more) => {
    const { report, failure, everything } = await compare({ ...repo, ...more }, { [file]: '// 2\n' })
    expect(report.warnings.join()).toContain(`Not checked: ${file}, which ${tool} may deploy.`)
    expect(everything).toContain('in the apps that were checked')
    expect(everything).not.toContain('No changes in any cluster')
    expect(failure).toBeUndefined()
  })

  it('code of no tool is said of the apps alone, a document of all', async () => {
    const code = await compare(repo, { 'src/main.go': 'package main\n' })
    expect(code.everything).toContain('No changes in the apps that this repo declares')
    const ci = await compare(repo, { '.github/workflows/deploy.yaml': 'on: push\n' })
    expect(ci.everything).not.toContain('No changes in any cluster')
    expect(ci.failure).toBeUndefined()
    const document = await compare(repo, { 'README.md': 'b\n' })
    expect(document.everything).toContain('No changes in any cluster')
  })
})
