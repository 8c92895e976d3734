import { describe, expect, it } from 'vitest'
import { readInventory } from '../../../src/inventory/read.ts'
import { judgeEnvironment } from '../../../src/inventory/environments/signs.ts'
import type { AppSigns } from '../../../src/inventory/environments/signs.ts'
import { emptyConfig } from '../../../src/config/config.ts'
import { memoryTree } from '../../support/inventory.ts'

const nothing: AppSigns = {
  name: 'web',
  namespace: undefined,
  labels: {},
  annotations: {},
  overlay: undefined,
  sources: [],
  valuesFiles: [],
  declared: undefined,
  element: undefined,
  cluster: undefined,
  server: undefined,
  parent: undefined,
  isBesideParent: true,
}
const dev = { name: 'root', environment: 'dev', production: false }
const prod = { name: 'root', environment: 'prod', production: true }
const judge = (signs: Partial<AppSigns>, config = emptyConfig) => {
  const { environment, production } = judgeEnvironment({ ...nothing, ...signs }, config)
  return [environment, production]
}

describe('the environment of an app that a parent of dev leads to', () => {
  it.each<[string, Partial<AppSigns>, unknown]>([
    ['nothing else', {}, ['dev', false]],
    ['a label', { labels: { 'acme.io/environment': 'prod' } }, ['prod', true]],
    ['an annotation', { annotations: { 'acme.io/env': 'prod' } }, ['prod', true]],
    ['its overlay', { overlay: 'overlays/prod' }, ['prod', true]],
    ['its path', { sources: ['apps/web/overlays/prod'] }, ['prod', true]],
    ['its values file', { valuesFiles: ['charts/web/values-prod.yaml'] }, ['prod', true]],
    ['its element', { element: 'prod' }, ['prod', true]],
    ['its name', { name: 'web-prod' }, ['prod', true]],
    ['its namespace', { namespace: 'web-prod' }, ['prod', true]],
    ['two that agree', { element: 'production', namespace: 'prod' }, ['production', true]],
  ])('is told by %s', (_, signs, told) => {
    expect(judge({ parent: dev, ...signs })).toEqual(told)
  })
})

describe('where signs contradict each other', () => {
  it.each<[string, Partial<AppSigns>, unknown]>([
    [
      'an overlay of dev in a namespace of prod',
      { overlay: 'overlays/dev', namespace: 'web-prod' },
      ['dev', true],
    ],
    ['an overlay of dev below a root of prod', { overlay: 'overlays/dev', parent: prod }, ['dev', true]],
    ['a name of prod on a cluster of dev', { name: 'web-prod', cluster: 'eks-dev' }, ['prod', true]],
    [
      'an overlay of dev on a cluster of prod',
      { overlay: 'overlays/dev', cluster: 'eks-prod' },
      ['dev', true],
    ],
  ])('production wins: %s', (_, signs, told) => {
    expect(judge(signs)).toEqual(told)
  })

  it('its own label decides', () => {
    const labels = { environment: 'dev' }
    expect(judge({ labels, overlay: 'overlays/prod', parent: prod })).toEqual(['dev', false])
  })

  it('fairlead.yaml comes before all', () => {
    const config = { ...emptyConfig, environments: { lab: { paths: ['apps/web/**'] } } }
    expect(judge({ labels: { env: 'prod' }, sources: ['apps/web/prod'] }, config)).toEqual(['lab', false])
  })

  it('a management cluster of production makes no production of the clusters that it deploys to', () => {
    const elsewhere = { isBesideParent: false, cluster: 'eks-dev', parent: prod }
    expect(judge(elsewhere)).toEqual(['dev', false])
    expect(judge({ ...elsewhere, cluster: 'eks-1' })).toEqual(['prod', true])
  })

  it('a part of the name of a folder is no production', () => {
    expect(judge({ sources: ['charts/live-chat'], declared: 'envs/dev/chat.yaml' })).toEqual(['dev', false])
  })
})

describe('a contradiction', () => {
  const application = (name: string, path: string, namespace: string) => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: ${name}}
spec:
  source: {repoURL: https://github.com/acme/infra, path: ${path}}
  destination: {namespace: ${namespace}}
`
  const notes = async (files: Record<string, string>) =>
    (await readInventory(memoryTree(files))).apps.flatMap((app) =>
      app.notes.filter((note) => note.includes('says')),
    )

  it('is told where there is more than one environment', async () => {
    const files = { 'a.yaml': application('web', 'apps/web/overlays/dev', 'web-prod') }
    expect(await notes(files)).toEqual([])
    expect(await notes({ ...files, 'b.yaml': application('api', 'apps/api/overlays/prod', 'api') })).toEqual([
      'its environment: apps/web/overlays/dev says dev, and its namespace web-prod says prod: it counts as production. Set the label "environment" on it to decide',
    ])
  })
})

it('a name that says what kind of app it is takes it out of no environment', () => {
  expect(judge({ name: 'web-canary', parent: prod })).toEqual(['prod', true])
  expect(judge({ name: 'web-canary' })).toEqual(['canary', false])
})
