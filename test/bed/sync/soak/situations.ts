/** The situations that the soak draws from. */
import { setTimeout as sleep } from 'node:timers/promises'
import { changeKinds } from '../../truth/change-kinds.ts'
import { configMap, deployment, job, statefulSet } from '../../truth/change-objects.ts'
import { json } from '../../truth/changing-app.ts'
import type { PlainObject } from '../../truth/objects.ts'
import type { Random } from '../../truth/random.ts'
import { SoakApp } from './situation.ts'
import type { Situation } from './situation.ts'

const plainForms = ['plain', 'kustomize', 'chart'] as const

function withWeb(app: SoakApp, random: Random): void {
  const web = deployment('web', random)
  // In a chart, this Deployment is added to the chart's own one.
  web['spec'].progressDeadlineSeconds = 8
  app.objects.set('web', web)
}

function setTag(app: SoakApp, tag: string, file = 'web'): void {
  const main = app.object(file)['spec'].template.spec.containers[0] as PlainObject
  main['image'] = `${String(main['image']).split(':')[0]}:${tag}`
}

/** Returns a situation that bumps the Deployment to a tag that defines the behaviour of its pods. */
const bump = (name: string, tag: string, more: Partial<Situation> = {}): Situation => ({
  name,
  prepare: withWeb,
  change: (app) => setTag(app, tag),
  ...more,
})

/** Waits a random time, up to a number of milliseconds. */
const aWhile = (random: Random, most: number) => sleep(random.below(most))

const hook = (when: string) => ({
  'argocd.argoproj.io/hook': when,
  'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation',
})

function withHook(when: string, tag: string): Situation['prepare'] {
  return (app, random) => {
    withWeb(app, random)
    const one = job('check', hook(when))
    one['spec'].backoffLimit = 0
    app.objects.set('check', one)
    setTag(app, tag, 'check')
    triesOnce(app)
  }
}

/** Reduces the retries. By default Argo CD tries five times, which takes minutes. */
function triesOnce(app: SoakApp): void {
  app.spec['syncPolicy'] = { automated: { prune: true }, retry: { limit: 1, backoff: { duration: '1s' } } }
}

const workload = { apiVersion: 'apps/v1', kind: 'Deployment' }

export const situations: readonly Situation[] = [
  bump('good', '2.0.0'),
  bump('late', '2.0.0-late-3s'),
  bump('pull fails', '2.0.0-pull-fails'),
  bump('crash loop', '2.0.0-fails'),
  bump('ready, then crashes', '2.0.0-crash-3s', { needsSettling: true }),
  bump('never ready', '2.0.0-never-ready'),
  bump('unschedulable', '2.0.0-unschedulable'),
  bump('good after broken', '3.0.0', { spoil: (app) => setTag(app, '2.0.0-never-ready') }),
  bump('late after broken', '3.0.0-late-3s', { spoil: (app) => setTag(app, '2.0.0-pull-fails') }),
  {
    name: 'a fault of something else',
    prepare(app, random) {
      withWeb(app, random)
      app.objects.set('settings', configMap('settings'))
    },
    spoil: (app) => setTag(app, '2.0.0-never-ready'),
    change: (app) => (app.object('settings')['data'].mode = 'second'),
  },
  {
    name: 'nothing is applied',
    prepare: withWeb,
    change: (app) => app.more.set(`${app.path}/NOTES.txt`, 'Said differently.\n'),
  },
  {
    name: 'cannot be rendered',
    forms: ['kustomize'],
    prepare: withWeb,
    change: (app) => (app.overlay['resources'] = ['../base', 'gone.yaml']),
  },
  {
    name: 'refused by the API server',
    prepare(app, random) {
      withWeb(app, random)
      triesOnce(app)
    },
    change(app) {
      const { spec } = app.object('web')
      spec.selector = { matchLabels: { app: 'other' } }
      spec.template.metadata.labels.app = 'other'
    },
  },
  {
    name: 'a hook fails late',
    prepare: withHook('PostSync', '1.0.0'),
    change(app) {
      setTag(app, '2.0.0')
      setTag(app, '2.0.0-crash-3s', 'check')
    },
  },
  {
    name: 'a job before the sync',
    prepare: withHook('PreSync', '1.0.0'),
    change(app) {
      setTag(app, '2.0.0')
      setTag(app, '2.0.0-late-2s', 'check')
    },
  },
  {
    name: 'a job before the sync fails',
    prepare: withHook('PreSync', '1.0.0'),
    change(app) {
      setTag(app, '2.0.0')
      setTag(app, '2.0.0-fails', 'check')
    },
  },
  {
    name: 'OnDelete',
    prepare(app, random) {
      const db = statefulSet('db', random)
      db['spec'].updateStrategy = { type: 'OnDelete' }
      app.objects.set('db', db)
    },
    change: (app) => setTag(app, '2.0.0', 'db'),
  },
  {
    name: 'reverted while it is waited for',
    prepare: withWeb,
    change: (app) => setTag(app, '2.0.0-late-3s'),
    async meanwhile({ app, commit }, random) {
      await aWhile(random, 4000)
      setTag(app, '1.0.0')
      commit()
    },
  },
  {
    name: 'a newer commit while it is waited for',
    prepare: withWeb,
    change: (app) => setTag(app, '2.0.0-late-3s'),
    async meanwhile({ app, commit }, random) {
      await aWhile(random, 4000)
      setTag(app, '3.0.0')
      commit()
    },
  },
  {
    name: 'a sync is running',
    prepare: withHook('PreSync', '1.0.0-late-3s'),
    async before({ app, argocd }) {
      await argocd.request('POST', `/api/v1/applications/${app.name}/sync`, {})
    },
    change(app) {
      setTag(app, '2.0.0')
    },
  },
  {
    name: 'drift is healed meanwhile',
    prepare(app, random) {
      withWeb(app, random)
      app.spec['syncPolicy'] = { automated: { prune: true, selfHeal: true } }
    },
    change: (app) => setTag(app, '2.0.0'),
    async meanwhile({ app, cluster, touch }, random) {
      await aWhile(random, 5000)
      touch()
      const drift = { spec: { template: { metadata: { annotations: { drift: 'yes' } } }, replicas: 3 } }
      await cluster.kube.patch({ ...workload, namespace: app.name }, 'web', drift)
    },
  },
  {
    name: 'an autoscaler scales',
    prepare(app, random) {
      withWeb(app, random)
      delete app.object('web')['spec'].replicas
    },
    change: (app) => setTag(app, '2.0.0-late-2s'),
    async meanwhile({ app, cluster, touch }, random) {
      await aWhile(random, 5000)
      touch()
      await cluster.kube.patch({ ...workload, namespace: app.name }, 'web', { spec: { replicas: 3 } })
    },
  },
  {
    name: 'several sources',
    forms: ['plain'],
    prepare(app, random) {
      withWeb(app, random)
      app.sources.push(`more/${app.name}`)
      app.more.set(`more/${app.name}/config.yaml`, json(configMap('more')))
    },
    change(app, random) {
      if (random.below(2) === 0) setTag(app, '2.0.0-late-2s')
      app.more.set(`more/${app.name}/config.yaml`, json(configMap('more', { mode: 'second' })))
    },
  },
  {
    name: 'synced by somebody',
    prepare(app, random) {
      withWeb(app, random)
      app.spec['syncPolicy'] = {}
    },
    change: (app) => setTag(app, '2.0.0'),
    async meanwhile({ app, argocd }, random) {
      await aWhile(random, 4000)
      await argocd.request('POST', `/api/v1/applications/${app.name}/sync`, {})
    },
  },
  {
    name: 'synced by nobody',
    prepare(app, random) {
      withWeb(app, random)
      app.spec['syncPolicy'] = {}
    },
    change: (app) => setTag(app, '2.0.0'),
    isEndless: true,
  },
  {
    name: 'what is to go is not pruned',
    prepare(app, random) {
      withWeb(app, random)
      app.objects.set('old', configMap('old'))
      app.spec['syncPolicy'] = { automated: {} }
    },
    change: (app) => app.objects.delete('old'),
    isEndless: true,
  },
  {
    name: 'an app of apps',
    forms: ['plain'],
    prepare(app, random) {
      for (const name of ['one', 'two']) addChild(app, name, random)
    },
    change(app, random) {
      const [one, two] = app.children
      if (one !== undefined) setTag(one, '2.0.0-late-2s')
      if (two !== undefined) app.leaving.add(two)
      addChild(app, 'three', random)
    },
  },
  // The changes that also test `diff` against the cluster. They have no expected outcome.
  ...changeKinds
    .filter(({ controllers, forms }) => (controllers ?? ['argocd']).includes('argocd') && !isShared(forms))
    .map((kind): Situation => {
      const forms = (kind.forms ?? plainForms).filter((form) => form !== 'shared')
      return {
        name: kind.name,
        forms,
        prepare(app, random) {
          kind.prepare(app, random)
          withoutAutoscalers(app)
        },
        change(app, random) {
          kind.change(app, random)
          withoutAutoscalers(app)
        },
      }
    }),
]

/** Replaces autoscalers. Nothing in the bed makes them ready, so Argo CD would wait forever. */
function withoutAutoscalers(app: SoakApp): void {
  for (const [file, { kind, metadata }] of app.objects)
    if (kind === 'HorizontalPodAutoscaler') app.objects.set(file, configMap(metadata.name))
}

function isShared(forms: readonly string[] | undefined): boolean {
  return forms?.every((form) => form === 'shared') ?? false
}

function addChild(app: SoakApp, name: string, random: Random): void {
  const child = new SoakApp(`${app.name}-${name}`, 'plain', app.situation)
  withWeb(child, random)
  child.syncOptions.push('CreateNamespace=true')
  app.children.push(child)
}
