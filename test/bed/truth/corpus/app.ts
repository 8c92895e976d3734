/** How an app of the truth is written down. */
import type { FileChanges } from '../../../support/git-commits.ts'
import type { KubeObject } from '../../kube.ts'
import type { PlainObject } from '../objects.ts'

/** An Application with the files that it is rendered from. */
export interface TruthApp {
  /** Its name, the folder of its files, and the namespace that it deploys to where `more` says no other. */
  readonly name: string
  /** One source, or several; what is left out of one is the repository, `main`, and the app's folder. */
  readonly source: PlainObject | readonly PlainObject[]
  /** By their path in the app's folder; one that begins with a slash counts from the root of the repository. */
  readonly files: FileChanges
  readonly more?: {
    readonly annotations?: Readonly<Record<string, string>>
    readonly labels?: Readonly<Record<string, string>>
    readonly destination?: PlainObject
    /** Whether it is synced, so that what lands in the cluster can be looked at. */
    readonly synced?: boolean
  }
}

/** The Application as an object; `ref` sources have no path. */
export function applicationOf({ name, source, more = {} }: TruthApp, repoURL: string): KubeObject {
  const whole = (one: PlainObject) => {
    const path = one['ref'] === undefined && one['chart'] === undefined ? { path: name } : {}
    return { repoURL, targetRevision: 'main', ...path, ...one }
  }
  const { annotations, labels, destination, synced = false } = more
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name, namespace: 'argocd', ...(annotations && { annotations }), ...(labels && { labels }) },
    spec: {
      project: 'default',
      ...(Array.isArray(source)
        ? { sources: (source as readonly PlainObject[]).map(whole) }
        : { source: whole(source as PlainObject) }),
      destination: { server: 'https://kubernetes.default.svc', namespace: name, ...destination },
      ...(synced && { syncPolicy: { automated: {}, syncOptions: ['CreateNamespace=true'] } }),
    },
  }
}

/** The files of an app by their paths from the root of the repository. */
export function filesOf({ name, files }: TruthApp): FileChanges {
  return Object.fromEntries(
    Object.entries(files).map(([path, file]) => [
      path.startsWith('/') ? path.slice(1) : `${name}/${path}`,
      file,
    ]),
  )
}

/** The files of a chart, below a folder that ends in a slash or is empty. */
export function chart(
  folder: string,
  files: Readonly<Record<string, string>>,
  yaml = '',
): Record<string, string> {
  const name = folder.split('/').at(-2) ?? 'app'
  const own = { 'Chart.yaml': `apiVersion: v2\nname: ${name}\nversion: 0.1.0\n${yaml}` }
  return Object.fromEntries(Object.entries({ ...own, ...files }).map(([path, text]) => [folder + path, text]))
}

/** A template that shows values as a ConfigMap: one that cannot be misread, however they are typed. */
export const showValues = `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}-values
data:
  values: {{ .Values | toJson | quote }}
  release: {{ .Release | toJson | quote }}
`

/** A ConfigMap in one line. */
export function configMap(name: string, value = name, metadata = ''): string {
  return `{apiVersion: v1, kind: ConfigMap, metadata: {name: ${name}${metadata}}, data: {value: "${value}"}}\n`
}

/** A Deployment, a Service and a ConfigMap that it takes its variables from. */
export const workload = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: {app: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: main
        image: example.com/web:1.0.0
        envFrom: [{configMapRef: {name: settings}}]
        ports: [{containerPort: 8080}]
      - {name: side, image: "example.com/side@sha256:${'a'.repeat(64)}"}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 80, targetPort: 8080}]
`
