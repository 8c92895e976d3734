/** Argo CD Applications declared in files: Fairlead renders the same manifests as the real Argo CD. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startBed } from '../bed.ts'
import type { Bed } from '../bed.ts'
import { waitFor } from '../wait.ts'
import { controllerTargets, repoServerRenders } from './argocd.ts'
import type { Place } from './argocd.ts'
import { applicationOf, filesOf } from './corpus/app.ts'
import { chartApps } from './corpus/charts.ts'
import { directoryApps } from './corpus/directory.ts'
import { helmApps } from './corpus/helm.ts'
import { kustomizeApps } from './corpus/kustomize.ts'
import { plugin, refusedApps } from './corpus/refused.ts'
import { sourceApps } from './corpus/sources.ts'
import { differences, withoutArgocd } from './objects.ts'
import type { PlainObject } from './objects.ts'
import { renderedOf, theApp } from './rendered.ts'
import type { RenderedRepository } from './rendered.ts'

const apps = [...helmApps, ...chartApps, ...sourceApps, ...kustomizeApps, ...directoryApps]

/** The `fairlead.yaml` that describes the bed's cluster and its Argo CD. */
const settings = `clusters:
  in-cluster:
    kubeVersion: 1.36.3
    apiVersions: [argoproj.io/v1alpha1/Application, argoproj.io/v1alpha1/AppProject, argoproj.io/v1alpha1/ApplicationSet]
argocd: {version: 3.5.7, namespace: argocd, kustomizeBuildOptions: --enable-helm}
`

let bed: Bed
let place: Place
let rendered: RenderedRepository
let url: string

beforeAll(async () => {
  bed = await startBed()
  const cluster = await bed.startCluster('a')
  const argocd = await bed.startArgocd(cluster)
  place = { argocd, kube: cluster.kube }
  await cluster.kube.patch({ apiVersion: 'v1', kind: 'ConfigMap', namespace: 'argocd' }, 'argocd-cm', {
    data: { 'kustomize.buildOptions': '--enable-helm' },
  })
  const repository = bed.git.create('infra', { 'fairlead.yaml': settings })
  url = repository.url
  const declared = [...apps, ...refusedApps, plugin].map((app) => [
    `apps/${app.name}.yaml`,
    JSON.stringify(applicationOf(app, url)),
  ])
  repository.commit(
    Object.assign({}, ...[...apps, ...refusedApps, plugin].map(filesOf), Object.fromEntries(declared)),
  )
  const rendering = renderedOf(bed, repository)
  await Promise.all([...apps, ...refusedApps].map((app) => cluster.kube.create(applicationOf(app, url))))
  rendered = await rendering
}, 240_000)
afterAll(() => bed.close())

/**
 * The expected differences, with the reason of each. `targets` has the lines that `differences` returns, with
 * Fairlead's value first. A test fails if its difference no longer occurs.
 */
const unequal: Readonly<Record<string, { readonly why: string; readonly targets: readonly string[] }>> = {
  'chart-crds': {
    why: 'Argo CD takes a kind for namespaced until its definition is in the cluster: this app is not synced',
    targets: ['example.com/Widget w: only in the first', 'example.com/Widget wrong/w: only in the second'],
  },
  'directory-objects': {
    why: 'the same',
    targets: [
      'example.com/Planet earth: only in the first',
      'example.com/Planet wrong/earth: only in the second',
    ],
  },
}

describe.concurrent('the manifests of', () => {
  it.each(apps.map((app) => [app.name, app] as const))('%s', async (name, app) => {
    const theirs = await repoServerRenders(place, applicationOf(app, url), rendered.revision)
    const all = theApp(rendered, name).objects
    const ours = all.map((object) => withoutValues(withoutArgocd(object)))
    expect(theirs.length).toBeGreaterThan(0)
    expect(differences(ours, theirs.map(withoutValues))).toEqual([])
    const targets = await controllerTargets(place, name, rendered.revision)
    const compared = ours.filter((object) => !isHook(object))
    expect(differences(compared, targets.map(withoutValues))).toEqual(unequal[name]?.targets ?? [])
    if (app.more?.synced === true) await expectSecrets(all)
  })
})

/**
 * The API masks the values of Secrets. This compares the Secrets that a sync creates in the cluster with the rendered
 * ones.
 */
async function expectSecrets(objects: readonly PlainObject[]): Promise<void> {
  const secrets = objects.filter(isSecret)
  expect(secrets.length).toBeGreaterThan(0)
  for (const { metadata, data, stringData } of secrets) {
    const { name, namespace } = metadata
    const kind = { apiVersion: 'v1', kind: 'Secret', namespace }
    const live = await waitFor(`the Secret ${name}`, () => place.kube.find(kind, name))
    const texts = Object.entries((stringData ?? {}) as Record<string, string>)
    const encoded = texts.map(([key, text]) => [key, Buffer.from(text).toString('base64')])
    expect({ name, data: live['data'] ?? {} }).toEqual({
      name,
      data: { ...data, ...Object.fromEntries(encoded) },
    })
  }
}

function isSecret({ apiVersion, kind }: PlainObject): boolean {
  return apiVersion === 'v1' && kind === 'Secret'
}

function withoutValues(object: PlainObject): PlainObject {
  if (!isSecret(object)) return object
  const { data: _, stringData: __, ...rest } = object
  return rest
}

/** Hooks are not among the targets. An object with `Skip` is not a hook. */
function isHook({ metadata }: PlainObject): boolean {
  const { 'argocd.argoproj.io/hook': own, 'helm.sh/hook': helm } = metadata.annotations ?? {}
  return own === undefined ? helm !== undefined && helm !== 'crd-install' : own !== 'Skip'
}

describe('what Argo CD refuses', () => {
  it.each(refusedApps.map((app) => [app.name, app] as const))('%s, Fairlead refuses', async (name, app) => {
    await expect(repoServerRenders(place, applicationOf(app, url), rendered.revision)).rejects.toThrow(name)
    expect(() => theApp(rendered, name)).toThrow(`${name}: `)
  })
})

it('what a plugin renders is told as not rendered', () => {
  expect(() => theApp(rendered, plugin.name)).toThrow(
    'the plugin own renders plugin, and only Argo CD can run it',
  )
})
