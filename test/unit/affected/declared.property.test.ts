import fc from 'fast-check'
import { expect, it, vi } from 'vitest'
import { emptyConfig } from '../../../src/config/config.ts'
import { affectedApps, withGenerators } from '../../../src/affected/apps.ts'
import type { AppPair } from '../../../src/affected/apps.ts'
import { declaredSides } from '../../../src/affected/declared.ts'
import type { DeclaredOptions, InventoryStore } from '../../../src/affected/declared.ts'
import type { Sides } from '../../../src/git/sides.ts'
import type { DeclaredApp } from '../../../src/inventory/model.ts'
import { openInventory } from '../../../src/inventory/read.ts'
import { Renders } from '../../../src/parents/renders.ts'
import { layouts } from '../../support/control-planes.ts'
import { noRemoteSources } from '../../support/diff.ts'
import { argoRepo } from '../../support/infra.ts'
import { memoryTree } from '../../support/memory-tree.ts'
import { rendererOf } from '../../support/render.ts'

const identity = 'https://github.com/acme/infra'

const object = (apiVersion: string, kind: string, name: string, spec: string) =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}\n  namespace: shop\n${spec}`
const deployment = (image: string) =>
  object(
    'apps/v1',
    'Deployment',
    'shop',
    `spec:\n  template:\n    spec:\n      containers:\n        - name: shop\n          image: ${image}\n`,
  )

/**
 * A repository with every kind of app: plain Applications, generated ones, and Flux apps with patches, values and
 * bases.
 */
const base: Record<string, string> = {
  ...argoRepo(['web', 'api']),
  'sets/tools.yaml': object(
    'argoproj.io/v1alpha1',
    'ApplicationSet',
    'tools',
    `spec:
  generators:
    - git:
        repoURL: ${identity}
        files:
          - path: tools/*/config.yaml
  template:
    metadata:
      name: '{{name}}'
    spec:
      project: default
      source:
        repoURL: ${identity}
        path: 'tools/{{name}}/chart'
      destination:
        name: prod
        namespace: '{{name}}'
`,
  ),
  'tools/grafana/config.yaml': 'name: grafana\n',
  'tools/grafana/chart/Chart.yaml': 'apiVersion: v2\nname: grafana\nversion: 1.0.0\n',
  'tools/grafana/chart/values.yaml': 'image:\n  repository: ghcr.io/acme/grafana\n  tag: 1.0.0\n',
  'flux/prod/shop.yaml': object(
    'kustomize.toolkit.fluxcd.io/v1',
    'Kustomization',
    'shop',
    `spec:\n  path: ./flux/apps/prod\n  sourceRef:\n    kind: GitRepository\n    name: flux-system\n`,
  ),
  'flux/apps/prod/kustomization.yaml':
    'resources:\n  - ../base\n  - settings.yaml\npatches:\n  - path: patch.yaml\n    target:\n      kind: HelmRelease\n',
  'flux/apps/prod/patch.yaml': '- op: replace\n  path: /spec/chart/spec/version\n  value: 2.0.0\n',
  'flux/apps/prod/settings.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n  namespace: shop\ndata:\n  values.yaml: |\n    image:\n      tag: 1.0.0\n',
  'flux/apps/base/kustomization.yaml': 'resources:\n  - release.yaml\n  - deployment.yaml\n',
  'flux/apps/base/deployment.yaml': deployment('ghcr.io/acme/shop:1.0.0'),
  'flux/apps/base/release.yaml': object(
    'helm.toolkit.fluxcd.io/v2',
    'HelmRelease',
    'redis',
    `spec:
  chart:
    spec:
      chart: redis
      version: 1.0.0
      sourceRef:
        kind: HelmRepository
        name: bitnami
  valuesFrom:
    - kind: ConfigMap
      name: settings
`,
  ),
}
/** Objects with their own values, two of them in one file, and a kustomization that sets a tag. */
Object.assign(base, {
  'flux/apps/prod/cache.yaml': ['cache', 'session']
    .map((name) =>
      object(
        'helm.toolkit.fluxcd.io/v2',
        'HelmRelease',
        name,
        `spec:
  chart: {spec: {chart: valkey, version: 4.0.0, sourceRef: {kind: HelmRepository, name: bitnami}}}
  values:
    image: {repository: ghcr.io/acme/${name}, tag: 3.0.0}
    more: {}
`,
      ),
    )
    .join('---\n'),
  // A kustomization renames it.
  'flux/apps/prod/queue/kustomization.yaml': 'namePrefix: prod-\nresources: [release.yaml]\n',
  'flux/apps/prod/queue/release.yaml': object(
    'helm.toolkit.fluxcd.io/v2',
    'HelmRelease',
    'queue',
    `spec:
  chart: {spec: {chart: nats, version: 4.0.0, sourceRef: {kind: HelmRepository, name: nats}}}
  values: {image: {tag: 3.0.0}}
`,
  ),
  'flux/apps/prod/kustomization.yaml': `${base['flux/apps/prod/kustomization.yaml']?.replace('  - settings.yaml\n', '  - settings.yaml\n  - cache.yaml\n  - queue\n')}images:
  - name: ghcr.io/acme/shop
    newTag: 3.0.0
`,
  'clusters/prod/search.yaml': object(
    'argoproj.io/v1alpha1',
    'Application',
    'search',
    `spec:
  project: default
  source:
    repoURL: ${identity}
    path: tools/grafana/chart
    helm:
      parameters: [{name: image.tag, value: 3.0.0}]
      values: |
        more: {}
  destination: {name: prod, namespace: search}
`,
  ),
})
Object.assign(base, ...['east', 'west'].map((name) => layouts['apps of apps that share a folder']?.(name)))
const paths = Object.keys(base)

/** Edits that each change something in at least one file. */
const edits: readonly (readonly [string, string])[] = [
  ['1.0.0', '2.0.0'],
  ['name: settings', 'name: others'],
  ['name: grafana', 'name: loki'],
  ['/spec/chart/spec/version', '/spec/chart/spec/chart'],
  ['  - deployment.yaml\n', ''],
  ['flux/apps/prod', 'flux/apps/base'],
  ['namespace: web', 'namespace: other'],
  ['replicas: 2', 'replicas: 3'],
  ['3.0.0', '3.1.0'],
  ['tag: 3.0.0}', 'tag: 3.1.0, digest: sha256:0}'],
  ['more: {}', 'more: {}\n    lines: 1'],
  ['more: {}', 'applications: {web: {source: {path: web}}}'],
  ['version: 4.0.0', 'version: 4.1.0'],
]

const changes = fc.record({
  edited: fc.uniqueArray(fc.constantFrom(...paths), { maxLength: 4 }),
  edit: fc.constantFrom(...edits),
  deleted: fc.uniqueArray(fc.constantFrom(...paths), { maxLength: 1 }),
  added: fc.uniqueArray(fc.constantFrom('tools/loki/config.yaml', 'clusters/dev/more.yaml'), {
    maxLength: 1,
  }),
})

function sidesOf(before: Record<string, string>, after: Record<string, string>): Sides {
  const all = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted()
  const changed = all.filter((path) => before[path] !== after[path])
  const side = (name: string, files: Record<string, string>) => ({
    name,
    commit: undefined,
    treeId: JSON.stringify(files),
    tree: memoryTree(files),
  })
  return {
    base: side('main', before),
    head: side('change', after),
    changed,
    differences: changed.map((path) => ({
      path,
      isEdited: before[path] !== undefined && after[path] !== undefined,
      entry: undefined,
    })),
    branch: 'main',
    conflict: undefined,
    warnings: [],
  }
}

/** The output of the apps in this repository does not declare other apps. */
const nothing: DeclaredOptions['discover'] = (sides) =>
  Promise.resolve({ sides: sides.map(({ open }) => ({ open, rendered: new Map() })), faults: [], failed: [] })

async function seenApp(app: DeclaredApp | undefined): Promise<unknown> {
  if (!app) return undefined
  // Images, the notes of their parsing and the data for finding control planes are not stored.
  const rest = { images: undefined, notes: undefined, lineage: undefined, parent: await seenApp(app.parent) }
  return { ...app, ...rest, declaration: await app.declaration() }
}

async function seen(pairs: readonly AppPair[]): Promise<unknown> {
  const apps = pairs.map(async ({ before, after, files }) => ({
    files,
    before: await seenApp(before),
    after: await seenApp(after),
  }))
  return (await Promise.all(apps)).toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
}

function memoryStore(): InventoryStore & { readonly used: () => number } {
  const kept = new Map<string, string>()
  let used = 0
  return {
    version: '1.0.0',
    get: (key) => {
      const text = kept.get(key)
      if (text !== undefined) used += 1
      return Promise.resolve(text)
    },
    put: (key, text) => Promise.resolve(void kept.set(key, text)),
    used: () => used,
  }
}

const rendersOf: DeclaredOptions['rendersOf'] = (_, context) =>
  new Renders(
    { tree: memoryTree({}), context, branch: 'main', isDefaultBranch: true, remoteSources: noRemoteSources },
    rendererOf(4),
  )
const options = { addresses: identity, config: emptyConfig, discover: nothing, rendersOf, store: undefined }

/**
 * Compares the result for a change with the result of reading both inventories from scratch.
 *
 * @returns how often a stored inventory was used, and whether the base alone was sufficient
 */
async function compared(files: Record<string, string>): Promise<{ kept: number; byBase: boolean }> {
  const sides = sidesOf(base, files)
  const [before, after] = await Promise.all(
    [base, files].map((all) => openInventory(memoryTree(all), options)),
  )
  const expected = await withGenerators(
    await affectedApps([before?.inventory.apps ?? [], after?.inventory.apps ?? []], sides.changed),
    sides.changed.filter((path) => [before, after].some((side) => side?.generating.has(path))),
  )
  const store = memoryStore()
  const discover = vi.fn<DeclaredOptions['discover']>(nothing)
  for (const keeping of [undefined, store, store]) {
    const found = await declaredSides(sides, { ...options, discover, store: keeping })
    expect(await seen(found.affected)).toEqual(await seen(expected))
    expect(found.after.unresolved).toEqual(after?.inventory.unresolved)
    expect(found.before.size).toBe(before?.inventory.apps.length)
    const [known] = found.after.named('HelmRelease', 'redis')
    expect(known?.parent?.name).toBe(after?.inventory.apps.find(({ name }) => name === 'redis')?.parent?.name)
    expect([...found.registries()]).toContain('ghcr.io')
  }
  return { kept: store.used(), byBase: discover.mock.calls.length === 0 }
}

it('finds what both inventories read anew say, also with what is kept of another run', async () => {
  let kept = 0
  await fc.assert(
    fc.asyncProperty(changes, async ({ edited, edit: [from, to], deleted, added }) => {
      const files = { ...base }
      for (const path of edited) files[path] = (files[path] ?? '').replaceAll(from, to)
      for (const path of deleted) delete files[path]
      for (const path of added)
        files[path] = path.startsWith('tools')
          ? 'name: loki\n'
          : (argoRepo(['more'])['clusters/dev/more.yaml'] ?? '')
      kept += (await compared(files)).kept
    }),
    { numRuns: 120 },
  )
  expect(kept).toBeGreaterThan(10)
})

it('reads no second inventory for values that objects hold and tags that kustomizations set', async () => {
  const cache = 'flux/apps/prod/cache.yaml'
  const search = 'clusters/prod/search.yaml'
  const overlay = 'flux/apps/prod/kustomization.yaml'
  const cases: [path: string, from: string, to: string, byBase: boolean][] = [
    [cache, 'tag: 3.0.0', 'tag: 3.1.0', true],
    ['flux/apps/prod/queue/release.yaml', 'tag: 3.0.0', 'tag: 3.1.0', true],
    [search, 'value: 3.0.0', 'value: 3.1.0', true],
    [search, 'more: {}', 'more: {size: 2}', true],
    [overlay, 'newTag: 3.0.0', 'newTag: 3.1.0', true],
    // This moves the second object to another line.
    [cache, 'more: {}', 'more: {}\n    lines: 1', false],
    [cache, 'more: {}', 'applications: {web: {source: {path: web}}}', false],
    [search, 'more: {}', 'applications: {web: {source: {path: web}}}', false],
    [cache, 'version: 4.0.0', 'version: 4.1.0', false],
    [cache, 'values:', 'dependsOn: []\n  values:', false],
    [search, 'namespace: search', 'namespace: other', false],
    [overlay, 'name: ghcr.io/acme/shop', 'name: ghcr.io/acme/other', false],
    [overlay, '  - cache.yaml\n', '', false],
  ]
  for (const [path, from, to, byBase] of cases) {
    const text = base[path] ?? ''
    expect(text).toContain(from)
    const found = await compared({ ...base, [path]: text.replaceAll(from, to) })
    expect({ path, to, byBase: found.byBase }).toEqual({ path, to, byBase })
  }
})
