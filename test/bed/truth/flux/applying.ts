/**
 * Pieces about applying: definitions before their objects, the order, objects that Flux leaves alone, and
 * Kustomizations that apply Kustomizations.
 */
import type { Piece } from './corpus.ts'
import { configMap, deployment, kustomization } from './corpus.ts'

const definition = (plural: string, kind: string, scope: string) => `---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: ${plural}.acme.io}
spec:
  group: acme.io
  scope: ${scope}
  names: {plural: ${plural}, singular: ${kind.toLowerCase()}, kind: ${kind}}
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec: {type: object, x-kubernetes-preserve-unknown-fields: true}
`

const marked = (name: string, key: string, value: string) => `---
apiVersion: v1
kind: ConfigMap
metadata: {name: ${name}, annotations: {kustomize.toolkit.fluxcd.io/${key}: ${value}}}
data: {a: b}
`

export const applying: readonly Piece[] = [
  {
    name: 'definitions',
    files: {
      'a-object.yaml': `apiVersion: acme.io/v1
kind: Widget
metadata: {name: one}
spec: {size: 3, big: 12345678901, fraction: 0.5, nothing: null, empty: {}, list: [], text: "007"}
`,
      'crds.yaml': definition('widgets', 'Widget', 'Namespaced'),
    },
  },
  {
    name: 'typed',
    files: {
      'controller.yaml': `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: typed, creationTimestamp: null}
spec:
  serviceName: typed
  replicas: 0
  selector: {matchLabels: {app: typed}}
  template:
    metadata: {labels: {app: typed}, creationTimestamp: null}
    spec:
      containers:
        - name: main
          image: ghcr.io/acme/typed:1.0.0
          resources: {requests: {cpu: 0.5, memory: 1024Mi}, limits: {cpu: "1"}}
          ports: [{containerPort: 80}, {containerPort: 53, protocol: UDP}]
          env: []
          command: null
          livenessProbe: {httpGet: {path: /, port: http}, timeoutSeconds: 1}
  volumeClaimTemplates:
    - metadata: {name: data}
      spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
status: {replicas: 0}
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: typed}
spec:
  schedule: "0 0 1 1 *"
  suspend: true
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          containers: [{name: main, image: "ghcr.io/acme/typed:1.0.0", ports: [{containerPort: 80}]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: typed}
rules: []
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: typed}
spec: {maxUnavailable: 30%, selector: {matchLabels: {app: typed}}}
`,
    },
  },
  {
    name: 'marks',
    files: {
      'marks.yaml': [
        marked('not-present', 'ssa', 'IfNotPresent'),
        marked('merged', 'ssa', 'Merge'),
        marked('not-pruned', 'prune', 'disabled'),
        marked('forced', 'force', 'enabled'),
      ].join(''),
    },
  },
  {
    name: 'waits',
    spec: 'wait: true\ndependsOn: [{name: definitions}]',
    files: {
      'web.yaml': deployment('web'),
      'widget.yaml': 'apiVersion: acme.io/v1\nkind: Widget\nmetadata: {name: depends}\n',
    },
  },
  {
    name: 'releases',
    files: {
      'release.yaml': `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: web}
spec:
  interval: 1h
  chart: {spec: {chart: web, version: "1.x", sourceRef: {kind: HelmRepository, name: acme}}}
  valuesFrom: [{kind: ConfigMap, name: values}]
  values: {image: {tag: "1.10"}, replicas: 2}
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: {name: acme}
spec: {interval: 1h, url: "https://charts.acme.invalid", suspend: true}
`,
      'values.yaml': 'service: {port: 80}\n',
      'kustomization.yaml': kustomization(`
resources: [release.yaml]
configMapGenerator: [{name: values, files: [values.yaml]}]
configurations: [names.yaml]
`),
      'names.yaml': `nameReference:
  - kind: ConfigMap
    version: v1
    fieldSpecs: [{path: spec/valuesFrom/name, kind: HelmRelease}]
`,
    },
  },
  {
    name: 'without-namespace',
    spec: 'targetNamespace: none',
    files: { 'map.yaml': configMap('map') },
    fails: 'namespace not specified',
  },
  {
    // The first of three levels. Each level changes the next one.
    name: 'level-one',
    spec: `targetNamespace: none
path: apps/levels/one
postBuild: {substitute: {level: "two", tenant: blue}}
patches:
  - target: {kind: Kustomization}
    patch: |
      - {op: add, path: /spec/commonMetadata, value: {labels: {patched: by-one}}}`,
    files: {},
    beside: {
      'apps/levels/one/two.yaml': `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: "level-\${level}", namespace: flux-system}
spec:
  interval: 1h
  prune: true
  path: ./apps/levels/\${level}
  sourceRef: {kind: GitRepository, name: flux-system}
  postBuild:
    substitute: {tenant: "\${tenant}", kept: "$\${not_ours:=kept}"}
`,
      'apps/levels/two/kustomization.yaml': kustomization('resources: [three.yaml]\nnamespace: level-one\n'),
      'apps/levels/two/three.yaml': `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: "\${tenant}-three"}
spec:
  interval: 1h
  prune: true
  path: ./apps/levels/three
  targetNamespace: level-one
  sourceRef: {kind: GitRepository, name: flux-system, namespace: flux-system}
  postBuild:
    substitute: {tenant: "\${tenant}", kept: "\${kept}"}
`,
      'apps/levels/three/map.yaml': configMap('${tenant}-map', { tenant: '${tenant}', kept: '${kept}' }),
      'apps/levels/three/web.yaml': deployment('${tenant}-web'),
    },
  },
]
