/**
 * Charts with dependencies in folders, in archives and outside of the chart, and with hooks, definitions and
 * libraries.
 */
import { gzipSync } from 'node:zlib'
import { rawEntry } from '../../../support/tar.ts'
import type { TruthApp } from './app.ts'
import { chart, configMap, showValues } from './app.ts'

/** Returns a packed chart. */
export function packed(name: string, files: Readonly<Record<string, string>>): Uint8Array {
  const entries = Object.entries(chart('', files)).map(([path, content]) =>
    rawEntry({
      name: `${name}/${path}`,
      content: path === 'Chart.yaml' ? content.replace('name: app', `name: ${name}`) : content,
    }),
  )
  return gzipSync(Buffer.concat([...entries, Buffer.alloc(1024)]))
}

const sub = (name: string) => ({
  'values.yaml': `own: ${name}\nmap: {a: 1, b: 2}\nexports: {data: {exported: ${name}}}\n`,
  'templates/a.yaml': showValues.replace('-values', `-${name}`),
})

/** The definition of a kind that objects of the same app use. */
export const widgets = (
  scope: string,
  plural = 'widgets',
  kind = 'Widget',
) => `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: ${plural}.example.com
spec:
  group: example.com
  scope: ${scope}
  names: {plural: ${plural}, singular: ${kind.toLowerCase()}, kind: ${kind}}
  versions:
  - name: v1
    served: true
    storage: true
    schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
`

const hook = (name: string, annotations: string, kind = 'Job') =>
  kind === 'Job'
    ? `apiVersion: batch/v1
kind: Job
metadata: {name: ${name}, annotations: {${annotations}}}
spec: {template: {spec: {restartPolicy: Never, containers: [{name: main, image: example.com/job:1}]}}}
`
    : `{apiVersion: v1, kind: ${kind}, metadata: {name: ${name}, annotations: {${annotations}}}}\n`

export const chartApps: readonly TruthApp[] = [
  {
    name: 'chart-dependencies',
    source: {
      helm: {
        valuesObject: { global: { region: 'eu' }, packed: { map: { a: null, c: 3 } }, tags: { off: false } },
      },
    },
    files: {
      ...chart(
        '',
        {
          'values.yaml':
            'folder: {own: parent}\nglobal: {zone: z1}\nsecond: {map: {b: 9}}\nenabled: {no: false}\n',
          'templates/values.yaml': showValues,
        },
        `dependencies:
- {name: folder, version: 0.1.0, repository: ""}
- {name: packed, version: ">=0.1", repository: "https://charts.example.com"}
- {name: packed, alias: second, version: 0.1.0, repository: "https://charts.example.com", import-values: [data]}
- {name: condition, version: 0.1.0, condition: enabled.no, repository: "https://charts.example.com"}
- {name: tagged, version: 0.1.0, tags: ["off"], repository: "https://charts.example.com"}
`,
      ),
      ...chart('charts/folder/', sub('folder')),
      'charts/packed-0.1.0.tgz': packed('packed', sub('packed')),
      ...chart('charts/condition/', sub('condition')),
      'charts/tagged-0.1.0.tgz': packed('tagged', sub('tagged')),
    },
  },
  {
    name: 'chart-beside',
    source: {},
    files: {
      ...chart(
        '',
        { 'templates/values.yaml': showValues, 'values.yaml': 'common: {own: parent}\n' },
        'dependencies:\n- {name: common, version: 0.1.0, repository: "file://../shared/charts/common"}\n- {name: library, version: 0.1.0, repository: "file://../shared/charts/library"}\n',
      ),
      'templates/library.yaml': '{{ include "library.map" . }}',
      ...Object.fromEntries(
        Object.entries({
          ...chart('shared/charts/common/', {
            ...sub('common'),
            'Chart.yaml':
              'apiVersion: v2\nname: common\nversion: 0.1.0\ndependencies:\n- {name: inner, version: 0.1.0, repository: "file://../inner"}\n',
          }),
          ...chart('shared/charts/inner/', sub('inner')),
          ...chart('shared/charts/library/', {
            'Chart.yaml': 'apiVersion: v2\nname: library\nversion: 0.1.0\ntype: library\n',
            'templates/_map.tpl': `{{- define "library.map" -}}\n${configMap('{{ .Release.Name }}-library')}{{- end -}}\n`,
            'templates/never.yaml': configMap('never'),
          }),
        }).map(([path, text]) => [`/${path}`, text]),
      ),
    },
  },
  {
    name: 'chart-undeclared',
    source: {},
    files: {
      ...chart('', { 'templates/a.yaml': configMap('a') }),
      ...chart('charts/extra/', sub('extra')),
      'charts/more-0.1.0.tgz': packed('more', sub('more')),
      'charts/.hidden': 'no chart',
      ...chart('charts/_hidden/', sub('hidden')),
    },
  },
  {
    name: 'chart-old',
    source: {},
    files: {
      'Chart.yaml': 'name: old\nversion: 0.1.0\n',
      'requirements.yaml': 'dependencies:\n- {name: sub, version: 0.1.0, repository: "", alias: alias}\n',
      'values.yaml': 'alias: {own: parent}\n',
      'templates/a.yaml': showValues,
      ...chart('charts/sub/', { ...sub('sub'), 'Chart.yaml': 'name: sub\nversion: 0.1.0\n' }),
    },
  },
  {
    name: 'chart-crds',
    source: {},
    files: {
      ...chart('', {
        'crds/widgets.yaml': `${widgets('Cluster')}---\n${widgets('Namespaced', 'gadgets', 'Gadget')}`,
        'crds/nested/readme.txt': 'no yaml',
        'crds/not-a-template.yaml': '{apiVersion: v1, kind: ConfigMap, metadata: {name: "{{ raw }}"}}\n',
        'templates/widget.yaml':
          '{apiVersion: example.com/v1, kind: Widget, metadata: {name: w, namespace: wrong}, spec: {size: 3}}\n---\n{apiVersion: example.com/v1, kind: Gadget, metadata: {name: g}, spec: {size: "3"}}\n',
        'templates/unknown.yaml': '{apiVersion: unknown.example.com/v1, kind: Thing, metadata: {name: t}}\n',
        'templates/has.yaml': configMap('has', '{{ .Capabilities.APIVersions.Has "example.com/v1/Widget" }}'),
      }),
      ...chart('charts/sub/', {
        'crds/things.yaml': widgets('Namespaced', 'parts', 'Part'),
        'templates/a.yaml': '{apiVersion: example.com/v1, kind: Part, metadata: {name: p}}\n',
      }),
    },
  },
  {
    name: 'chart-skips',
    source: {
      helm: { skipCrds: true, skipTests: true, skipSchemaValidation: true, valuesObject: { count: 'x' } },
    },
    files: chart('', {
      'crds/widgets.yaml': widgets('Namespaced', 'skipped', 'Skipped'),
      'values.schema.json': '{"properties": {"count": {"type": "integer"}}}',
      'templates/a.yaml': showValues,
      'templates/tests/test.yaml': hook('test', '"helm.sh/hook": test'),
    }),
  },
  {
    name: 'chart-hooks',
    source: {},
    files: chart('', {
      'templates/a.yaml': configMap('a'),
      'templates/pre.yaml': hook(
        'pre',
        '"helm.sh/hook": "pre-install, pre-upgrade", "helm.sh/hook-weight": "-5"',
      ),
      'templates/post.yaml': hook('post', '"helm.sh/hook": post-install'),
      'templates/delete.yaml': hook('delete', '"helm.sh/hook": pre-delete'),
      'templates/rollback.yaml': hook('rollback', '"helm.sh/hook": post-rollback'),
      'templates/test.yaml': hook('test', '"helm.sh/hook": test-success'),
      'templates/both.yaml': hook('both', '"helm.sh/hook": test, argocd.argoproj.io/hook: Sync'),
      'templates/argo.yaml': hook('argo', 'argocd.argoproj.io/hook: "PreSync,PostSync"'),
      'templates/skip.yaml': hook('skip', 'argocd.argoproj.io/hook: Skip', 'ConfigMap'),
      'templates/empty.yaml': hook('empty', 'argocd.argoproj.io/hook: ""', 'ConfigMap'),
      'templates/unknown.yaml': hook('unknown', 'argocd.argoproj.io/hook: Never', 'ConfigMap'),
      'templates/mixed.yaml': hook('mixed', '"helm.sh/hook": "crd-install,test"', 'ConfigMap'),
      'templates/crd.yaml': hook('crd', '"helm.sh/hook": crd-install', 'ConfigMap'),
      'templates/keep.yaml': hook('keep', '"helm.sh/resource-policy": keep', 'ConfigMap'),
    }),
  },
]
