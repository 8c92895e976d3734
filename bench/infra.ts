/** Infra repos of any size for the benchmarks, in common layouts. The same size creates the same files. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { application, argoRepo } from '../test/support/infra.ts'

export type Files = Record<string, string>

const environments = ['dev', 'prod'] as const

/** Returns the name of the app with this number. The benchmarks update app 0. */
export const appName = (i: number) => `app${String(i).padStart(5, '0')}`

/** The values file that sets the tag of app 0 in dev. */
export const valuesFile = `charts/${appName(0)}/values-dev.yaml`

/**
 * Returns an Argo CD repo with this many files. Each app has ten files: an Application and a values file for each of
 * two environments, and the chart with its three templates and its own documentation.
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

/**
 * Returns an Argo CD repo with this many Applications, each with its own values file. The Applications of an app
 * share a chart in the repo.
 */
export function argoApps(count: number): Files {
  return argoRepo(
    Array.from({ length: count / environments.length }, (_, i) => appName(i)),
    environments,
  )
}

/** Returns the same apps, declared by the templates of one chart that a root of each environment deploys. */
export function chartOfApps(count: number): Files {
  const names = Array.from({ length: count / environments.length }, (_, i) => appName(i))
  const files = Object.fromEntries(
    Object.entries(argoRepo(names, environments)).filter(([path]) => path.startsWith('charts/')),
  )
  files['apps/Chart.yaml'] = 'apiVersion: v2\nname: apps\nversion: 0.1.0\n'
  files['apps/values.yaml'] = `apps:\n${names.map((name) => `  - ${name}\n`).join('')}`
  files['apps/templates/apps.yaml'] =
    `{{- range .Values.apps }}\n---\n${application('APP', '{{ $.Values.environment }}').replaceAll('APP', '{{ . }}')}{{- end }}\n`
  for (const environment of environments)
    files[`clusters/${environment}/root.yaml`] = application('apps', environment)
      .replace('charts/apps', 'apps')
      .replace('valueFiles:', `parameters: [{name: environment, value: ${environment}}]\n      valueFiles:`)
      .replace(`        - values-${environment}.yaml`, '        - values.yaml')
  return files
}

/**
 * Returns a Flux repo with this many apps. Each environment has a Kustomization that builds its folder, which has a
 * HelmRelease for each app with its chart and its image.
 */
export function fluxApps(count: number): Files {
  const files: Files = {}
  const each = count / environments.length - 1 // the Kustomization is also an app
  for (const environment of environments) {
    const names = Array.from({ length: each }, (_, i) => appName(i))
    files[`clusters/${environment}/apps.yaml`] = fluxKustomization(environment)
    files[`apps/${environment}/kustomization.yaml`] =
      `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n${names.map((name) => `  - ${name}.yaml\n`).join('')}`
    for (const name of names) files[`apps/${environment}/${name}.yaml`] = helmRelease(name)
  }
  return files
}

/**
 * Returns a Flux repo with this many HelmReleases of one cluster, in the layout of `flux bootstrap`. Each has its own
 * chart in the repo. One Kustomization builds the folder of the apps, which has a file for each release.
 */
export function fluxLocalCharts(count: number, templates = 5): Files {
  const names = Array.from({ length: count }, (_, i) => appName(i))
  const files: Files = {
    'clusters/prod/flux-system/kustomization.yaml': 'resources:\n  - gotk-sync.yaml\n',
    'clusters/prod/flux-system/gotk-sync.yaml': `${gitRepository}---\n${fluxKustomization('prod', 'flux-system').replace('./apps/flux-system/prod', './clusters/prod')}`,
    'clusters/prod/apps.yaml': fluxKustomization('prod'),
    'apps/prod/kustomization.yaml': `resources:\n${names.map((name) => `  - ${name}.yaml\n`).join('')}`,
  }
  for (const name of names) {
    files[fluxReleaseFile(name)] = localRelease(name, 2)
    files[`charts/${name}/Chart.yaml`] = `apiVersion: v2\nname: ${name}\nversion: 0.1.0\n`
    files[`charts/${name}/values.yaml`] =
      `image:\n  repository: ghcr.io/acme/${name}\n  tag: 1.0.0\nreplicas: 1\n`
    for (let part = 0; part < templates; part++)
      files[`charts/${name}/templates/part${part}.yaml`] = helmTemplate(part)
  }
  return files
}

export const fluxReleaseFile = (app: string) => `apps/prod/${app}.yaml`

/** Returns a HelmRelease with a chart in the repo. */
export function localRelease(app: string, replicas: number): string {
  const [head = ''] = helmRelease(app).split('  chart:')
  return `${head}  chart:
    spec:
      chart: ./charts/${app}
      sourceRef:
        kind: GitRepository
        name: flux-system
        namespace: flux-system
  values:
    image:
      tag: 1.1.0
    replicas: ${replicas}
`
}

const gitRepository = `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata:
  name: flux-system
  namespace: flux-system
spec:
  interval: 1m
  url: https://github.com/acme/infra
  ref:
    branch: main
`

/**
 * Returns a Flux repo with this many apps. Each has its own Kustomization that builds an overlay on top of the app's
 * base.
 */
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

/** Returns a repo with this many apps without controller objects: folders with values files by environment. */
export function conventionApps(count: number): Files {
  const files: Files = {}
  for (let i = 0; i < count / environments.length; i++)
    for (const environment of environments)
      files[`apps/${appName(i)}/values-${environment}.yaml`] =
        `image:\n  repository: ghcr.io/acme/${appName(i)}\n  tag: 1.0.0\nreplicas: 2\n`
  return files
}

/**
 * Returns an Argo CD repo with this many Applications that Helm renders. Each app has a chart with `templates`
 * templates, and for each environment a values file outside of it, so that a change of one values file affects one
 * app.
 */
export function helmApps(count: number, templates = 1): Files {
  const files: Files = {}
  for (let i = 0; i < count / environments.length; i++) {
    const app = appName(i)
    files[`charts/${app}/Chart.yaml`] = `apiVersion: v2\nname: ${app}\nversion: 0.1.0\n`
    files[`charts/${app}/values.yaml`] =
      `image:\n  repository: ghcr.io/acme/${app}\n  tag: 1.0.0\nreplicas: 1\n`
    if (templates > 1) files[`charts/${app}/templates/_helpers.tpl`] = helpers
    for (let part = 0; part < templates; part++)
      files[`charts/${app}/templates/part${part}.yaml`] =
        templates > 1 ? longTemplate(part) : helmTemplate(part)
    for (const environment of environments) {
      files[helmValuesFile(i, environment)] = helmValues(2)
      files[`clusters/${environment}/${app}.yaml`] = application(app, environment).replace(
        `values-${environment}.yaml`,
        `/${helmValuesFile(i, environment)}`,
      )
    }
  }
  return files
}

/** The values file of app `i` of `helmApps`. */
export const helmValuesFile = (i: number, environment = 'dev') => `values/${environment}/${appName(i)}.yaml`

export const helmValues = (replicas: number) => `image:\n  tag: 1.1.0\nreplicas: ${replicas}\n`

/** Writes files below a folder. */
export function writeFolder(folder: string, files: Files): void {
  for (const parent of new Set(Object.keys(files).map((path) => dirname(path))))
    mkdirSync(join(folder, parent), { recursive: true })
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text)
}

function template(kind: string): string {
  return `# {{ .Chart.Name }}\nkind: ${kind}\nmetadata:\n  name: {{ include "name" . }}\nspec:\n  image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"\n`
}

function helmTemplate(part: number): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}-${part}
spec:
  replicas: {{ .Values.replicas }}
  selector:
    matchLabels:
      app: {{ .Release.Name }}-${part}
  template:
    metadata:
      labels:
        app: {{ .Release.Name }}-${part}
    spec:
      containers:
        - name: app
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"
`
}

const helpers = `{{- define "part.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
{{ include "part.selector" . }}
{{- end }}
{{- define "part.selector" -}}
app.kubernetes.io/name: {{ .name | trunc 63 | trimSuffix "-" }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- end }}
`

/** Returns a template of about seventy lines, as in charts with many templates. */
function longTemplate(part: number): string {
  return `{{- $name := printf "%s-%d" .Release.Name ${part} }}
{{- $context := dict "root" $ "name" $name }}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ $name }}
  namespace: {{ .Release.Namespace }}
  labels:
    {{- include "part.labels" $context | nindent 4 }}
spec:
  replicas: {{ .Values.replicas }}
  selector:
    matchLabels:
      {{- include "part.selector" $context | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "part.labels" $context | nindent 8 }}
    spec:
      serviceAccountName: {{ $name }}
      securityContext:
        {{- toYaml (dict "runAsNonRoot" true "runAsUser" 1000 "fsGroup" 1000) | nindent 8 }}
      containers:
        {{- range $i := until 2 }}
        - name: app-{{ $i }}
          image: "{{ $.Values.image.repository }}:{{ $.Values.image.tag | default $.Chart.AppVersion }}"
          imagePullPolicy: IfNotPresent
          env:
            {{- range $key, $value := dict "LOG_LEVEL" "info" "PORT" "8080" "REGION" "eu-1" }}
            - name: {{ $key }}
              value: {{ $value | quote }}
            {{- end }}
          ports:
            - name: http
              containerPort: {{ add 8080 $i }}
              protocol: TCP
          livenessProbe:
            httpGet:
              path: /live
              port: http
          readinessProbe:
            httpGet:
              path: /ready
              port: http
          resources:
            {{- toYaml (dict "limits" (dict "memory" "256Mi") "requests" (dict "cpu" "100m" "memory" "128Mi")) | nindent 12 }}
          volumeMounts:
            - name: tmp
              mountPath: /tmp
        {{- end }}
      volumes:
        - name: tmp
          emptyDir: {}
`
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
