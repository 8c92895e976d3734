/** Building blocks for the repositories of apps of apps. */
import { indent, REPO } from '../sets/case.ts'

/** Returns an Application of Argo CD, as YAML. */
export function application(name: string, source: string, rest: Partial<Rest> = {}): string {
  const { metadata = '', namespace = 'argocd', more = '', leads = false } = rest
  const { destination = 'server: https://kubernetes.default.svc' } = rest
  return `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: ${name}
  namespace: argocd
${indent(metadata, 2)}
spec:
  project: default
  source:
    repoURL: ${REPO}
    targetRevision: main
${indent(source, 4)}
  destination: {${destination}, namespace: ${namespace}}
  syncPolicy: {${leads ? 'automated: {}' : 'retry: {limit: 1}'}}
${indent(more, 2)}
`.replaceAll(/^\s*\n/gm, '')
}

interface Rest {
  /** True if it declares other Applications, and so must be synced. */
  readonly leads: boolean
  readonly metadata: string
  /** The namespace that it deploys to. */
  readonly namespace: string
  /** `server: …` or `name: …` */
  readonly destination: string
  /** More fields of the spec. */
  readonly more: string
}

/** Returns the files of a chart in a folder. */
export function chart(folder: string, files: Readonly<Record<string, string>>): Record<string, string> {
  const name = folder.split('/').at(-1)
  const all = { 'Chart.yaml': `apiVersion: v2\nname: ${name}\nversion: 1.2.3\nappVersion: "4.5"\n`, ...files }
  return Object.fromEntries(Object.entries(all).map(([path, text]) => [`${folder}/${path}`, text]))
}

/** Returns a folder with one ConfigMap. */
export function folder(path: string): Record<string, string> {
  return {
    [`${path}/map.yaml`]: `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: map}\ndata: {from: ${path}}\n`,
  }
}
