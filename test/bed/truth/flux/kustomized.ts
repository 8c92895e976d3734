/** Folders with a kustomization.yaml, and the changes that the spec of a Kustomization makes to them. */
import type { Piece } from './corpus.ts'
import { configMap, deployment, kustomization } from './corpus.ts'

const base = {
  'base/web.yaml': deployment('web', 'ghcr.io/acme/web:1.0.0'),
  'base/service.yaml': `apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 80, targetPort: 8080}]
`,
  'base/kustomization.yaml': kustomization('resources: [web.yaml, service.yaml]\n'),
}

export const kustomized: readonly Piece[] = [
  {
    name: 'overlay',
    spec: 'path: ./apps/overlay/prod',
    files: {
      ...base,
      'unused.yaml': configMap('unused'),
      'prod/also-unused.yaml': configMap('also-unused'),
      'prod/kustomization.yaml': kustomization(`
resources: [../base]
namePrefix: prod-
nameSuffix: -v2
labels:
  - pairs: {env: prod, tier: "1"}
    includeSelectors: true
  - pairs: {team: web}
    includeTemplates: true
commonAnnotations: {note: "8080"}
replicas: [{name: web, count: 0}]
images: [{name: ghcr.io/acme/web, newName: mirror.acme.io/web, newTag: "1.10"}]
configMapGenerator:
  - name: settings
    literals: [MODE=prod, EMPTY=]
    files: [app.ini, renamed=app.ini]
    envs: [settings.env]
    options: {labels: {of: generator}}
  - name: plain
    options: {disableNameSuffixHash: true, immutable: true}
    literals: ["QUOTED='a b'"]
secretGenerator:
  - name: token
    type: Opaque
    literals: [token=s3cret]
    files: [app.ini]
patches:
  - path: patch.yaml
`),
      'prod/app.ini': '[main]\nkey = value\n',
      'prod/settings.env': '# Comment\nA=1\nB=two words\n\nC=x=y\n',
      'prod/patch.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      containers:
        - name: main
          envFrom: [{configMapRef: {name: settings}}, {secretRef: {name: token}}]
`,
    },
  },
  {
    name: 'outside',
    files: {
      'kustomization.yaml': kustomization(`
resources: [../../shared/outside/map.yaml, ../../shared/outside/whole]
components: [../../shared/outside/component]
configMapGenerator:
  - name: file
    files: [../../shared/outside/text.txt]
`),
    },
    beside: {
      'shared/outside/map.yaml': configMap('outside'),
      'shared/outside/text.txt': 'text',
      'shared/outside/whole/kustomization.yaml': kustomization('resources: [map.yaml]\n'),
      'shared/outside/whole/map.yaml': configMap('whole'),
      'shared/outside/component/kustomization.yaml':
        'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\ncommonLabels: {of: component}\n',
    },
  },
  {
    name: 'spec-components',
    spec: `components: [../../shared/components/one, ./not-there, inner]
ignoreMissingComponents: true`,
    files: {
      'map.yaml': configMap('map'),
      'inner/kustomization.yaml':
        'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [map.yaml]\n',
      'inner/map.yaml': configMap('inner'),
      'kustomization.yaml': kustomization('resources: [map.yaml]\n'),
    },
    beside: {
      'shared/components/one/kustomization.yaml': `apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
patches:
  - target: {kind: ConfigMap}
    patch: |
      - {op: add, path: /data/component, value: one}
`,
    },
  },
  {
    name: 'spec-patches',
    spec: `patches:
  - patch: |
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec:
        template:
          spec:
            containers:
              - name: main
                env: [{name: ADDED, value: "1"}]
  - patch: |
      - op: replace
        path: /spec/template/spec/containers/0/image
        value: ghcr.io/acme/web:2.0.0
      - op: test
        path: /spec/replicas
        value: 0
    target: {kind: Deployment, name: "w.*"}
  - patch: |
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: not-used}
      data: {patched: "yes"}
    target: {kind: ConfigMap, labelSelector: "patch in (yes)"}
  - patch: |
      $patch: delete
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: gone}
  - patch: |
      - {op: add, path: /metadata/labels, value: {by: annotation}}
    target: {annotationSelector: "find=me"}`,
    files: {
      'web.yaml': deployment('web'),
      'worker.yaml': deployment('worker'),
      'other.yaml': deployment('other'),
      'gone.yaml': configMap('gone'),
      'labelled.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {name: labelled, labels: {patch: "yes"}}
data: {own: "1"}
`,
      'annotated.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {name: annotated, annotations: {find: me}}
`,
    },
  },
  {
    name: 'spec-images',
    spec: `path: ./apps/spec-images/prod
images:
  - {name: ghcr.io/acme/web, newTag: 3.0.0}
  - {name: ghcr.io/acme/by-digest, digest: "sha256:${'a'.repeat(64)}"}
  - {name: ghcr.io/acme/other, newName: mirror.acme.io/other}
  - {name: ghcr.io/acme/other, newTag: "1.10"}`,
    files: {
      ...base,
      'prod/kustomization.yaml': kustomization(`
resources: [../base, more.yaml]
images:
  - {name: ghcr.io/acme/web, newName: mirror.acme.io/web, newTag: 2.0.0, digest: "sha256:${'b'.repeat(64)}"}
`),
      'prod/more.yaml':
        deployment('by-digest') +
        deployment('other') +
        deployment('untouched', 'ghcr.io/acme/web-sidecar:1.0.0'),
    },
  },
  {
    name: 'spec-names',
    spec: `namePrefix: a-
nameSuffix: -z
commonMetadata:
  labels: {common: "true", app: changed}
  annotations: {common/annotation: "1"}`,
    files: {
      'kustomization.yaml': kustomization(`
namePrefix: never-
namespace: never
resources: [all.yaml]
configMapGenerator: [{name: generated, literals: [a=b]}]
`),
      'all.yaml': `${deployment('web').trimEnd()}
      serviceAccountName: web
      volumes:
        - {name: settings, configMap: {name: generated}}
        - {name: data, persistentVolumeClaim: {claimName: data}}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: web, namespace: never}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  minReplicas: 1
  maxReplicas: 2
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: "spec:names"}
rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: "spec:names"}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "spec:names"}
subjects: [{kind: ServiceAccount, name: web, namespace: never}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: web}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
subjects:
  - {kind: ServiceAccount, name: web, namespace: never}
  - {kind: User, apiGroup: rbac.authorization.k8s.io, name: jane}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec:
  rules:
    - host: web.example.com
      http:
        paths:
          - {path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}
`,
    },
  },
  {
    name: 'old-fields',
    files: {
      'kustomization.yml': `# No head, and fields that kustomize calls old.
bases: [base]
resources: [more.yaml]
commonLabels: {old: "true"}
patchesStrategicMerge:
  - |-
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: more}
    data: {merged: "1"}
patchesJson6902:
  - target: {version: v1, kind: ConfigMap, name: more}
    patch: '[{"op": "add", "path": "/data/json", "value": "1"}]'
vars:
  - name: NAME
    objref: {apiVersion: v1, kind: Service, name: web}
replacements:
  - source: {kind: ConfigMap, name: more, fieldPath: data.key}
    targets:
      - select: {kind: Deployment, name: web}
        fieldPaths: [metadata.annotations.replaced]
        options: {create: true}
imageTags: [{name: ghcr.io/acme/web, newTag: 4.0.0}]
anUnknownField: true
`,
      'more.yaml': configMap('more'),
      'base/kustomization.yaml': 'resources: [web.yaml, service.yaml]\n',
      'base/web.yaml': deployment(
        'web',
        'ghcr.io/acme/web:1.0.0',
        '          env: [{name: SERVICE, value: $(NAME)}]\n',
      ),
      'base/service.yaml': base['base/service.yaml'],
    },
  },
  {
    name: 'only-generators',
    files: {
      'kustomization.yaml': kustomization(`
configMapGenerator: [{name: only, literals: [a=b]}]
secretGenerator: [{name: only, literals: [a=b]}]
`),
    },
  },
  {
    name: 'build-metadata',
    spec: 'buildMetadata: [originAnnotations, transformerAnnotations]',
    files: {
      'kustomization.yaml': kustomization('namePrefix: x-\nresources: [map.yaml]\n'),
      'map.yaml': configMap('map'),
    },
  },
  {
    name: 'secrets',
    files: {
      'secret.yaml': `apiVersion: v1
kind: Secret
metadata: {name: both}
data: {a: b2xk, kept: a2VwdA==}
stringData: {a: new, number: "1"}
---
apiVersion: v1
kind: Secret
metadata: {name: folded}
type: kubernetes.io/basic-auth
data:
  username: |
    dXNl
    cg==
  password: cGFzcw==
`,
    },
  },
  {
    name: 'component-remote',
    spec: 'components: ["https://example.com/component"]',
    files: { 'map.yaml': configMap('map') },
    fails: 'must be local and relative',
  },
  {
    // Flux reads an object into its type before it looks for `sops`, and so loses the field, unless the type does not
    // match.
    name: 'encrypted-text',
    files: { 'secret.yaml': encrypted('stringData') },
    differs: { 'Secret encrypted-text/encrypted': 'Flux applies the encrypted text, without `sops`' },
  },
  {
    name: 'encrypted-data',
    files: { 'secret.yaml': encrypted('data') },
    fails: 'is SOPS encrypted',
  },
]

function encrypted(field: 'data' | 'stringData'): string {
  const cipher = 'ENC[AES256_GCM,data:Zm9v,iv:Zm9v,tag:Zm9v,type:str]'
  return `apiVersion: v1
kind: Secret
metadata: {name: encrypted}
${field}: {a: "${cipher}"}
sops: {version: 3.9.0, mac: "${cipher}"}
`
}
