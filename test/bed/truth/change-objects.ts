/** Manifests for tests to change, of all kinds that controllers treat differently. */
import type { PlainObject } from './objects.ts'
import type { Random } from './random.ts'

/** The pod template of a workload. */
export function templateOf(name: string, more: PlainObject = {}): PlainObject {
  return {
    metadata: { labels: { app: name }, annotations: { 'acme.io/team': 'shop' } },
    spec: { containers: [containerOf(name)], ...more },
  }
}

function containerOf(name: string): PlainObject {
  return {
    name: 'main',
    image: `example.com/${name}:1.0.0`,
    env: [
      { name: 'MODE', value: 'first' },
      { name: 'LEVEL', value: 'info' },
    ],
    ports: [
      { name: 'http', containerPort: 8080 },
      { name: 'metrics', containerPort: 9090 },
    ],
    resources: { limits: { memory: '128Mi' }, requests: { cpu: '100m' } },
  }
}

export function deployment(name: string, random: Random): PlainObject {
  const strategy = random.pick([undefined, { type: 'Recreate' }, { rollingUpdate: { maxSurge: 1 } }])
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, labels: { app: name }, annotations: { 'acme.io/owner': 'shop' } },
    spec: {
      replicas: 1 + random.below(2),
      ...(strategy && { strategy }),
      selector: { matchLabels: { app: name } },
      template: templateOf(name),
    },
  }
}

export function statefulSet(name: string, random: Random): PlainObject {
  const updateStrategy = random.pick([
    undefined,
    { type: 'OnDelete' },
    { rollingUpdate: { partition: 1 } },
    { rollingUpdate: { partition: 2 } },
  ])
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name },
    spec: {
      serviceName: name,
      replicas: 2,
      podManagementPolicy: 'Parallel',
      ...(updateStrategy && { updateStrategy }),
      selector: { matchLabels: { app: name } },
      template: templateOf(name),
    },
  }
}

export function daemonSet(name: string, random: Random): PlainObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name },
    spec: {
      ...random.pick([{}, { updateStrategy: { type: 'OnDelete' } }]),
      selector: { matchLabels: { app: name } },
      template: templateOf(name),
    },
  }
}

export function cronJob(name: string): PlainObject {
  const template = templateOf(name, { restartPolicy: 'Never' })
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name },
    spec: { schedule: '0 0 1 1 *', jobTemplate: { spec: { template } } },
  }
}

/** A Job that its controller may delete and create again. */
export function job(name: string, annotations: Record<string, string>): PlainObject {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, annotations },
    spec: { template: templateOf(name, { restartPolicy: 'Never' }) },
  }
}

export function configMap(name: string, data: Record<string, string> = { mode: 'first' }): PlainObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, labels: { app: name } }, data }
}

export function secret(name: string, random: Random): PlainObject {
  const fields = random.pick([
    { stringData: { password: 'first-password' } },
    { data: { password: Buffer.from('first-password').toString('base64') } },
  ])
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name }, ...fields }
}

export function service(name: string): PlainObject {
  const ports = [
    { name: 'http', port: 80, targetPort: 8080 },
    { name: 'metrics', port: 9090 },
  ]
  return { apiVersion: 'v1', kind: 'Service', metadata: { name }, spec: { selector: { app: name }, ports } }
}

/** The definition of a kind `Thing` in an API group of the app. */
export function definition(app: string): PlainObject {
  const group = `${app}.example.com`
  const text = { type: 'string' }
  const spec = { type: 'object', properties: { mode: text } }
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `things.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { kind: 'Thing', plural: 'things' },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', properties: { spec } } },
        },
      ],
    },
  }
}

export function thing(app: string): PlainObject {
  return {
    apiVersion: `${app}.example.com/v1`,
    kind: 'Thing',
    metadata: { name: 'one' },
    spec: { mode: 'first' },
  }
}

/** An additional object for an app, of a random kind. */
export function another(name: string, app: string, random: Random): PlainObject {
  const rules = [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get'] }]
  const rbac = 'rbac.authorization.k8s.io/v1'
  const port = { service: { name, port: { number: 80 } } }
  return random.pick([
    configMap(name),
    secret(name, random),
    service(name),
    deployment(name, random),
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name } },
    { apiVersion: rbac, kind: 'Role', metadata: { name }, rules },
    { apiVersion: rbac, kind: 'ClusterRole', metadata: { name: `${app}-${name}` }, rules },
    {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name },
      spec: { maxUnavailable: 1, selector: { matchLabels: { app: name } } },
    },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name },
      spec: { podSelector: { matchLabels: { app: name } }, policyTypes: ['Ingress'] },
    },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name },
      spec: { rules: [{ http: { paths: [{ path: '/', pathType: 'Prefix', backend: port }] } }] },
    },
    {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name },
      spec: { maxReplicas: 3, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'none' } },
    },
  ])
}
