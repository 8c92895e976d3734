import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { packChart } from '../../src/render/engine/archive.ts'
import { html } from '../../src/report/html.ts'
import { comments } from '../../src/report/markdown/comments.ts'
import { summary } from '../../src/report/markdown/summary.ts'
import { terminal } from '../../src/report/terminal.ts'
import type { Edits } from '../support/diff.ts'
import { changedRepo, commitAll, diffIn, noRemoteSources } from '../support/diff.ts'
import { hasTools } from '../support/helm.ts'
import { rendererOf } from '../support/render.ts'

// A pull request that shows nothing in the review and has an effect in the cluster: its templates depend on the time,
// on random values, on the cluster, or on the program that renders them.

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
      expect(text).not.toMatch(/No changes (?!to rendered manifests)/)
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

/**
 * Templates that render to nothing here, and may render to the Pod in the cluster, with the rule that reports it. All
 * of them broke be0c4d6 when they were run there: no output contained the file.
 */
interface Guarded {
  readonly what: string
  readonly rule: string
  readonly level: string
  readonly guard: string
  readonly edits?: Edits
}
const guards: readonly Guarded[] = (
  [
    ['the time', 'depends-on-time', 'medium', '{{- if gt (now | unixEpoch | atoi) 2000000000 }}'],
    ['the year of no date', 'depends-on-time', 'medium', '{{- if gt (date "2006" "" | atoi) 2040 }}'],
    [
      'a variable',
      'depends-on-time',
      'medium',
      '{{- $a := now }}{{- $b := $a | unixEpoch | atoi }}{{- if gt $b 2000000000 }}',
    ],
    [
      '`tpl` over a literal',
      'depends-on-time',
      'medium',
      String.raw`{{- if gt (tpl "{{ n\x6fw | unixEpoch }}" . | atoi) 2000000000 }}`,
    ],
    [
      '`tpl` over parts',
      'composed-template',
      'medium',
      '{{- if gt (tpl (print "{{ no" "w | unixEpoch }}") . | atoi) 2000000000 }}',
    ],
    [
      '`tpl` over a variable of parts',
      'composed-template',
      'medium',
      '{{- $t := print "{{ no" "w | unixEpoch }}" }}{{- if gt (tpl $t . | atoi) 2000000000 }}',
    ],
    [
      '`tpl` over base64',
      'composed-template',
      'medium',
      '{{- if gt (tpl ("e3sgbm93IHwgdW5peEVwb2NoIH19" | b64dec) . | atoi) 2000000000 }}',
    ],
    [
      '`tpl` over values',
      'depends-on-time',
      'medium',
      '{{- if gt (tpl .Values.t . | atoi) 2000000000 }}',
      { 'charts/web/values.yaml': 'tag: 1.0.0\nt: "{{ n\\u006fw | unixEpoch }}"\n' },
    ],
    [
      '`tpl` over values in two parts',
      'composed-template',
      'medium',
      '{{- if gt (tpl (print .Values.a .Values.b) . | atoi) 2000000000 }}',
      { 'charts/web/values.yaml': 'tag: 1.0.0\na: "{{ no"\nb: "w | unixEpoch }}"\n' },
    ],
    [
      '`tpl` over a file of the chart',
      'depends-on-time',
      'medium',
      '{{- if gt (tpl (.Files.Get "t.txt") . | atoi) 2000000000 }}',
      { 'charts/web/t.txt': '{{ now | unixEpoch }}' },
    ],
    [
      'all but the times of rendering',
      'depends-on-time',
      'medium',
      '{{- if not (has (now | date "2006") (list "2026" "2101")) }}',
    ],
    ['chance', 'depends-on-chance', 'medium', '{{- if eq (randInt 0 1000000) 3 }}'],
    [
      'a template that asks for chance',
      'depends-on-chance',
      'medium',
      '{{- define "die" }}{{ randInt 0 1000000 }}{{ end }}{{- if eq (include "die" .) "3" }}',
    ],
    [
      'the order of a map',
      'depends-on-chance',
      'medium',
      '{{- if eq (first (keys (dict "a" 1 "b" 2))) "c" }}',
    ],
    [
      'objects of the cluster',
      'depends-on-cluster',
      'low',
      '{{- if lookup "v1" "Namespace" "" "kube-system" }}',
    ],
    ['the release', 'depends-on-release', 'low', '{{- if .Release.IsUpgrade }}'],
    ['the release by a name', 'depends-on-release', 'low', '{{- if index .Release "IsUpgrade" }}'],
    [
      'APIs',
      'depends-on-capabilities',
      'low',
      '{{- if .Capabilities.APIVersions.Has "argoproj.io/v1alpha1" }}',
    ],
    [
      'Kubernetes',
      'depends-on-capabilities',
      'low',
      '{{- if semverCompare ">=1.99-0" $.Capabilities.KubeVersion.Version }}',
    ],
    [
      'Helm',
      'depends-on-capabilities',
      'low',
      '{{- if hasPrefix "v9" (index . "Capabilities").HelmVersion.Version }}',
    ],
    ['all of the context', 'depends-on-capabilities', 'low', '{{- if contains "v1.99." (toJson $) }}'],
  ] as [string, string, string, string, Edits?][]
).map(([what, rule, level, guard, edits = {}]) => ({ what, rule, level, guard, edits }))

describe.skipIf(!hasTools)('a template that hides something by', () => {
  it.each(guards)('$what is told as $rule', async ({ rule, level, guard, edits }) => {
    const { report, app, outputs } = await diff({ [TEMPLATE]: guard + evil, ...edits })
    expect(app('web-prod').status).toBe('rerendered')
    const risks = app('web-prod').risks.filter((risk) => risk.rule === rule)
    expect(app('web-prod').risks.map((risk) => risk.rule)).toContain(rule)
    expect(risks[0]).toMatchObject({ rule, level, message: expect.stringMatching(/^charts\/web\//) })
    expect(outputs).toMatchObject({ changed: 'false', apps: '0' })
    expect(comments(report, { limit: 60_000, most: 1, request: 'pull request' })[0]).toContain(TEMPLATE)
  })

  it.each([
    ['a comment', '{{- /* now lookup */}}{{- if false }}'],
    ['a string', '{{- if eq "now .Capabilities {{ lookup }}" "a" }}'],
    [
      'a value of that name',
      '{{- if .Values.now }}{{ .Values.Capabilities.Release }}{{ end }}{{- if $.Values.lookup }}',
    ],
    ['a fixed date', '{{- if gt (toDate "2006-01-02" "2020-01-01" | unixEpoch | atoi) 2000000000 }}'],
    ['keys in order', '{{- if eq (first (keys (dict "a" 1) | sortAlpha)) "b" }}'],
    ['the name of the release', '{{- if eq .Release.Name "b" }}'],
  ])('%s is no alarm', async (_, guard) => {
    const { app } = await diff({ [TEMPLATE]: guard + evil })
    expect(app('web-prod')).toMatchObject({ status: 'rerendered', risks: [], files: [TEMPLATE] })
  })

  it('what stood there before is told only when the text that it guards changes', async () => {
    const guard = '{{- if gt (now | unixEpoch | atoi) 2000000000 }}'
    const kept = `${guard}\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: later}\n{{- end }}\n`
    const before = { [TEMPLATE]: kept }
    const untouched = await diff({ 'charts/web/values.yaml': '# again\ntag: 1.0.0\n' }, before)
    expect(untouched.app('web-prod')).toMatchObject({ status: 'rerendered', risks: [] })
    const moved = await diff({ [TEMPLATE]: undefined, 'charts/web/templates/y.yaml': kept }, before)
    expect(moved.app('web-prod')).toMatchObject({ status: 'rerendered', risks: [] })
    const touched = await diff({ [TEMPLATE]: guard + evil }, before)
    expect(touched.app('web-prod').risks).toMatchObject([{ rule: 'depends-on-time', level: 'medium' }])
  })

  it('a template that stood there before is told where the change comes to ask it', async () => {
    const before = { 'charts/web/templates/_die.tpl': '{{- define "die" }}{{ randInt 0 1000000 }}{{ end }}' }
    const { app } = await diff({ [TEMPLATE]: `{{- if eq (include "die" .) "3" }}${evil}` }, before)
    expect(app('web-prod').risks).toMatchObject([
      { rule: 'depends-on-chance', level: 'medium', message: expect.stringContaining(TEMPLATE) },
    ])
  })

  it('a chart that kustomize inflates is told', async () => {
    const before = {
      'fairlead.yaml':
        'argocd: {kustomizeBuildOptions: --enable-helm --load-restrictor LoadRestrictionsNone}\n',
      'apps/web.yaml': world['apps/web.yaml'].replace('path: charts/web', 'path: web'),
      'web/kustomization.yaml':
        'helmGlobals: {chartHome: ../charts}\nhelmCharts: [{name: web, releaseName: web}]\n',
    }
    // This version of kustomize does not support Helm 4.
    const renderer = rendererOf(3, { kustomizeHelm: true })
    const { app } = await diffIn(
      changedRepo(
        { ...world, ...before },
        { [TEMPLATE]: `{{- if gt (now | unixEpoch | atoi) 2000000000 }}${evil}` },
      ),
      {},
      { rendering: () => Promise.resolve({ renderer, remoteSources: noRemoteSources }) },
    )
    expect(app('web-prod')).toMatchObject({
      status: 'rerendered',
      conditions: { tools: { helm: expect.any(String), kustomize: expect.any(String) } },
      risks: [{ rule: 'depends-on-time', level: 'medium', message: expect.stringContaining(TEMPLATE) }],
    })
  })

  it('variables of Flux that only the cluster knows are told where the change brings them', async () => {
    const kustomization = (more: string) => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: web-prod, namespace: flux-system}
spec:
  path: ./plain
  prune: true
  sourceRef: {kind: GitRepository, name: flux-system}
${more}---
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: flux-system, namespace: flux-system}
spec: {url: https://github.com/acme/infra, ref: {branch: main}}
`
    const before = {
      'apps/web.yaml': kustomization(''),
      'plain/map.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web, namespace: web}\n',
    }
    const substitutes = 'kind: Secret, name: vars, optional: true'
    const { app } = await diff(
      { 'apps/web.yaml': kustomization(`  postBuild: {substituteFrom: [{${substitutes}}]}\n`) },
      before,
    )
    expect(app('web-prod').risks).toMatchObject([
      { rule: 'values-from-cluster', message: expect.stringContaining('the Secret vars') },
    ])
  })

  it('the commit that a merge makes is told where an Application comes to ask for it', async () => {
    const { app } = await diff({
      'apps/web.yaml': world['apps/web.yaml'].replace(
        'path: charts/web}',
        'path: charts/web, helm: {parameters: [{name: commit, value: $ARGOCD_APP_REVISION}]}}',
      ),
      [TEMPLATE]: `{{- if hasPrefix "1" (.Values.commit | toString) }}${evil}`,
    })
    expect(app('web-prod')).toMatchObject({ status: 'rerendered', risks: [{ rule: 'depends-on-commit' }] })
  })

  it('a packed dependency is told, by the file in it', async () => {
    const packed = await packChart(
      new Map([
        ['Chart.yaml', Buffer.from('apiVersion: v2\nname: dep\nversion: 0.1.0\n')],
        ['templates/x.yaml', Buffer.from(`{{- if gt (now | unixEpoch | atoi) 2000000000 }}${evil}`)],
      ]),
    )
    const folder = changedRepo(world, {})
    mkdirSync(join(folder, 'charts/web/charts'))
    writeFileSync(join(folder, 'charts/web/charts/dep-0.1.0.tgz'), packed)
    commitAll(folder, {})
    const { app } = await diffIn(folder)
    expect(app('web-prod')).toMatchObject({
      status: 'rerendered',
      risks: [
        {
          rule: 'depends-on-time',
          message: expect.stringContaining('charts/web/charts/dep-0.1.0.tgz: templates/x.yaml'),
        },
      ],
    })
  })

  it('a release of Flux is told in full: it sees the cluster and its own past', async () => {
    const release = {
      'apps/web.yaml': `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: web-prod, namespace: web}
spec:
  chart: {spec: {chart: charts/web, sourceRef: {kind: GitRepository, name: infra}}}
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: infra, namespace: web}
spec: {url: https://github.com/acme/infra, ref: {branch: main}}
`,
    }
    for (const [rule, guard] of [
      ['depends-on-release', '{{- if .Release.IsUpgrade }}'],
      ['depends-on-cluster', '{{- if lookup "v1" "Namespace" "" "kube-system" }}'],
    ] as const) {
      const { app } = await diff({ [TEMPLATE]: guard + evil }, release)
      expect(app('web-prod')).toMatchObject({ status: 'rerendered', risks: [{ rule, level: 'medium' }] })
    }
    const values = await diff(
      {
        'apps/web.yaml': release['apps/web.yaml'].replace(
          'spec:\n',
          'spec:\n  valuesFrom: [{kind: Secret, name: more, optional: true}]\n',
        ),
      },
      release,
    )
    expect(values.app('web-prod').risks).toMatchObject([
      { rule: 'values-from-cluster', message: expect.stringContaining('the Secret more') },
    ])
  })
})
