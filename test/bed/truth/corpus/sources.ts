/** Applications with several sources, references between them, and override files next to the manifests. */
import type { TruthApp } from './app.ts'
import { chart, configMap, showValues, workload } from './app.ts'

const base = (more: Readonly<Record<string, string>> = {}) =>
  chart('', {
    'values.yaml': 'replicas: 1\nimage: {tag: 1.0.0}\n',
    'templates/values.yaml': showValues,
    ...more,
  })

export const sourceApps: readonly TruthApp[] = [
  {
    name: 'sources-ref',
    source: [
      { ref: 'values' },
      {
        helm: {
          ignoreMissingValueFiles: true,
          valueFiles: [
            '$values/envs/prod.yaml',
            'own.yaml',
            '$values/envs/$ARGOCD_APP_NAME.yaml',
            '$values/envs/none.yaml',
            '$values/envs/glob-*.yaml',
          ],
          fileParameters: [{ name: 'file', path: '$values/envs/file.txt' }],
        },
      },
    ],
    files: {
      ...base(),
      'own.yaml': 'own: true\nwhich: own\n',
      '/envs/prod.yaml': 'replicas: 3\nwhich: prod\n',
      '/envs/sources-ref.yaml': 'image: {tag: 2.0.0}\n',
      '/envs/glob-b.yaml': 'glob: b\n',
      '/envs/glob-a.yaml': 'glob: a\n',
      '/envs/file.txt': 'of a file\n',
    },
  },
  {
    name: 'sources-many',
    source: [
      { path: 'sources-many/chart', name: 'chart', helm: { releaseName: 'first' } },
      { path: 'sources-many/kustomize', kustomize: { namePrefix: 'k-' } },
      { path: 'sources-many/plain', directory: { recurse: true }, ref: 'plain' },
      { path: 'sources-many/second', helm: { valueFiles: ['$plain/sources-many/values.yaml'] } },
    ],
    files: {
      ...chart('chart/', { 'templates/a.yaml': `${configMap('same', 'chart')}---\n${configMap('a')}` }),
      'kustomize/kustomization.yaml': 'resources: [w.yaml]\n',
      'kustomize/w.yaml': workload,
      'plain/a.yaml': configMap('same', 'plain', ', namespace: sources-many'),
      'plain/deep/b.yaml': configMap('same', 'other namespace', ', namespace: other'),
      ...chart('second/', { 'templates/values.yaml': showValues }),
      'values.yaml': 'from: the root\n',
    },
  },
  { name: 'sources-one', source: [{}], files: { 'a.yaml': configMap('a') } },
  {
    name: 'override-both',
    source: {
      helm: {
        parameters: [
          { name: 'image.tag', value: '1.1.0' },
          { name: 'kept', value: 'x' },
        ],
        valueFiles: ['a.yaml'],
      },
    },
    files: {
      ...base(),
      'a.yaml': 'file: a\n',
      'b.yaml': 'file: b\n',
      '.argocd-source.yaml':
        'helm:\n  valueFiles: [b.yaml]\n  releaseName: renamed\n  parameters:\n  - {name: image.tag, value: "1.2.0"}\n',
      '.argocd-source-override-both.yaml':
        'helm:\n  parameters:\n  - name: image.tag\n    value: "1.3"\n    forcestring: true\npath: elsewhere\ntargetRevision: v1\n',
      '.argocd-source-other.yaml': 'helm: {releaseName: never}\n',
    },
  },
  {
    name: 'override-removes',
    source: { helm: { valueFiles: ['a.yaml'], values: 'inline: 1\n', releaseName: 'named' } },
    files: {
      ...base(),
      'a.yaml': 'file: a\n',
      '.argocd-source.yaml': 'helm: {valueFiles: null, values: null, valuesObject: {object: {a: 1, B: 2}}}\n',
    },
  },
  {
    name: 'override-kustomize',
    source: {},
    files: {
      'kustomization.yaml': 'resources: [w.yaml]\nimages: [{name: example.com/web, newTag: 1.1.0}]\n',
      'w.yaml': workload,
      '.argocd-source-override-kustomize.yaml':
        'kustomize:\n  images:\n  - example.com/web:1.2.0\n  namePrefix: o-\n  commonLabels: {a: b}\n',
    },
  },
  {
    name: 'override-directory',
    source: { directory: { recurse: true } },
    files: {
      'a.yaml': configMap('a'),
      'deep/b.yaml': configMap('b'),
      '.argocd-source.yaml': 'directory: {recurse: false, exclude: "c*"}\n',
      'c.yaml': configMap('c'),
    },
  },
  {
    name: 'kinds-both',
    source: {},
    files: {
      ...base({ 'templates/never.yaml': configMap('never') }),
      'kustomization.yaml': 'resources: [w.yaml]\n',
      'w.yaml': workload,
    },
  },
  {
    name: 'kinds-explicit',
    source: { helm: { passCredentials: true } },
    files: { ...base(), 'kustomization.yaml': 'resources: [w.yaml]\n', 'w.yaml': workload },
  },
  {
    name: 'kinds-nothing',
    source: { helm: {}, directory: { recurse: false } },
    files: { ...base(), 'kustomization.yaml': 'resources: [w.yaml]\n', 'w.yaml': workload },
  },
  {
    name: 'kinds-directory',
    source: { directory: { exclude: '{Chart,values,kustomization}.yaml' } },
    files: {
      'Chart.yaml': 'apiVersion: v2\nname: a\nversion: 0.1.0\n',
      'values.yaml': 'a: 1\n',
      'kustomization.yaml': 'resources: [a.yaml]\n',
      'a.yaml': configMap('a'),
      'templates/b.yaml': configMap('{{ never }}'),
    },
  },
]
