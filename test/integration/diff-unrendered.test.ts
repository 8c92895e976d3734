import { describe, expect, it } from 'vitest'
import type { Edits } from '../support/diff.ts'
import { changedRepo, diffIn } from '../support/diff.ts'

const url = 'https://github.com/acme/infra'
const map = (value: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {value: "${value}"}\n`
const application = (...sources: readonly string[]) => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: web, namespace: argocd}
spec:
  project: default
  sources: [${sources.map((more) => `{repoURL: ${url}, targetRevision: HEAD, ${more}}`).join(', ')}]
  destination: {server: https://kubernetes.default.svc, namespace: web}
`

/** Returns the result for the app and the failure of the command. */
async function webOf(before: Edits, edits: Edits) {
  const { app, report, failure, everything } = await diffIn(changedRepo(before, edits), {})
  const { status, objects, failures } = app('web')
  return {
    status,
    objects: objects.length,
    told: failures.map(({ message }) => message).join(),
    failure,
    digests: report.digests,
    everything,
  }
}

describe('what only Argo CD can render', () => {
  const plugin = 'path: app, plugin: {name: cdk8s}'
  const files = {
    'apps/web.yaml': application('path: app'),
    'app/map.yaml': map('1'),
  }
  const jsonnet = {
    ...files,
    'app/main.jsonnet': '{}\n',
    'more/map.yaml': map('1').replace('settings', 'more'),
  }

  it('is never the same, but not known: the run fails, and not as one that the change broke', async () => {
    const before = { ...files, 'apps/web.yaml': application(plugin) }
    const seen = await webOf(before, { 'app/map.yaml': map('2') })
    expect(seen).toMatchObject({ status: 'failed', objects: 0, digests: {} })
    expect(seen.failure).toContain('1 app could not be compared')
    expect(seen.told).toContain('the plugin cdk8s renders app, and only Argo CD can run it')
    expect(seen.everything.includes('the plugin cdk8s renders app')).toBe(true)
    expect(seen.everything.includes('failed to render on both the base and the head')).toBe(true)
  })

  it('is not known either where what its kustomization or chart takes from elsewhere changes', async () => {
    const before = { ...files, 'apps/web.yaml': application(plugin) }
    const based = {
      ...before,
      'app/kustomization.yaml': 'resources: [../base]\n',
      'base/kustomization.yaml': 'resources: [map.yaml]\n',
      'base/map.yaml': map('1'),
    }
    expect((await webOf(based, { 'base/map.yaml': map('2') })).failure).toContain('could not be compared')
    const chart = {
      ...before,
      'app/Chart.yaml':
        'apiVersion: v2\nname: web\nversion: 0.1.0\ndependencies: [{name: lib, version: 0.1.0, repository: "file://../lib"}]\n',
      'lib/Chart.yaml': 'apiVersion: v2\nname: lib\nversion: 0.1.0\n',
      'lib/values.yaml': 'a: 1\n',
    }
    expect((await webOf(chart, { 'lib/values.yaml': 'a: 2\n' })).failure).toContain('could not be compared')
  })

  it('is not known where a folder has no manifest but files of another tool: a plugin may be found by them', async () => {
    const before = { 'apps/web.yaml': application('path: app'), 'app/helmfile.yaml': 'releases: []\n' }
    const seen = await webOf(before, { 'app/helmfile.yaml': 'releases: [{name: a}]\n' })
    expect(seen.failure).toContain('could not be compared')
    expect(seen.told).toContain('app/helmfile.yaml is a file of Helmfile')
    const beside = { ...files, 'app/skaffold.yaml': 'apiVersion: skaffold/v4\n' }
    expect((await webOf(beside, { 'app/map.yaml': map('2') })).failure).toBeUndefined()
  })

  it('is not deleted where it was rendered before', async () => {
    expect(await webOf(files, { 'apps/web.yaml': application(plugin) })).toMatchObject({
      status: 'failed',
      objects: 0,
    })
    const seen = await webOf(files, { 'app/main.jsonnet': '{}\n', 'app/map.yaml': map('2') })
    expect(seen).toMatchObject({ status: 'failed', told: expect.stringContaining('Jsonnet is not rendered') })
  })

  it('leaves what changes beside it to be seen, and cannot be approved where it may change, too', async () => {
    const before = { ...jsonnet, 'apps/web.yaml': application('path: app', 'path: more') }
    const seen = await webOf(before, { 'more/map.yaml': map('2').replace('settings', 'more') })
    expect(seen).toMatchObject({ status: 'changed', objects: 1, digests: {} })
    expect(seen.everything.includes('Jsonnet is not rendered')).toBe(true)
    expect(seen.failure).toContain('1 app could not be compared')
  })

  it('is no part of a change that does not reach it', async () => {
    const before = { ...files, 'apps/web.yaml': application(plugin, 'path: more'), 'more/map.yaml': map('1') }
    const seen = await webOf(before, { 'more/map.yaml': map('2') })
    expect(seen).toMatchObject({ status: 'changed', objects: 1, failure: undefined })
    expect(Object.keys(seen.digests)).toEqual([''])
    expect(seen.everything.includes('the plugin cdk8s renders app')).toBe(true)
    const both = await webOf(before, { 'more/map.yaml': map('2'), 'app/map.yaml': map('2') })
    expect(both).toMatchObject({ status: 'changed', objects: 1, digests: {} })
    expect(both.failure).toContain('1 app could not be compared')
  })

  it('is not known of an app that comes or goes either', async () => {
    const web = { ...files, 'apps/web.yaml': application(plugin) }
    const added = await webOf({ 'README.md': '' }, web)
    expect(added).toMatchObject({ status: 'failed', digests: {} })
    expect(added.failure).toContain('1 app could not be compared')
    const removed = await webOf({ ...web, 'README.md': '' }, { 'apps/web.yaml': undefined })
    expect(removed).toMatchObject({ status: 'failed', digests: {} })
    expect(removed.everything.includes('app-orphaned')).toBe(true)
  })
})
