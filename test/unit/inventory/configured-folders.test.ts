import { describe, expect, it } from 'vitest'
import { imagesOf, inventoryOf } from '../../support/inventory.ts'

const deployment = (image: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {template: {spec: {containers: [{name: web, image: "${image}"}]}}}\n`
const folders = (...lines: string[]) => ({
  'fairlead.yaml': `folders:\n${lines.map((line) => `  - ${line}\n`).join('')}`,
})

describe('folders of fairlead.yaml are apps that nothing declares', () => {
  it('plain manifests, a kustomization and a chart with values files', async () => {
    const inventory = await inventoryOf({
      'release/manifests/web.yaml': deployment('ghcr.io/acme/web:1'),
      'kustomize/web.yaml': deployment('ghcr.io/acme/web:2'),
      'kustomize/kustomization.yaml': 'resources: [web.yaml]\n',
      'helm-charts/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 0.1.0\n',
      'helm-charts/web/values.yaml': 'image: {repository: ghcr.io/acme/web, tag: "3"}\n',
      'config/live.yaml': 'image: {tag: "4"}\n',
      ...folders(
        '{app: plain, path: release/manifests, environment: prod}',
        '{app: built, path: ./kustomize/}',
        '{app: chart, path: helm-charts/web, environment: staging, values: [config/live.yaml]}',
      ),
    })
    expect(inventory.unresolved).toEqual([])
    const found = inventory.apps.map(({ name, environment, production, sources: [source] }) => [
      name,
      environment,
      production,
      source?.type,
    ])
    expect(found.toSorted()).toEqual([
      ['built', undefined, false, 'kustomize'],
      ['chart', 'staging', false, 'helm'],
      ['plain', 'prod', true, 'directory'],
    ])
    expect(JSON.stringify(imagesOf(inventory))).toContain('config/live.yaml')
    expect(inventory.apps.flatMap(({ notes }) => notes)).toContain(
      'no controller object declares it; fairlead.yaml does (folders)',
    )
  })

  it('come beside what is declared, and take the place of what the layout would tell', async () => {
    const layout = { 'apps/web/overlays/prod/web.yaml': deployment('ghcr.io/acme/web:1') }
    const named = folders('{app: shop, path: apps/web/overlays/prod, environment: live}')
    expect((await inventoryOf(layout)).apps.map(({ name }) => name)).toEqual(['web'])
    const inventory = await inventoryOf({ ...layout, ...named })
    expect(inventory.apps.map(({ name, environment }) => [name, environment])).toEqual([['shop', 'live']])
    const application = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: other, namespace: argocd}
spec:
  source: {repoURL: https://github.com/acme/infra, path: other}
  destination: {namespace: other}
`
    const both = await inventoryOf({
      ...layout,
      ...named,
      'other.yaml': application,
      'other/a.yaml': 'a: 1\n',
    })
    expect(both.apps.map(({ name }) => name).toSorted()).toEqual(['other', 'shop'])
  })

  it('one that is not there is told', async () => {
    const { apps, unresolved } = await inventoryOf({
      'a.yaml': 'a: 1\n',
      ...folders('{app: web, path: release}', '{app: up, path: ../up}'),
    })
    expect(apps).toEqual([])
    expect(unresolved.map(({ reason }) => reason)).toEqual([
      'fairlead.yaml says that release is the folder of web, but there is no such folder',
      'fairlead.yaml says that ../up is the folder of up, but there is no such folder',
    ])
  })
})
