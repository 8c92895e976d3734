/** Kustomizations, and the changes that the fields of an Application make to them. */
import type { TruthApp } from './app.ts'
import { chart, configMap, showValues, workload } from './app.ts'

const base = { 'base/kustomization.yaml': 'resources: [w.yaml]\n', 'base/w.yaml': workload }

export const kustomizeApps: readonly TruthApp[] = [
  {
    name: 'kustomize-overlay',
    source: { path: 'kustomize-overlay/prod' },
    files: {
      ...base,
      'components/probe/kustomization.yaml':
        'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches:\n- target: {kind: Deployment}\n  patch: |-\n    - op: add\n      path: /spec/template/spec/containers/0/readinessProbe\n      value: {httpGet: {path: /, port: 8080}}\n',
      'prod/kustomization.yaml': `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: prod-ns
namePrefix: p-
nameSuffix: -s
resources: [../base, extra.yaml, rbac.yaml]
components: [../components/probe]
commonAnnotations: {team: a}
labels: [{pairs: {env: prod}, includeSelectors: true}, {pairs: {only: meta}, includeTemplates: true}]
images:
- {name: example.com/web, newName: mirror.example.com/web, newTag: "2.0"}
- {name: example.com/side, digest: sha256:${'b'.repeat(64)}}
replicas: [{name: web, count: 5}]
configMapGenerator:
- {name: settings, literals: [a=1, "b=x y"], files: [conf.ini, renamed=conf.ini], envs: [vars.env]}
- {name: fixed, literals: [a=1], options: {disableNameSuffixHash: true, labels: {g: "1"}, immutable: true}}
secretGenerator:
- {name: secret, literals: [password=x], type: Opaque}
patches:
- path: patch.yaml
- target: {kind: Service, name: web}
  patch: |-
    - {op: replace, path: /spec/ports/0/port, value: 8081}
replacements:
- source: {kind: Service, name: web, fieldPath: metadata.name}
  targets: [{select: {kind: Deployment}, fieldPaths: [metadata.annotations.service], options: {create: true}}]
`,
      'prod/patch.yaml':
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  template:\n    spec:\n      containers:\n      - name: main\n        resources: {limits: {cpu: 500m}}\n      - {name: side, $patch: delete}\n',
      'prod/extra.yaml': `${configMap('extra', 'x', ', namespace: own')}---\n{apiVersion: v1, kind: Namespace, metadata: {name: prod-ns}}\n`,
      'prod/rbac.yaml':
        '{apiVersion: v1, kind: ServiceAccount, metadata: {name: sa}}\n---\n{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: crb}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}, subjects: [{kind: ServiceAccount, name: sa, namespace: default}]}\n',
      'prod/conf.ini': '[x]\na = "1"\n',
      'prod/vars.env': '# comment\nC=3\nD="4"\n',
    },
  },
  {
    name: 'kustomize-edits',
    source: {
      kustomize: {
        namePrefix: 'pre-',
        nameSuffix: '-suf',
        namespace: 'forced',
        images: ['example.com/web:3.0', `example.com/side=other.example.com/s@sha256:${'c'.repeat(64)}`],
        replicas: [{ name: 'web', count: 4 }],
        commonLabels: { team: 'x', app: '$ARGOCD_APP_NAME' },
        forceCommonLabels: true,
        commonAnnotations: { note: 'of $ARGOCD_APP_NAME' },
        commonAnnotationsEnvsubst: true,
        patches: [
          { target: { kind: 'Service' }, patch: '- {op: add, path: /spec/type, value: ClusterIP}' },
          {
            patch:
              'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {minReadySeconds: 7}\n',
          },
        ],
        components: ['../shared/components/label'],
      },
    },
    files: {
      'kustomization.yml':
        'resources: [w.yaml, c.yaml]\nimages: [{name: example.com/web, newTag: "1.5"}]\ncommonLabels: {app: old}\nnamespace: own\n',
      'w.yaml': workload,
      'c.yaml': configMap('c', 'c', ', namespace: elsewhere'),
      '/shared/components/label/kustomization.yaml':
        'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\ncommonAnnotations: {component: "yes"}\n',
    },
  },
  {
    name: 'kustomize-labels',
    source: {
      kustomize: {
        commonLabels: { team: 'x' },
        labelWithoutSelector: true,
        labelIncludeTemplates: true,
        commonAnnotations: { note: 'of $ARGOCD_APP_NAME' },
        ignoreMissingComponents: true,
        components: ['../shared/components/none', '../shared/components/*'],
      },
    },
    files: { Kustomization: 'resources:\n- w.yaml\n', 'w.yaml': workload },
  },
  {
    name: 'kustomize-images',
    source: {
      kustomize: {
        images: [
          'web',
          'web=registry.example.com:5000/team/web',
          'init:$ARGOCD_APP_PROJECT_NAME',
          'job=*:9',
        ].slice(1),
      },
    },
    files: {
      'kustomization.yaml':
        'resources: [a.yaml]\nimages: [{name: web, newTag: "1"}, {name: both, newTag: "2", digest: "sha256:' +
        'd'.repeat(64) +
        '"}, {name: job, newName: kept.example.com/job}]\n',
      'a.yaml':
        'apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: c}\nspec:\n  schedule: "0 0 * * *"\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          restartPolicy: Never\n          initContainers: [{name: i, image: init}]\n          containers: [{name: a, image: "web:0"}, {name: b, image: both}, {name: c, image: "job@sha256:' +
        'e'.repeat(64) +
        '"}]\n',
    },
  },
  {
    name: 'kustomize-odd',
    source: {},
    files: {
      'kustomization.yaml':
        'resources: [a.yaml, list.yaml, base]\ngeneratorOptions: {labels: {made: "yes"}, disableNameSuffixHash: true}\nconfigMapGenerator:\n- {name: merged, behavior: merge, literals: [b=2]}\n- {name: text, files: [multi.txt]}\n- {name: numbers, literals: ["n=0123", "t=true"]}\n',
      'base/kustomization.yaml': 'configMapGenerator: [{name: merged, literals: [a=1, b=1]}]\n',
      'a.yaml': `# comment
apiVersion: v1
kind: ConfigMap
metadata:
  name: quoted
  labels: {}
  creationTimestamp: null
data:
  octal: "0123"
  yes: "no"
  multi: |
    a
     b
  folded: >-
    a
    b
  empty: ""
---
---
apiVersion: example.com/v1
kind: Numbers
metadata: {name: numbers}
spec: {octal: 0123, newOctal: 0o17, yes: no, on: y, float: 1.10, exponent: 1e3, large: 9007199254740993, larger: 12345678901234567890, date: 2024-01-01, tilde: ~, under: 1_000, hex: 0x1F, list: [], map: {}, nothing: }
`,
      'list.yaml': `apiVersion: v1\nkind: List\nitems:\n- ${configMap('one')}- ${configMap('two')}`,
      'multi.txt': 'line\r\n\ttab\n\n  indented\nno end',
    },
  },
  {
    name: 'kustomize-secrets',
    source: {},
    files: {
      'kustomization.yaml':
        'namespace: kustomize-secrets\nresources: [s.yaml]\nsecretGenerator:\n- {name: made, literals: [a=b], files: [b.bin]}\n',
      's.yaml':
        'apiVersion: v1\nkind: Secret\nmetadata: {name: plain}\nstringData: {a: x, "octal": "0123"}\ndata: {b: eA==, a: eQ==}\n',
      'b.bin': new Uint8Array([0, 255, 254, 10]),
    },
    more: { synced: true },
  },
  {
    name: 'kustomize-helm',
    source: {},
    files: {
      'kustomization.yaml':
        'namespace: inflated\nhelmCharts:\n- {name: local, releaseName: rel, namespace: of-chart, valuesFile: v.yaml, valuesInline: {inline: 1, tag: 012}, includeCRDs: true, apiVersions: [x.example.com/v1], kubeVersion: "1.30"}\n- {name: local, releaseName: second}\nhelmGlobals: {chartHome: charts}\n',
      'v.yaml': 'fromFile: true\ninline: 0\n',
      ...chart('charts/local/', {
        'values.yaml': 'a: 1\n',
        'templates/a.yaml': showValues,
        'templates/c.yaml': configMap(
          '{{ .Release.Name }}-caps',
          '{{ .Capabilities.KubeVersion.Version }} {{ .Capabilities.APIVersions.Has `x.example.com/v1` }}',
        ),
      }),
    },
  },
]
