/**
 * The review of a change in an infra repo from git objects alone: without a command, without reading a checkout, and
 * without output.
 */
import { describe, expect, it, vi } from 'vitest'
import type { Change } from '../../src/affected/change.ts'
import { renderRevision } from '../../src/affected/revision.ts'
import { configOf } from '../../src/config/read.ts'
import { createGit } from '../../src/git/git.ts'
import { resolveSide, resolveSides } from '../../src/git/sides.ts'
import { review } from '../../src/review/review.ts'
import { touchedApps } from '../../src/review/touched.ts'
import type { Edits } from '../support/diff.ts'
import { changedRepo, diffIn, noRemoteSources } from '../support/diff.ts'
import { git } from '../support/git.ts'
import { hasTools } from '../support/helm.ts'
import { rendererOf } from '../support/render.ts'

const url = 'https://github.com/acme/infra'
const standing = { branch: 'main', isDefaultBranch: true }

function application(name: string, source: string, repository = url): string {
  return `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: ${name}, namespace: argocd}
spec:
  project: default
  source: {repoURL: ${repository}, targetRevision: HEAD, ${source}}
  destination: {server: https://kubernetes.default.svc, namespace: ${name}}
`
}

/** Two environments of a kustomization, and a chart that declares a third app. */
const repo = {
  'clusters/dev/web.yaml': application('web-dev', 'path: web/dev'),
  'clusters/prod/web.yaml': application('web-prod', 'path: web/prod'),
  'clusters/prod/apps.yaml': application('apps', 'path: charts/apps'),
  'charts/apps/Chart.yaml': 'apiVersion: v2\nname: apps\nversion: 0.1.0\n',
  'charts/apps/values.yaml': 'queue: web/queue\n',
  'charts/apps/templates/queue.yaml': application('queue', 'path: "{{ .Values.queue }}"'),
  'web/base/kustomization.yaml': 'resources: [map.yaml]\n',
  'web/base/map.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata: {size: "1"}\n',
  'web/dev/kustomization.yaml': 'resources: [../base]\n',
  'web/prod/kustomization.yaml': 'resources: [../base]\nnamePrefix: prod-\n',
  'web/queue/kustomization.yaml': 'resources: [../base]\nnamePrefix: queue-\n',
  'README.md': 'Apps.\n',
} satisfies Edits

/** Returns the change of a checkout in the form that gates and waiting jobs use: two commits. */
async function changeIn(folder: string): Promise<Change> {
  const directory = createGit({ environment: process.env, directory: folder })
  const sides = await resolveSides(directory, { base: 'main', head: 'change', fetch: false })
  return { sides, addresses: url, standing }
}

async function reviewOf(folder: string) {
  const change = await changeIn(folder)
  const rendering = { renderer: rendererOf(4), remoteSources: noRemoteSources }
  return review(change, { config: await configOf(change.sides.base.tree), rendering })
}

describe.skipIf(!hasTools)('the review of a change', () => {
  it('is what diff reports, computed from two commits without printing', async () => {
    const folder = changedRepo(repo, {
      'web/prod/kustomization.yaml': 'resources: [../base]\nnamePrefix: live-\n',
    })
    // The checked-out files do not matter.
    git(folder, 'checkout', '--quiet', 'main')
    const printed = vi.spyOn(process.stdout, 'write')
    const found = await reviewOf(folder)
    expect(printed).not.toHaveBeenCalled()
    printed.mockRestore()
    expect(found.apps.map(({ app, status }) => [app.name, status])).toEqual([['web-prod', 'changed']])
    expect(found.apps[0]?.risks.map(({ rule }) => rule)).toContain('production')
    expect(found.digests).toEqual({ prod: expect.stringMatching(/^[0-9a-f]{64}$/) })
    const { report } = await diffIn(folder, { head: 'change' })
    expect({ ...report, took: undefined }).toEqual({ ...found, took: undefined })
  })

  it('is the same each time, and another one for another change', async () => {
    const edits = { 'web/prod/kustomization.yaml': 'resources: [../base]\nnamePrefix: live-\n' }
    const one = changedRepo(repo, edits)
    const [first, again] = [await reviewOf(one), await reviewOf(one)]
    expect(again).toEqual(first)
    const other = await reviewOf(changedRepo(repo, { ...edits, 'web/base/map.yaml': undefined }))
    expect(other.digests).not.toEqual(first.digests)
  })
})

describe.skipIf(!hasTools)('the apps that a change touches', () => {
  it('are all that read its files, an app that a chart declares among them', async () => {
    const folder = changedRepo(repo, {
      'web/base/map.yaml': repo['web/base/map.yaml'].replace('"1"', '"2"'),
    })
    const touched = touchedApps(await reviewOf(folder))
    const apps = touched.apps.map(({ app, status, files }) => [app.name, status, files])
    const files = ['web/base/map.yaml']
    expect(apps.toSorted()).toEqual([
      ['queue', 'changed', files],
      ['web-dev', 'changed', files],
      ['web-prod', 'changed', files],
    ])
    expect(touched.isCertain).toBe(true)
  })

  it('are none, and certainly so, where the change is of no app', async () => {
    const touched = touchedApps(await reviewOf(changedRepo(repo, { 'README.md': 'Apps and more.\n' })))
    expect(touched).toEqual({ apps: [], isCertain: true })
  })

  it('are not certain where an app cannot be rendered, and it is said why', async () => {
    const folder = changedRepo(repo, { 'web/prod/kustomization.yaml': 'resources: [../gone]\n' })
    const { apps, isCertain } = touchedApps(await reviewOf(folder))
    expect(isCertain).toBe(false)
    expect(apps).toMatchObject([{ app: { name: 'web-prod' }, status: 'failed', isCertain: false }])
    expect(apps[0]?.doubts.join()).toContain('gone')
  })

  it('are not certain where what declares apps cannot be rendered and files change that no app is known to read', async () => {
    const broken = { ...repo, 'charts/apps/templates/broken.yaml': '{{ fail "no queue" }}\n' }
    const folder = changedRepo(broken, { 'web/queue/kustomization.yaml': 'resources: [../base]\n' })
    const { apps, isCertain } = touchedApps(await reviewOf(folder))
    expect(isCertain).toBe(false)
    expect(apps).toMatchObject([{ app: { name: 'apps' }, isCertain: false }])
    expect(apps[0]?.doubts.join()).toContain('no queue')
  })

  it('are not certain of a part of a matrix', async () => {
    const found = await reviewOf(changedRepo(repo, { 'README.md': 'Apps and more.\n' }))
    expect(touchedApps({ ...found, shard: { index: 1, count: 2 } }).isCertain).toBe(false)
  })
})

describe.skipIf(!hasTools)('one revision', () => {
  it('is rendered whole, with the apps that others declare', async () => {
    const folder = changedRepo(repo, {})
    const side = await resolveSide(createGit({ environment: process.env, directory: folder }), 'main')
    const rendering = { renderer: rendererOf(4), remoteSources: noRemoteSources }
    const { apps } = await renderRevision(
      { side, addresses: url, standing },
      { config: await configOf(side.tree), rendering },
    )
    const objects = apps.map(({ app, result }) => [
      app.name,
      'rendered' in result ? result.rendered.manifests.map(({ name }) => name) : result.error.message,
    ])
    expect(objects.toSorted()).toEqual([
      ['apps', ['queue']],
      ['queue', ['queue-web']],
      ['web-dev', ['web']],
      ['web-prod', ['prod-web']],
    ])
  })
})
