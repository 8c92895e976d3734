/** Infra repos for tests, in common layouts. */

/**
 * Returns an Argo CD Application for each app and environment, each with its own values file on top of a shared one.
 */
export function argoRepo(
  apps: readonly string[] = ['web'],
  environments: readonly string[] = ['dev', 'prod'],
): Record<string, string> {
  const files: Record<string, string> = {}
  for (const app of apps) {
    files[`charts/${app}/Chart.yaml`] = `apiVersion: v2\nname: ${app}\nversion: 0.1.0\nappVersion: "0.0.1"\n`
    files[`charts/${app}/values.yaml`] =
      `image:\n  repository: ghcr.io/acme/${app}\n  tag: ""\nsidecar:\n  image: ghcr.io/acme/proxy:0.9.0\n`
    for (const environment of environments) {
      files[`charts/${app}/values-${environment}.yaml`] =
        `# ${app} in ${environment}\nimage:\n  tag: 1.0.0   # set by CI\n\nreplicas: 2\n`
      files[`clusters/${environment}/${app}.yaml`] = application(app, environment)
    }
  }
  return files
}

export function application(app: string, environment: string): string {
  return `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: ${app}-${environment}
  namespace: argocd
spec:
  project: default
  source:
    repoURL: https://github.com/acme/infra
    targetRevision: HEAD
    path: charts/${app}
    helm:
      valueFiles:
        - values-${environment}.yaml
  destination:
    server: https://kubernetes.default.svc
    namespace: ${app}
  syncPolicy:
    automated: {}
`
}
