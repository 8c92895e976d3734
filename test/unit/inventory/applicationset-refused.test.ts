import { describe, expect, it } from 'vitest'
import { inventoryOf } from '../../support/inventory.ts'

const template = (name: string) => `  template:
    metadata: {name: '${name}', labels: {tier: low}}
    spec:
      project: default
      destination: {server: https://kubernetes.default.svc, namespace: web}
      source:
        repoURL: https://github.com/acme/infra.git
        targetRevision: HEAD
        path: charts/web
        helm: {valuesObject: {deep: {a: 1}, list: [1], scalar: 1}}
`

/** Returns the apps of an ApplicationSet with the given spec, each with the reason why Argo CD does not update it. */
async function madeBy(spec: string) {
  const { apps, unresolved } = await inventoryOf({
    'set.yaml': `apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: shop, namespace: argocd}\nspec:\n${spec}`,
    'charts/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  })
  const sets = apps.map(({ name, fault }) => [name, fault] as const)
  return { apps: Object.fromEntries(sets), reasons: unresolved.map(({ reason }) => reason), all: apps }
}

const list = (elements: string, more = '') => `  - list: {elements: [${elements}]}\n${more}`

describe('what Argo CD refuses holds up all Applications of an ApplicationSet', () => {
  it.each<[string, string, string]>([
    [
      'one of its generators',
      `  generators:\n${list('{name: good}')}${list('{name: bad, size: 3}')}${template('{{name}}')}`,
      'size in its list generator is not a string, which only goTemplate: true allows',
    ],
    [
      'values that are no map',
      `  generators:\n${list('{name: good}')}${list('{name: bad, values: text}')}${template('{{name}}')}`,
      'values in its list generator is not a map',
    ],
    [
      'a template that one element cannot fill',
      `  goTemplate: true\n  goTemplateOptions: [missingkey=error]\n  generators:\n${list('{name: good}, {nam: bad}')}${template('{{.name}}')}`,
      'map has no entry for key "name"',
    ],
    [
      'two values for one parameter of a matrix',
      `  generators:\n${list('{name: good}')}  - matrix:\n      generators:\n      - list: {elements: [{name: a}]}\n      - list: {elements: [{name: b}]}\n${template('{{name}}')}`,
      'its matrix generator has two values for name',
    ],
    [
      'a generator of two kinds in a matrix',
      `  generators:\n${list('{name: good}')}  - matrix:\n      generators:\n      - list: {elements: [{name: a}]}\n      - list: {elements: [{n: b}]}\n        merge: {mergeKeys: [a], generators: []}\n${template('{{name}}')}`,
      'a generator in its matrix or merge generator has an unknown kind, or several kinds',
    ],
  ])('%s', async (_, spec, reason) => {
    const { apps, reasons } = await madeBy(spec)
    expect(reasons).toEqual([expect.stringContaining(reason)])
    expect(Object.keys(apps)).toEqual(['good'])
    expect(apps['good']).toMatch(/^the ApplicationSet shop generates nothing because /)
    expect(apps['good']).toContain(reason)
    expect(apps['good']).toContain('Argo CD reports an error and leaves all its Applications unchanged')
  })

  it('and what is only not known here does not', async () => {
    const { apps, reasons } = await madeBy(
      `  generators:\n${list('{name: good}')}  - plugin: {configMapRef: {name: x}}\n${template('{{name}}')}`,
    )
    expect(apps).toEqual({ good: undefined })
    expect(reasons).toEqual(['its apps come from a plugin, which is not in Git'])
  })
})

describe('a templatePatch that Argo CD refuses', () => {
  const patched = (patch: string) =>
    madeBy(
      `  goTemplate: true\n  generators:\n${list('{name: web}')}  templatePatch: |\n    ${patch.replaceAll('\n', '\n    ')}\n${template('{{.name}}')}`,
    )

  it.each([
    [
      'a map of valuesObject that is there already',
      'spec: {source: {helm: {valuesObject: {deep: {b: 2}}}}}',
      'spec.source.helm.valuesObject.deep',
    ],
    [
      'a list of valuesObject that is there already',
      'spec: {source: {helm: {valuesObject: {list: [2]}}}}',
      'spec.source.helm.valuesObject.list',
    ],
    [
      'a label that is a number',
      'metadata: {labels: {size: 3}}',
      'metadata.labels.size to a value that is not a string',
    ],
    ['a map in the flow style of YAML', '{metadata: {labels: {size: big}}}', 'begins with "{"'],
  ])('%s', async (_, patch, reason) => {
    const { apps, reasons } = await patched(patch)
    expect(apps).toEqual({})
    expect(reasons).toEqual([expect.stringContaining(reason)])
  })

  it('and near misses that it takes', async () => {
    const { all, reasons } = await patched(
      'metadata:\n  labels: {size: "3"}\n  $deleteFromPrimitiveList/finalizers: [resources-finalizer.argocd.argoproj.io]\nspec: {source: {helm: {valuesObject: {scalar: 2, new: {c: 3}}}}}',
    )
    expect(reasons).toEqual([])
    expect(await all[0]?.declaration()).toMatchObject({
      metadata: { labels: { tier: 'low', size: '3' }, finalizers: [] },
      spec: { source: { helm: { valuesObject: { deep: { a: 1 }, list: [1], scalar: 2, new: { c: 3 } } } } },
    })
  })
})

it('an entry with generators of two kinds has both', async () => {
  const { apps } = await madeBy(
    `  goTemplate: true\n  generators:\n${list('{name: one}')}    git: {repoURL: https://github.com/acme/infra.git, revision: HEAD, directories: [{path: charts/*}]}\n${template('{{if .name}}{{.name}}{{else}}{{.path.basename}}{{end}}')}`,
  )
  expect(Object.keys(apps)).toEqual(['one', 'web'])
})

it('a merge generator takes maps for one key whatever the order of their keys', async () => {
  const { all } = await madeBy(
    `  goTemplate: true\n  generators:\n  - merge:\n      mergeKeys: [key]\n      generators:\n      - list: {elements: [{key: {a: 1, b: 2}, name: base}]}\n      - list: {elements: [{key: {b: 2, a: 1}, name: over}]}\n${template('{{.name}}')}`,
  )
  expect(all.map(({ name }) => name)).toEqual(['over'])
})
