import { describe, expect, test } from 'vitest'
import { compareApp } from '../../../src/review/compare.ts'
import type { CompareOptions } from '../../../src/review/compare.ts'
import { appRules, rules } from '../../../src/risks/registry.ts'
import { rendered } from '../../support/rendered.ts'

interface Case {
  readonly name: string
  readonly before?: string
  readonly after?: string
  /** All rules with a finding, sorted. */
  readonly rules: readonly string[]
  readonly options?: Partial<CompareOptions>
}

const object = (apiVersion: string, kind: string, rest: string, meta = '') =>
  `{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: a, namespace: shop${meta}}, ${rest}}`
const workload = (container: string, pod = '', spec = 'replicas: 2', kind = 'Deployment') =>
  object(
    'apps/v1',
    kind,
    `spec: {${spec}, selector: {matchLabels: {app: a}}, template: {metadata: {labels: {app: a}}, spec: {containers: [{name: a, image: "ghcr.io/acme/a:1.2.3", ${container}}]${pod}}}}`,
  )
const image = (name: string) => workload('').replace('ghcr.io/acme/a:1.2.3', name)
const service = (spec: string, name = 'a') =>
  object('v1', 'Service', `spec: {${spec}}`).replace('name: a', `name: ${name}`)
const role = (verbs: string, resources: string, kind = 'ClusterRole', groups = '[""]') =>
  object(
    'rbac.authorization.k8s.io/v1',
    kind,
    `rules: [{apiGroups: ${groups}, resources: ${resources}, verbs: ${verbs}}]`,
  )
const binding = (name: string, subjects: string) =>
  object(
    'rbac.authorization.k8s.io/v1',
    'ClusterRoleBinding',
    `roleRef: {kind: ClusterRole, name: ${name}}, subjects: ${subjects}`,
  )
const job = (argument: string, annotation = '') =>
  object(
    'batch/v1',
    'Job',
    `spec: {template: {spec: {containers: [{name: a, image: "ghcr.io/acme/a:1.2.3", args: [${argument}]}]}}}`,
    `, annotations: {${annotation}}`,
  )
const both = (...documents: string[]) => documents.join('\n---\n')
const keep = object('v1', 'ConfigMap', 'data: {keep: me}').replace('name: a', 'name: keep')
const map = (name: string) =>
  object('v1', 'ConfigMap', 'data: {a: b, c: d}').replace('name: a', `name: ${name}`)
const templated = (kind: string, label: string, spec = '', annotation = '') =>
  object(
    kind === 'Job' ? 'batch/v1' : 'apps/v1',
    kind,
    `spec: {${spec}selector: {matchLabels: {app: a}}, template: {metadata: {labels: {app: a}, annotations: {${label}}}, spec: {containers: [{name: a, image: "ghcr.io/acme/a:1.2.3"}]}}}`,
    `, annotations: {${annotation}}`,
  )
const mounted = (more: string) =>
  [
    `volumeMounts: [{name: v, mountPath: /etc/a${more}}]`,
    ', volumes: [{name: v, configMap: {name: config}}]',
  ] as const
const reloaded = workload('envFrom: [{configMapRef: {name: config}}]').replace(
  'name: a, namespace: shop',
  'name: a, namespace: shop, annotations: {reloader.stakater.com/auto: "true"}',
)
const scheduled = object(
  'batch/v1',
  'CronJob',
  'spec: {jobTemplate: {spec: {template: {spec: {containers: [{name: a, image: "ghcr.io/acme/a:1.2.3", envFrom: [{configMapRef: {name: config}}]}]}}}}}',
)
const application = (spec: string, meta = '') =>
  object('argoproj.io/v1alpha1', 'Application', `spec: {destination: {namespace: x}, ${spec}}`, meta)
const helmRelease = (spec: string) => object('helm.toolkit.fluxcd.io/v2', 'HelmRelease', `spec: {${spec}}`)
const kustomization = (spec: string) =>
  object('kustomize.toolkit.fluxcd.io/v1', 'Kustomization', `spec: {${spec}}`)
const claim = (size: string, storage = 'fast') =>
  object(
    'v1',
    'PersistentVolumeClaim',
    `spec: {storageClassName: ${storage}, accessModes: [ReadWriteOnce], resources: {requests: {storage: ${size}}}}`,
  )
const ingress = object(
  'networking.k8s.io/v1',
  'Ingress',
  'spec: {rules: [{http: {paths: [{path: /, backend: {service: {name: a}}}]}}]}',
)
const hpa = (min: number, max: number) =>
  object(
    'autoscaling/v2',
    'HorizontalPodAutoscaler',
    `spec: {scaleTargetRef: {kind: Deployment, name: a}, minReplicas: ${min}, maxReplicas: ${max}}`,
  )
const webhook = (policy: string) =>
  object(
    'admissionregistration.k8s.io/v1',
    'ValidatingWebhookConfiguration',
    `webhooks: [{name: w, failurePolicy: ${policy}}]`,
  )

const cases: readonly Case[] = [
  // Deletion
  { name: 'a claim', before: both(claim('1Gi'), keep), after: keep, rules: ['pvc-deleted'] },
  {
    name: 'a volume',
    before: both(object('v1', 'PersistentVolume', 'spec: {}'), keep),
    after: keep,
    rules: ['pv-deleted'],
  },
  {
    name: 'a StatefulSet',
    before: both(workload('', '', 'serviceName: a', 'StatefulSet'), keep),
    after: keep,
    rules: ['statefulset-deleted'],
  },
  {
    name: 'a Namespace',
    before: both(object('v1', 'Namespace', 'spec: {}'), keep),
    after: keep,
    rules: ['namespace-deleted'],
  },
  {
    name: 'a definition',
    before: both(object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'spec: {}'), keep),
    after: keep,
    rules: ['crd-deleted'],
  },
  { name: 'a Deployment alone is no loss', before: both(workload(''), keep), after: keep, rules: [] },
  {
    name: 'half of an app',
    before: both(map('a'), object('v1', 'ServiceAccount', 'x: 1'), workload(''), keep),
    after: keep,
    rules: ['many-deleted'],
  },
  {
    name: 'a budget',
    before: both(object('policy/v1', 'PodDisruptionBudget', 'spec: {minAvailable: 1}'), keep),
    after: keep,
    rules: ['pdb-removed'],
  },
  {
    name: 'a network policy',
    before: both(object('networking.k8s.io/v1', 'NetworkPolicy', 'spec: {}'), keep),
    after: keep,
    rules: ['network-policy-removed'],
  },
  { name: 'another name', before: map('one'), after: map('two'), rules: [] },
  {
    name: 'another name, with enough in common',
    before: workload('args: [x]'),
    after: workload('args: [x]').replace('name: a', 'name: b'),
    rules: ['object-renamed'],
  },
  // Immutable
  {
    name: 'a selector',
    before: workload(''),
    after: workload('').replace('matchLabels: {app: a}', 'matchLabels: {app: b}'),
    rules: ['immutable-field'],
  },
  { name: 'a selector of what is new', after: workload(''), rules: [] },
  {
    name: 'templates of claims',
    before: workload('', '', 'volumeClaimTemplates: [{metadata: {name: d}, spec: {x: 1}}]', 'StatefulSet'),
    after: workload('', '', 'volumeClaimTemplates: [{metadata: {name: d}, spec: {x: 2}}]', 'StatefulSet'),
    rules: ['immutable-field'],
  },
  {
    name: 'replicas of a StatefulSet',
    before: workload('', '', 'replicas: 1', 'StatefulSet'),
    after: workload('', '', 'replicas: 2', 'StatefulSet'),
    rules: [],
  },
  {
    name: 'the template of a Job',
    before: job('1'),
    after: job('2'),
    rules: ['immutable-field'],
  },
  ...[
    'argocd.argoproj.io/hook: PreSync',
    'helm.sh/hook: pre-upgrade',
    'argocd.argoproj.io/sync-options: "Replace=true,Force=true"',
    'kustomize.toolkit.fluxcd.io/force: enabled',
  ].map((annotation) => ({
    name: `the template of a Job that is created anew each time (${annotation})`,
    before: job('1', annotation),
    after: job('2', annotation),
    rules: [],
  })),
  // Each controller reads only its own annotations.
  ...(
    [
      ['Kustomization', 'argocd.argoproj.io/hook: PreSync', ['immutable-field']],
      ['Kustomization', 'helm.sh/hook: pre-upgrade', ['immutable-field']],
      ['Kustomization', 'argocd.argoproj.io/sync-options: Force=true', ['immutable-field']],
      ['Kustomization', 'kustomize.toolkit.fluxcd.io/force: Enabled', []],
      ['HelmRelease', 'argocd.argoproj.io/hook: PreSync', ['immutable-field']],
      ['HelmRelease', 'helm.sh/hook: pre-upgrade', []],
      ['Application', 'helm.sh/hook: pre-upgrade', []],
      ['Application', 'kustomize.toolkit.fluxcd.io/force: enabled', ['immutable-field']],
    ] as const
  ).map(([kind, annotation, rules]) => ({
    name: `the template of a Job of a ${kind} with ${annotation}`,
    before: job('1', annotation),
    after: job('2', annotation),
    options: { declaration: { kind } },
    rules,
  })),
  {
    name: 'the template of a Job of a Kustomization that forces',
    before: job('1'),
    after: job('2'),
    options: { declaration: { kind: 'Kustomization', spec: { force: true } } },
    rules: [],
  },
  {
    name: 'the template of a Job that is no hook any more',
    before: job('1', 'argocd.argoproj.io/hook: PreSync'),
    after: job('2', 'argocd.argoproj.io/hook: Skip'),
    rules: ['immutable-field'],
  },
  {
    name: 'a template in the values of a chart',
    before: helmRelease('values: {host: a}'),
    after: helmRelease('values: {host: "{{ .Release.Name }}.acme.io"}'),
    rules: [],
  },
  {
    name: 'a role of a binding',
    before: binding('view', '[]'),
    after: binding('edit', '[]'),
    rules: ['immutable-field'],
  },
  {
    name: 'an address',
    before: service('clusterIP: None'),
    after: service('clusterIP: 10.0.0.1'),
    rules: ['immutable-field'],
  },
  {
    name: 'an address that is left out',
    before: service('clusterIP: 10.0.0.1, clusterIPs: [10.0.0.1]'),
    after: service('type: ClusterIP'),
    rules: [],
  },
  {
    name: 'a Service that loses its address',
    before: service('type: ClusterIP'),
    after: service('clusterIP: None'),
    rules: ['immutable-field'],
  },
  // Writing out a default of the API server is not a change.
  ...(
    [
      [
        'storage.k8s.io/v1',
        'StorageClass',
        'provisioner: a',
        'reclaimPolicy: Delete, volumeBindingMode: Immediate',
      ],
      [
        'scheduling.k8s.io/v1',
        'PriorityClass',
        'globalDefault: false',
        'preemptionPolicy: PreemptLowerPriority',
      ],
      ['v1', 'Secret', 'data: {}', 'type: Opaque'],
    ] as const
  ).map(([api, kind, fields, standard]) => ({
    name: `the defaults of a ${kind}`,
    before: object(api, kind, fields),
    after: object(api, kind, `${fields}, ${standard}`),
    rules: [],
  })),
  {
    name: 'the default group of a binding',
    before: binding('view', '[]'),
    after: binding('view', '[]').replace(/apiGroup: [^,}]*,? ?/, ''),
    rules: [],
  },
  {
    name: 'the default of pods in order, written',
    before: workload('', '', 'replicas: 1', 'StatefulSet'),
    after: workload('', '', 'podManagementPolicy: OrderedReady', 'StatefulSet'),
    rules: [],
  },
  {
    name: 'pods in parallel that come to have the default order',
    before: workload('', '', 'podManagementPolicy: Parallel', 'StatefulSet'),
    after: workload('', '', 'replicas: 1', 'StatefulSet'),
    rules: ['immutable-field'],
  },
  {
    name: 'a selector with an empty list more',
    before: workload(''),
    after: workload('').replace('matchLabels: {app: a}', 'matchLabels: {app: a}, matchExpressions: []'),
    rules: [],
  },
  { name: 'a claim that grows', before: claim('1Gi'), after: claim('2Gi'), rules: [] },
  { name: 'a claim that shrinks', before: claim('1Gi'), after: claim('900Mi'), rules: ['pvc-shrunk'] },
  {
    name: 'a claim of another class',
    before: claim('1Gi'),
    after: claim('1Gi', 'slow'),
    rules: ['immutable-field'],
  },
  {
    name: 'an immutable ConfigMap',
    before: object('v1', 'ConfigMap', 'immutable: true, data: {a: b}'),
    after: object('v1', 'ConfigMap', 'immutable: true, data: {a: c}'),
    rules: ['immutable-data'],
  },
  { name: 'another ConfigMap', before: map('a'), after: map('a').replace('a: b', 'a: c'), rules: [] },
  // Images
  {
    name: 'an older version',
    before: image('ghcr.io/acme/a:1.10.0'),
    after: image('ghcr.io/acme/a:1.9.0'),
    rules: ['image-lower'],
  },
  {
    name: 'a newer version',
    before: image('ghcr.io/acme/a:1.9.0'),
    after: image('ghcr.io/acme/a:1.10.0'),
    rules: [],
  },
  {
    name: 'two commits',
    before: image('ghcr.io/acme/a:2b3c4d5e'),
    after: image('ghcr.io/acme/a:1b3c4d5e'),
    rules: [],
  },
  {
    name: 'a floating tag in production',
    before: image('ghcr.io/acme/a:1.0'),
    after: image('ghcr.io/acme/a:latest'),
    rules: ['image-floating'],
    options: { production: true },
  },
  {
    name: 'a floating tag with a digest',
    before: image('ghcr.io/acme/a:1.0'),
    after: image(`ghcr.io/acme/a:latest@sha256:${'a'.repeat(64)}`),
    rules: [],
    options: { production: true },
  },
  {
    name: 'a floating tag elsewhere',
    before: image('ghcr.io/acme/a:1.0'),
    after: image('ghcr.io/acme/a:latest'),
    rules: [],
  },
  {
    name: 'a new registry',
    before: image('ghcr.io/acme/a:1.0'),
    after: image('evil.example/acme/a:1.0'),
    rules: ['registry-new'],
  },
  {
    name: 'a registry that others use',
    before: image('ghcr.io/acme/a:1.0'),
    after: image('quay.io/acme/a:1.0'),
    rules: [],
    options: { registries: () => new Set(['quay.io']) },
  },
  { name: 'the first images of an app', after: image('quay.io/acme/a:1.0'), rules: [] },
  {
    name: 'a tag that became a number',
    before: image('ghcr.io/acme/a:1.0'),
    after: image('ghcr.io/acme/a:1.234567e+06'),
    rules: ['image-tag-number'],
  },
  {
    name: 'no image',
    before: image('ghcr.io/acme/a:1.0'),
    after: image('ghcr.io/acme/a:'),
    rules: ['image-invalid'],
  },
  // Scaling
  {
    name: 'no replicas',
    before: workload(''),
    after: workload('', '', 'replicas: 0'),
    rules: ['replicas-zero'],
  },
  {
    name: 'no replicas, as before',
    before: workload('', '', 'replicas: 0'),
    after: workload('args: [x]', '', 'replicas: 0'),
    rules: [],
  },
  {
    name: 'fewer replicas',
    before: workload(''),
    after: workload('', '', 'replicas: 1'),
    rules: ['scaled-down'],
  },
  { name: 'more replicas', before: workload(''), after: workload('', '', 'replicas: 3'), rules: [] },
  { name: 'a lower limit', before: hpa(2, 9), after: hpa(2, 4), rules: ['scaled-down'] },
  { name: 'an autoscaler down to nothing', before: hpa(2, 9), after: hpa(0, 9), rules: ['replicas-zero'] },
  {
    name: 'replicas beside an autoscaler',
    before: hpa(2, 9),
    after: both(hpa(2, 9), workload('')),
    rules: ['hpa-and-replicas'],
  },
  {
    name: 'a budget of nothing',
    before: object('policy/v1', 'PodDisruptionBudget', 'spec: {maxUnavailable: 1}'),
    after: object('policy/v1', 'PodDisruptionBudget', 'spec: {maxUnavailable: 0}'),
    rules: ['pdb-blocks'],
  },
  {
    name: 'less memory',
    before: workload('resources: {limits: {memory: 1Gi}}'),
    after: workload('resources: {limits: {memory: 512Mi}}'),
    rules: ['resources-lowered'],
  },
  {
    name: 'the same memory in other words',
    before: workload('resources: {limits: {memory: 1Gi}}'),
    after: workload('resources: {limits: {memory: 1024Mi}}'),
    rules: [],
  },
  {
    name: 'no request',
    before: workload('resources: {requests: {cpu: 100m}}'),
    after: workload(''),
    rules: ['resources-lowered'],
  },
  {
    name: 'no probe',
    before: workload('readinessProbe: {httpGet: {port: 80}}'),
    after: workload(''),
    rules: ['probe-removed'],
  },
  {
    name: 'another probe',
    before: workload('readinessProbe: {httpGet: {port: 80}}'),
    after: workload('readinessProbe: {httpGet: {port: 81}}'),
    rules: [],
  },
  {
    name: 'a quota',
    before: object('v1', 'ResourceQuota', 'spec: {hard: {pods: "9"}}'),
    after: object('v1', 'ResourceQuota', 'spec: {hard: {pods: "5"}}'),
    rules: ['quota-lowered'],
  },
  // References
  {
    name: 'a ConfigMap in use',
    before: both(map('conf'), workload('envFrom: [{configMapRef: {name: conf}}]')),
    after: workload('envFrom: [{configMapRef: {name: conf}}]'),
    rules: ['reference-removed'],
  },
  {
    name: 'a ConfigMap that may be missing',
    before: both(map('conf'), workload('envFrom: [{configMapRef: {name: conf, optional: true}}]')),
    after: workload('envFrom: [{configMapRef: {name: conf, optional: true}}]'),
    rules: [],
  },
  { name: 'a ConfigMap of no use', before: both(map('conf'), workload('')), after: workload(''), rules: [] },
  {
    name: 'a selector that fits no pod',
    before: both(service('selector: {app: a}'), workload('')),
    after: both(service('selector: {app: b}'), workload('')),
    rules: ['service-without-endpoints'],
  },
  {
    name: 'pods that no longer fit',
    before: both(service('selector: {app: a}'), workload('')),
    after: both(service('selector: {app: a}'), workload('').replace('labels: {app: a}', 'labels: {app: z}')),
    rules: ['service-without-endpoints'],
  },
  {
    name: 'a selector that fits others',
    before: both(service('selector: {app: a}'), workload('')),
    after: both(
      service('selector: {app: a, tier: x}'),
      workload('').replace('labels: {app: a}', 'labels: {app: a, tier: x}'),
    ),
    rules: [],
  },
  {
    name: 'a Service that a route needs',
    before: both(service('ports: [{port: 80}]'), ingress),
    after: ingress,
    rules: ['route-without-service'],
  },
  {
    name: 'a route to nowhere',
    before: keep,
    after: both(keep, ingress),
    rules: ['route-to-unknown-service'],
  },
  {
    name: 'a route to a Service',
    before: keep,
    after: both(keep, ingress, service('ports: [{port: 80}]')),
    rules: [],
  },
  // Security
  {
    name: 'privileged',
    before: workload(''),
    after: workload('securityContext: {privileged: true}'),
    rules: ['privileged'],
  },
  {
    name: 'an image that is another one at each run',
    before: image('ghcr.io/acme/a:1'),
    after: image('(generated)'),
    rules: ['generated-code', 'image-invalid'],
  },
  {
    name: 'an environment variable that is another one at each run',
    before: workload('env: [{name: a, value: b}]'),
    after: workload('env: [{name: a, value: "(generated)"}]'),
    rules: [],
  },
  {
    name: 'privileged, as before',
    before: workload('securityContext: {privileged: true}'),
    after: workload('args: [x], securityContext: {privileged: true}'),
    rules: [],
  },
  {
    name: 'escalation',
    before: workload(''),
    after: workload('securityContext: {allowPrivilegeEscalation: true}'),
    rules: ['privilege-escalation'],
  },
  {
    name: 'capabilities',
    before: workload(''),
    after: workload('securityContext: {capabilities: {add: [NET_ADMIN]}}'),
    rules: ['capabilities-added'],
  },
  {
    name: 'capabilities dropped',
    before: workload(''),
    after: workload('securityContext: {capabilities: {drop: [ALL]}}'),
    rules: [],
  },
  {
    name: 'root',
    before: workload(''),
    after: workload('securityContext: {runAsUser: 0}'),
    rules: ['runs-as-root'],
  },
  {
    name: 'root, by the pod',
    before: workload(''),
    after: workload('', ', securityContext: {runAsUser: 0}'),
    rules: ['runs-as-root'],
  },
  {
    name: 'the network of the node',
    before: workload(''),
    after: workload('', ', hostNetwork: true'),
    rules: ['host-access'],
  },
  {
    name: 'files of the node',
    before: workload(''),
    after: workload('', ', volumes: [{name: v, hostPath: {path: /}}]'),
    rules: ['host-access'],
  },
  {
    name: 'a guard less',
    before: workload('securityContext: {readOnlyRootFilesystem: true}'),
    after: workload(''),
    rules: ['security-context-lost'],
  },
  // RBAC
  {
    name: 'every verb',
    before: role('[get]', '[pods]'),
    after: role('["*"]', '[pods]'),
    rules: ['rbac-wildcard'],
  },
  { name: 'one verb more', before: role('[get]', '[pods]'), after: role('[get, list]', '[pods]'), rules: [] },
  {
    name: 'impersonation',
    before: role('[get]', '[users]'),
    after: role('[impersonate]', '[users]'),
    rules: ['rbac-escalation'],
  },
  {
    name: 'reading Secrets',
    before: role('[get]', '[pods]'),
    after: role('[get]', '[pods, secrets]'),
    rules: ['rbac-secrets'],
  },
  {
    name: 'reading Secrets of a namespace',
    before: role('[get]', '[pods]', 'Role'),
    after: role('[get]', '[pods, secrets]', 'Role'),
    rules: [],
  },
  {
    name: 'an admin',
    after: binding('cluster-admin', '[{kind: User, name: eve}]'),
    rules: ['rbac-cluster-admin'],
  },
  { name: 'a viewer', after: binding('view', '[{kind: User, name: eve}]'), rules: [] },
  {
    name: 'everyone',
    after: binding('view', '[{kind: Group, name: "system:authenticated"}]'),
    rules: ['rbac-everyone'],
  },
  // Exposure
  {
    name: 'a load balancer',
    before: service('type: ClusterIP'),
    after: service('type: LoadBalancer'),
    rules: ['service-exposed'],
  },
  {
    name: 'a webhook that refuses',
    before: webhook('Ignore'),
    after: webhook('Fail'),
    rules: ['webhook-fails-closed'],
  },
  {
    name: 'a webhook that lets pass',
    before: webhook('Fail'),
    after: webhook('Ignore'),
    rules: ['webhook-fails-open'],
  },
  {
    name: 'the default class',
    before: object('storage.k8s.io/v1', 'StorageClass', 'provisioner: p'),
    after: object(
      'storage.k8s.io/v1',
      'StorageClass',
      'provisioner: p',
      ', annotations: {storageclass.kubernetes.io/is-default-class: "true"}',
    ),
    rules: ['storage-class-changed'],
  },
  // GitOps
  {
    name: 'an Application with its resources',
    before: both(application('a: 1', ', finalizers: [resources-finalizer.argocd.argoproj.io]'), keep),
    after: keep,
    rules: ['app-object-removed'],
  },
  {
    name: 'an Application that leaves its resources',
    before: both(application('a: 1'), keep),
    after: keep,
    rules: ['app-object-orphaned'],
  },
  {
    name: 'a suspended HelmRelease, which is not uninstalled',
    before: both(helmRelease('suspend: true'), keep),
    after: keep,
    rules: ['app-object-orphaned'],
  },
  {
    name: 'a HelmRelease',
    before: both(helmRelease('a: 1'), keep),
    after: keep,
    rules: ['app-object-removed'],
  },
  {
    name: 'pruning',
    before: application('syncPolicy: {automated: {}}'),
    after: application('syncPolicy: {automated: {prune: true, selfHeal: true}}'),
    rules: ['prune-on', 'prune-on'],
  },
  {
    name: 'the end of pruning',
    before: application('syncPolicy: {automated: {prune: true}}'),
    after: application('syncPolicy: {automated: {}}'),
    rules: ['prune-off'],
  },
  {
    name: 'a finalizer',
    before: application('a: 1'),
    after: application('a: 1', ', finalizers: [resources-finalizer.argocd.argoproj.io]'),
    rules: ['cascade-on'],
  },
  {
    name: 'another revision',
    before: application('source: {targetRevision: v1}'),
    after: application('source: {targetRevision: v2}'),
    rules: ['revision-moved'],
  },
  {
    name: 'another chart version',
    before: helmRelease('chart: {spec: {version: "1"}}'),
    after: helmRelease('chart: {spec: {version: "2"}}'),
    rules: ['revision-moved'],
  },
  {
    name: 'another namespace',
    before: application('a: 1'),
    after: application('a: 1').replace('namespace: x', 'namespace: y'),
    rules: ['app-moved'],
  },
  {
    name: 'another release',
    before: helmRelease('releaseName: a'),
    after: helmRelease('releaseName: b'),
    rules: ['app-moved'],
  },
  {
    name: 'another target of a Kustomization, whose objects say themselves what comes and goes',
    before: kustomization('prune: true'),
    after: kustomization('prune: true, targetNamespace: shop'),
    rules: [],
  },
  {
    name: 'a pause',
    before: helmRelease('interval: 1m'),
    after: helmRelease('interval: 1m, suspend: true'),
    rules: ['suspended'],
  },
  {
    name: 'no namespace under Flux',
    before: keep,
    after: both(keep, '{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}'),
    rules: ['namespace-missing'],
    options: { controller: 'flux' },
  },
  {
    name: 'no namespace, and none needed',
    before: keep,
    after: both(keep, '{apiVersion: v1, kind: Namespace, metadata: {name: a}}'),
    rules: [],
    options: { controller: 'flux' },
  },
  {
    name: 'no namespace under Argo CD',
    before: keep,
    after: both(keep, '{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}'),
    rules: [],
    options: { controller: 'argocd' },
  },
  {
    name: 'a variable left in a host',
    before: ingress,
    after: ingress.replace('{http:', '{host: "a.${DOMAIN}", http:'),
    rules: ['unresolved-text'],
  },
  {
    name: 'no value',
    before: workload(''),
    after: workload('args: ["--x=<no value>"]'),
    rules: ['unresolved-text'],
  },
  {
    name: 'a label in the pod template of a Job',
    before: templated('Job', 'helm.sh/chart: a-1'),
    after: templated('Job', 'helm.sh/chart: a-2'),
    rules: ['job-template-changed'],
  },
  {
    name: 'a label in the pod template of a Job that is a hook',
    before: templated('Job', 'helm.sh/chart: a-1', '', 'helm.sh/hook: pre-upgrade'),
    after: templated('Job', 'helm.sh/chart: a-2', '', 'helm.sh/hook: pre-upgrade'),
    rules: [],
  },
  {
    name: 'a label in the pod template of what waits for somebody to delete its pods',
    before: templated('DaemonSet', 'helm.sh/chart: a-1', 'updateStrategy: {type: OnDelete}, '),
    after: templated('DaemonSet', 'helm.sh/chart: a-2', 'updateStrategy: {type: OnDelete}, '),
    rules: ['restart-on-delete'],
  },
  {
    name: 'a restart with a stop of all pods',
    before: templated('Deployment', 'helm.sh/chart: a-1', 'strategy: {type: Recreate}, '),
    after: templated('Deployment', 'helm.sh/chart: a-2', 'strategy: {type: Recreate}, '),
    rules: ['restart-with-downtime'],
  },
  {
    name: 'a claim that another app has from now on',
    before: both(claim('1Gi'), keep),
    after: keep,
    rules: ['object-moved'],
    options: { movesTo: () => 'other' },
  },
  {
    name: 'a StatefulSet that rolls',
    before: templated('StatefulSet', 'checksum/config: a'),
    after: templated('StatefulSet', 'checksum/config: b'),
    rules: ['restart-statefulset'],
  },
  {
    name: 'a ConfigMap that pods read at their start',
    before: both(map('config'), workload('envFrom: [{configMapRef: {name: config}}]')),
    after: both(map('config').replace('c: d', 'c: e'), workload('envFrom: [{configMapRef: {name: config}}]')),
    rules: ['config-without-restart'],
  },
  {
    name: 'a ConfigMap that pods mount below a path of its own',
    before: both(map('config'), workload(...mounted(', subPath: a'))),
    after: both(map('config').replace('c: d', 'c: e'), workload(...mounted(', subPath: a'))),
    rules: ['config-without-restart'],
  },
  {
    name: 'a ConfigMap that pods mount',
    before: both(map('config'), workload(...mounted(''))),
    after: both(map('config').replace('c: d', 'c: e'), workload(...mounted(''))),
    rules: ['config-reread'],
  },
  {
    name: 'a ConfigMap whose readers restart by a checksum',
    before: both(
      map('config'),
      workload(...mounted('')).replace(
        'labels: {app: a}}',
        'labels: {app: a}, annotations: {checksum/config: x}}',
      ),
    ),
    after: both(
      map('config').replace('c: d', 'c: e'),
      workload(...mounted('')).replace(
        'labels: {app: a}}',
        'labels: {app: a}, annotations: {checksum/config: y}}',
      ),
    ),
    rules: [],
  },
  {
    name: 'a ConfigMap whose readers Reloader restarts',
    before: both(map('config'), reloaded),
    after: both(map('config').replace('c: d', 'c: e'), reloaded),
    rules: [],
  },
  {
    name: 'a ConfigMap that only a scheduled job reads',
    before: both(map('config'), scheduled),
    after: both(map('config').replace('c: d', 'c: e'), scheduled),
    rules: [],
  },
  {
    name: 'a variable in a shell script',
    before: workload(''),
    after: workload('args: ["echo ${HOME}"]'),
    rules: [],
  },
]

const found = ({ before, after, options }: Case) => {
  const { objects, risks } = compareApp(
    before === undefined ? undefined : rendered(before),
    after === undefined ? undefined : rendered(after),
    { production: false, ...options },
  )
  return [...objects.flatMap((change) => change.risks), ...risks].map(({ rule }) => rule).toSorted()
}

describe('risks', () => {
  test.each(cases)('$name: $rules', (item) => {
    expect(found(item)).toEqual(item.rules)
  })

  test('every rule has a case', () => {
    const seen = new Set(cases.flatMap((item) => item.rules))
    expect([...rules, ...appRules].map(({ id }) => id).filter((id) => !seen.has(id))).toEqual([])
  })

  test('no two rules share an id', () => {
    const ids = [...rules, ...appRules].map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('the gravest object comes first', () => {
    const { objects } = compareApp(
      rendered(both(map('a'), workload(''), claim('1Gi'))),
      rendered(both(map('a').replace('a: b', 'a: z'), workload('', '', 'replicas: 1'))),
      { production: false },
    )
    expect(objects.map(({ id }) => id.kind)).toEqual(['PersistentVolumeClaim', 'Deployment', 'ConfigMap'])
  })
})
