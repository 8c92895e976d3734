import { expect, it } from 'vitest'
import { keepInventory, KeptInventory } from '../../../src/inventory/kept.ts'
import type { DeclaredApp } from '../../../src/inventory/model.ts'
import { openInventory } from '../../../src/inventory/read.ts'
import { memoryTree } from '../../support/memory-tree.ts'

const application = (name: string) => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: ${name}, namespace: argocd}
spec:
  destination: {server: https://kubernetes.default.svc, namespace: ${name}}
  source: {repoURL: https://github.com/acme/infra, path: apps/${name}, targetRevision: main}
`

async function textOf(files: Readonly<Record<string, string>>): Promise<string> {
  const addresses = 'https://github.com/acme/infra'
  return keepInventory(await openInventory(memoryTree(files), { addresses }), ['ghcr.io'])
}
const never = () => Promise.reject(new Error('asked'))

it('what was kept is read as it was written, key by key', async () => {
  const files = {
    'a/web.yaml': application('web'),
    'apps/web/deploy.yaml': 'a: b\n',
    'x.yaml': 'kind: ApplicationSet\n',
  }
  const open = await openInventory(memoryTree(files), { addresses: 'https://github.com/acme/infra' })
  const kept = KeptInventory.open(await keepInventory(open, ['ghcr.io']), never)
  expect(kept?.size).toBe(1)
  expect(kept?.unresolved).toEqual(open.inventory.unresolved)
  expect([...(kept?.registries ?? [])]).toEqual(['ghcr.io'])
  const [app] = kept?.named('Application', 'web') ?? []
  const { declaration: _, images: __, notes: ___, lineage: ____, ...declared } = open.inventory.apps[0] ?? {}
  expect({ ...app, declaration: undefined }).toMatchObject({ ...declared, declaration: undefined })
})

it('a Kustomization that leads to itself has the same parents and control plane when it was kept', async () => {
  const kustomization = (name: string) => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: ${name}, namespace: flux-system}
spec: {path: ./clusters/main/flux, prune: true, sourceRef: {kind: GitRepository, name: flux-system}}
`
  const files = {
    'clusters/main/flux/root.yaml': kustomization('root'),
    'clusters/main/flux/other.yaml': kustomization('other'),
    'clusters/main/flux/apps.yaml': kustomization('apps').replace('clusters/main/flux', 'apps'),
    'apps/map.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n',
  }
  const { inventory } = await openInventory(memoryTree(files))
  const kept = KeptInventory.open(await textOf(files), never)
  const namesOf = (app: DeclaredApp | undefined): string[] =>
    app ? [`${app.name} in ${app.controlPlane}`, ...namesOf(app.parent)] : []
  const where = (name: string) => `${name} in clusters/main/flux`
  expect(inventory.apps.map(namesOf)).toEqual([
    [where('apps'), where('other')],
    [where('other')],
    [where('root'), where('other')],
  ])
  for (const app of inventory.apps) expect(namesOf(kept?.named(app.kind, app.name)[0])).toEqual(namesOf(app))
})

it('what was kept by another hand is not taken', async () => {
  const text = await textOf({ 'a/web.yaml': application('web') })
  const [head = '', line = ''] = text.split('\n')
  expect(KeptInventory.open(text, never)?.named('Application', 'web')).toHaveLength(1)
  for (const other of ['', '{', 'null', '[]', head.replace('"apps":1', '"apps":"1"')])
    expect(KeptInventory.open(`${other}\n${line}\n`, never)).toBeUndefined()
  for (const other of ['{"name":"web"', '{"name":"web"}', line.replace('"sources":[', '"sources":[1,')]) {
    const kept = KeptInventory.open(`${head}\n${other}\n`, never)
    expect(() => kept?.named('Application', 'web')).toThrow(
      'the cache of the apps from an earlier run is corrupted\n  Empty the folder set with cache-path',
    )
  }
})
