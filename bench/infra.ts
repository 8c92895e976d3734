/** Infra repos of any size for the benchmarks, in the layouts of the field; the same size gives the same files. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { argoRepo } from '../test/support/infra.ts'

export type Files = Record<string, string>

const environments = ['dev', 'prod'] as const

/** The name of the app with this number; app 0 is what the benchmarks update. */
export const appName = (i: number) => `app${String(i).padStart(5, '0')}`

/** The values file that sets the tag of app 0 in dev. */
export const valuesFile = `charts/${appName(0)}/values-dev.yaml`

/**
 * An Argo CD repo of so many files. Ten files are one app: an Application and a values file for each of two
 * environments, and the chart with its three templates and its own documentation.
 */
export function repoOfFiles(count: number): Files {
  const files: Files = {}
  for (let i = 0; i < count / 10; i++) {
    const app = appName(i)
    Object.assign(files, argoRepo([app], environments))
    for (const kind of ['deployment', 'service', 'ingress'])
      files[`charts/${app}/templates/${kind}.yaml`] = template(kind)
    files[`charts/${app}/README.md`] = `# ${app}\n`
  }
  return files
}

/** An Argo CD repo of so many Applications, each with its values file; two share a chart in the repo. */
export function argoApps(count: number): Files {
  return argoRepo(
    Array.from({ length: count / environments.length }, (_, i) => appName(i)),
    environments,
  )
}

/**
 * A Flux repo of so many apps: for each environment a Kustomization that builds its folder, in it a HelmRelease
 * for each app, which names its chart and sets its image.
 */
export function fluxApps(count: number): Files {
  const files: Files = {}
  const each = count / environments.length - 1 // the Kustomization is an app, too
  for (const environment of environments) {
    const names = Array.from({ length: each }, (_, i) => appName(i))
    files[`clusters/${environment}/apps.yaml`] = fluxKustomization(environment)
    files[`apps/${environment}/kustomization.yaml`] =
      `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n${names.map((name) => `  - ${name}.yaml\n`).join('')}`
    for (const name of names) files[`apps/${environment}/${name}.yaml`] = helmRelease(name)
  }
  return files
}

/** A Flux repo of so many apps, each a Kustomization of its own that builds an overlay over the app's base. */
export function fluxKustomizations(count: number): Files {
  const files: Files = {}
  for (let i = 0; i < count / environments.length; i++) {
    const app = appName(i)
    files[`apps/${app}/base/kustomization.yaml`] = 'resources:\n  - deployment.yaml\n'
    files[`apps/${app}/base/deployment.yaml`] = deployment(app)
    for (const environment of environments) {
      files[`apps/${app}/${environment}/kustomization.yaml`] =
        `resources:\n  - ../base\nimages:\n  - name: ghcr.io/acme/${app}\n    newTag: 1.0.0\n`
      files[`clusters/${environment}/${app}.yaml`] = fluxKustomization(environment, app)
    }
  }
  return files
}

/** A repo of so many apps without controller objects: folders with values files by environment. */
export function conventionApps(count: number): Files {
  const files: Files = {}
  for (let i = 0; i < count / environments.length; i++)
    for (const environment of environments)
      files[`apps/${appName(i)}/values-${environment}.yaml`] =
        `image:\n  repository: ghcr.io/acme/${appName(i)}\n  tag: 1.0.0\nreplicas: 2\n`
  return files
}

/** Writes files below a folder. */
export function writeFolder(folder: string, files: Files): void {
  for (const parent of new Set(Object.keys(files).map((path) => dirname(path))))
    mkdirSync(join(folder, parent), { recursive: true })
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text)
}

function template(kind: string): string {
  return `# {{ .Chart.Name }}\nkind: ${kind}\nmetadata:\n  name: {{ include "name" . }}\nspec:\n  image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"\n`
}

function fluxKustomization(environment: string, app?: string): string {
  return `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: ${app ?? 'apps'}
  namespace: flux-system
spec:
  interval: 10m
  path: ./apps/${app === undefined ? environment : `${app}/${environment}`}
  prune: true
  sourceRef:
    kind: GitRepository
    name: flux-system
`
}

function helmRelease(app: string): string {
  return `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: ${app}
  namespace: ${app}
spec:
  interval: 10m
  chart:
    spec:
      chart: service
      version: 1.2.3
      sourceRef:
        kind: HelmRepository
        name: acme
        namespace: flux-system
  values:
    image:
      repository: ghcr.io/acme/${app}
      tag: 1.0.0
`
}

function deployment(app: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${app}
spec:
  template:
    spec:
      containers:
        - name: app
          image: ghcr.io/acme/${app}:1.0.0
`
}
