/** The description of an app in the corpus. */
import type { FileChanges } from '../../../support/git-commits.ts'
import type { KubeObject } from '../../kube.ts'
import type { PlainObject } from '../objects.ts'

/** An Application with the files to render. */
export interface TruthApp {
  /**
   * Its name, which is also the name of its folder and, unless `more` sets another, the namespace that it deploys to.
   */
  readonly name: string
  /** One or several sources. Defaults of a source: the repository, `main`, and the app's folder. */
  readonly source: PlainObject | readonly PlainObject[]
  /**
   * The files, by their path in the app's folder. A path that starts with a slash is relative to the root of the
   * repository.
   */
  readonly files: FileChanges
  readonly more?: {
    readonly annotations?: Readonly<Record<string, string>>
    readonly labels?: Readonly<Record<string, string>>
    readonly destination?: PlainObject
    /** True if the app is synced, so that tests can read the objects in the cluster. */
    readonly synced?: boolean
  }
}

/** Returns the Application as an object. A `ref` source has no path. */
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

/** Returns the files of an app, by their path from the root of the repository. */
export function filesOf({ name, files }: TruthApp): FileChanges {
  return Object.fromEntries(
    Object.entries(files).map(([path, file]) => [
      path.startsWith('/') ? path.slice(1) : `${name}/${path}`,
      file,
    ]),
  )
}

/** Returns the files of a chart. `folder` ends in a slash or is empty. */
export function chart(
  folder: string,
  files: Readonly<Record<string, string>>,
  yaml = '',
): Record<string, string> {
  const name = folder.split('/').at(-2) ?? 'app'
  const own = { 'Chart.yaml': `apiVersion: v2\nname: ${name}\nversion: 0.1.0\n${yaml}` }
  return Object.fromEntries(Object.entries({ ...own, ...files }).map(([path, text]) => [folder + path, text]))
}

/** A template that writes all values as JSON into a ConfigMap, so that their types cannot be misread. */
export const showValues = `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}-values
data:
  values: {{ .Values | toJson | quote }}
  release: {{ .Release | toJson | quote }}
`

/** Returns a ConfigMap on one line. */
export function configMap(name: string, value = name, metadata = ''): string {
  return `{apiVersion: v1, kind: ConfigMap, metadata: {name: ${name}${metadata}}, data: {value: "${value}"}}\n`
}

/** A Deployment, a Service, and a ConfigMap that the Deployment reads its variables from. */
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
