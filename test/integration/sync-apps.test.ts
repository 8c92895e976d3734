/** The apps that `sync` waits for: computed from two commits, before it sends a request to any server. */
import { describe, expect, it } from 'vitest'
import { whichApps } from '../../src/commands/sync-apps.ts'
import { configOf } from '../../src/config/read.ts'
import { createGit } from '../../src/git/git.ts'
import { commitSides } from '../../src/git/sides.ts'
import { hidden } from '../../src/sync/unawaited.ts'
import { Ranges } from '../../src/sync/range/ranges.ts'
import type { Edits } from '../support/diff.ts'
import { changedRepo, noRemoteSources } from '../support/diff.ts'
import { hasTools } from '../support/helm.ts'
import { rendererOf } from '../support/render.ts'

const url = 'https://github.com/acme/infra'
const application = (name: string, path: string) => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: ${name}, namespace: argocd}
spec:
  project: shop
  source: {repoURL: ${url}, targetRevision: HEAD, path: ${path}}
  destination: {server: https://kubernetes.default.svc, namespace: ${name}}
  syncPolicy: {automated: {}}
`
const map = (value: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {value: "${value}"}\n`

/** Returns a set whose clusters are not in any file. */
const hiddenSet = (path: string, name = 'all') => `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: ${name}, namespace: argocd}
spec:
  goTemplate: true
  generators:
    - matrix:
        generators:
          - clusters: {}
          - git: {repoURL: ${url}, revision: HEAD, directories: [{path: hidden/*}]}
  template:
    metadata: {name: '{{.name}}-{{.path.basename}}'}
    spec:
      project: shop
      source: {repoURL: ${url}, targetRevision: HEAD, path: '${path}'}
      destination: {server: '{{.server}}', namespace: web}
`

const repo = {
  'clusters/dev/web.yaml': application('web-dev', 'web/dev'),
  'clusters/prod/web.yaml': application('web-prod', 'web/prod'),
  'clusters/prod/db.yaml': application('db', 'db'),
  'web/dev/map.yaml': map('1'),
  'web/prod/map.yaml': map('1'),
  'db/map.yaml': map('1'),
  'README.md': 'Apps.\n',
} satisfies Edits

async function which(before: Edits, edits: Edits, choice: Partial<Parameters<typeof whichApps>[0]> = {}) {
  const folder = changedRepo(before, edits)
  const git = createGit({ environment: process.env, directory: folder })
  const sides = (base: string, head: string) => commitSides(git, { base, head, branch: 'main' })
  const config = await configOf((await sides('main', 'change')).head.tree)
  const change = { addresses: url, standing: { branch: 'main', isDefaultBranch: true } }
  const rendering = { renderer: rendererOf(4), remoteSources: noRemoteSources }
  const ranges = new Ranges({ base: 'main', change, sides, config, rendering })
  const values = { app: [], environment: [], cluster: [], 'argocd-app': [], ...choice }
  const found = await whichApps(values, await ranges.to('change'), { config, addresses: url })
  return {
    ...found,
    names: found.wanted.map(({ app }) => app.name).toSorted(),
    unknown: found.hiding.map((one) => hidden(one).reason),
  }
}

describe.skipIf(!hasTools)('the apps that sync waits for', () => {
  const bump = { 'web/dev/map.yaml': map('2'), 'web/prod/map.yaml': map('2') }

  it('are known with the spec that they had: what the commit takes out of it must go', async () => {
    const manual = application('web-dev', 'web/dev').replace(/ {2}syncPolicy: .*\n/, '')
    const { wanted } = await which(repo, {
      'clusters/dev/web.yaml': manual,
      'web/dev/map.yaml': map('2'),
    })
    const [web] = wanted
    expect(web?.specBefore).toMatchObject({ syncPolicy: { automated: {} } })
    expect(web?.spec).not.toHaveProperty('syncPolicy')
  })

  it('are those that the commits touch, and are chosen by app, environment and cluster', async () => {
    expect((await which(repo, bump)).names).toEqual(['web-dev', 'web-prod'])
    expect((await which(repo, bump, { environment: ['prod'] })).names).toEqual(['web-prod'])
    expect((await which(repo, bump, { environment: ['production'] })).names).toEqual(['web-prod'])
    expect((await which(repo, bump, { app: ['web-dev', 'db'] })).names).toEqual(['web-dev'])
  })

  it('are none where the commits touch nothing that is chosen: that is certain', async () => {
    expect(await which(repo, { 'README.md': 'Said differently.\n' })).toMatchObject({
      names: [],
      unknown: [],
    })
    expect(await which(repo, bump, { app: ['db'] })).toMatchObject({ names: [], unknown: [] })
  })

  it.each([
    ['an app', { app: ['wbe-dev'] }, 'there is no app "wbe-dev"', 'Did you mean "web-dev"?'],
    [
      'an environment',
      { environment: ['staging'] },
      'there is no environment "staging"',
      'Available: dev, prod.',
    ],
    ['a cluster', { cluster: ['moon'] }, 'there is no cluster "moon"', ''],
    [
      'an app elsewhere',
      { app: ['db'], environment: ['dev'] },
      'there is no app "db" in dev',
      'It exists in: prod',
    ],
  ])('is refused for %s that no inventory has', async (_, choice, message, hint) => {
    const refused = which(repo, bump, choice)
    await expect(refused).rejects.toMatchObject({ kind: 'input' })
    await expect(refused).rejects.toThrow(message)
    await expect(refused).rejects.toThrow(hint)
  })

  it('need no argocd-app where none is waited for, and one for each where several are', async () => {
    const named = { 'argocd-app': ['shop-web'] }
    expect(await which(repo, { 'README.md': 'Other.\n' }, named)).toMatchObject({ names: [], unknown: [] })
    const { named: found } = await which(repo, bump, { ...named, app: ['web-dev'] })
    expect([...found]).toEqual([['web-dev', [{ name: 'shop-web', namespace: undefined }]]])
    const several = which(repo, bump, named)
    await expect(several).rejects.toThrow('2 apps are waited for: web-dev, web-prod')
    await expect(several).rejects.toMatchObject({ kind: 'input' })
    const wrong = which(repo, bump, { 'argocd-app': ['web-dev=Shop Web'] })
    await expect(wrong).rejects.toThrow('is not a valid Application name')
  })

  it('may be one that the commits take away, or add', async () => {
    const edits = {
      'clusters/prod/db.yaml': undefined,
      'clusters/prod/queue.yaml': application('queue', 'db'),
    }
    const { wanted } = await which(repo, edits, { app: ['db', 'queue'] })
    expect(wanted.map(({ app, status, project }) => [app.name, status, project])).toEqual(
      expect.arrayContaining([
        ['db', 'removed', 'shop'],
        ['queue', 'added', 'shop'],
      ]),
    )
    expect(wanted.find(({ app }) => app.name === 'db')?.kept).toBe('the Application has no finalizer')
  })
})

describe.skipIf(!hasTools)('who has to make or delete an app', () => {
  const root = (automated: string) => application('root', 'apps').replace('automated: {}', automated)
  const before = {
    ...repo,
    'argocd/root.yaml': root('automated: {prune: true}'),
    'apps/db.yaml': application('one', 'db'),
    'apps/map.yaml': map('1'),
  }
  const by = async (files: Edits, edits: Edits) =>
    (await which(files, edits)).wanted.flatMap((one) =>
      one.by === undefined ? [] : [`${one.app.name}: ${one.by}`],
    )

  it('is the app that applies its object', async () => {
    expect(await by(before, { 'apps/two.yaml': application('two', 'web/dev') })).toEqual([
      'two: the app root has to create it',
    ])
    const manual = { ...before, 'argocd/root.yaml': root('syncOptions: []') }
    expect(await by(manual, { 'apps/two.yaml': application('two', 'web/dev') })).toEqual([
      'two: the app root has to create it, but does not sync automatically',
    ])
    expect(await by(before, { 'apps/db.yaml': undefined })).toEqual(['one: the app root has to delete it'])
    const keeping = { ...before, 'argocd/root.yaml': root('automated: {}') }
    expect(await by(keeping, { 'apps/db.yaml': undefined })).toEqual([
      'one: it stays in the cluster, although nothing declares it any longer',
    ])
  })

  it('is its ApplicationSet, or somebody where nothing in the repo applies it', async () => {
    const set = hiddenSet('{{.path.path}}').replace(
      '          - clusters: {}\n',
      '          - list: {elements: [{name: eu, server: "https://eu.example.com"}]}\n',
    )
    const files = { ...repo, 'argocd/set.yaml': set, 'hidden/one/map.yaml': map('1') }
    expect(await by(files, { 'hidden/two/map.yaml': map('1') })).toEqual([
      'eu-two: the ApplicationSet all has to create it',
    ])
    expect(await by(repo, { 'clusters/prod/more.yaml': application('more', 'db/..') })).toEqual([
      'more: nothing in the repo applies clusters/prod/more.yaml, so someone has to create it',
    ])
  })

  it('is both for an app that gets another name', async () => {
    const renamed = { 'clusters/prod/db.yaml': application('database', 'db') }
    const { wanted } = await which(repo, renamed)
    expect(wanted.map(({ app, status }) => `${app.name} ${status}`)).toEqual(['database added', 'db removed'])
  })
})

describe.skipIf(!hasTools)('what nobody can tell', () => {
  it.each([
    [
      'an ApplicationSet whose apps may be of any path',
      { 'clusters/prod/all.yaml': hiddenSet('{{.path.path}}'), 'hidden/web/map.yaml': map('1') },
      { 'hidden/web/map.yaml': map('2') },
      'hidden/web/map.yaml',
    ],
    [
      'an ApplicationSet that the commits change',
      { 'clusters/prod/all.yaml': hiddenSet('hidden/{{.path.basename}}') },
      { 'clusters/prod/all.yaml': hiddenSet('other/{{.path.basename}}') },
      'cluster',
    ],
    [
      'an ApplicationSet that the commits take away',
      { 'clusters/prod/all.yaml': hiddenSet('hidden/{{.path.basename}}', 'gone') },
      { 'clusters/prod/all.yaml': undefined },
      'cluster',
    ],
    [
      'a file that cannot be read',
      {},
      {
        'clusters/prod/more.yaml':
          'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: [\n',
      },
      'more.yaml',
    ],
    ['a file of another tool', {}, { 'helmfile.yaml': 'releases: []\n' }, 'Helmfile'],
  ])('of %s makes no app at all unknown', async (_, more, edits, said) => {
    const { names, unknown } = await which({ ...repo, ...more }, edits)
    expect(names).toEqual([])
    expect(unknown.join('\n')).toContain(said)
  })

  it('of a repo without any app that is known', async () => {
    const { unknown } = await which({ 'deploy/map.yaml': map('1') }, { 'deploy/map.yaml': map('2') })
    expect(unknown.join('\n')).toContain('it is unknown what deploys')
  })

  it('does not count where it cannot be of what is chosen, and is told', async () => {
    const before = {
      ...repo,
      'clusters/prod/all.yaml': hiddenSet('{{.path.path}}'),
      'hidden/web/map.yaml': map('1'),
    }
    const edits = { 'hidden/web/map.yaml': map('2'), 'web/dev/map.yaml': map('2') }
    for (const choice of [{ app: ['web-dev'] }, { environment: ['dev'] }]) {
      const { names, unknown, warnings } = await which(before, edits, choice)
      expect({ names, unknown }).toEqual({ names: ['web-dev'], unknown: [] })
      expect(warnings.join('\n')).toContain('ApplicationSet all')
    }
    const { unknown } = await which(before, edits, { environment: ['prod'] })
    expect(unknown).toHaveLength(1)
  })

  it('is nothing where the paths of a set say that it is not of these files', async () => {
    const before = { ...repo, 'clusters/prod/all.yaml': hiddenSet('hidden/{{.path.basename}}') }
    expect(await which(before, { 'other/map.yaml': map('1') })).toMatchObject({ names: [], unknown: [] })
  })
})
