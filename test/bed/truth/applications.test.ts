/** Argo CD Applications that stand in files: what Fairlead renders of them is what the real Argo CD renders. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startBed } from '../bed.ts'
import type { Bed } from '../bed.ts'
import { controllerTargets, repoServerRenders } from './argocd.ts'
import type { Place } from './argocd.ts'
import { applicationOf, filesOf } from './corpus/app.ts'
import { chartApps } from './corpus/charts.ts'
import { directoryApps } from './corpus/directory.ts'
import { helmApps } from './corpus/helm.ts'
import { kustomizeApps } from './corpus/kustomize.ts'
import { sourceApps } from './corpus/sources.ts'
import { differences, withoutArgocd } from './objects.ts'
import type { PlainObject } from './objects.ts'
import { renderedOf, theApp } from './rendered.ts'
import type { RenderedRepository } from './rendered.ts'

const apps = [...helmApps, ...chartApps, ...sourceApps, ...kustomizeApps, ...directoryApps]

/** What Fairlead has to be told of the bed, as its users tell it of their clusters. */
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
  const declared = apps.map((app) => [`apps/${app.name}.yaml`, JSON.stringify(applicationOf(app, url))])
  repository.commit(Object.assign({}, ...apps.map(filesOf), Object.fromEntries(declared)))
  const rendering = renderedOf(bed, repository)
  await Promise.all(apps.map((app) => cluster.kube.create(applicationOf(app, url))))
  rendered = await rendering
})
afterAll(() => bed.close())

describe.concurrent('the manifests of', () => {
  it.each(apps.map((app) => [app.name, app] as const))('%s', async (name, app) => {
    const theirs = await repoServerRenders(place, applicationOf(app, url), rendered.revision)
    const ours = theApp(rendered, name).objects.map((object) => withoutValues(withoutArgocd(object)))
    expect(differences(ours, theirs.map(withoutValues))).toEqual([])
    expect(theirs.length).toBeGreaterThan(0)
    const targets = await controllerTargets(place, name, rendered.revision)
    expect(
      differences(
        ours.filter((object) => !isHook(object)),
        targets.map(withoutValues),
      ),
    ).toEqual([])
  })
})

/** The values of Secrets are stars in what Argo CD shows; they are compared with those in the cluster. */
function withoutValues(object: PlainObject): PlainObject {
  if (object['kind'] !== 'Secret' || object['apiVersion'] !== 'v1') return object
  const { data: _, stringData: __, ...rest } = object
  return rest
}

function isHook({ metadata }: PlainObject): boolean {
  const { 'argocd.argoproj.io/hook': own, 'helm.sh/hook': helm } = metadata.annotations ?? {}
  return own !== undefined || (helm !== undefined && helm !== 'crd-install')
}
