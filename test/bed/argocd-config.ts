/** The configuration of Argo CD: its ConfigMaps, its Secret and the default project. */
import { readFileSync } from 'node:fs'
import { load } from 'js-yaml'
import type { Built } from './build.ts'
import type { KubeObject } from './kube.ts'

/** The administrator of every Argo CD of a bed. Argo CD is reachable over loopback only. */
export const administrator = {
  name: 'admin',
  password: 'of-the-bed',
  /** A hash of the password, as `argocd account bcrypt --password of-the-bed` prints it. */
  hash: '$2b$10$bedbedbedbedbedbedbedOXFnK2ETUVVYQ7qKe58vT/prp6R8U9Xy',
}

/** The account for CI. It may read and sync all apps, and nothing else. */
export const ciAccount = 'ci'

/** The secret with which forges sign their webhooks. */
export const webhookSecret = 'of-the-bed'

const policy = `
p, role:ci, applications, get, */*, allow
p, role:ci, applications, sync, */*, allow
p, role:ci, logs, get, */*, allow
p, role:ci, applicationsets, get, */*, allow
g, ${ciAccount}, role:ci
`

export interface ArgocdSettings {
  /** The namespace in which Argo CD runs. */
  readonly namespace: string
  /** True if Applications sync as the service account that their project names. */
  readonly impersonation: boolean
}

/** Returns all objects of the configuration, including those of the upstream manifests. */
export function argocdObjects(built: Built, { namespace, impersonation }: ArgocdSettings): KubeObject[] {
  const named = (kind: string, name: string) => ({
    apiVersion: 'v1',
    kind,
    metadata: {
      name,
      namespace,
      labels: { 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': 'argocd' },
    },
  })
  return [
    ...upstreamObjects(built, namespace),
    {
      ...named('ConfigMap', 'argocd-cm'),
      data: {
        [`accounts.${ciAccount}`]: 'apiKey',
        'timeout.reconciliation': '60s',
        'timeout.reconciliation.jitter': '0s',
        'application.sync.impersonation.enabled': String(impersonation),
      },
    },
    { ...named('ConfigMap', 'argocd-rbac-cm'), data: { 'policy.default': '', 'policy.csv': policy } },
    { ...named('ConfigMap', 'argocd-notifications-cm'), data: {} },
    { ...named('Secret', 'argocd-notifications-secret'), stringData: {} },
    {
      ...named('Secret', 'argocd-secret'),
      stringData: {
        'admin.password': administrator.hash,
        'admin.passwordMtime': '2026-01-01T00:00:00Z',
        'webhook.github.secret': webhookSecret,
        'webhook.gitlab.secret': webhookSecret,
      },
    },
    {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'AppProject',
      metadata: { name: 'default', namespace },
      spec: {
        sourceRepos: ['*'],
        destinations: [{ namespace: '*', server: '*' }],
        clusterResourceWhitelist: [{ group: '*', kind: '*' }],
      },
    },
  ]
}

/** The ConfigMaps of the upstream installation that are applied unchanged. */
const upstream = [
  'argocd-cmd-params-cm',
  'argocd-gpg-keys-cm',
  'argocd-ssh-known-hosts-cm',
  'argocd-tls-certs-cm',
]

function upstreamObjects(built: Built, namespace: string): KubeObject[] {
  return upstream.map((name) => {
    const object = load(readFileSync(built.asset(`argocd/config/${name}.yaml`), 'utf8')) as KubeObject
    return { ...object, metadata: { ...object.metadata, namespace } }
  })
}
