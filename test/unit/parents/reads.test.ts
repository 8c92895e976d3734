import { expect, test } from 'vitest'
import { readsOf } from '../../../src/parents/reads.ts'
import { rendered } from '../../support/rendered.ts'

const objects = (changes: { tag?: string; key?: string; other?: string } = {}) =>
  rendered(`
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: web, namespace: shop}
spec:
  chartRef: {kind: HelmChart, name: web}
  valuesFrom: [{kind: ConfigMap, name: values}]
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmChart
metadata: {name: web, namespace: shop}
spec: {chart: web, sourceRef: {kind: OCIRepository, name: charts, namespace: flux-system}}
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata: {name: charts, namespace: flux-system}
spec: {ref: {tag: "${changes.tag ?? 1}"}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: values, namespace: shop}
data: {key: "${changes.key ?? 1}"}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: values, namespace: other}
data: {key: "${changes.other ?? 1}"}
`).manifests
const reads = (...args: Parameters<typeof objects>) => {
  const [release, ...others] = objects(...args)
  if (!release) throw new Error('the release is first')
  return readsOf(release.content, others)
}

test('a release is another one where its chart or its values beside it are', () => {
  expect(reads()).toBe(reads())
  expect(reads({ tag: '2' })).not.toBe(reads())
  expect(reads({ key: '2' })).not.toBe(reads())
  expect(reads({ other: '2' })).toBe(reads())
})
