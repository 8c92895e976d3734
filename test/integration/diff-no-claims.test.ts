import { describe, expect, it } from 'vitest'
import type { Edits } from '../support/diff.ts'
import { changedRepo, diffIn } from '../support/diff.ts'
import { hasTools } from '../support/helm.ts'

const url = 'https://github.com/acme/infra'
const map = (name: string, value: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: {value: "${value}"}\n`
const compare = (before: Edits, edits: Edits, inputs: Record<string, string> = {}) =>
  diffIn(changedRepo(before, edits), inputs)

/** Returns what the report contains about an app, apart from the failed comparison. */
function claims({ app }: Awaited<ReturnType<typeof diffIn>>, name: string) {
  const { status, objects, restarts, risks, images } = app(name)
  return { status, objects, restarts, images, risks: risks.map(({ rule }) => rule) }
}
const NONE = { status: 'failed', objects: [], restarts: [], images: [], risks: [] }

describe.skipIf(!hasTools)('what a Kustomization of Flux leads to', () => {
  const kustomization = (name: string, path: string) => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: ${name}, namespace: flux-system}
spec: {interval: 1h, path: ${path}, prune: true, sourceRef: {kind: GitRepository, name: flux-system}}
`
  const release = (interval: string) => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: web, namespace: flux-system}
spec:
  interval: ${interval}
  releaseName: web
  targetNamespace: web
  chart: {spec: {chart: ./charts/web, sourceRef: {kind: GitRepository, name: flux-system}}}
`
  const repo = {
    'clusters/lab/flux-system/gotk-sync.yaml': `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: flux-system, namespace: flux-system}
spec: {interval: 1m, url: ${url}, ref: {branch: main}}
---
${kustomization('flux-system', './clusters/lab')}`,
    'clusters/lab/kustomization.yaml': 'resources: [flux-system/gotk-sync.yaml, apps.yaml]\n',
    'clusters/lab/apps.yaml': kustomization('apps', './apps'),
    'apps/kustomization.yaml': 'resources: [hr.yaml]\n',
    'apps/hr.yaml': release('1h'),
    'charts/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 0.1.0\n',
    'charts/web/templates/map.yaml': map('web', '1'),
  }
  const touched = { 'apps/hr.yaml': release('2h'), 'charts/web/templates/map.yaml': map('web', '2') }
  const broken = 'resources: [hr.yaml, gone.yaml]\n'

  it('is neither moved, removed nor new where the Kustomization cannot be built after the change', async () => {
    const found = await compare(repo, { ...touched, 'apps/kustomization.yaml': broken })
    expect(claims(found, 'apps')).toEqual(NONE)
    expect(claims(found, 'web')).toEqual(NONE)
    expect(found.report.digests).toEqual({})
    expect(found.failure).toContain('the change breaks rendering of 2 apps')
  })

  it('nor where it could not be built before', async () => {
    const found = await compare(
      { ...repo, 'apps/kustomization.yaml': broken },
      { ...touched, 'apps/kustomization.yaml': 'resources: [hr.yaml]\n' },
    )
    expect(claims(found, 'web')).toEqual(NONE)
    expect(found.report.digests).toEqual({})
    expect(found.failure).toContain('2 apps could not be compared')
  })

  it('nor where what brings the Kustomization cannot be built, and both are removed', async () => {
    const found = await compare(repo, {
      'clusters/lab/kustomization.yaml': 'resources: [flux-system/gotk-sync.yaml, gone.yaml]\n',
      'clusters/lab/apps.yaml': undefined,
      'apps/hr.yaml': undefined,
      'apps/kustomization.yaml': undefined,
    })
    expect(claims(found, 'apps')).toEqual(NONE)
    expect(claims(found, 'web')).toEqual(NONE)
    expect(found.everything.includes('app-removed')).toBe(false)
  })
})

describe('what an ApplicationSet makes', () => {
  const set = (name: string, generators: string, more = '') => `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: ${name}, namespace: argocd}
spec:
  goTemplate: true
  goTemplateOptions: [missingkey=error]
  generators: ${generators}
  template:
    metadata: {name: '{{.path.basename}}'}
    spec:
      project: default
      source: {repoURL: ${url}, targetRevision: main, path: '{{.path.path}}'}
      destination: {server: https://kubernetes.default.svc, namespace: '{{.path.basename}}'${more}}
`
  const folders = `[{git: {repoURL: ${url}, revision: main, directories: [{path: teams/*}]}}]`
  const teams = { 'teams/red/map.yaml': map('red', '1'), 'teams/blue/map.yaml': map('blue', '1') }
  const repo = { 'argocd/teams.yaml': set('teams', folders), ...teams }

  it.each([
    ['breaks the template', { 'argocd/teams.yaml': set('teams', folders, ", name: '{{.gone}}'") }],
    [
      'asks what is not in Git',
      { 'argocd/teams.yaml': set('teams', '[{pullRequest: {github: {owner: a, repo: b}}}]') },
    ],
    [
      'moves it, too',
      { 'argocd/teams.yaml': undefined, 'sets/teams.yaml': set('teams', folders, ", name: '{{.gone}}'") },
    ],
  ])('is an error where the change %s, and nothing is claimed of it', async (_what, edits: Edits) => {
    const found = await compare(
      repo,
      { ...edits, 'teams/red/map.yaml': map('red', '2') },
      { 'fail-on': 'never' },
    )
    expect(claims(found, 'red')).toEqual(NONE)
    expect(claims(found, 'blue')).toEqual(NONE)
    expect(found.report.digests).toEqual({})
    expect(found.failure).toContain('the change breaks rendering of 2 apps')
  })

  it('is not known of a set that is new or changes and cannot be expanded: no environment can be approved', async () => {
    const asks = (more: string) => set('previews', `[{pullRequest: {github: {owner: a, repo: ${more}}}}]`)
    const prod = {
      'clusters/prod/red.yaml': `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: red-prod, namespace: argocd}
spec:
  project: default
  source: {repoURL: ${url}, targetRevision: main, path: apps/red}
  destination: {server: https://kubernetes.default.svc, namespace: red}
`,
      'apps/red/map.yaml': map('red', '1'),
    }
    const edits = { 'apps/red/map.yaml': map('red', '2') }
    const added = await compare(prod, { ...edits, 'argocd/previews.yaml': asks('b') })
    expect(claims(added, 'previews')).toEqual(NONE)
    expect(added.app('red-prod').status).toBe('changed')
    expect(added.report.digests).toEqual({})
    expect(added.failure).toContain('1 app could not be compared, so the changes to it are unknown: previews')
    const changed = await compare(
      { ...prod, 'argocd/previews.yaml': asks('b') },
      { 'argocd/previews.yaml': asks('c') },
    )
    expect(claims(changed, 'previews')).toEqual(NONE)
    const untouched = await compare({ ...prod, 'argocd/previews.yaml': asks('b') }, edits)
    expect(untouched.report.apps.map(({ app }) => app.name)).toEqual(['red-prod'])
    expect(Object.keys(untouched.report.digests)).toEqual(['prod'])
    expect(untouched.failure).toBeUndefined()
  })

  it('goes where a set that cannot be expanded wholly makes it no more: that is not to blame', async () => {
    const both = {
      ...repo,
      'argocd/teams.yaml': set(
        'teams',
        folders.replace(/]$/, ', {pullRequest: {github: {owner: a, repo: b}}}]'),
      ),
    }
    const found = await compare(both, { 'teams/red/map.yaml': undefined })
    expect(found.app('red').status).toBe('removed')
  })
})

describe.skipIf(!hasTools)('what a chart of Applications leads to', () => {
  const application = (name: string, path: string) => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: ${name}, namespace: argocd}
spec:
  project: default
  source: {repoURL: ${url}, targetRevision: main, path: ${path}}
  destination: {server: https://kubernetes.default.svc, namespace: ${name}}
`
  const repo = {
    'argocd/root.yaml': application('root', 'root'),
    'clusters/prod/green.yaml': application('green', 'apps/green'),
    'root/Chart.yaml': 'apiVersion: v2\nname: root\nversion: 0.1.0\n',
    'root/templates/red.yaml': application('{{ print "r" "ed" }}', 'apps/red'),
    'apps/red/map.yaml': map('red', '1'),
    'apps/green/map.yaml': map('green', '1'),
  }
  const edits = { 'apps/red/map.yaml': map('red', '2'), 'apps/green/map.yaml': map('green', '2') }
  const broken = {
    'root/templates/red.yaml':
      '{{ fail "no" }} # kind: Application of argoproj.io/v1alpha1\nkind: Application\n',
  }

  it('is known while the chart is', async () => {
    const found = await compare(repo, edits)
    expect(found.report.apps.map(({ app }) => app.name).toSorted()).toEqual(['green', 'red'])
    expect(found.failure).toBeUndefined()
  })

  it('cannot be approved anywhere where the change breaks the chart', async () => {
    const found = await compare(repo, { ...edits, ...broken })
    expect(found.app('root').status).toBe('failed')
    expect(found.app('green').status).toBe('changed')
    expect(found.report.digests).toEqual({})
    expect(found.failure).toContain('the change breaks rendering of 1 app: root')
  })

  it('is not known where the chart cannot be rendered on either side, and files change that it may read', async () => {
    const found = await compare({ ...repo, ...broken }, edits)
    expect(claims(found, 'root')).toEqual(NONE)
    expect(found.app('green').status).toBe('changed')
    expect(found.report.digests).toEqual({})
    expect(found.failure).toContain('1 app could not be compared, so the changes to it are unknown: root')
    const other = await compare({ ...repo, ...broken }, { 'apps/green/map.yaml': map('green', '2') })
    expect(other.report.apps.map(({ app }) => app.name)).toEqual(['green'])
    expect(Object.keys(other.report.digests)).toEqual(['prod'])
    expect(other.failure).toBeUndefined()
  })
})
