/** The kinds of changes that people commit to an infra repo. */
import {
  another,
  configMap,
  cronJob,
  daemonSet,
  definition,
  deployment,
  job,
  secret,
  service,
  statefulSet,
  thing,
} from './change-objects.ts'
import type { ChangingApp, Controller, Form } from './changing-app.ts'
import type { PlainObject } from './objects.ts'
import type { Random } from './random.ts'

/** One kind of change. */
export interface ChangeKind {
  readonly name: string
  /** The layouts that it applies to. Default: all except the shared chart. */
  readonly forms?: readonly Form[]
  /** The controllers that it applies to. Default: both. */
  readonly controllers?: readonly Controller[]
  /** Adds the objects that the change needs to an app. */
  prepare(app: ChangingApp, random: Random): void
  /** Changes the app and returns a description. It may be called several times. */
  change(app: ChangingApp, random: Random): string
}

const version = (random: Random) => `${random.below(9)}.${random.below(9)}.0-${random.word()}`

/** Creates an object with the given file name when the app is created. */
const having =
  (file: string, make: (app: ChangingApp, random: Random) => PlainObject): ChangeKind['prepare'] =>
  (app, random) => {
    app.objects.set(file, make(app, random))
  }

const withWeb = having('web', (_, random) => deployment('web', random))

/** Returns the pod template of an object, at the location that its kind has. */
const podTemplate = ({ kind, spec }: PlainObject): PlainObject =>
  kind === 'CronJob' ? spec.jobTemplate.spec.template : spec.template

const container = (object: PlainObject): PlainObject => podTemplate(object)['spec'].containers[0]

function setTag(object: PlainObject, random: Random): string {
  const main = container(object)
  main['image'] = `${String(main['image']).split(':')[0]}:${version(random)}`
  return `image ${main['image']}`
}

function setEnv(object: PlainObject, random: Random): string {
  const { env } = container(object) as { env: { name: string; value: string }[] }
  return random.pick([
    () => `env ${(env[0] = { name: 'MODE', value: random.word() }).value}`,
    () => `env + ${env[env.push({ name: random.word().toUpperCase(), value: '1' }) - 1]?.name}`,
    () => (env.length > 1 ? `env - ${env.pop()?.name}` : `env + ${env.push({ name: 'BACK', value: '1' })}`),
  ])()
}

function setResources(object: PlainObject, random: Random): string {
  const { resources } = container(object)
  resources.limits = { memory: `${128 + random.below(1000)}Mi` }
  return `memory ${resources.limits.memory}`
}

function setTemplateMeta(object: PlainObject, random: Random): string {
  const { metadata } = podTemplate(object)
  const [map, key] = random.pick([
    ['labels', 'tier'],
    ['annotations', 'acme.io/team'],
    // Elsewhere these changes are noise, but a changed pod template replaces the pods.
    ['labels', 'app.kubernetes.io/version'],
    ['annotations', 'checksum/config'],
  ] as const)
  metadata[map][key] = random.word()
  return `pod template, ${map}: ${key}`
}

/** Makes any change of a pod template. */
function setTemplate(object: PlainObject, random: Random): string {
  return random.pick([setTag, setEnv, setResources, setTemplateMeta])(object, random)
}

const onObject =
  (file: string, change: (object: PlainObject, random: Random) => string): ChangeKind['change'] =>
  (app, random) =>
    change(app.object(file), random)

const argocdHook = { 'argocd.argoproj.io/hook': 'PreSync' }
/** Annotations that make a controller delete an object that it cannot change. */
const forced = {
  argocd: { 'argocd.argoproj.io/sync-options': 'Force=true' },
  flux: { 'kustomize.toolkit.fluxcd.io/force': 'enabled' },
}

export const changeKinds: readonly ChangeKind[] = [
  { name: 'tag', prepare: withWeb, change: onObject('web', setTag) },
  { name: 'env', prepare: withWeb, change: onObject('web', setEnv) },
  { name: 'resources', prepare: withWeb, change: onObject('web', setResources) },
  { name: 'label of the pod template', prepare: withWeb, change: onObject('web', setTemplateMeta) },
  {
    name: 'replicas',
    prepare: withWeb,
    change: onObject('web', (object, random) => {
      object['spec'].replicas = (object['spec'].replicas + 1 + random.below(2)) % 4
      return `replicas ${object['spec'].replicas}`
    }),
  },
  {
    name: 'replicas and tag',
    prepare: withWeb,
    change: onObject('web', (object, random) => {
      object['spec'].replicas = random.below(3)
      return `replicas ${object['spec'].replicas}, ${setTag(object, random)}`
    }),
  },
  {
    name: 'ConfigMap',
    prepare: (app, random) => {
      withWeb(app, random)
      app.objects.set('settings', configMap('settings'))
      container(app.object('web'))['envFrom'] = [{ configMapRef: { name: 'settings' } }]
    },
    change: onObject('settings', (object, random) => {
      object['data'][random.pick(['mode', 'level'])] = random.word()
      return 'data'
    }),
  },
  {
    name: 'ConfigMap with a checksum',
    prepare: (app, random) => {
      withWeb(app, random)
      app.objects.set('settings', configMap('settings'))
    },
    change: (app, random) => {
      const value = random.word()
      app.object('settings')['data'].mode = value
      podTemplate(app.object('web'))['metadata'].annotations['checksum/config'] = value
      return 'data and checksum'
    },
  },
  {
    name: 'Secret',
    prepare: having('secret', (_, random) => secret('secret', random)),
    change: onObject('secret', (object, random) => {
      if (object['stringData']) object['stringData'].password = random.word()
      else object['data'].password = Buffer.from(random.word()).toString('base64')
      return 'password'
    }),
  },
  {
    name: 'annotation only',
    prepare: withWeb,
    change: onObject('web', ({ metadata }, random) => {
      const [map, key] = random.pick([
        ['annotations', 'acme.io/owner'],
        ['annotations', 'acme.io/new'],
        ['labels', 'tier'],
        ['labels', 'app.kubernetes.io/version'],
        ['annotations', 'checksum/whole'],
      ] as const)
      metadata[map][key] = random.word()
      return `${map}: ${key}`
    }),
  },
  {
    name: 'definition and its object',
    prepare: (app) => {
      app.objects.set('definition', definition(app.name))
      app.objects.set('thing', thing(app.name))
    },
    // A new field and its use in one commit are a race: if the API server does not serve the new schema yet, it drops
    // the field, and Argo CD with server-side apply cannot even compare ("field not declared in schema").
    change: (app, random) => {
      const { properties } = app.object('definition')['spec'].versions[0].schema.openAPIV3Schema
      properties.spec.properties[random.word()] = { type: 'string' }
      if (random.below(3) === 0) return 'definition alone'
      app.object('thing')['spec'].mode = random.word()
      return 'both'
    },
  },
  {
    name: 'hook',
    controllers: ['argocd'],
    prepare: (app, random) => {
      withWeb(app, random)
      app.objects.set('migrate', job('migrate', argocdHook))
    },
    // Only a sync runs hooks, and the change of a hook alone does not start a sync.
    change: (app, random) =>
      `${setTemplate(app.object('migrate'), random)}, and ${setTag(app.object('web'), random)}`,
  },
  {
    name: 'Job that is made anew',
    prepare: (app) => {
      // Server-side apply cannot force. If it is set to replace an object, Argo CD does not detect that a field was
      // removed.
      app.syncOptions.splice(0)
      app.objects.set('job', job('job', forced[app.controller]))
    },
    change: onObject('job', setTemplate),
  },
  {
    name: 'removed object',
    prepare: (app, random) => {
      app.objects.set('gone', another('gone', app.name, random))
    },
    change: (app, random) => {
      const file = [...app.objects.keys()].find((name) => name.startsWith('gone'))
      if (file !== undefined) {
        const kind = app.object(file)['kind'] as string
        app.objects.delete(file)
        return `${kind} removed`
      }
      app.objects.set('gone', another('gone', app.name, random))
      return 'back again'
    },
  },
  {
    name: 'new object',
    prepare: () => undefined,
    change: (app, random) => {
      const name = `more-${random.word()}`
      app.objects.set(name, another(name, app.name, random))
      return app.object(name)['kind'] as string
    },
  },
  {
    name: 'rename',
    prepare: having('named', (app, random) => another('named', app.name, random)),
    change: (app, random) => {
      const { kind, metadata, spec } = app.object('named')
      // The name of a cluster-scoped object contains the name of its app.
      metadata.name = `${kind === 'ClusterRole' ? `${app.name}-` : ''}named-${random.word()}`
      // The new name of a workload also changes its selector.
      if (kind === 'Deployment' && random.below(2) === 0) {
        spec.selector = { matchLabels: { app: metadata.name } }
        spec.template.metadata.labels.app = metadata.name
      }
      return `${kind} ${metadata.name}`
    },
  },
  {
    name: 'StatefulSet',
    prepare: having('db', (_, random) => statefulSet('db', random)),
    change: onObject('db', setTemplate),
  },
  {
    name: 'DaemonSet',
    prepare: having('agent', (_, random) => daemonSet('agent', random)),
    change: onObject('agent', setTemplate),
  },
  {
    name: 'CronJob',
    prepare: having('nightly', () => cronJob('nightly')),
    change: onObject('nightly', setTemplate),
  },
  {
    name: 'paused Deployment',
    prepare: withWeb,
    change: onObject('web', (object, random) => {
      object['spec'].paused = true
      return setTemplate(object, random)
    }),
  },
  {
    name: 'order of a list',
    prepare: (app, random) => {
      withWeb(app, random)
      app.objects.set('service', service('service'))
    },
    change: (app, random) => {
      const main = container(app.object('web'))
      const list = random.pick(['env', 'ports', 'service'])
      if (list === 'service') app.object('service')['spec'].ports.reverse()
      else main[list].reverse()
      return list
    },
  },
  {
    name: 'port of a Service',
    prepare: having('service', () => service('service')),
    change: onObject('service', (object, random) => {
      object['spec'].ports[0].targetPort = 8000 + random.below(1000)
      return 'targetPort'
    }),
  },
  {
    name: 'image of an overlay',
    forms: ['kustomize'],
    prepare: withWeb,
    change: (app, random) => {
      app.overlay['images'] = [{ name: 'example.com/web', newTag: version(random) }]
      return 'newTag'
    },
  },
  {
    name: 'label of an overlay',
    forms: ['kustomize'],
    prepare: withWeb,
    change: (app, random) => {
      const includeTemplates = random.below(2) === 0
      app.overlay['labels'] = [{ pairs: { round: random.word() }, includeTemplates }]
      return includeTemplates ? 'with templates' : 'of objects alone'
    },
  },
  {
    name: 'generated ConfigMap',
    forms: ['kustomize'],
    prepare: (app, random) => {
      withWeb(app, random)
      container(app.object('web'))['envFrom'] = [{ configMapRef: { name: 'generated' } }]
      app.overlay['configMapGenerator'] = [{ name: 'generated', literals: ['MODE=first'] }]
    },
    change: (app, random) => {
      const made = { name: 'generated', literals: [`MODE=${random.word()}`] }
      app.overlay['configMapGenerator'] = [made]
      return 'literal'
    },
  },
  {
    name: 'value of a chart',
    forms: ['chart', 'shared'],
    prepare: () => undefined,
    change: ({ values }, random) =>
      random.pick([
        () => `tag ${(values['image'].tag = version(random))}`,
        () => `replicas ${(values['replicas'] = 1 + (values['replicas'] % 3))}`,
        () => `env ${(values['env'] = { [random.word().toUpperCase()]: random.word() })}`,
        () => `config ${(values['config'].mode = random.word())}`,
      ])(),
  },
  {
    name: 'version of a chart',
    forms: ['chart'],
    prepare: () => undefined,
    change: (app, random) => `chart ${(app.chartVersion = `1.${random.below(99)}.${random.below(99)}`)}`,
  },
]
