/** An infra repo whose apps set the same image, each in another of the supported locations. */
import { stringify } from 'yaml'
import { chartFiles, retry } from './changing-app.ts'
import { gitRepository } from './deployed.ts'
import type { PlainObject } from './objects.ts'

/** The image of all apps, and its first tag. */
export const image = 'example.com/web'
export const firstTag = '1.0.0'

/** An app, with the location of its image. */
export interface BumpApp {
  readonly name: string
  readonly place: string
  /** The files of the app, without the object that declares it. */
  readonly files: Readonly<Record<string, string>>
  /** The objects that declare it, in `clusters/a`. */
  readonly declared: readonly PlainObject[]
}

/** Multi-line strings are written as block scalars, as people write them. */
const yaml = (value: unknown) => stringify(value, { lineWidth: 0 })

/** A workload with the image. `reference` may contain a placeholder that another tool fills in. */
function workload(name: string, reference: string, kind = 'Deployment'): PlainObject {
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name },
    spec: {
      ...(kind === 'StatefulSet' && { serviceName: name }),
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: {
          initContainers: [{ name: 'first', image: 'example.com/init:3.2.1' }],
          containers: [
            { name: 'main', image: reference },
            { name: 'proxy', image: 'example.com/web-proxy:1.0.0' },
          ],
        },
      },
    },
  }
}

const ofFirst = `${image}:${firstTag}`
const kustomization = (fields: PlainObject) => yaml({ resources: ['web.yaml'], ...fields })

/** Returns all apps of the repository at an address. */
export function bumpApps(url: string): BumpApp[] {
  return [...argocdApps(url), ...fluxApps()]
}

/**
 * Returns all files of the repository: the apps, the objects that declare them, and the Application that applies
 * these objects.
 */
export function infraFiles(url: string): Record<string, string> {
  const apps = bumpApps(url)
  const root = application(url, 'root', { path: 'clusters/a', directory: { recurse: true } })
  return {
    'bootstrap/root.yaml': yaml(root),
    'clusters/a/infra.yaml': yaml(gitRepository(url)),
    'charts/web/values.yaml': yaml({
      image: { repository: image, tag: '0.0.1' },
      replicas: 1,
      env: {},
      config: {},
    }),
    ...webChart('charts/web'),
    ...Object.assign({}, ...apps.map(({ files }) => files)),
    ...Object.fromEntries(
      apps.flatMap(({ name, declared }) =>
        declared.map((object, i) => [`clusters/a/${name}${i === 0 ? '' : `-${i}`}.yaml`, yaml(object)]),
      ),
    ),
  }
}

/** A chart that builds its image from two values. */
function webChart(folder: string): Record<string, string> {
  const files = chartFiles(folder, '1.0.0')
  const deployment = `${folder}/templates/deployment.yaml`
  const own = '"{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"'
  return { ...files, [deployment]: (files[deployment] ?? '').replace(/"example.com\/web:.*"/, own) }
}

function application(url: string, name: string, source: PlainObject): PlainObject {
  return withSource(name, { source: { repoURL: url, targetRevision: 'main', ...source } })
}

function withSource(name: string, source: PlainObject): PlainObject {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name, namespace: 'argocd' },
    spec: {
      project: 'default',
      ...source,
      destination: { server: 'https://kubernetes.default.svc', namespace: name },
      syncPolicy: { automated: { prune: true }, retry, syncOptions: ['CreateNamespace=true'] },
    },
  }
}

function argocdApps(url: string): BumpApp[] {
  const chart = 'charts/web'
  const app = (
    name: string,
    place: string,
    source: PlainObject,
    files: Record<string, string> = {},
  ): BumpApp => ({
    name,
    place,
    files,
    declared: [application(url, name, source)],
  })
  const helm = (name: string, place: string, values: PlainObject, files: Record<string, string> = {}) =>
    app(name, place, { path: chart, helm: values }, files)
  const tag = { image: { tag: firstTag } }
  const folder = (name: string) => `apps/${name}`
  const manifest = (name: string, reference = ofFirst, kind = 'Deployment') => ({
    [`apps/${name}/web.yaml`]: yaml(workload('web', reference, kind)),
  })
  return [
    helm(
      'values-file',
      'a values file of the app',
      { valueFiles: ['/apps/values-file/values.yaml', '/apps/values-file/values-prod.yaml'] },
      {
        'apps/values-file/values.yaml': yaml({ image: { tag: '0.9.0' } }),
        'apps/values-file/values-prod.yaml': yaml(tag),
      },
    ),
    helm('inline-values', 'a text of values in the Application', { values: yaml(tag) }),
    helm('values-object', 'valuesObject', { valuesObject: tag }),
    helm('parameters', 'parameters', { parameters: [{ name: 'image.tag', value: firstTag }] }),
    helm(
      'parameter-over-values',
      'a parameter that beats valuesObject and a file',
      {
        valueFiles: ['/apps/parameter-over-values/values.yaml'],
        valuesObject: { image: { tag: '0.8.0' } },
        parameters: [{ name: 'image.tag', value: firstTag }],
      },
      { 'apps/parameter-over-values/values.yaml': yaml({ image: { tag: '0.9.0' } }) },
    ),
    app(
      'own-values',
      "the chart's own values",
      { path: 'apps/own-values' },
      {
        ...webChart('apps/own-values'),
        'apps/own-values/values.yaml': yaml({
          image: { repository: image, tag: firstTag },
          replicas: 1,
          env: {},
          config: {},
        }),
      },
    ),
    app(
      'source-file',
      '.argocd-source',
      { path: 'apps/source-file' },
      {
        ...webChart('apps/source-file'),
        'apps/source-file/values.yaml': yaml({
          image: { repository: image, tag: '0.9.0' },
          replicas: 1,
          env: {},
          config: {},
        }),
        'apps/source-file/.argocd-source-source-file.yaml': yaml({
          helm: { parameters: [{ name: 'image.tag', value: firstTag, forcestring: true }] },
        }),
      },
    ),
    app(
      'application-images',
      'kustomize.images of the Application',
      { path: folder('application-images'), kustomize: { images: [ofFirst] } },
      {
        ...manifest('application-images', `${image}:0.9.0`),
        'apps/application-images/kustomization.yaml': kustomization({}),
      },
    ),
    app(
      'overlay-images',
      'images of kustomization.yaml',
      { path: 'apps/overlay-images/prod' },
      {
        'apps/overlay-images/base/web.yaml': yaml(workload('web', 'web')),
        'apps/overlay-images/base/kustomization.yaml': kustomization({}),
        'apps/overlay-images/prod/kustomization.yaml': yaml({
          resources: ['../base'],
          images: [{ name: 'web', newName: image, newTag: firstTag }],
        }),
      },
    ),
    app(
      'overlay-patch',
      'a patch of an overlay',
      { path: 'apps/overlay-patch/prod' },
      {
        'apps/overlay-patch/base/web.yaml': yaml(workload('web', `${image}:0.9.0`)),
        'apps/overlay-patch/base/kustomization.yaml': kustomization({}),
        'apps/overlay-patch/prod/patch.yaml': yaml({
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          metadata: { name: 'web' },
          spec: { template: { spec: { containers: [{ name: 'main', image: ofFirst }] } } },
        }),
        'apps/overlay-patch/prod/kustomization.yaml': yaml({
          resources: ['../base'],
          patches: [{ path: 'patch.yaml' }],
        }),
      },
    ),
    app('plain', 'a plain manifest', { path: folder('plain') }, manifest('plain')),
    app(
      'plain-set',
      'a plain StatefulSet',
      { path: folder('plain-set') },
      manifest('plain-set', ofFirst, 'StatefulSet'),
    ),
    {
      name: 'ref-values',
      place: 'a values file of another source',
      files: { 'apps/ref-values/values.yaml': yaml(tag) },
      declared: [
        withSource('ref-values', {
          sources: [
            {
              repoURL: url,
              targetRevision: 'main',
              path: chart,
              helm: { valueFiles: ['$values/apps/ref-values/values.yaml'] },
            },
            { repoURL: url, targetRevision: 'main', ref: 'values' },
          ],
        }),
      ],
    },
    ...setApps(url),
  ]
}

/** Two Applications of one list generator, one for each element. */
function setApps(url: string): BumpApp[] {
  const { metadata: _, ...template } = application(url, '{{name}}', {
    path: 'charts/web',
    helm: { parameters: [{ name: 'image.tag', value: '{{tag}}' }] },
  })
  const set = {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'ApplicationSet',
    metadata: { name: 'elements', namespace: 'argocd' },
    spec: {
      generators: [
        { list: { elements: ['element-a', 'element-b'].map((name) => ({ name, tag: firstTag })) } },
      ],
      template: { metadata: { name: '{{name}}' }, spec: template['spec'] },
    },
  }
  return [
    { name: 'element-a', place: 'an element of an ApplicationSet', files: {}, declared: [set] },
    { name: 'element-b', place: 'another element of it', files: {}, declared: [] },
  ]
}

function fluxApps(): BumpApp[] {
  const app = (name: string, place: string, spec: PlainObject, files: Record<string, string>): BumpApp => ({
    name,
    place,
    files,
    declared: [
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
      {
        apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
        kind: 'Kustomization',
        metadata: { name, namespace: 'flux-system' },
        spec: {
          sourceRef: { kind: 'GitRepository', name: 'infra' },
          path: `./apps/${name}`,
          targetNamespace: name,
          interval: '1h',
          retryInterval: '2s',
          prune: true,
          ...spec,
        },
      },
    ],
  })
  const web = (name: string, reference: string) => ({
    [`apps/${name}/web.yaml`]: yaml(workload('web', reference)),
  })
  return [
    app('flux-plain', 'a plain manifest', {}, web('flux-plain', ofFirst)),
    app(
      'flux-images',
      'spec.images',
      { images: [{ name: image, newTag: firstTag }] },
      web('flux-images', `${image}:0.9.0`),
    ),
    app(
      'flux-overlay',
      'images of its own kustomization.yaml',
      {},
      {
        ...web('flux-overlay', `${image}:0.9.0`),
        'apps/flux-overlay/kustomization.yaml': kustomization({
          images: [{ name: image, newTag: firstTag }],
        }),
      },
    ),
    app(
      'flux-substitute',
      'a variable of postBuild',
      { postBuild: { substitute: { tag: firstTag } } },
      web('flux-substitute', `${image}:\${tag}`),
    ),
    app(
      'flux-patch',
      'a patch in the Kustomization',
      {
        patches: [
          {
            target: { kind: 'Deployment', name: 'web' },
            patch: yaml([{ op: 'replace', path: '/spec/template/spec/containers/0/image', value: ofFirst }]),
          },
        ],
      },
      web('flux-patch', `${image}:0.9.0`),
    ),
  ]
}
