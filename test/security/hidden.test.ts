import { describe, expect, it } from 'vitest'
import { html } from '../../src/report/html.ts'
import { comments } from '../../src/report/markdown/comments.ts'
import { summary } from '../../src/report/markdown/summary.ts'
import { terminal } from '../../src/report/terminal.ts'
import type { Edits } from '../support/diff.ts'
import { changedRepo, commitAll, diffIn } from '../support/diff.ts'
import { hasTools } from '../support/helm.ts'

// A pull request that shows nothing on review and does something in the cluster: its templates depend on the time, on
// chance, on the cluster, or on the program that renders them.

const TEMPLATE = 'charts/web/templates/x.yaml'

const world = {
  'apps/web.yaml': `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: web-prod, namespace: argocd}
spec:
  project: default
  source: {repoURL: https://github.com/acme/infra, targetRevision: HEAD, path: charts/web}
  destination: {server: https://kubernetes.default.svc, namespace: web}
`,
  'charts/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 0.1.0\n',
  'charts/web/values.yaml': 'tag: 1.0.0\n',
  'charts/web/templates/map.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata: {tag: "{{ .Values.tag }}"}\n',
} satisfies Edits

const evil = `
apiVersion: v1
kind: Pod
metadata: {name: evil}
spec: {hostNetwork: true, containers: [{name: x, image: evil}]}
{{- end }}
`

const diff = (edits: Edits, before: Edits = {}, inputs: Record<string, string> = {}) =>
  diffIn(changedRepo({ ...world, ...before }, edits), inputs)

describe.skipIf(!hasTools)('an app whose inputs changed and whose manifests did not', () => {
  it('is named with these files and with what it was rendered with, on every surface', async () => {
    const { report, app, outputs } = await diff({
      [TEMPLATE]: `{{- if .Capabilities.APIVersions.Has "argoproj.io/v1alpha1" }}${evil}`,
    })
    expect(app('web-prod')).toMatchObject({
      status: 'rerendered',
      files: [TEMPLATE],
      conditions: {
        tools: { helm: expect.stringMatching(/^\d/) },
        kubernetes: '1.34.0',
        apiVersions: [],
        time: '2026-01-01T00:00:00Z',
      },
    })
    const texts = [
      comments(report, { limit: 60_000, most: 1, request: 'pull request' })[0],
      summary(report, 'pull request'),
      terminal(report, { color: false, width: 80 }).join('\n'),
    ]
    for (const text of texts) {
      expect(text).toMatch(
        /Re-rendered, no changes \(1 app; Helm [\d.]+, Kubernetes 1\.34\.0, no additional API/,
      )
      expect(text).toContain('time 2026-01-01T00:00:00Z')
      expect(text).toContain(TEMPLATE)
      expect(text).not.toContain('changes nothing')
    }
    expect(html(report, 'pull request')).toContain(
      '"rerendered":["charts/web/templates/x.yaml: web-prod (prod) (Helm ',
    )
    expect(outputs).toMatchObject({ changed: 'false', apps: '0' })
  })

  it('does not count as a change for fail-on', async () => {
    const { failure } = await diff(
      { 'charts/web/values.yaml': '# as before\ntag: 1.0.0\n' },
      {},
      { 'fail-on': 'change' },
    )
    expect(failure).toBeUndefined()
  })

  it('is in the digest by what these files are, so that no approval holds for others', async () => {
    const one = changedRepo(world, { [TEMPLATE]: `{{- if .Values.a }}${evil}` })
    const first = await diffIn(one)
    expect(Object.keys(first.report.digests)).toEqual(['prod'])
    expect((await diffIn(one)).report.digests).toEqual(first.report.digests)
    commitAll(one, { [TEMPLATE]: `{{- if .Values.b }}${evil}` })
    expect((await diffIn(one)).report.digests).not.toEqual(first.report.digests)
  })

  it('is in the digest where something harmless beside it shows', async () => {
    const shown = { 'charts/web/values.yaml': 'tag: 1.1.0\n' }
    const one = changedRepo(world, shown)
    const harmless = await diffIn(one)
    commitAll(one, { [TEMPLATE]: `{{- if .Values.a }}${evil}` })
    const hidden = await diffIn(one)
    expect(hidden.app('web-prod').objects).toEqual(harmless.app('web-prod').objects)
    expect(hidden.report.digests).not.toEqual(harmless.report.digests)
  })

  it('is named where all that shows of it is noise', async () => {
    const map = (version: string) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web, labels: {helm.sh/chart: web-${version}}}\n`
    const before = { 'charts/web/templates/map.yaml': map('1') }
    const { report, app } = await diff(
      { 'charts/web/templates/map.yaml': map('2'), [TEMPLATE]: `{{- if .Values.a }}${evil}` },
      before,
    )
    expect(app('web-prod').status).toBe('noise')
    expect(terminal(report, { color: false, width: 80 }).join('\n')).toContain(TEMPLATE)
    expect(Object.keys(report.digests)).toEqual(['prod'])
  })
})

describe.skipIf(!hasTools)('the time of rendering', () => {
  it('is a fixed one, so that what waits for a day is told and two reports of one change are the same', async () => {
    const folder = changedRepo(world, {
      [TEMPLATE]: `{{- if gt (now | unixEpoch | atoi) 2000000000 }}${evil}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: clock}
data: {at: '{{ now | date "15:04:05.000" }}', not: '{{ "now" }}', never: '{{/* now */}}'}
`,
    })
    const first = await diffIn(folder)
    expect(first.everything).toContain('Pod evil')
    expect(first.app('web-prod').objects[0]?.after).toMatchObject({ data: { not: 'now' } })
    await new Promise((resolve) => setTimeout(resolve, 1100))
    expect((await diffIn(folder)).everything).toBe(first.everything)
  })
})
