/** However many apps declare an app, and for whatever purpose it is needed: it is rendered once on each side. */
import { describe, expect, it } from 'vitest'
import { renderRevision } from '../../src/affected/revision.ts'
import { configOf } from '../../src/config/read.ts'
import { createGit } from '../../src/git/git.ts'
import { resolveSide, resolveSides } from '../../src/git/sides.ts'
import type { Renderer, RenderJob } from '../../src/render/model.ts'
import { review } from '../../src/review/review.ts'
import type { Edits } from '../support/diff.ts'
import { changedRepo, noRemoteSources } from '../support/diff.ts'
import { hasTools } from '../support/helm.ts'
import { rendererOf } from '../support/render.ts'

const url = 'https://github.com/acme/infra'
const standing = { branch: 'main', isDefaultBranch: true }
const chart = (name: string) => `apiVersion: v2\nname: ${name}\nversion: 0.1.0\n`
const map = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: map}\ndata: {tag: "{{ .Values.tag }}"}\n'

const application = (name: string, source: string) => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: ${name}, namespace: argocd}
spec:
  project: default
  source: {repoURL: ${url}, targetRevision: HEAD, ${source}}
  destination: {server: https://kubernetes.default.svc, namespace: ${name}}
`

/** A chart that declares a chart of two apps. */
const charts = {
  'root.yaml': application('root', 'path: charts/top'),
  'charts/top/Chart.yaml': chart('top'),
  'charts/top/templates/mid.yaml': application('mid', 'path: charts/mid'),
  'charts/mid/Chart.yaml': chart('mid'),
  'charts/mid/values.yaml': 'tag: a\n',
  'charts/mid/templates/leaves.yaml': [
    application('leaf-a', 'path: charts/leaf, helm: {parameters: [{name: tag, value: "{{ .Values.tag }}"}]}'),
    application('leaf-b', 'path: charts/leaf'),
  ].join('---\n'),
  'charts/leaf/Chart.yaml': chart('leaf'),
  'charts/leaf/values.yaml': 'tag: a\n',
  'charts/leaf/templates/map.yaml': map,
} satisfies Edits

const kustomization = (name: string, path: string, more = '') =>
  `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: ${name}, namespace: flux-system}
spec:
  interval: 1h
  path: ./${path}
  prune: true
  sourceRef: {kind: GitRepository, name: flux-system}
${more}`

const release = (name: string) => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: ${name}, namespace: web}
spec:
  interval: 1h
  chart:
    spec: {chart: ./charts/leaf, sourceRef: {kind: GitRepository, name: flux-system, namespace: flux-system}}
  values: {tag: a}
`

/** Four levels of Flux: the cluster, its apps, the Kustomization of each app, and its release. */
const flux = {
  'clusters/prod/flux-system/gotk-sync.yaml': `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: flux-system, namespace: flux-system}
spec: {interval: 1m, url: '${url}', ref: {branch: main}}
---
${kustomization('flux-system', 'clusters/prod')}`,
  'clusters/prod/flux-system/kustomization.yaml': 'resources: [gotk-sync.yaml]\n',
  'clusters/prod/apps.yaml': kustomization('apps', 'apps'),
  'apps/kustomization.yaml': 'resources: [a.yaml, b.yaml]\n',
  'apps/a.yaml': kustomization('a', 'releases/a'),
  'apps/b.yaml': kustomization('b', 'releases/b'),
  'releases/a/release.yaml': release('web-a'),
  'releases/b/release.yaml': release('web-b'),
  'charts/leaf/Chart.yaml': chart('leaf'),
  'charts/leaf/values.yaml': 'tag: a\n',
  'charts/leaf/templates/map.yaml': map,
} satisfies Edits

/** A patch of a Flux app that adds a patch to one of its own apps. */
const patchAbove = `  patches:
    - target: {kind: Kustomization, name: a}
      patch: |
        - op: add
          path: /spec/patches
          value: [{target: {kind: HelmRelease}, patch: '[{"op": "replace", "path": "/spec/values/tag", "value": "b"}]'}]
`

/** Returns a renderer that counts its calls, by side, folder and release. */
function counting() {
  const renderer = rendererOf(4)
  const counts = new Map<string, number>()
  const counted: Renderer = Object.assign(Object.create(renderer) as Renderer, {
    render(job: RenderJob) {
      if (job.kind === 'directory') return renderer.render(job)
      const { tree, path } = job.kind === 'helm' ? job.chart : job.source
      const key = [tree.name, job.kind, path, job.kind === 'helm' ? job.release : ''].join(' ')
      counts.set(key, (counts.get(key) ?? 0) + 1)
      return renderer.render(job)
    },
    versions: renderer.versions,
    faults: renderer.faults,
  })
  const twice = () => [...counts].filter(([, count]) => count > 1).map(([key]) => key)
  return { rendering: { renderer: counted, remoteSources: noRemoteSources }, counts, twice }
}

describe.skipIf(!hasTools)('an app is rendered once a side', () => {
  const changes: [string, Edits, Edits, number][] = [
    ['a chart of charts, where the last one changes', charts, { 'charts/leaf/values.yaml': 'tag: b\n' }, 2],
    ['a chart of charts, where the middle one changes', charts, { 'charts/mid/values.yaml': 'tag: b\n' }, 2],
    [
      'releases of Flux and what they are made of',
      flux,
      {
        'releases/a/release.yaml': release('web-a').replace('tag: a', 'tag: b'),
        'charts/leaf/values.yaml': 'tag: b\n',
      },
      3,
    ],
    [
      'Kustomizations that others change, and their releases',
      flux,
      {
        'clusters/prod/apps.yaml': kustomization('apps', 'apps', patchAbove),
        'charts/leaf/values.yaml': 'tag: b\n',
      },
      5,
    ],
  ]
  it.each(changes)('by a review of %s', async (_, before, edits, touched) => {
    const git = createGit({ environment: process.env, directory: changedRepo(before, edits) })
    const sides = await resolveSides(git, { base: 'main', head: 'change', fetch: false })
    const { rendering, twice } = counting()
    const config = await configOf(sides.base.tree)
    const { apps } = await review({ sides, addresses: url, standing }, { config, rendering })
    expect(apps).toHaveLength(touched)
    expect(twice()).toEqual([])
  })

  it.each([
    ['charts of charts', charts, 4],
    ['Flux', flux, 6],
  ])('by one revision of %s', async (_, files, apps) => {
    const git = createGit({ environment: process.env, directory: changedRepo(files, {}) })
    const side = await resolveSide(git, 'main')
    const { rendering, counts, twice } = counting()
    const found = await renderRevision(
      { side, addresses: url, standing },
      { config: await configOf(side.tree), rendering },
    )
    expect(found.apps).toHaveLength(apps)
    expect({ jobs: counts.size, twice: twice() }).toEqual({ jobs: apps, twice: [] })
  })
})
