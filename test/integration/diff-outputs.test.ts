import { describe, expect, it } from 'vitest'
import type { Edits } from '../support/diff.ts'
import { changedRepo, diffIn } from '../support/diff.ts'
import { hasTools } from '../support/helm.ts'

/**
 * Apps that only the output of another app declares, although no file shows that this one declares apps: for example
 * manifests that a folder applies as JSON, or that Flux fills variables into. The result is the same as for apps that
 * are visible in a file.
 */

const url = 'https://github.com/acme/infra'
const diff = (before: Edits, edits: Edits, inputs: Record<string, string> = {}) =>
  diffIn(changedRepo(before, edits), inputs)
const map = (name: string, value: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: {value: "${value}"}\n`

function object(name: string, path: string, finalizers = true) {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: {
      name,
      namespace: 'argocd',
      ...(finalizers ? { finalizers: ['resources-finalizer.argocd.argoproj.io'] } : {}),
    },
    spec: {
      project: 'default',
      source: { repoURL: url, targetRevision: 'HEAD', path },
      destination: { server: 'https://kubernetes.default.svc', namespace: name },
    },
  }
}
const application = (...of: Parameters<typeof object>) => JSON.stringify(object(...of))

function set(name: string, elements: readonly Record<string, string>[], path = 'apps/{{name}}') {
  return JSON.stringify({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'ApplicationSet',
    metadata: { name, namespace: 'argocd' },
    spec: {
      generators: [{ list: { elements } }],
      template: { metadata: { name: '{{name}}' }, spec: object('{{name}}', path).spec },
    },
  })
}

const files = {
  'root.yaml': application('root', 'declared'),
  'apps/web/map.yaml': map('web', '1'),
  'apps/queue/map.yaml': map('queue', '1'),
  'other/web/map.yaml': map('web', '2'),
}
const shown = (report: { apps: readonly { app: { name: string }; status: string }[] }) =>
  report.apps.map(({ app, status }) => `${app.name} ${status}`).toSorted()

describe.skipIf(!hasTools)('an ApplicationSet in the output of an app', () => {
  const shop = (...parts: Parameters<typeof set>) => ({ 'declared/shop.json': set(...parts) })

  it('brings apps and takes them away', async () => {
    const { report, app } = await diff(
      { ...files, ...shop('shop', [{ name: 'web' }]) },
      shop('shop', [{ name: 'queue' }]),
    )
    expect(shown(report)).toEqual(['queue added', 'root changed', 'web removed'])
    expect(app('queue').objects).toMatchObject([{ action: 'added', id: { name: 'queue' } }])
    expect(app('web').risks.map(({ rule }) => rule)).toEqual(['app-removed'])
    expect(app('web').app.declaredAt?.file).toBe('declared/shop.json')
  })

  it('changes apps', async () => {
    const { report, app } = await diff(
      { ...files, ...shop('shop', [{ name: 'web' }, { name: 'queue' }]) },
      shop('shop', [{ name: 'web', folder: 'other' }, { name: 'queue' }], '{{folder}}/{{name}}'),
    )
    expect(shown(report)).toEqual(['queue failed', 'root changed', 'web changed'])
    expect(app('web').objects).toMatchObject([{ action: 'changed', id: { name: 'web' } }])
  })

  it('makes others of other files of the repo, though it stays as it is', async () => {
    const made = JSON.parse(set('shop', [])) as { spec: { generators: unknown[] } }
    made.spec.generators = [{ git: { repoURL: url, files: [{ path: 'shop/*.json' }] } }]
    const { report } = await diff(
      { ...files, 'declared/shop.json': JSON.stringify(made), 'shop/web.json': '{"name": "web"}' },
      {
        'shop/queue.json': '{"name": "queue"}',
        'declared/map.json': '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "more"}}',
      },
    )
    expect(shown(report)).toEqual(['queue added', 'root changed'])
  })

  it('that cannot be expanded any more takes nothing away, and nobody can approve what it makes', async () => {
    const { app, failure, report } = await diff(
      { ...files, ...shop('shop', [{ name: 'web' }]) },
      shop('shop', [{ name: 'web' }], '{{'),
    )
    expect(app('web')).toMatchObject({ status: 'failed', objects: [], failures: [{ side: 'after' }] })
    expect(failure).toContain('the change breaks rendering of')
    expect(report.digests).toEqual({})
  })

  it('that is new and cannot be expanded is told itself', async () => {
    const made = JSON.parse(set('shop', [])) as { spec: { generators: unknown[] } }
    made.spec.generators = [{ pullRequest: { github: { owner: 'acme', repo: 'web' } } }]
    const { app, failure, report } = await diff(
      {
        ...files,
        'declared/map.json': '[]'.replace(
          '[]',
          '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "more"}}',
        ),
      },
      { 'declared/shop.json': JSON.stringify(made) },
    )
    expect(app('shop')).toMatchObject({ app: { kind: 'ApplicationSet' }, status: 'failed' })
    expect(failure).toBeDefined()
    expect(report.digests).toEqual({})
  })

  it('keeps the apps that it makes no more, where it is told to', async () => {
    const kept = (text: string) =>
      text.replace('"generators"', '"syncPolicy":{"applicationsSync":"create-only"},"generators"')
    const { app } = await diff(
      { ...files, 'declared/shop.json': kept(set('shop', [{ name: 'web' }, { name: 'queue' }])) },
      { 'declared/shop.json': kept(set('shop', [{ name: 'queue' }])) },
    )
    expect(app('web').risks).toMatchObject([{ rule: 'app-orphaned' }])
  })

  it('is as Flux fills variables into it', async () => {
    const flux = (folder: string) => ({
      'clusters/prod/apps.yaml': `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: apps, namespace: flux-system}
spec:
  path: ./sets
  prune: true
  sourceRef: {kind: GitRepository, name: flux-system}
  postBuild: {substitute: {folder: ${folder}}}
`,
    })
    const { app } = await diff(
      { ...files, ...flux('apps'), 'sets/shop.yaml': set('shop', [{ name: 'web' }], '${folder}/{{name}}') },
      flux('other'),
    )
    expect(app('web').objects).toMatchObject([{ action: 'changed', id: { name: 'web' } }])
  })
})

describe.skipIf(!hasTools)('an app that only the output of another one declares', () => {
  const declared = { 'declared/web.json': application('web', 'apps/web') }

  it('stays without what led to it, where that does not delete it', async () => {
    const { app, everything } = await diff(
      { ...files, ...declared, 'root.yaml': application('root', 'declared', false) },
      { 'root.yaml': undefined },
    )
    expect(everything).toContain('2 removed objects, of which 2 stay in the cluster.')
    expect(app('web').risks).toEqual([
      {
        rule: 'app-orphaned',
        level: 'medium',
        message:
          'web is no longer declared, but stays in the cluster with what it deployed: root, which declared it, does not delete it: the Application has no finalizer.',
      },
    ])
  })

  it.each([
    ['of another one at once', 'second/web.json', {}],
    ['of one that is new', 'third/web.json', { 'second/third.json': application('third', 'third') }],
  ])('is neither removed nor new as a child %s', async (_, path, more) => {
    const { app } = await diff(
      {
        ...files,
        ...declared,
        'declared/queue.json': application('queue', 'apps/queue'),
        'two.yaml': application('two', 'second'),
        'second/mail.json': application('mail', 'apps/queue'),
      },
      { 'declared/web.json': undefined, [path]: application('web', 'apps/web'), ...more },
    )
    expect(app('web')).toMatchObject({ status: 'rerendered', objects: [], risks: [] })
  })

  it('is on a level below others, which only outputs declare, too', async () => {
    const { report } = await diff(
      {
        ...files,
        'declared/mid.json': application('mid', 'middle'),
        'middle/set.json': set('shop', [{ name: 'web' }]),
      },
      {
        'declared/mid.json': application('mid', 'another'),
        'another/set.json': set('shop', [{ name: 'web' }, { name: 'queue' }]),
      },
    )
    expect(shown(report)).toEqual(['mid changed', 'queue added', 'root changed'])
  })

  it('is not known where what leads to it cannot be rendered', async () => {
    const { report, failure } = await diff(
      { ...files, ...declared },
      { 'declared/web.json': '{', 'apps/web/map.yaml': map('web', '2') },
    )
    expect(shown(report)).toEqual(['root failed'])
    expect(report.digests).toEqual({})
    expect(failure).toContain('breaks rendering of 1 app: root')
  })
})

describe.skipIf(!hasTools)('an app that files declare', () => {
  const declared = {
    ...files,
    'declared/kustomization.yaml': 'resources: [web.yaml]\n',
    'declared/web.yaml': application('web', 'apps/web'),
  }

  it.each(['another', 'zone'])(
    'is neither removed nor new where %s takes the place of its root',
    async (name) => {
      const { report } = await diff(declared, {
        'root.yaml': undefined,
        'next/root.yaml': application(name, 'all'),
        'all/kustomization.yaml': 'resources: [../declared]\n',
      })
      expect(shown(report)).toEqual([`${name} added`, 'root removed', 'web rerendered'].toSorted())
    },
  )
})
