/** Apps that the chart of a HelmRelease declares, of Flux and of Argo CD, and the apps that these declare. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { command as bump } from '../../src/entries/wire/bump.ts'
import { command as inventory } from '../../src/entries/wire/inventory.ts'
import { folderWith } from '../support/bump.ts'
import { hasTools, realTools } from '../support/helm.ts'
import { runWired } from '../support/wired.ts'

const url = 'https://git.example.test/acme/infra.git'
const kustomization = (name: string, path: string) => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: ${name}, namespace: flux-system}
spec: {interval: 1m, prune: true, path: ${path}, sourceRef: {kind: GitRepository, name: flux-system}}
`
const release = (name: string, chart: string, values = '{}') => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: ${name}, namespace: flux-system}
spec:
  interval: 1m
  chart: {spec: {chart: ${chart}, sourceRef: {kind: GitRepository, name: flux-system}}}
  values: ${values}
`
const files = {
  'clusters/prod/flux-system/sync.yaml': `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: flux-system, namespace: flux-system}
spec: {interval: 1m, url: ${url}, ref: {branch: main}}
---
${kustomization('flux-system', './clusters/prod')}`,
  'clusters/prod/tenants.yaml': release(
    'tenants',
    './charts/tenants',
    '{tenants: [{name: red, tag: 1.0.0}, {name: blue, tag: 2.0.0}]}',
  ),
  'charts/tenants/Chart.yaml': 'apiVersion: v2\nname: tenants\nversion: 0.1.0\n',
  'charts/tenants/templates/tenants.yaml': `{{- range .Values.tenants }}
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: {{ .name }}, namespace: {{ .name }}}
spec:
  interval: 1m
  chart: {spec: {chart: ./charts/web, sourceRef: {kind: GitRepository, name: flux-system, namespace: flux-system}}}
  values:
    image: {repository: ghcr.io/acme/web, tag: {{ .tag }}}
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: {{ .name }}-apps, namespace: flux-system}
spec: {interval: 1m, prune: true, path: ./tenants/{{ .name }}, sourceRef: {kind: GitRepository, name: flux-system}}
{{- end }}
`,
  'charts/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 0.1.0\n',
  'charts/web/values.yaml': 'image: {repository: ghcr.io/acme/web, tag: 0.0.1}\n',
  'charts/web/templates/web.yaml':
    'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"}]}\n',
  'tenants/red/job.yaml': release('red-job', './charts/web', '{image: {tag: 3.0.0}}'),
  'tenants/blue/job.yaml': release('blue-job', './charts/web', '{image: {tag: 3.0.0}}'),
}

interface Told {
  readonly apps: readonly {
    readonly name: string
    readonly kind: string
    readonly environment: string
    readonly production: boolean
    readonly controlPlane: string
    readonly declaredAt: { readonly file: string }
    readonly images: readonly { readonly tag: string; readonly place: { readonly file: string } | null }[]
  }[]
  readonly unresolved: readonly { readonly file: string; readonly reason: string }[]
}

describe.skipIf(!hasTools)('apps that the chart of a HelmRelease declares', () => {
  const tools = () => {
    const { helm, kubectl } = realTools(4)
    return { 'helm-path': helm, 'kustomize-path': kubectl }
  }
  const read = async (own: Record<string, string>) => {
    const folder = folderWith(own)
    const { data } = await runWired(inventory, folder, { path: folder, ...tools() })
    return data as Told
  }
  const lines = ({ apps }: Told) =>
    apps
      .map(({ kind, name, environment, declaredAt }) => [kind, name, environment, declaredAt.file].join(' '))
      .toSorted()

  it('are in the inventory, and so is what they lead to; each once, in the environment of what leads to it', async () => {
    const told = await read(files)
    const template = 'charts/tenants/templates/tenants.yaml'
    expect(lines(told)).toEqual([
      'HelmRelease blue prod ' + template,
      'HelmRelease blue-job prod tenants/blue/job.yaml',
      'HelmRelease red prod ' + template,
      'HelmRelease red-job prod tenants/red/job.yaml',
      'HelmRelease tenants prod clusters/prod/tenants.yaml',
      'Kustomization blue-apps prod ' + template,
      'Kustomization flux-system prod clusters/prod/flux-system/sync.yaml',
      'Kustomization red-apps prod ' + template,
    ])
    expect(
      told.apps.every(({ production, controlPlane }) => production && controlPlane === 'clusters/prod'),
    ).toBe(true)
    expect(told.unresolved).toEqual([])
  })

  it('are bumped in the values of what declares them', async () => {
    const folder = folderWith(files)
    await runWired(bump, folder, {
      ...tools(),
      path: folder,
      app: 'red',
      image: 'ghcr.io/acme/web',
      'image-tag': '1.0.1',
    })
    expect(readFileSync(join(folder, 'clusters/prod/tenants.yaml'), 'utf8')).toContain(
      '{tenants: [{name: red, tag: 1.0.1}, {name: blue, tag: 2.0.0}]}',
    )
  })

  it('are those that the chart makes with the patches of the kustomization that brings it', async () => {
    const told = await read({
      ...files,
      'clusters/prod/kustomization.yaml': `resources: [flux-system/sync.yaml, tenants.yaml]
patches:
  - target: {kind: HelmRelease, name: tenants}
    patch: |-
      - {op: replace, path: /spec/values/tenants, value: [{name: green, tag: 1.0.0}]}
`,
    })
    expect(lines(told).filter((line) => line.startsWith('HelmRelease'))).toEqual([
      'HelmRelease green prod charts/tenants/templates/tenants.yaml',
      'HelmRelease tenants prod clusters/prod/tenants.yaml',
    ])
  })

  it('of Argo CD are known, too', async () => {
    const told = await read({
      ...files,
      'charts/tenants/templates/tenants.yaml': `{{- range .Values.tenants }}
---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: {{ .name }}, namespace: argocd}
spec:
  project: default
  source: {repoURL: ${url}, targetRevision: main, path: charts/web}
  destination: {server: https://kubernetes.default.svc, namespace: {{ .name }}}
{{- end }}
`,
    })
    expect(lines(told).filter((line) => line.startsWith('Application'))).toEqual([
      'Application blue prod charts/tenants/templates/tenants.yaml',
      'Application red prod charts/tenants/templates/tenants.yaml',
    ])
  })

  it('are not passed over in silence where the chart cannot be rendered', async () => {
    const told = await read({
      ...files,
      'charts/tenants/templates/fail.yaml': '{{ fail "no" }}\n',
    })
    expect(told.unresolved.slice(0, 1)).toMatchObject([
      {
        file: 'charts/tenants/templates/tenants.yaml',
        reason: expect.stringContaining('tenants, which declares other apps, could not be rendered'),
      },
    ])
  })
})
