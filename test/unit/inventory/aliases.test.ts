/** Aliases that expand to an extreme size: the inventory reports why it does not know the image. */
import { expect, it } from 'vitest'
import { imagesOf, inventoryOf } from '../../support/inventory.ts'

/** Eight levels of nine keys, each of which refers to the level before. */
const maps = [
  'a: &a {k1: 1, k2: 2, k3: 3, k4: 4, k5: 5, k6: 6, k7: 7, k8: 8, k9: 9}',
  ...[...'bcdefgh'].map((name, i) => `${name}: &${name} {${repeated('abcdefg'[i] ?? '', true)}}`),
  '',
].join('\n')
const lists = [
  'a: &a [1, 2, 3, 4, 5, 6, 7, 8, 9]',
  ...[...'bcdefgh'].map((name, i) => `${name}: &${name} [${repeated('abcdefg'[i] ?? '', false)}]`),
  '',
].join('\n')

function repeated(name: string, isMap: boolean): string {
  return [...'123456789'].map((n) => (isMap ? `k${n}: *${name}` : `*${name}`)).join(', ')
}

const image = 'image: {repository: ghcr.io/acme/web, tag: "1.0"}\n'
const application = (source: string) => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: web}
spec:
  destination: {server: https://kubernetes.default.svc, namespace: web}
  source: {repoURL: https://github.com/acme/infra, targetRevision: main, ${source}}
`
const chart = { 'chart/Chart.yaml': 'name: web\nversion: 1.0.0\n', 'chart/templates/all.yaml': '' }

it.each<[string, string, Record<string, string>]>([
  [
    'a values file',
    'chart/prod.yaml',
    {
      ...chart,
      'web.yaml': application('path: chart, helm: {valueFiles: [prod.yaml]}'),
      'chart/prod.yaml': maps + image,
    },
  ],
  [
    'lists in the defaults of a chart',
    'chart/values.yaml',
    { ...chart, 'web.yaml': application('path: chart'), 'chart/values.yaml': lists + image },
  ],
  [
    'a plain manifest',
    'plain/all.yaml',
    {
      'web.yaml': application('path: plain'),
      'plain/all.yaml': `apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: x}\n${maps}spec: {${image.trim()}}\n`,
    },
  ],
  ['a layout without objects', 'apps/web/values-prod.yaml', { 'apps/web/values-prod.yaml': maps + image }],
])('in %s', async (_, file, files) => {
  const inventory = await inventoryOf(files)
  expect(Object.values(imagesOf(inventory))).toEqual([[]])
  expect(inventory.apps[0]?.notes).toContain(
    `the aliases (*) in ${file} expand to too much data, so not all of its values are read; images in it may be missing here`,
  )
})

it('Aliases that people write are followed', async () => {
  const values = `base: &base {image: &image {repository: ghcr.io/acme/web, tag: "1.0"}}\nweb: *base\napi: {<<: *base}\n`
  const inventory = await inventoryOf({ 'apps/web/values-prod.yaml': values })
  expect(inventory.apps[0]?.images.map(({ tag }) => tag)).toEqual(['1.0', '1.0', '1.0'])
  expect(inventory.apps[0]?.notes.join(' ')).not.toContain('aliases')
})
