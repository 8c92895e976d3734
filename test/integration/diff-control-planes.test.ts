import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { application, bootstrap, configMap, kustomization, layouts } from '../support/control-planes.ts'
import type { Edits } from '../support/diff.ts'
import { changedRepo, diffIn } from '../support/diff.ts'
import { hasTools } from '../support/helm.ts'

/** Apps of the same name in several clusters or Argo CDs of one repository. */

const diff = (before: Edits, edits: Edits) => diffIn(changedRepo(before, edits))
const owned = (report: Awaited<ReturnType<typeof diff>>['report']) =>
  report.apps
    .filter(({ risks }) => risks.some(({ rule }) => rule === 'owned-twice'))
    .map(({ app }) => app.name)
/** Returns the status of each app, with its control plane. */
const told = (report: Awaited<ReturnType<typeof diff>>['report']) =>
  report.apps.map(({ app, status }) => `${app.name} in ${app.controlPlane}: ${status}`).toSorted()

const clusters = (...names: string[]) =>
  Object.assign({}, ...names.map((name) => layouts['flux bootstrap']?.(name))) as Record<string, string>

describe.skipIf(!hasTools)('apps of one name in several control planes', () => {
  it.each(Object.keys(layouts))('are all shown, and told apart: %s', async (name) => {
    const files = Object.assign(
      {},
      ...['east', 'west', 'north'].map((one) => layouts[name]?.(one)),
    ) as Record<string, string>
    const changed = Object.fromEntries(
      Object.entries(files).flatMap(([path, text]) =>
        path.startsWith('api/') ? [[path, text.replace('"1"', '"2"')]] : [],
      ),
    )
    const { report, everything } = await diff(files, changed)
    const apis = report.apps.filter(({ app }) => app.name === 'api')
    expect(apis.map(({ app, status }) => [app.toldApartBy, status]).toSorted()).toEqual([
      ['east', 'changed'],
      ['north', 'changed'],
      ['west', 'changed'],
    ])
    expect(owned(report)).toEqual([])
    for (const one of ['east', 'west', 'north']) expect(everything).toMatch(new RegExp(`api \\([^)]*${one}`))
  })

  it('that goes in one is gone there, and nothing becomes the other', async () => {
    const files = clusters('hetzner', 'homelab')
    const { report } = await diff(files, { 'clusters/hetzner/api.yaml': undefined })
    expect(told(report)).toEqual([
      'api in clusters/hetzner: removed',
      'flux-system in clusters/hetzner: changed',
    ])
    expect(
      report.apps.flatMap(({ objects }) => objects.map(({ action, id }) => `${action} ${id.kind}`)),
    ).toContain('removed ConfigMap')
  })

  it('of a cluster whose folder gets another name are gone there and new here', async () => {
    const east = clusters('east')
    const gone = Object.fromEntries(Object.keys(east).map((path) => [path, undefined]))
    const { report } = await diff(clusters('east', 'west'), { ...gone, ...clusters('north') })
    expect(told(report)).toEqual([
      'api in clusters/east: removed',
      'api in clusters/north: added',
      'flux-system in clusters/east: removed',
      'flux-system in clusters/north: added',
    ])
  })

  it('one whose file moves is the same as long as nobody else has its name, and the report says so', async () => {
    const files = { 'apps/api.yaml': application('api', 'api'), 'api/map.yaml': configMap('api', 'a: "1"') }
    const { app, report } = await diff(files, {
      'apps/api.yaml': undefined,
      'apps/api/api.yaml': files['apps/api.yaml'],
      'api/map.yaml': configMap('api', 'a: "2"'),
    })
    expect(report.apps).toHaveLength(1)
    expect(app('api').status).toBe('changed')
    expect(app('api').notes.join()).toMatch(/apps\/api\.yaml and is now in apps\/api\/api\.yaml/)
  })

  it('are known by what leads to them where only that cannot be read any more', async () => {
    const files = clusters('a', 'b')
    const path = 'clusters/a/flux-system/gotk-sync.yaml'
    const { report } = await diff(files, { [path]: `${files[path]}bad: [\n` })
    expect(report.apps.filter(({ status }) => status === 'added' || status === 'removed')).toEqual([])
  })
})

describe.skipIf(!hasTools)('what two apps deploy', () => {
  const shared = { 'shared/map.yaml': configMap('shared', 'a: "1"') }
  const change = { 'shared/map.yaml': configMap('shared', 'a: "2"') }
  const to = (server: string) => ({ destination: `{server: ${server}, namespace: shared}` })
  const here = 'https://kubernetes.default.svc'
  const named = (...names: string[]) => ({ destination: `{name: ${names.join()}, namespace: shared}` })

  it.each([
    [
      'one folder and the cluster that they are in',
      ['apps/a.yaml', to(here)],
      ['apps/b.yaml', named('in-cluster')],
      true,
    ],
    ['two folders that nothing tells apart', ['x/a.yaml', to(here)], ['y/b.yaml', to(`${here}/`)], true],
    [
      'a server that two control planes name',
      ['east/a.yaml', to('https://C1.example:443')],
      ['west/b.yaml', to('https://c1.example/')],
      true,
    ],
    [
      'two servers',
      ['apps/a.yaml', to('https://c1.example')],
      ['apps/b.yaml', to('https://c2.example')],
      false,
    ],
    [
      'a server and the own cluster',
      ['apps/a.yaml', to('https://c1.example')],
      ['apps/b.yaml', to(here)],
      false,
    ],
    ['two control planes', ['east/a.yaml', to(here)], ['west/b.yaml', to(here)], false],
    ['other folders of the two', ['east/x/a.yaml', to(here)], ['west/y/b.yaml', to(here)], false],
    ['two folders of one of the two', ['east/x/a.yaml', to(here)], ['east/y/b.yaml', to(here)], true],
  ] as const)('%s', async (_, [fileA, a], [fileB, b], collides) => {
    const { report } = await diff(
      {
        ...shared,
        // The same name in both folders shows that they are two control planes.
        'east/same.yaml': application('same', 'other'),
        'west/same.yaml': application('same', 'other'),
        [fileA]: application('a', 'shared', a),
        [fileB]: application('b', 'shared', b),
      },
      change,
    )
    expect(owned(report)).toEqual(collides ? ['a', 'b'] : [])
  })

  it('in the cluster behind a kubeconfig, and in that of fairlead.yaml', async () => {
    const hub = {
      ...bootstrap('clusters/hub'),
      'clusters/hub/a.yaml': kustomization(
        'a',
        'shared',
        ', targetNamespace: x, kubeConfig: {secretRef: {name: s}}',
      ),
      'clusters/hub/b.yaml': kustomization('b', 'shared', ', targetNamespace: x'),
      ...shared,
    }
    expect(owned((await diff(hub, change)).report)).toEqual([])
    const two = {
      'east/a.yaml': application('a', 'shared', to(here)),
      'west/b.yaml': application('b', 'shared', to(here)),
      'east/same.yaml': application('same', 'other'),
      'west/same.yaml': application('same', 'other'),
      ...shared,
    }
    const planes = (more: string) =>
      `controlPlanes: {e: {paths: ["east/**"]${more}}, w: {paths: ["west/**"]${more}}}\n`
    expect(owned((await diff({ ...two, 'fairlead.yaml': planes('') }, change)).report)).toEqual([])
    const one = await diff({ ...two, 'fairlead.yaml': planes(', cluster: lab') }, change)
    expect(owned(one.report)).toEqual(['a', 'b'])
  })
})

describe.skipIf(!hasTools)('one name twice in one control plane', () => {
  const files = {
    'apps/api.yaml': application('api', 'one'),
    'one/map.yaml': configMap('one', 'a: "1"'),
    'two/map.yaml': configMap('two', 'a: "1"'),
  }

  it('by a copy whose name was left is a risk with both files; both are shown', async () => {
    const { report } = await diff(files, { 'apps/copy.yaml': application('api', 'two') })
    const risks = report.apps.flatMap((one) => one.risks.filter(({ rule }) => rule === 'declared-twice'))
    expect(risks.length).toBeGreaterThan(0)
    expect(risks[0]).toMatchObject({ level: 'high' })
    expect(risks[0]?.message).toMatch(/apps\/api\.yaml:1.*apps\/copy\.yaml:1.*last one wins/s)
    expect(told(report)).toContain('api in apps: added')
  })

  it('that was so before is a note, and no app is left out', async () => {
    const before = { ...files, 'apps/copy.yaml': application('api', 'two') }
    const { report } = await diff(before, {
      'one/map.yaml': configMap('one', 'a: "2"'),
      'two/map.yaml': configMap('two', 'a: "2"'),
    })
    expect(told(report)).toEqual(['api in apps: changed', 'api in apps: changed'])
    expect(report.apps.map(({ app }) => app.toldApartBy)).toEqual(['apps/api.yaml:1', 'apps/copy.yaml:1'])
    for (const { risks, notes } of report.apps) {
      expect(risks.map(({ rule }) => rule)).not.toContain('declared-twice')
      expect(notes.join()).toContain('Before and after the change: ')
    }
  })

  it('by two ApplicationSets says what the second one gets', async () => {
    const set = layouts['ApplicationSets']?.('x')['fleet/x/set.yaml'] ?? ''
    const source = { 'api/x/map.yaml': configMap('api', 'a: b') }
    const { report } = await diff(
      { 'sets/a.yaml': set, ...source },
      { 'sets/b.yaml': set.replace('name: all', 'name: more') },
    )
    const [risk] = report.apps.flatMap(({ risks }) => risks.filter(({ rule }) => rule === 'declared-twice'))
    expect(risk?.message).toMatch(
      /sets\/a\.yaml:1 by the ApplicationSet all and sets\/b\.yaml:1 by the ApplicationSet more.*reports an error/s,
    )
  })

  it('by one ApplicationSet fails that app, and claims nothing of its objects', async () => {
    const set = (elements: string) =>
      (layouts['ApplicationSets']?.('x')['fleet/x/set.yaml'] ?? '')
        .replace('[{name: api}]', elements)
        .replace('api/x', '{{path}}')
    const { app, failure } = await diff(
      {
        'one/map.yaml': files['one/map.yaml'],
        'two/map.yaml': files['two/map.yaml'],
        'set.yaml': set('[{name: api, path: one}]'),
      },
      { 'set.yaml': set('[{name: api, path: one}, {name: api, path: two}, {name: web, path: two}]') },
    )
    expect(app('api')).toMatchObject({ status: 'failed', objects: [], failures: [{ side: 'after' }] })
    expect(app('api').failures[0]?.message).toContain('generates two Applications with the name api')
    expect(app('web').status).toBe('added')
    expect(failure).toContain('the change breaks rendering of')
  })
})

describe.skipIf(!hasTools)('a digest', () => {
  it('of one cluster does not change when another one comes into the repo', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('folders of Applications', 'flux bootstrap', 'ApplicationSets'),
        fc.constantFrom(...Object.keys(layouts)),
        async (own, other) => {
          const first = layouts[own]?.('first') ?? {}
          const edits = { 'api/first/map.yaml': configMap('api', 'value: "2"') }
          const alone = await diff(first, edits)
          const beside = await diff({ ...layouts[other]?.('second'), ...first }, edits)
          expect(Object.keys(alone.report.digests)).not.toEqual([])
          expect(beside.report.digests).toEqual(alone.report.digests)
        },
      ),
      { numRuns: 6 },
    )
  })

  it('of the same change of another cluster is another one', async () => {
    const files = clusters('east', 'west')
    const digestOf = async (name: string) => {
      const { report } = await diff(files, { [`api/${name}/map.yaml`]: configMap('api', 'value: "2"') })
      return Object.values(report.digests)
    }
    expect(await digestOf('east')).not.toEqual(await digestOf('west'))
  })
})
