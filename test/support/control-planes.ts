/** Builds repos with several control planes. */

export const url = 'https://github.com/acme/infra'

export function configMap(name: string, data: string): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: {${data}}\n`
}

export interface ApplicationParts {
  /** YAML in flow style. */
  readonly destination?: string
  /** The namespace of the object itself. It is left out if this is empty. */
  readonly namespace?: string
}

export function application(name: string, path: string, parts: ApplicationParts = {}): string {
  const {
    destination = `{server: https://kubernetes.default.svc, namespace: ${name}}`,
    namespace = 'argocd',
  } = parts
  const own = namespace === '' ? '' : `, namespace: ${namespace}`
  return `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: ${name}${own}}
spec:
  project: default
  source: {repoURL: ${url}, targetRevision: HEAD, path: ${path}}
  destination: ${destination}
`
}

/**
 * Returns a Kustomization.
 *
 * @param more further fields of the spec, in flow style and with a leading comma
 */
export function kustomization(name: string, path: string, more = ''): string {
  return `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: ${name}, namespace: flux-system}
spec: {interval: 1h, prune: true, path: ./${path}, sourceRef: {kind: GitRepository, name: flux-system}${more}}
`
}

/** Returns the files that `flux bootstrap --path` writes. */
export function bootstrap(path: string): Record<string, string> {
  return {
    [`${path}/flux-system/kustomization.yaml`]: 'resources: [gotk-sync.yaml]\n',
    [`${path}/flux-system/gotk-sync.yaml`]: `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: flux-system, namespace: flux-system}
spec: {interval: 1m, url: ${url}, ref: {branch: main}}
---
${kustomization('flux-system', path)}`,
  }
}

/** A cluster of a repo in each of the usual layouts, with an app `api` that has a source of its own. */
export const layouts: Readonly<Record<string, (name: string) => Record<string, string>>> = {
  'folders of Applications': (name) => ({
    [`fleet/${name}/api.yaml`]: application('api', `api/${name}`),
    [`api/${name}/map.yaml`]: configMap('api', `cluster: ${name}, value: "1"`),
  }),
  'flux bootstrap': (name) => ({
    ...bootstrap(`clusters/${name}`),
    [`clusters/${name}/api.yaml`]: kustomization('api', `api/${name}`, ', targetNamespace: api'),
    [`api/${name}/map.yaml`]: configMap('api', `cluster: ${name}, value: "1"`),
  }),
  'a shared folder of Flux': (name) => ({
    ...bootstrap(`clusters/${name}`),
    [`clusters/${name}/all.yaml`]: kustomization('all', 'all'),
    'all/api.yaml': kustomization('api', 'api/all', ', targetNamespace: api'),
    'api/all/map.yaml': configMap('api', `value: "1"`),
  }),
  'apps of apps that share a folder': (name) => ({
    [`fleet/${name}/root.yaml`]: application('root', 'apps'),
    'apps/api.yaml': application('api', 'api/all'),
    'api/all/map.yaml': configMap('api', `value: "1"`),
  }),
  'overlays of one base': (name) => ({
    'base/kustomization.yaml': 'resources: [api.yaml]\n',
    'base/api.yaml': application('api', 'api/all'),
    [`overlays/${name}/kustomization.yaml`]: 'resources: [../../base]\n',
    'api/all/map.yaml': configMap('api', `value: "1"`),
  }),
  ApplicationSets: (name) => ({
    [`fleet/${name}/set.yaml`]: `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: all, namespace: argocd}
spec:
  generators: [{list: {elements: [{name: api}]}}]
  template:
    metadata: {name: '{{name}}'}
    spec:
      project: default
      source: {repoURL: ${url}, targetRevision: HEAD, path: 'api/${name}'}
      destination: {server: https://kubernetes.default.svc, namespace: '{{name}}'}
`,
    [`api/${name}/map.yaml`]: configMap('api', `cluster: ${name}, value: "1"`),
  }),
}
