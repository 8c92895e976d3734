import { describe, expect, it } from 'vitest'
import type { Edits } from '../support/diff.ts'
import { inputError } from '../../src/errors.ts'
import { changedRepo, diffIn, noRemoteSources } from '../support/diff.ts'
import { hasTools } from '../support/helm.ts'

/** The effect of a merge on each app, as the report shows it. */

const application = (name: string, path: string, policy: string, namespace = 'argocd') => `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: ${name}, namespace: ${namespace}}
spec:
  project: default
  source: {repoURL: https://github.com/acme/infra, path: ${path}, targetRevision: HEAD}
  destination: {server: https://kubernetes.default.svc, namespace: ${name}}
${policy}`
const automated = '  syncPolicy: {automated: {}}\n'
const configMap = (value: string) => `
apiVersion: v1
kind: ConfigMap
metadata: {name: map}
data: {a: "${value}"}
`
const kustomization = (name: string, path: string, more = '') => `
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: ${name}, namespace: flux-system}
spec:
  interval: 10m
  path: ./${path}
  prune: true
  sourceRef: {kind: GitRepository, name: flux-system}
${more}`

const effects = async (before: Edits, edits: Edits) => {
  const { report } = await diffIn(changedRepo(before, edits))
  return Object.fromEntries(report.apps.map(({ app, onMerge }) => [app.name, onMerge]))
}

describe.skipIf(!hasTools)('what a merge does', () => {
  it('Argo CD: deploys, or waits for a manual sync', async () => {
    const files = {
      'apps/auto.yaml': application('auto', 'auto', automated),
      'apps/off.yaml': application(
        'off',
        'off',
        '  syncPolicy: {automated: {enabled: false, prune: true}}\n',
      ),
      'apps/manual.yaml': application('manual', 'manual', ''),
      'auto/map.yaml': configMap('1'),
      'off/map.yaml': configMap('1'),
      'manual/map.yaml': configMap('1'),
    }
    const edits = Object.fromEntries(
      ['auto', 'off', 'manual'].map((name) => [`${name}/map.yaml`, configMap('2')]),
    )
    expect(await effects(files, edits)).toEqual({ auto: 'deploys', off: 'manual', manual: 'manual' })
  })

  it('Argo CD: a new declaration comes as what applies it does, or by nobody', async () => {
    const moved = (policy: string) => application('web', 'web-2', policy)
    const web = {
      'apps/web.yaml': application('web', 'web', automated),
      'web/map.yaml': configMap('1'),
      'web-2/map.yaml': configMap('2'),
    }
    const edits = { 'apps/web.yaml': moved(automated) }
    expect(await effects(web, edits)).toMatchObject({ web: 'applied' })
    for (const [policy, effect] of [
      [automated, 'deploys'],
      ['', 'manual'],
    ] as const) {
      const root = { 'root.yaml': application('root', 'apps', policy) }
      expect(await effects({ ...web, ...root }, edits)).toMatchObject({ web: effect, root: effect })
    }
    const root = { 'root.yaml': application('root', 'apps', automated) }
    expect(await effects({ ...web, ...root }, { 'apps/web.yaml': moved('') })).toMatchObject({
      web: 'manual',
    })
  })

  it('an app that is removed is deleted by what applied it, or stays', async () => {
    const base = {
      'apps/web.yaml': application('web', 'web', automated),
      'apps/map.yaml': configMap('1'),
      'web/map.yaml': configMap('1'),
    }
    const gone = { 'apps/web.yaml': undefined }
    const prunes = '  syncPolicy: {automated: {prune: true}}\n'
    expect(await effects(base, gone)).toEqual({ web: 'left' })
    for (const [policy, effect] of [
      [prunes, 'deleted'],
      [automated, 'stays'],
      ['', 'deleted-by-hand'],
    ] as const) {
      const root = { 'root.yaml': application('root', 'apps', policy) }
      const { app, everything } = await diffIn(changedRepo({ ...base, ...root }, gone))
      expect(app('web').onMerge).toBe(effect)
      expect(everything).not.toContain('web deploys as soon as')
      expect(app('web').risks.map(({ rule }) => rule)).toEqual(['app-orphaned'])
    }
  })

  it('an app whose file stays, and that the kustomization beside it lists no longer, is removed; and comes back', async () => {
    const list = (...names: string[]) => ({ 'apps/kustomization.yaml': `resources: [${names.join(', ')}]\n` })
    const files = {
      'apps/web.yaml': application('web', 'web', automated),
      'apps/api.yaml': application('api', 'web', automated),
      'web/map.yaml': configMap('1'),
    }
    const both = list('web.yaml', 'api.yaml')
    const one = list('api.yaml')
    const prunes = '  syncPolicy: {automated: {prune: true}}\n'
    for (const [root, effect] of [
      [{}, 'left'],
      [{ 'root.yaml': application('root', 'apps', prunes) }, 'deleted'],
    ] as const) {
      const gone = await diffIn(changedRepo({ ...files, ...root, ...both }, one))
      expect(gone.app('web')).toMatchObject({ status: 'removed', onMerge: effect })
      expect(gone.app('web').notes.join()).toContain('no longer lists apps/web.yaml')
      expect(gone.report.unclaimed).toEqual([])
      const back = await diffIn(changedRepo({ ...files, ...root, ...one }, both))
      expect(back.app('web')).toMatchObject({ status: 'added' })
    }
    // It is not known whether the app was deployed, so it is neither added nor removed.
    const still = await diffIn(changedRepo({ ...files, ...one }, { 'web/map.yaml': configMap('2') }))
    expect(still.app('web').status).toBe('changed')
    expect(still.app('web').notes.join()).toContain('does not list apps/web.yaml')
  })

  it('an app that its ApplicationSet no longer makes is deleted, unless the set never deletes', async () => {
    const set = (policy: string) => `
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: set, namespace: argocd}
spec:
  goTemplate: true
${policy}
  generators:
    - git:
        repoURL: https://github.com/acme/infra
        revision: HEAD
        directories: [{path: "envs/*"}]
  template:
    metadata: {name: "{{.path.basename}}"}
    spec:
      project: default
      source: {repoURL: https://github.com/acme/infra, path: "{{.path.path}}", targetRevision: HEAD}
      destination: {server: https://kubernetes.default.svc, namespace: web}
      syncPolicy: {automated: {}}
`
    const files = (policy: string) => ({
      'set.yaml': set(policy),
      'envs/a/map.yaml': configMap('1'),
      'envs/b/map.yaml': configMap('1'),
    })
    const gone = { 'envs/b/map.yaml': undefined }
    expect(await effects(files(''), gone)).toMatchObject({ b: 'deleted' })
    const kept = await diffIn(changedRepo(files('  syncPolicy: {applicationsSync: create-update}'), gone))
    expect(kept.app('b').onMerge).toBe('stays')
    expect(
      kept
        .app('b')
        .risks.map(({ message }) => message)
        .join(),
    ).toContain('applicationsSync is create-update')
  })

  it('Flux: what no root leads to any more is removed, and is not installed anew elsewhere', async () => {
    const files = {
      'clusters/prod/flux-system/gotk-sync.yaml': `${kustomization('flux-system', 'clusters/prod')}---
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: flux-system, namespace: flux-system}
spec: {url: https://github.com/acme/infra, ref: {branch: main}}
`,
      'clusters/prod/apps.yaml': kustomization('apps', 'apps'),
      'apps/kustomization.yaml': 'resources: [one/ks.yaml, two/ks.yaml]\n',
      'apps/one/ks.yaml': kustomization('one', 'apps/one/app'),
      'apps/one/app/map.yaml': configMap('1'),
      'apps/two/ks.yaml': kustomization('two', 'apps/two/app'),
      'apps/two/app/map.yaml': configMap('1').replace('name: map', 'name: other'),
    }
    const less = { 'apps/kustomization.yaml': 'resources: [one/ks.yaml]\n' }
    const gone = await diffIn(changedRepo(files, less))
    expect(gone.app('two')).toMatchObject({ status: 'removed', onMerge: 'deleted' })
    expect(gone.everything).not.toContain('app-reinstalled')
    // If the parent cannot be built, it is not known whether an app is removed.
    const broken = await diffIn(
      changedRepo(files, { 'apps/kustomization.yaml': 'resources: [nothere.yaml]\n' }),
    )
    expect(broken.everything).not.toMatch(/app-reinstalled|app-removed/)
    expect(broken.app('two').status).toBe('failed')
    const back = await diffIn(
      changedRepo({ ...files, ...less }, { 'apps/kustomization.yaml': files['apps/kustomization.yaml'] }),
    )
    expect(back.app('two').status).toBe('added')
    expect(back.everything).not.toContain('app-reinstalled')
  })

  it('Flux: deploys, or stays where it or what brings it is suspended', async () => {
    const files = (suspended: string) => ({
      'clusters/prod/flux-system/gotk-sync.yaml': `${kustomization('flux-system', 'clusters/prod')}---
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: flux-system, namespace: flux-system}
spec: {url: https://github.com/acme/infra, ref: {branch: main}}
`,
      'clusters/prod/apps.yaml': kustomization('apps', 'apps', suspended),
      'apps/map.yaml': configMap('1'),
    })
    const edits = { 'apps/map.yaml': configMap('2') }
    expect(await effects(files(''), edits)).toMatchObject({ apps: 'deploys' })
    expect(await effects(files('  suspend: true\n'), edits)).toMatchObject({ apps: 'suspended' })
  })

  it('a cluster whose whole folder goes leaves all as it is, and a new one waits until somebody bootstraps it', async () => {
    const root = (cluster: string) => kustomization('flux-system', `clusters/${cluster}`)
    const files = {
      'clusters/a/flux-system/sync.yaml': root('a'),
      'clusters/a/web.yaml': kustomization('web', 'apps'),
      'clusters/b/flux-system/sync.yaml': root('b'),
      'clusters/b/web.yaml': kustomization('web', 'apps'),
      'apps/map.yaml': configMap('1'),
    }
    const gone = { 'clusters/b/flux-system/sync.yaml': undefined, 'clusters/b/web.yaml': undefined }
    const { report } = await diffIn(changedRepo(files, gone))
    expect(report.apps.map(({ app, onMerge }) => [app.name, onMerge])).toEqual([
      ['flux-system', 'stays'],
      ['web', 'stays'],
    ])
    expect(report.apps.flatMap(({ risks }) => risks.map(({ rule }) => rule))).toEqual([
      'app-orphaned',
      'app-orphaned',
    ])
    const added = {
      'clusters/c/flux-system/sync.yaml': root('c'),
      'clusters/c/web.yaml': kustomization('web', 'apps'),
    }
    expect(await effects(files, added)).toEqual({ 'flux-system': 'applied', web: 'applied' })
    // If only an app is removed, its root is there to delete it.
    expect(await effects(files, { 'clusters/b/web.yaml': undefined })).toMatchObject({ web: 'deleted' })
  })

  it('nothing is said of an app whose source is another branch or tag, and it is not unknown for that', async () => {
    const pinned = application('web', 'web', automated).replace('targetRevision: HEAD', 'targetRevision: v1')
    const files = { 'apps/web.yaml': pinned, 'web/map.yaml': configMap('1') }
    const { app, report, failure } = await diffIn(
      changedRepo(files, { 'web/map.yaml': configMap('2') }),
      {},
      {},
      { ...noRemoteSources, git: () => Promise.reject(inputError('there is no v1')) },
    )
    expect(failure).toBeUndefined()
    expect(app('web')).toMatchObject({ status: 'rerendered', failures: [] })
    expect(app('web').onMerge).toBeUndefined()
    expect(app('web').notes.join()).toContain('pinned to v1, which a merge does not change')
    expect(Object.keys(report.digests)).toEqual([''])
    // Its values still follow the branch.
    const both = pinned.replace(
      /  source: (.*)\n/,
      '  sources:\n    - $1\n    - {repoURL: https://github.com/acme/infra, targetRevision: HEAD, ref: values}\n',
    )
    const reached = await diffIn(
      changedRepo({ ...files, 'apps/web.yaml': both }, { 'web/map.yaml': configMap('2') }),
    )
    expect(reached.app('web').status).toBe('failed')
    const anew = await diffIn(changedRepo(files, { 'apps/web.yaml': pinned.replace('v1', 'v2') }))
    expect(anew.app('web').status).toBe('failed')
  })

  it('an app of which another file is left stays, and is not an orphan', async () => {
    const files = {
      'old.yaml': application('old', 'apps/old', automated),
      'new.yaml': application('new', 'apps/new', automated),
      'apps/old/web.yaml': application('web', 'web', automated),
      'apps/new/web.yaml': application('web', 'web', automated),
      'web/map.yaml': configMap('1'),
    }
    const { report } = await diffIn(
      changedRepo(files, { 'old.yaml': undefined, 'apps/old/web.yaml': undefined }),
    )
    const one = (name: string) => report.apps.find(({ app }) => app.name === name)
    expect(report.apps.map(({ app }) => app.declaredAt?.file)).toEqual(['old.yaml', 'apps/old/web.yaml'])
    expect(one('web')).toMatchObject({ status: 'removed', onMerge: 'stays', risks: [] })
    expect(one('web')?.notes.join()).toContain('apps/new/web.yaml still declares it')
    expect(
      one('old')
        ?.risks.map(({ message }) => message)
        .join(),
    ).toContain('with what it deployed: it no longer finds its folder')
  })

  it('nothing is said where no controller is known', async () => {
    const files = {
      'apps/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
      'apps/web/values.yaml': 'a: 1\n',
    }
    const found = Object.values(await effects(files, { 'apps/web/values.yaml': 'a: 2\n' }))
    expect(found.filter((effect) => effect !== undefined)).toEqual([])
  })

  it('an app leads to its page in Argo CD, by the configuration of the base alone', async () => {
    const files = {
      'apps/web.yaml': application('web', 'web', automated, 'team-a'),
      'web/map.yaml': configMap('1'),
    }
    const edits = { 'web/map.yaml': configMap('2') }
    const config = (url: string) => ({ 'fairlead.yaml': `argocd: {url: "${url}"}\n` })
    const urlOf = async (before: Edits, change: Edits) =>
      (await diffIn(changedRepo(before, change))).app('web').url
    const address = 'https://argocd.example.com/applications/team-a/web'
    expect(await urlOf({ ...files, ...config('https://argocd.example.com/') }, edits)).toBe(address)
    expect(await urlOf(files, { ...edits, ...config('https://evil.example') })).toBeUndefined()
    expect(await urlOf({ ...files, ...config('javascript:alert(1)') }, edits)).toBeUndefined()
  })
})
