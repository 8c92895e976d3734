import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { command as bump } from '../../src/entries/wire/bump.ts'
import { command as inventory } from '../../src/entries/wire/inventory.ts'
import { folderWith } from '../support/bump.ts'
import { bareRepository, temporaryFolder } from '../support/git.ts'
import { hasTools, realTools } from '../support/helm.ts'
import { runWired } from '../support/wired.ts'
import { command as update } from '../../src/entries/wire/update.ts'

const url = 'https://git.example.test/acme/infra.git'
const chart = (name: string) => `apiVersion: v2\nname: ${name}\nversion: 0.1.0\n`
const application = (name: string, source: string, rest = '') => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: ${name}, namespace: argocd}
spec:
  project: default
  source:
    repoURL: ${url}
    targetRevision: main
${source.replaceAll(/^/gm, '    ')}
  destination: {server: https://kubernetes.default.svc, namespace: ${rest || 'argocd'}}
`
const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: {name: {{ .Release.Name }}}
spec:
  template: {spec: {containers: [{name: web, image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"}]}}
`
const image = (name: string, tag = '1.0.0') => `image:\n  repository: ghcr.io/acme/${name}\n  tag: ${tag}\n`

/** A root, a chart of Applications, and the chart of what they deploy. */
const files = {
  'root/root.yaml': application('root', 'path: apps\nhelm: {valueFiles: [values-prod.yaml]}'),
  'apps/Chart.yaml': chart('apps'),
  'apps/values.yaml': `apps: [web, api]\n`,
  'apps/values-prod.yaml': 'environment: prod\n',
  'apps/templates/apps.yaml': `{{- range .Values.apps }}
---
${application('{{ . }}-{{ $.Values.environment }}', 'path: charts/web\nhelm:\n  valueFiles: [../../envs/{{ . }}-{{ $.Values.environment }}.yaml]', '{{ . }}')}
{{- end }}
`,
  'charts/web/Chart.yaml': chart('web'),
  'charts/web/values.yaml': image('web', '0.0.1'),
  'charts/web/templates/deployment.yaml': deployment,
  'envs/web-prod.yaml': image('web'),
  'envs/api-prod.yaml': image('api'),
}

/** The apps as lines: what a person compares. */
interface Told {
  readonly apps: readonly {
    readonly name: string
    readonly environment: string | null
    readonly declaredAt: { readonly file: string; readonly line: number }
    readonly images: readonly { readonly place: { readonly file: string } | null }[]
  }[]
  readonly unresolved: readonly { readonly file: string; readonly reason: string }[]
}

describe.skipIf(!hasTools)('apps that a chart declares', () => {
  const tools = () => {
    const { helm, kubectl } = realTools(4)
    return { 'helm-path': helm, 'kustomize-path': kubectl }
  }
  const list = async (folder: string, inputs: Record<string, string> = tools()) => {
    const { data } = await runWired(inventory, folder, { path: folder, ...inputs })
    return data as Told
  }
  const lines = ({ apps }: Told) =>
    apps.map(({ name, environment, images }) =>
      [name, environment, ...images.map(({ place }) => place?.file)].join(' '),
    )

  it('are in the inventory, with environment and image', async () => {
    const told = await list(folderWith(files))
    expect(lines(told)).toEqual([
      'api-prod prod envs/api-prod.yaml',
      'root prod',
      'web-prod prod envs/web-prod.yaml',
    ])
    expect(told.unresolved).toEqual([])
    expect(told.apps[0]?.declaredAt).toEqual({ file: 'apps/templates/apps.yaml', line: 3 })
  })

  it('are bumped where their own values file sets the image', async () => {
    const folder = folderWith(files)
    await runWired(bump, folder, {
      ...tools(),
      path: folder,
      app: 'web',
      environment: 'prod',
      image: 'ghcr.io/acme/web',
      'image-tag': '1.0.1',
    })
    expect(readFileSync(join(folder, 'envs/web-prod.yaml'), 'utf8')).toBe(image('web', '1.0.1'))
    expect(readFileSync(join(folder, 'envs/api-prod.yaml'), 'utf8')).toBe(image('api'))
  })

  it('are bumped without a clone', async () => {
    const repository = bareRepository(files)
    const { outputs } = await runWired(update, temporaryFolder(), {
      ...tools(),
      forge: 'local',
      repository,
      app: 'web',
      environment: 'prod',
      image: 'ghcr.io/acme/web',
      'image-tag': '1.0.1',
      'dry-run': 'true',
    })
    expect(outputs).toMatchObject({ 'files-updated': 'envs/web-prod.yaml', 'old-tag': '1.0.0' })
  })

  it('are not passed over in silence where there is no renderer', async () => {
    const folder = folderWith(files)
    const inputs = { path: folder }
    const environment = { PATH: temporaryFolder() }
    const { data } = await runWired(inventory, folder, inputs, { environment })
    const reason =
      'root, which leads to other apps, could not be rendered: there is no helm on PATH, which is needed to render charts. Install the version that your controller runs (on GitHub by a step with azure/setup-helm before this one), or name one with helm-path, or have one fetched with helm-version'
    expect((data as Told).unresolved).toMatchObject([
      { file: 'apps/templates/apps.yaml', reason },
      { file: 'charts/web/values.yaml', kind: 'chart' },
    ])
    const asked = { ...inputs, app: 'web', image: 'ghcr.io/acme/web', 'image-tag': '1.0.1' }
    await expect(runWired(bump, folder, asked, { environment })).rejects.toMatchObject({
      faults: [
        {
          message: 'there is no app "web" in the infra repo',
          hint: expect.stringContaining(reason) as string,
        },
      ],
    })
  })
})
