import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { command as diff } from '../../src/entries/wire/diff.ts'
import { command as render } from '../../src/entries/wire/render.ts'
import { fromJson } from '../../src/report/json/json.ts'
import type { Edits } from '../support/diff.ts'
import { changedRepo } from '../support/diff.ts'
import { temporaryFolder } from '../support/git.ts'
import { hasTools, realTools } from '../support/helm.ts'
import { runWired } from '../support/wired.ts'

const application = (name: string, namespace: string, path: string) => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: ${name}, namespace: argocd}
spec:
  project: default
  source: {repoURL: https://github.com/acme/infra, targetRevision: HEAD, path: ${path}}
  destination: {server: https://kubernetes.default.svc, namespace: ${namespace}}
`
const map = (value: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {value: "${value}"}\n`

const before: Edits = {
  'clusters/prod/web.yaml': application('web-prod', 'web', 'apps/web/prod'),
  'clusters/dev/web.yaml': application('web-dev', 'web', 'apps/web/dev'),
  'clusters/prod/api.yaml': application('api', 'api', 'apps/api'),
  'clusters/prod/idle.yaml': application('idle', 'idle', 'apps/idle'),
  'apps/web/prod/map.yaml': map('1'),
  'apps/web/dev/map.yaml': map('1'),
  'apps/api/map.yaml': map('1'),
  'apps/idle/map.yaml': map('1'),
}
const after: Edits = {
  'apps/web/prod/map.yaml': map('2'),
  'apps/web/dev/map.yaml': map('2'),
  'apps/api/map.yaml': map('2'),
}

describe.skipIf(!hasTools)('diff with chosen apps', () => {
  async function run(inputs: Readonly<Record<string, string>>) {
    const folder = changedRepo(before, after)
    const { helm, kubectl } = realTools(4)
    const programs = { 'helm-path': helm, 'kustomize-path': kubectl }
    const out = join(temporaryFolder(), 'report')
    const all = { path: folder, base: 'main', 'report-path': out, ...programs, ...inputs }
    const result = await runWired(diff, folder, all)
    return { ...result, told: [...result.text, ...result.warnings].join('\n'), out }
  }

  it('shows web-prod as web in prod, and says what it leaves out', async () => {
    const { outputs, told, afterwards, summary } = await run({ app: 'web', environment: 'prod' })
    expect(outputs).toMatchObject({ apps: '1', changed: 'true', digest: '' })
    expect(told).toContain('web-prod')
    expect(told).not.toMatch(/web-dev|\bapi\b/)
    expect(told).toContain(
      'Only the selected apps are shown (app: web; environment: prod). 2 other apps of this change are not shown. Therefore there is no digest, and no comment is written.',
    )
    expect(summary).toContain('Only the selected apps are shown')
    expect(afterwards).toBeUndefined()
  })

  it('takes the short names, and shows all environments of an app', async () => {
    const { outputs, told } = await run({ apps: 'web' })
    expect(outputs).toMatchObject({ apps: '2' })
    expect(told).toMatch(/web-prod[^]*web-dev|web-dev[^]*web-prod/)
  })

  it('says of an app that the change does not touch that nothing changes in it, and no more', async () => {
    const { outputs, told } = await run({ app: 'idle' })
    expect(outputs).toMatchObject({ apps: '0', changed: 'false' })
    expect(told).toContain('No changes in the selected apps.')
    expect(told).not.toContain('nothing in a cluster')
  })

  it('refuses an app or environment that is not there, rather than show no change', async () => {
    await expect(run({ app: 'wbe' })).rejects.toThrow('there is no app "wbe"')
    await expect(run({ app: 'web', environment: 'staging' })).rejects.toThrow(
      'there is no environment "staging"',
    )
  })

  it('writes a report that nobody takes for one on the whole change', async () => {
    const { out } = await run({ app: 'api' })
    const text = readFileSync(join(out, 'report.json'), 'utf8')
    expect(JSON.parse(text)).toMatchObject({ only: 'app: api', digests: {} })
    expect(() => fromJson(text)).toThrow('the report contains only some of the apps of its change')
  })

  it('is not put together with what needs the whole change', async () => {
    await expect(run({ app: 'api', shard: '1/2' })).rejects.toThrow('shard cannot be used')
    await expect(run({ app: 'api', reports: 'report.json' })).rejects.toThrow('reports cannot be used')
    await expect(run({ app: 'api', comment: 'required' })).rejects.toThrow('no comment is written')
  })

  it('chooses as render does', async () => {
    const folder = changedRepo(before, after)
    const { helm, kubectl } = realTools(4)
    const out = join(temporaryFolder(), 'out')
    const result = await runWired(render, folder, {
      path: folder,
      'output-dir': out,
      'helm-path': helm,
      'kustomize-path': kubectl,
      app: 'web',
      environment: 'prod',
    })
    expect(result.outputs).toMatchObject({ apps: '1' })
    expect(readFileSync(join(out, 'prod/web-prod.yaml'), 'utf8')).toContain('value: "2"')
  })
})
