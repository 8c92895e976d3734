/** The inputs of apps: a change of an input affects the app, a change of another file does not. */
import { describe, expect, it } from 'vitest'
import { affectedApps } from '../../../src/affected/apps.ts'
import { inventoryOf } from '../../support/inventory.ts'

const url = 'https://github.com/acme/infra'
const application = (source: string) =>
  `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: web}\nspec:\n  destination: {server: https://kubernetes.default.svc}\n  source: {repoURL: '${url}', targetRevision: main, ${source}}\n`
const source = `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: infra, namespace: flux-system}\nspec: {url: '${url}'}\n`
const kustomization = (more: string) =>
  `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: web, namespace: flux-system}\nspec: {path: ./web, sourceRef: {kind: GitRepository, name: infra}${more}}\n`
const release = (spec: string) =>
  `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web, namespace: flux-system}\nspec: {${spec}}\n`
const map =
  'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: flux-system}\ndata: {a: b}\n'
const chart = { 'charts/web/Chart.yaml': 'name: web\nversion: 1.0.0\n' }

interface Layout {
  readonly files: Readonly<Record<string, string>>
  /** A change of any of these files affects the app. */
  readonly inputs: readonly string[]
  readonly others: readonly string[]
}

const layouts: Record<string, Layout> = {
  'Argo CD: files of parameters': {
    files: {
      ...chart,
      'web.yaml': application(
        'path: charts/web, helm: {fileParameters: [{name: motd, path: ../../texts/motd}]}',
      ),
      'texts/motd': 'Hello',
    },
    inputs: ['texts/motd', 'charts/web/templates/new.yaml'],
    others: ['texts/other'],
  },
  'Argo CD: components and patches of the source': {
    files: {
      'web.yaml': application('path: web, kustomize: {components: [../part], patches: [{path: patch.yaml}]}'),
      'web/kustomization.yaml': 'resources: [map.yaml]\n',
      'web/map.yaml': map,
      'web/patch.yaml': map,
      'part/kustomization.yaml': 'kind: Component\nresources: [more.yaml]\ncomponents: [../deeper]\n',
      'part/more.yaml': map,
      'deeper/kustomization.yaml': 'kind: Component\npatches: [{path: patch.yaml}]\n',
      'deeper/patch.yaml': map,
    },
    inputs: ['web/patch.yaml', 'part/more.yaml', 'deeper/kustomization.yaml', 'deeper/patch.yaml'],
    others: ['part/unused.yaml'],
  },
  'kustomize: a chart, and transformers in a folder': {
    files: {
      'web.yaml': application('path: web'),
      'web/kustomization.yaml':
        'helmGlobals: {chartHome: ../charts}\nhelmCharts: [{name: web}]\ntransformers: [../labels]\n',
      ...chart,
      'labels/kustomization.yaml': 'resources: [labels.yaml]\n',
      'labels/labels.yaml': 'kind: LabelTransformer\n',
    },
    inputs: ['charts/web/templates/a.yaml', 'labels/labels.yaml'],
    others: ['charts/api/Chart.yaml'],
  },
  'Flux: components, variables, the source and what it leaves out': {
    files: {
      'flux/source.yaml': source,
      'flux/web.yaml': kustomization(
        ', components: [../part], postBuild: {substituteFrom: [{kind: ConfigMap, name: settings}]}',
      ),
      'flux/map.yaml': map,
      'web/map.yaml': map.replace('settings', 'other'),
      'part/kustomization.yaml': 'kind: Component\nresources: [more.yaml]\n',
      'part/more.yaml': map.replace('settings', 'more'),
    },
    inputs: ['flux/source.yaml', 'flux/map.yaml', 'part/more.yaml', '.sourceignore', 'web/new.yaml'],
    others: ['part/unused.yaml', 'other/.sourceignore'],
  },
  'Flux: a release by a HelmChart, with values from a ConfigMap that is applied elsewhere': {
    files: {
      ...chart,
      'flux/source.yaml': source,
      'flux/chart.yaml':
        'apiVersion: source.toolkit.fluxcd.io/v1\nkind: HelmChart\nmetadata: {name: web, namespace: flux-system}\nspec: {chart: ./charts/web, sourceRef: {kind: GitRepository, name: infra}}\n',
      'flux/web.yaml': release(
        'chartRef: {kind: HelmChart, name: web}, valuesFrom: [{kind: ConfigMap, name: settings}]',
      ),
      'elsewhere/map.yaml': map,
    },
    inputs: ['flux/source.yaml', 'flux/chart.yaml', 'elsewhere/map.yaml', 'charts/web/templates/a.yaml'],
    others: ['charts/api/Chart.yaml'],
  },
  'Flux: a release of a packed chart': {
    files: {
      'flux/source.yaml': source,
      'flux/web.yaml': release(
        'chart: {spec: {chart: charts/web.tgz, sourceRef: {kind: GitRepository, name: infra}}}',
      ),
      'charts/web.tgz': '',
    },
    inputs: ['charts/web.tgz'],
    others: ['charts/api.tgz'],
  },
}

describe('a change touches an app', () => {
  it('of Flux only where a file declares its variables, not where another one reads them, too', async () => {
    const reads = (name: string) => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: ${name}, namespace: flux-system}
spec:
  path: ./${name}
  prune: true
  sourceRef: {kind: GitRepository, name: infra}
  postBuild:
    substituteFrom:
      - kind: ConfigMap
        name: settings
`
    const { apps } = await inventoryOf({
      'flux/source.yaml': source,
      'flux/a.yaml': reads('a'),
      'flux/b.yaml': reads('b'),
      'a/map.yaml': map.replace('settings', 'a'),
      'b/map.yaml': map.replace('settings', 'b'),
      'vars/map.yaml': map,
      'vars/list.yaml': `apiVersion: v1\nkind: List\nitems:\n  - kind: ConfigMap\n    apiVersion: v1\n    metadata: {name: settings}\n`,
    })
    const touched = async (path: string) =>
      (await affectedApps([apps, apps], [path])).map(({ after }) => after?.name).toSorted()
    expect(await touched('flux/a.yaml')).toEqual(['a'])
    expect(await touched('vars/map.yaml')).toEqual(['a', 'b'])
    expect(await touched('vars/list.yaml')).toEqual(['a', 'b'])
  })

  it.each(Object.entries(layouts))('%s', async (_, { files, inputs, others }) => {
    const { apps } = await inventoryOf(files)
    expect(apps).toHaveLength(1)
    for (const path of inputs) expect(await affectedApps([apps, apps], [path]), path).toHaveLength(1)
    for (const path of others) expect(await affectedApps([apps, apps], [path]), path).toEqual([])
  })
})
