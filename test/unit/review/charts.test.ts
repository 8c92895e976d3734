import { expect, test } from 'vitest'
import { chartChanges } from '../../../src/review/facts/charts.ts'

const application = (version: string) => ({
  kind: 'Application',
  spec: {
    sources: [
      { repoURL: 'https://charts.acme.io/', chart: 'web', targetRevision: version },
      { repoURL: 'https://github.com/acme/infra', targetRevision: 'main', ref: 'values' },
    ],
  },
})
const release = (version: string) => ({
  kind: 'HelmRelease',
  spec: { chart: { spec: { chart: 'web', version } } },
})
const side = (object: object) => ({ object: object as never, release: undefined })

test('another version of a chart is told, of Argo CD and of Flux', () => {
  expect(chartChanges(side(application('1.0.0')), side(application('2.0.0')))).toEqual([
    { artifact: 'chart', repository: 'https://charts.acme.io/web', from: '1.0.0', to: '2.0.0' },
  ])
  expect(chartChanges(side(release('1.x')), side(release('2.x')))).toEqual([
    { artifact: 'chart', repository: 'web', from: '1.x', to: '2.x' },
  ])
})

test('the same version, and an app that comes or goes, are none', () => {
  expect(chartChanges(side(application('1.0.0')), side(application('1.0.0')))).toEqual([])
  expect(chartChanges({ object: undefined, release: undefined }, side(release('1.0.0')))).toEqual([])
})
