/**
 * Objects that the API server refuses, each with similar ones that it accepts. An attempt with `before` changes an
 * existing object; any other creates a new one.
 */
import { definition, templateOf } from './change-objects.ts'
import type { PlainObject } from './objects.ts'

export interface Attempt {
  /** A description: `Deployment: another selector`. */
  readonly what: string
  readonly before?: PlainObject
  readonly after: PlainObject
  /**
   * - `refused`: the API server refuses it with either way to apply
   * - `strict`: server-side apply refuses it; after client-side apply a field is missing
   * - `taken`: the API server accepts it
   */
  readonly outcome: 'refused' | 'strict' | 'taken'
}

type Change = (object: PlainObject) => void
type Given = readonly [what: string, change: Change]

/** Returns the attempts of an object: changes if it exists, new objects otherwise. */
function attempts(
  subject: string,
  make: () => PlainObject,
  isThere: boolean,
  given: Partial<Record<Attempt['outcome'], readonly Given[]>>,
): Attempt[] {
  return Object.entries(given).flatMap(([outcome, list]) =>
    list.map(([what, change]): Attempt => {
      const after = make()
      change(after)
      return {
        what: `${subject}: ${what}`,
        ...(isThere && { before: make() }),
        after,
        outcome: outcome as Attempt['outcome'],
      }
    }),
  )
}

const changed = (subject: string, make: () => PlainObject, given: Parameters<typeof attempts>[3]) =>
  attempts(subject, make, true, given)
const created = (subject: string, make: () => PlainObject, given: Parameters<typeof attempts>[3]) =>
  attempts(subject, make, false, given)

const object =
  (apiVersion: string, kind: string, more: PlainObject = {}) =>
  (): PlainObject => ({
    apiVersion,
    kind,
    metadata: { name: 'thing' },
    ...structuredClone(more),
  })

const selector = { matchLabels: { app: 'web' } }
const webTemplate = (more: PlainObject = {}) => {
  const template = templateOf('web', more)
  return { ...template, metadata: { labels: { app: 'web', tier: 'front' } } }
}
const workload = (kind: string, more: PlainObject = {}) =>
  object('apps/v1', kind, { spec: { selector, template: webTemplate(), ...more } })
const claim = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '2Gi' } } }
const claimTemplate = { metadata: { name: 'data' }, spec: claim }
const rbac = 'rbac.authorization.k8s.io/v1'
const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' }
const binding = (kind: string) => object(rbac, kind, { roleRef, subjects: [] })
const ports = [{ name: 'http', port: 80 }]
const long = (length: number) => 'a'.repeat(length)
const container = ({ spec }: PlainObject): PlainObject => spec.template.spec.containers[0]

const changes: Attempt[] = [
  ...changed('Deployment', workload('Deployment', { replicas: 1 }), {
    refused: [['another selector', ({ spec }) => (spec.selector = { matchLabels: { tier: 'front' } })]],
    taken: [
      ['another label of the template', ({ spec }) => (spec.template.metadata.labels.round = 'two')],
      ['another strategy', ({ spec }) => (spec.strategy = { rollingUpdate: { maxSurge: 2 } })],
      [
        'the selector in another spelling',
        ({ spec }) => (spec.selector = { matchLabels: { app: 'web' }, matchExpressions: [] }),
      ],
    ],
  }),
  ...changed('DaemonSet', workload('DaemonSet'), {
    refused: [['another selector', ({ spec }) => (spec.selector = { matchLabels: { tier: 'front' } })]],
    taken: [['another update strategy', ({ spec }) => (spec.updateStrategy = { type: 'OnDelete' })]],
  }),
  ...changed('ReplicaSet', workload('ReplicaSet'), {
    refused: [['another selector', ({ spec }) => (spec.selector = { matchLabels: { tier: 'front' } })]],
    taken: [['more replicas', ({ spec }) => (spec.replicas = 2)]],
  }),
  ...changed(
    'StatefulSet',
    workload('StatefulSet', { serviceName: 'web', replicas: 1, volumeClaimTemplates: [claimTemplate] }),
    {
      refused: [
        ['another selector', ({ spec }) => (spec.selector = { matchLabels: { tier: 'front' } })],
        ['another service', ({ spec }) => (spec.serviceName = 'other')],
        ['pods in parallel', ({ spec }) => (spec.podManagementPolicy = 'Parallel')],
        [
          'a larger claim',
          ({ spec }) => (spec.volumeClaimTemplates[0].spec.resources.requests.storage = '3Gi'),
        ],
        ['a label of the claim', ({ spec }) => (spec.volumeClaimTemplates[0].metadata.labels = { a: 'b' })],
        ['no claim any more', ({ spec }) => delete spec.volumeClaimTemplates],
      ],
      taken: [
        ['more replicas', ({ spec }) => (spec.replicas = 2)],
        ['another image', (one) => (container(one)['image'] = 'example.com/web:2')],
        [
          'another retention',
          ({ spec }) => (spec.persistentVolumeClaimRetentionPolicy = { whenDeleted: 'Delete' }),
        ],
        ['a start of its ordinals', ({ spec }) => (spec.ordinals = { start: 1 })],
        ['the default policy, written', ({ spec }) => (spec.podManagementPolicy = 'OrderedReady')],
      ],
    },
  ),
  ...changed(
    'Job',
    object('batch/v1', 'Job', { spec: { template: webTemplate({ restartPolicy: 'Never' }) } }),
    {
      refused: [
        ['another image', (one) => (container(one)['image'] = 'example.com/web:2')],
        ['a label of its template', ({ spec }) => (spec.template.metadata.labels.round = 'two')],
        [
          'another completion mode',
          ({ spec }) => Object.assign(spec, { completionMode: 'Indexed', completions: 1 }),
        ],
      ],
      taken: [
        ['another limit of retries', ({ spec }) => (spec.backoffLimit = 1)],
        ['a time to live', ({ spec }) => (spec.ttlSecondsAfterFinished = 100)],
        ['a label of its own', ({ metadata }) => (metadata.labels = { a: 'b' })],
      ],
    },
  ),
  ...changed(
    'CronJob',
    object('batch/v1', 'CronJob', {
      spec: {
        schedule: '0 0 1 1 *',
        jobTemplate: { spec: { template: webTemplate({ restartPolicy: 'Never' }) } },
      },
    }),
    {
      taken: [
        ['another template', ({ spec }) => (spec.jobTemplate.spec.template.metadata.labels.round = 'two')],
      ],
    },
  ),
  ...changed('Service', object('v1', 'Service', { spec: { ports, clusterIP: '10.0.0.50' } }), {
    refused: [['another address', ({ spec }) => (spec.clusterIP = '10.0.0.51')]],
    taken: [
      ['another port', ({ spec }) => (spec.ports = [{ name: 'http', port: 81 }])],
      ['another type', ({ spec }) => (spec.type = 'NodePort')],
      ['its address left out', ({ spec }) => delete spec.clusterIP],
    ],
  }),
  ...changed('Service without an address', object('v1', 'Service', { spec: { ports } }), {
    refused: [['no address at all', ({ spec }) => (spec.clusterIP = 'None')]],
    taken: [['an empty address', ({ spec }) => (spec.clusterIP = '')]],
  }),
  ...changed('RoleBinding', binding('RoleBinding'), {
    refused: [['another role', (one) => (one['roleRef'].name = 'edit')]],
    taken: [
      ['a subject', (one) => (one['subjects'] = [{ kind: 'ServiceAccount', name: 'a', namespace: 'b' }])],
    ],
  }),
  ...changed('ClusterRoleBinding', binding('ClusterRoleBinding'), {
    refused: [['another role', (one) => (one['roleRef'].name = 'edit')]],
    taken: [['the group left out', (one) => delete one['roleRef'].apiGroup]],
  }),
  ...changed(
    'StorageClass',
    object('storage.k8s.io/v1', 'StorageClass', {
      provisioner: 'example.com/a',
      parameters: { type: 'ssd' },
    }),
    {
      refused: [
        ['another provisioner', (one) => (one['provisioner'] = 'example.com/b')],
        ['another parameter', (one) => (one['parameters'] = { type: 'hdd' })],
        ['another reclaim policy', (one) => (one['reclaimPolicy'] = 'Retain')],
        ['another binding mode', (one) => (one['volumeBindingMode'] = 'WaitForFirstConsumer')],
      ],
      taken: [
        ['that volumes may grow', (one) => (one['allowVolumeExpansion'] = true)],
        ['the default reclaim policy, written', (one) => (one['reclaimPolicy'] = 'Delete')],
        ['the default binding mode, written', (one) => (one['volumeBindingMode'] = 'Immediate')],
      ],
    },
  ),
  ...changed(
    'PersistentVolumeClaim',
    object('v1', 'PersistentVolumeClaim', { spec: { ...claim, storageClassName: 'a' } }),
    {
      refused: [
        ['another access mode', ({ spec }) => (spec.accessModes = ['ReadWriteMany'])],
        ['another class', ({ spec }) => (spec.storageClassName = 'b')],
        ['a block device', ({ spec }) => (spec.volumeMode = 'Block')],
        ['a selector', ({ spec }) => (spec.selector = selector)],
        ['less storage', ({ spec }) => (spec.resources.requests.storage = '1Gi')],
      ],
      taken: [
        ['a label', ({ metadata }) => (metadata.labels = { a: 'b' })],
        ['as much storage in another spelling', ({ spec }) => (spec.resources.requests.storage = '2048Mi')],
        ['the default mode, written', ({ spec }) => (spec.volumeMode = 'Filesystem')],
      ],
    },
  ),
  ...changed(
    'IngressClass',
    object('networking.k8s.io/v1', 'IngressClass', { spec: { controller: 'example.com/a' } }),
    {
      refused: [['another controller', ({ spec }) => (spec.controller = 'example.com/b')]],
      taken: [['an annotation', ({ metadata }) => (metadata.annotations = { a: 'b' })]],
    },
  ),
  ...changed('PriorityClass', object('scheduling.k8s.io/v1', 'PriorityClass', { value: 10 }), {
    refused: [
      ['another value', (one) => (one['value'] = 11)],
      ['another preemption', (one) => (one['preemptionPolicy'] = 'Never')],
    ],
    taken: [
      ['a description', (one) => (one['description'] = 'text')],
      ['the default preemption, written', (one) => (one['preemptionPolicy'] = 'PreemptLowerPriority')],
    ],
  }),
  ...changed('Secret', object('v1', 'Secret', { type: 'Opaque', stringData: { a: 'b' } }), {
    refused: [['another type', (one) => (one['type'] = 'example.com/a')]],
    taken: [
      ['another value', (one) => (one['stringData'].a = 'c')],
      ['the default type left out', (one) => delete one['type']],
    ],
  }),
  ...changed('immutable ConfigMap', object('v1', 'ConfigMap', { immutable: true, data: { a: 'b' } }), {
    refused: [
      ['another value', (one) => (one['data'].a = 'c')],
      ['mutable again', (one) => (one['immutable'] = false)],
      ['another key', (one) => (one['data'].b = 'c')],
    ],
    taken: [['a label', ({ metadata }) => (metadata.labels = { a: 'b' })]],
  }),
  ...changed('ConfigMap', object('v1', 'ConfigMap', { data: { a: 'b' } }), {
    taken: [
      ['immutable, with another value', (one) => Object.assign(one, { immutable: true, data: { a: 'c' } })],
    ],
  }),
  ...changed('CustomResourceDefinition', () => definition('changed'), {
    refused: [
      ['another scope', ({ spec }) => (spec.scope = 'Cluster')],
      ['another kind', ({ spec }) => (spec.names.kind = 'Other')],
    ],
    taken: [
      ['a short name', ({ spec }) => (spec.names.shortNames = ['th'])],
      [
        'another version',
        ({ spec }) =>
          spec.versions.push({ ...structuredClone(spec.versions[0]), name: 'v2', storage: false }),
      ],
    ],
  }),
]

const beings: Attempt[] = [
  ...created('metadata', object('v1', 'ConfigMap'), {
    refused: [
      ['a number as a label', ({ metadata }) => (metadata.labels = { a: 1 })],
      ['a boolean as an annotation', ({ metadata }) => (metadata.annotations = { a: true })],
      ['a label that begins with "-"', ({ metadata }) => (metadata.labels = { a: '-b' })],
      ['a label with a space', ({ metadata }) => (metadata.labels = { a: 'b c' })],
      ['a label of 64 characters', ({ metadata }) => (metadata.labels = { a: long(64) })],
      ['a key of a label with two "/"', ({ metadata }) => (metadata.labels = { 'a/b/c': 'd' })],
      ['a key of a label of 64 characters', ({ metadata }) => (metadata.labels = { [long(64)]: 'b' })],
      ['an upper case prefix of a label', ({ metadata }) => (metadata.labels = { 'Example.com/a': 'b' })],
      ['an annotation with a space in its key', ({ metadata }) => (metadata.annotations = { 'a b': 'c' })],
      ['an upper case name', ({ metadata }) => (metadata.name = 'Thing')],
      ['a name with "_"', ({ metadata }) => (metadata.name = 'a_b')],
      ['a name of 254 characters', ({ metadata }) => (metadata.name = long(254))],
      ['a name that ends with "."', ({ metadata }) => (metadata.name = 'a.')],
    ],
    taken: [
      ['a label of 63 characters', ({ metadata }) => (metadata.labels = { a: long(63) })],
      ['an empty label', ({ metadata }) => (metadata.labels = { a: '' })],
      ['upper case in a label', ({ metadata }) => (metadata.labels = { A_b: 'C.d_E' })],
      ['any text as an annotation', ({ metadata }) => (metadata.annotations = { 'example.com/a': '-b c\n' })],
      [
        'upper case in the key of an annotation',
        ({ metadata }) => (metadata.annotations = { 'Example.com/A': 'b' }),
      ],
      ['a name of 253 characters', ({ metadata }) => (metadata.name = long(253))],
      ['a name with "." and digits', ({ metadata }) => (metadata.name = '1.a-2')],
      ['no labels', ({ metadata }) => (metadata.labels = null)],
    ],
  }),
  ...created('ConfigMap', object('v1', 'ConfigMap'), {
    refused: [
      ['a number', (one) => (one['data'] = { a: 1 })],
      ['a boolean', (one) => (one['data'] = { a: true })],
      ['a list', (one) => (one['data'] = { a: ['b'] })],
      ['a key with "/"', (one) => (one['data'] = { 'a/b': 'c' })],
      ['a key ".."', (one) => (one['data'] = { '..': 'c' })],
      ['binary data that are none', (one) => (one['binaryData'] = { a: '%' })],
    ],
    taken: [
      ['a key with "." in front', (one) => (one['data'] = { '.a..b_C-1': 'c' })],
      ['an empty value', (one) => (one['data'] = { a: '' })],
      ['no data', (one) => (one['data'] = null)],
    ],
  }),
  ...created('Secret', object('v1', 'Secret'), {
    refused: [
      ['data that are not base64', (one) => (one['data'] = { a: 'no base64!' })],
      ['a number', (one) => (one['stringData'] = { a: 12 })],
    ],
    taken: [
      ['base64 over lines', (one) => (one['data'] = { a: 'YWJj\nZGVm\n' })],
      ['an empty value', (one) => (one['data'] = { a: '' })],
    ],
  }),
  ...created('Deployment', workload('Deployment'), {
    refused: [
      ['a text as replicas', ({ spec }) => (spec.replicas = '2')],
      ['no selector', ({ spec }) => delete spec.selector],
      ['no template', ({ spec }) => delete spec.template],
      ['no containers', ({ spec }) => delete spec.template.spec.containers],
      ['no name of a container', (one) => delete container(one)['name']],
      ['a number as a variable', (one) => (container(one)['env'] = [{ name: 'A', value: 1 }])],
      ['a boolean as a variable', (one) => (container(one)['env'] = [{ name: 'A', value: true }])],
      ['a number as an argument', (one) => (container(one)['args'] = [1])],
      ['a text as a command', (one) => (container(one)['command'] = 'sh')],
      ['a text as a port', (one) => (container(one)['ports'] = [{ containerPort: '80' }])],
      ['a text as a boolean', ({ spec }) => (spec.template.spec.hostNetwork = 'true')],
      ['a quantity of GB', (one) => (container(one)['resources'] = { limits: { memory: '1GB' } })],
      ['a quantity with a space', (one) => (container(one)['resources'] = { limits: { memory: '1 Gi' } })],
      ['a label of the template that is a number', ({ spec }) => (spec.template.metadata.labels.a = 1)],
      ['a map as containers', ({ spec }) => (spec.template.spec.containers = { name: 'main' })],
    ],
    strict: [
      ['an unknown field', ({ spec }) => (spec.replica = 2)],
      ['an unknown field of a container', (one) => (container(one)['imagePolicy'] = 'Always')],
    ],
    taken: [
      [
        'quantities in many spellings',
        (one) =>
          (container(one)['resources'] = {
            limits: { cpu: 0.5, memory: '1e3' },
            requests: { cpu: '.5', memory: '100' },
          }),
      ],
      ['a variable without a value', (one) => (container(one)['env'] = [{ name: 'A' }])],
      [
        'a name as a port of a probe',
        (one) => (container(one)['livenessProbe'] = { tcpSocket: { port: 'http' } }),
      ],
      ['no replicas', ({ spec }) => (spec.replicas = null)],
      [
        'a share as surge',
        ({ spec }) => (spec.strategy = { rollingUpdate: { maxSurge: '25%', maxUnavailable: 1 } }),
      ],
    ],
  }),
  ...created('an API that is gone', object('v1', 'ConfigMap'), {
    refused: [
      [
        'policy/v1beta1',
        (one) =>
          Object.assign(one, {
            apiVersion: 'policy/v1beta1',
            kind: 'PodDisruptionBudget',
            spec: { maxUnavailable: 1, selector },
          }),
      ],
      [
        'batch/v1beta1',
        (one) =>
          Object.assign(one, {
            apiVersion: 'batch/v1beta1',
            kind: 'CronJob',
            spec: { schedule: '* * * * *' },
          }),
      ],
      [
        'autoscaling/v2beta2',
        (one) =>
          Object.assign(one, {
            apiVersion: 'autoscaling/v2beta2',
            kind: 'HorizontalPodAutoscaler',
            spec: { maxReplicas: 1 },
          }),
      ],
    ],
    taken: [
      [
        'autoscaling/v1 is there',
        (one) =>
          Object.assign(one, {
            apiVersion: 'autoscaling/v1',
            kind: 'HorizontalPodAutoscaler',
            spec: {
              maxReplicas: 1,
              scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
            },
          }),
      ],
    ],
  }),
  ...created('Service', object('v1', 'Service', { spec: { ports } }), {
    refused: [
      ['a text as its port', ({ spec }) => (spec.ports = [{ port: '80' }])],
      ['no number of its port', ({ spec }) => (spec.ports = [{ name: 'http' }])],
      ['a name of 64 characters', ({ metadata }) => (metadata.name = long(64))],
      ['a name with "."', ({ metadata }) => (metadata.name = 'a.b')],
    ],
    taken: [
      ['a name as its target', ({ spec }) => (spec.ports = [{ port: 80, targetPort: 'http' }])],
      ['a name of 63 characters', ({ metadata }) => (metadata.name = long(63))],
    ],
  }),
  ...created(
    'CronJob',
    object('batch/v1', 'CronJob', {
      spec: {
        schedule: '0 0 1 1 *',
        jobTemplate: { spec: { template: webTemplate({ restartPolicy: 'Never' }) } },
      },
    }),
    {
      refused: [
        ['no schedule', ({ spec }) => delete spec.schedule],
        ['a name of 53 characters', ({ metadata }) => (metadata.name = long(53))],
      ],
      taken: [['a name of 52 characters', ({ metadata }) => (metadata.name = long(52))]],
    },
  ),
  ...created(
    'roles',
    object(rbac, 'Role', { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] }),
    {
      refused: [
        ['no verbs', (one) => delete one['rules'][0].verbs],
        ['a name with "/"', ({ metadata }) => (metadata.name = 'a/b')],
      ],
      taken: [
        ['no rules', (one) => delete one['rules']],
        ['a name with ":"', ({ metadata }) => (metadata.name = 'system:A_b')],
      ],
    },
  ),
  ...created(
    'what needs less than its schema says',
    object('networking.k8s.io/v1', 'NetworkPolicy', { spec: {} }),
    {
      taken: [
        ['a NetworkPolicy of all pods', () => undefined],
        ['a StatefulSet without a service', (one) => Object.assign(one, workload('StatefulSet')())],
        [
          'a PriorityClass without a value',
          (one) => Object.assign(one, object('scheduling.k8s.io/v1', 'PriorityClass')(), { spec: undefined }),
        ],
      ],
    },
  ),
  ...created(
    'Ingress',
    object('networking.k8s.io/v1', 'Ingress', {
      spec: {
        rules: [
          {
            http: {
              paths: [
                { path: '/', pathType: 'Prefix', backend: { service: { name: 'a', port: { number: 80 } } } },
              ],
            },
          },
        ],
      },
    }),
    {
      refused: [
        ['no type of its path', ({ spec }) => delete spec.rules[0].http.paths[0].pathType],
        ['no backend', ({ spec }) => delete spec.rules[0].http.paths[0].backend],
      ],
      taken: [
        [
          'a name as its port',
          ({ spec }) => (spec.rules[0].http.paths[0].backend.service.port = { name: 'http' }),
        ],
      ],
    },
  ),
]

/** A definition in the repository of a kind with validation rules. */
export const limited: PlainObject = (() => {
  const made = definition('limited')
  made['spec'].versions[0].schema.openAPIV3Schema.properties.spec = {
    type: 'object',
    required: ['size'],
    properties: {
      size: { type: 'integer', minimum: 1, maximum: 5 },
      color: { type: 'string', enum: ['red', 'green'] },
      code: { type: 'string', maxLength: 3 },
      tags: { type: 'array', items: { type: 'string' }, minItems: 1, maxItems: 2 },
      place: { 'x-kubernetes-int-or-string': true },
      free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
      none: { type: 'string', nullable: true },
    },
  }
  return made
})()

const custom: Attempt[] = created(
  'a custom object',
  object('limited.example.com/v1', 'Thing', { spec: { size: 1 } }),
  {
    refused: [
      ['a required field missing', ({ spec }) => delete spec.size],
      ['a number too large', ({ spec }) => (spec.size = 6)],
      ['a number too small', ({ spec }) => (spec.size = 0)],
      ['a text as a number', ({ spec }) => (spec.size = '1')],
      ['a fraction as a whole number', ({ spec }) => (spec.size = 1.5)],
      ['a word that is not listed', ({ spec }) => (spec.color = 'blue')],
      ['a text too long', ({ spec }) => (spec.code = 'abcd')],
      ['a list too long', ({ spec }) => (spec.tags = ['a', 'b', 'c'])],
      ['an empty list', ({ spec }) => (spec.tags = [])],
      ['an entry of another type', ({ spec }) => (spec.tags = [1])],
      ['a version that is not defined', (one) => (one['apiVersion'] = 'limited.example.com/v2')],
    ],
    strict: [['an unknown field', ({ spec }) => (spec.other = 1)]],
    taken: [
      ['the largest number', ({ spec }) => (spec.size = 5)],
      ['the longest text', ({ spec }) => (spec.code = 'äöü')],
      ['the longest list', ({ spec }) => (spec.tags = ['a', 'b'])],
      ['a text or a number', ({ spec }) => (spec.place = '1')],
      ['anything where anything may be', ({ spec }) => (spec.free = { a: [1] })],
      ['null where it may be', ({ spec }) => (spec.none = null)],
    ],
  },
)

/** All attempts, each with its own names. */
export const allAttempts: readonly Attempt[] = [...changes, ...beings, ...custom]
