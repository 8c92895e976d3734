/**
 * The Applications of a server that deploy an app that no object in the repository declares, with the data formats of
 * the API server.
 */
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { Application } from '../../../src/controllers/argocd/api/shapes.ts'
import { readInventory } from '../../../src/inventory/read.ts'
import { lookedFor, matching } from '../../../src/sync/places/match.ts'
import { readServed } from '../../../src/sync/range/served.ts'
import { memoryTree } from '../../../src/tree/memory.ts'

const url = 'https://github.com/acme/infra.git'
const repo = {
  'charts/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 0.1.0\n',
  'charts/web/values.yaml': 'tag: "1"\n',
  'apps/web/values-dev.yaml': 'tag: "1"\n',
  'apps/web/values-prod.yaml': 'tag: "1"\n',
  'apps/web/values.yaml': 'replicas: 1\n',
  'services/db/Chart.yaml': 'apiVersion: v2\nname: db\nversion: 0.1.0\n',
  'services/db/values-prod.yaml': 'tag: "1"\n',
  'apps/api/base/kustomization.yaml': 'resources: [map.yaml]\n',
  'apps/api/base/map.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: api}\n',
  'apps/api/overlays/prod/kustomization.yaml': 'resources: [../../base]\n',
  'apps/api/overlays/dev/kustomization.yaml': 'resources: [../../base]\n',
  'sites/prod/kustomization.yaml': 'resources: [../../apps/api/overlays/prod]\n',
  'jobs/prod/mailer/job.yaml':
    'apiVersion: batch/v1\nkind: Job\nmetadata: {name: mailer}\nspec: {template: {spec: {containers: [{name: main, image: "example.com/mailer:1"}]}}}\n',
}

const source = (path: string, more: Record<string, unknown> = {}) => ({
  repoURL: url,
  path,
  targetRevision: 'HEAD',
  ...more,
})
const helm = (...valueFiles: string[]) => ({ helm: { valueFiles } })

/** Applications as the server returns them, by name. */
const served: Record<string, Record<string, unknown>> = {
  'web-prod': {
    source: source('charts/web', helm('../../apps/web/values.yaml', '../../apps/web/values-prod.yaml')),
  },
  'web-dev': { source: source('charts/web', helm('/apps/web/values-dev.yaml')) },
  'web-refs': {
    sources: [
      {
        repoURL: 'https://charts.example.com',
        chart: 'web',
        targetRevision: '1.2.3',
        ...helm('$v/apps/web/values-prod.yaml'),
      },
      { repoURL: url, targetRevision: 'HEAD', ref: 'v' },
    ],
  },
  'web-globs': { source: source('charts/web', helm('/apps/web/values-p*.yaml')) },
  'web-inline': { source: source('charts/web', { helm: { valuesObject: { tag: '2' } } }) },
  'web-hydrated': {
    sourceHydrator: {
      drySource: source('charts/web', helm('/apps/web/values-prod.yaml')),
      syncSource: { targetBranch: 'env/prod', path: 'web' },
    },
  },
  'web-plugin': { source: source('apps/web', { plugin: { name: 'render' } }) },
  'db-prod': { source: source('services/db', helm('values-prod.yaml')) },
  'api-prod': { source: source('apps/api/overlays/prod/') },
  'api-dev': { source: source('./apps/api/overlays/dev') },
  jobs: { source: source('jobs', { directory: { recurse: true } }) },
  'jobs-flat': { source: source('jobs') },
}

const applications = (wanted: Record<string, Record<string, unknown>>) =>
  Object.entries(wanted).map(([name, spec]) =>
    v.parse(Application, {
      metadata: { name, namespace: 'argocd', uid: `uid-${name}`, resourceVersion: '7' },
      spec: {
        project: 'shop',
        destination: { server: 'https://kubernetes.default.svc', namespace: name },
        ...spec,
      },
      status: { sync: { status: 'Synced', revision: 'a'.repeat(40) } },
    }),
  )

async function matched(name: string, environment: string, wanted = served) {
  const files = new Map(Object.entries(repo).map(([path, text]) => [path, new TextEncoder().encode(text)]))
  const tree = memoryTree('infra', files)
  const { apps } = await readInventory(tree, { addresses: url })
  const app = apps.find((one) => one.name === name && one.environment === environment)
  if (!app) throw new Error(`there is: ${apps.map((one) => `${one.name} in ${one.environment}`).join(', ')}`)
  const all = applications(wanted)
  const read = await readServed(tree, all, { addresses: url })
  const candidates = all.flatMap((application, i) => {
    const one = read[i]
    return one ? [{ application, read: one }] : []
  })
  expect(app.kind).toBe('Convention')
  return {
    names: matching(app, candidates).map(({ application: { metadata } }) => metadata.name),
    lookedFor: lookedFor(app),
  }
}

describe('the Applications of an app that no object declares', () => {
  it('read its values file: beside the chart or elsewhere, from another source, by a pattern, hydrated, by a plugin', async () => {
    const { names, lookedFor: what } = await matched('web', 'prod')
    expect(names).toEqual(['web-prod', 'web-refs', 'web-globs', 'web-hydrated', 'web-plugin'])
    expect(what).toBe('the values file apps/web/values-prod.yaml')
    expect((await matched('web', 'dev')).names).toEqual(['web-dev', 'web-plugin'])
    expect((await matched('db', 'prod')).names).toEqual(['db-prod'])
  })

  it('build its folder, or else what takes it', async () => {
    expect((await matched('api', 'prod')).names).toEqual(['api-prod'])
    expect((await matched('api', 'dev')).names).toEqual(['api-dev'])
    const { names, lookedFor: what } = await matched('api', 'prod', {
      site: { source: source('sites/prod') },
      ...served,
      'api-prod': {},
    })
    expect(names).toEqual(['site'])
    expect(what).toBe('the path apps/api/overlays/prod')
  })

  it('apply a folder above it only with all that is below', async () => {
    expect((await matched('mailer', 'prod')).names).toEqual(['jobs'])
  })

  it('are none where nothing reads it', async () => {
    expect((await matched('web', 'prod', { other: { source: source('charts/web') } })).names).toEqual([])
  })
})
