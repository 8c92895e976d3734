/** Apps whose files are generated from objects, so that a test can change them as people do. */
import type { PlainObject } from './objects.ts'

/**
 * The layout of an app's files:
 *
 * - `plain`: a folder of manifests
 * - `kustomize`: a base and an overlay
 * - `chart`: a Helm chart of its own
 * - `shared`: a Helm chart that several apps share, with values for each
 */
export type Form = 'plain' | 'kustomize' | 'chart' | 'shared'

export type Controller = 'argocd' | 'flux'

/** On a slow machine a sync fails now and then. */
export const retry = { limit: 10, backoff: { duration: '1s', factor: 1 } }

/** The folder of the shared chart. */
export const sharedChart = 'charts/common'

/** An app and its desired state. Changes modify it, and `files` returns the files to commit. */
export class ChangingApp {
  readonly name: string
  readonly controller: Controller
  readonly form: Form
  /** Manifests, by file name without the extension. */
  readonly objects = new Map<string, PlainObject>()
  /** Further fields of the overlay's kustomization.yaml. */
  readonly overlay: PlainObject = {}
  /** The values of its chart. */
  readonly values: PlainObject = { image: { tag: '1.0.0' }, replicas: 1, env: {}, config: { mode: 'first' } }
  /** The version of its own chart. */
  chartVersion = '1.0.0'
  /** The sync options of Argo CD. */
  readonly syncOptions: string[] = []

  constructor(name: string, controller: Controller, form: Form) {
    this.name = name
    this.controller = controller
    this.form = form
  }

  /** The folder that its controller reads. */
  get path(): string {
    if (this.form === 'shared') return sharedChart
    return this.form === 'kustomize' ? `apps/${this.name}/overlay` : `apps/${this.name}`
  }

  /** Returns an object by its file name. */
  object(file: string): PlainObject {
    const found = this.objects.get(file)
    if (found === undefined) throw new Error(`${this.name} has no ${file}`)
    return found
  }

  /** Returns all its files, except those of a shared chart. */
  files(): Record<string, string> {
    const folder = `apps/${this.name}`
    const names = [...this.objects.keys()].toSorted()
    const below = (at: string) =>
      Object.fromEntries(names.map((name) => [`${folder}/${at}${name}.yaml`, json(this.object(name))]))
    if (this.form === 'plain') return below('')
    if (this.form === 'kustomize')
      return {
        ...below('base/'),
        [`${folder}/base/kustomization.yaml`]: json({ resources: names.map((name) => `${name}.yaml`) }),
        [`${folder}/overlay/kustomization.yaml`]: json({ resources: ['../base'], ...this.overlay }),
      }
    const values = { [`${folder}/values.yaml`]: json(this.values) }
    if (this.form === 'shared') return values
    return { ...values, ...chartFiles(folder, this.chartVersion), ...below('templates/own-') }
  }

  /** Returns the object that declares it to its controller, as the repository has it. */
  declaration(url: string): PlainObject {
    return this.controller === 'argocd' ? this.#application(url) : this.#kustomization()
  }

  #application(repoURL: string): PlainObject {
    const { name, path, form, syncOptions } = this
    const helm = form === 'shared' && { helm: { valueFiles: [`/apps/${name}/values.yaml`] } }
    return {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name, namespace: 'argocd' },
      spec: {
        project: 'default',
        source: { repoURL, targetRevision: 'main', path, ...helm },
        destination: { server: 'https://kubernetes.default.svc', namespace: name },
        syncPolicy: { automated: { prune: true }, retry, syncOptions },
      },
    }
  }

  #kustomization(): PlainObject {
    const { name, path } = this
    return {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata: { name, namespace: 'flux-system' },
      spec: {
        sourceRef: { kind: 'GitRepository', name: 'infra' },
        path: `./${path}`,
        targetNamespace: name,
        interval: '1h',
        retryInterval: '2s',
        prune: true,
      },
    }
  }
}

/** Writes JSON, which is also valid YAML. */
export function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`
}

/** Returns a chart of a Deployment with a checksum of its ConfigMap, as `helm create` and its users write them. */
export function chartFiles(folder: string, version: string): Record<string, string> {
  const labels = '{"app": "{{ .Release.Name }}", "helm.sh/chart": "{{ .Chart.Name }}-{{ .Chart.Version }}"}'
  return {
    [`${folder}/Chart.yaml`]: json({ apiVersion: 'v2', name: 'web', version }),
    [`${folder}/templates/deployment.yaml`]: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
  labels: ${labels}
spec:
  replicas: {{ .Values.replicas }}
  selector: {matchLabels: {app: "{{ .Release.Name }}"}}
  template:
    metadata:
      labels: {app: "{{ .Release.Name }}"}
      annotations:
        checksum/config: {{ include (print $.Template.BasePath "/config.yaml") . | sha256sum }}
    spec:
      containers:
        - name: main
          image: "example.com/web:{{ .Values.image.tag }}"
          envFrom: [{configMapRef: {name: "{{ .Release.Name }}-config"}}]
          env:
            {{- range $name, $value := .Values.env }}
            - {name: {{ $name }}, value: {{ $value | quote }}}
            {{- end }}
`,
    [`${folder}/templates/config.yaml`]: `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}-config
data: {{ .Values.config | toJson }}
`,
    [`${folder}/templates/service.yaml`]: `apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}
  labels: ${labels}
spec:
  selector: {app: "{{ .Release.Name }}"}
  ports: [{name: http, port: 80, targetPort: 8080}]
`,
  }
}
