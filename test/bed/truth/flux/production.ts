/**
 * The second cluster of the layout, as in the documentation of Flux: bases, an overlay for each cluster, and
 * infrastructure before apps.
 *
 * Source: https://fluxcd.io/flux/guides/repository-structure/#monorepo
 */
import type { Files } from '../../../support/git-commits.ts'
import { bootstrap, configMap, deployment, kustomization, namespace } from './corpus.ts'

const declared = (name: string, path: string, more = '') => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: ${name}
  namespace: flux-system
spec:
  interval: 10m0s
  retryInterval: 10s
  sourceRef:
    kind: GitRepository
    name: flux-system
  path: ${path}
  prune: true
${more}`

/** The other cluster also has a Kustomization `overlay`. It builds the same folder for another namespace. */
export const production = {
  names: ['infra-controllers', 'infra-configs', 'apps', 'overlay', 'tenant-a'],
  files: (url: string): Files => ({
    ...bootstrap('production', url),
    'clusters/production/infrastructure.yaml': `---
${declared('infra-controllers', './infrastructure/controllers', '  wait: true\n')}---
${declared('infra-configs', './infrastructure/configs', '  dependsOn:\n    - name: infra-controllers\n')}`,
    'clusters/production/apps.yaml': declared(
      'apps',
      './fleet/production',
      `  dependsOn:
    - name: infra-configs
  postBuild:
    substituteFrom:
      - kind: ConfigMap
        name: cluster-settings
`,
    ),
    'clusters/production/overlay.yaml': declared(
      'overlay',
      './apps/overlay/prod',
      '  targetNamespace: apps\n',
    ),
    'clusters/production/settings.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {name: cluster-settings, namespace: flux-system}
data: {cluster: production, domain: acme.io}
`,
    'clusters/production/tenants.yaml': declared('tenant-a', './tenants/production'),
    'infrastructure/controllers/namespaces.yaml': namespace('apps') + namespace('tenant-a'),
    'infrastructure/controllers/controller.yaml': deployment('controller').replace(
      'name: controller',
      'name: controller\n  namespace: apps',
    ),
    'infrastructure/configs/kustomization.yaml': kustomization('namespace: apps\nresources: [issuer.yaml]\n'),
    'infrastructure/configs/issuer.yaml': configMap('issuer'),
    'fleet/base/web/kustomization.yaml': kustomization(
      'namespace: apps\nresources: [web.yaml, settings.yaml]\n',
    ),
    'fleet/base/web/web.yaml': deployment('web'),
    'fleet/base/web/settings.yaml': configMap('settings', { host: 'web.${domain}', cluster: '${cluster}' }),
    'fleet/production/kustomization.yaml': kustomization(`
resources: [../base/web]
images: [{name: ghcr.io/acme/web, newTag: 2.0.0}]
patches: [{path: web.yaml, target: {kind: Deployment}}]
`),
    'fleet/production/web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {minReadySeconds: 5}
`,
    // A tenant has its own Kustomization and source, in its own namespace.
    'tenants/production/kustomization.yaml': kustomization(
      'resources: [../base]\npatches: [{path: sync.yaml}]\n',
    ),
    'tenants/production/sync.yaml': `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: dev-team, namespace: tenant-a}
spec: {path: ./tenants/apps/production}
`,
    'tenants/base/kustomization.yaml': kustomization('resources: [sync.yaml]\nnamespace: tenant-a\n'),
    'tenants/base/sync.yaml': `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: dev-team}
spec: {interval: 1h, url: "${url}", ref: {branch: main}}
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: dev-team}
spec:
  interval: 1h
  prune: true
  path: ./tenants/apps/base
  targetNamespace: tenant-a
  sourceRef: {kind: GitRepository, name: dev-team}
`,
    'tenants/apps/base/map.yaml': configMap('map', { of: 'base' }),
    'tenants/apps/production/kustomization.yaml': kustomization(
      'resources: [../base/map.yaml]\nnameSuffix: -prod\n',
    ),
  }),
}
