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

/** What becomes of the app, and of the command. */
async function webOf(before: Edits, edits: Edits) {
  const { app, failure, everything } = await diffIn(changedRepo(before, edits), {})
  const { status, objects, failures } = app('web')
  return {
    status,
    objects: objects.length,
    told: failures.map(({ message }) => message).join(),
    failure,
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

  it('is never the same, but not known; that is no fault of the change', async () => {
    const before = { ...files, 'apps/web.yaml': application(plugin) }
    const seen = await webOf(before, { 'app/map.yaml': map('2') })
    expect(seen).toMatchObject({ status: 'failed', objects: 0, failure: undefined })
    expect(seen.told).toContain('the plugin cdk8s renders app, which only Argo CD can run')
    expect(seen.everything).toContain('the plugin cdk8s renders app')
    expect(seen.everything).toContain('could be rendered neither before nor after the change')
  })

  it('is not deleted where it was rendered before', async () => {
    expect(await webOf(files, { 'apps/web.yaml': application(plugin) })).toMatchObject({
      status: 'failed',
      objects: 0,
    })
    const seen = await webOf(files, { 'app/main.jsonnet': '{}\n', 'app/map.yaml': map('2') })
    expect(seen).toMatchObject({ status: 'failed', told: expect.stringContaining('Jsonnet is not rendered') })
  })

  it('leaves what changes beside it to be seen', async () => {
    const before = { ...jsonnet, 'apps/web.yaml': application('path: app', 'path: more') }
    const seen = await webOf(before, { 'more/map.yaml': map('2').replace('settings', 'more') })
    expect(seen).toMatchObject({ status: 'changed', objects: 1 })
    expect(seen.everything).toContain('Jsonnet is not rendered')
  })

  it('is added and removed as any other', async () => {
    const added = await webOf({ 'README.md': '' }, { ...files, 'apps/web.yaml': application(plugin) })
    expect(added).toMatchObject({ status: 'added', failure: undefined })
  })
})
