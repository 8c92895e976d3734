/** Applications that Argo CD cannot render. Fairlead must not render them either. */
import type { TruthApp } from './app.ts'
import { chart, configMap } from './app.ts'

export const refusedApps: readonly TruthApp[] = [
  {
    name: 'refused-values',
    source: { helm: { valueFiles: ['none.yaml'] } },
    files: chart('', { 'templates/a.yaml': configMap('a') }),
  },
  {
    name: 'refused-braces',
    source: { helm: { valueFiles: ['{a,b}.yaml'] } },
    files: { ...chart('', { 'templates/a.yaml': configMap('a') }), 'a.yaml': 'a: 1\n' },
  },
  {
    name: 'refused-two-tools',
    source: { helm: { releaseName: 'a' }, kustomize: { namePrefix: 'a-' } },
    files: chart('', { 'templates/a.yaml': configMap('a') }),
  },
  {
    name: 'refused-subchart',
    source: {},
    files: { ...chart('', { 'templates/a.yaml': configMap('a') }), 'charts/README.md': 'no chart' },
  },
  { name: 'refused-directive', source: {}, files: { 'a.yaml': `%YAML 1.1\n---\n${configMap('a')}` } },
  {
    name: 'refused-key',
    source: {},
    files: { 'a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {null: a}\n' },
  },
  {
    name: 'refused-yaml',
    source: {},
    files: { 'a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: {{ .Name }}}\n' },
  },
  {
    name: 'refused-json',
    source: {},
    files: { 'a.json': '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}} {}' },
  },
  {
    name: 'refused-labels',
    source: { kustomize: { commonLabels: { app: 'b' } } },
    files: {
      'kustomization.yaml': 'resources: [a.yaml]\ncommonLabels: {app: a}\n',
      'a.yaml': configMap('a'),
    },
  },
  {
    name: 'refused-outside',
    source: {},
    files: {
      'kustomization.yaml': 'resources: [../shared/outside.yaml]\n',
      '/shared/outside.yaml': configMap('a'),
    },
  },
  {
    name: 'refused-ref',
    source: [{ helm: { valueFiles: ['$other/a.yaml'] } }],
    files: chart('', { 'templates/a.yaml': configMap('a') }),
  },
]

/** An Application that only a plugin of Argo CD could render. The tests do not check the plugin's output. */
export const plugin: TruthApp = {
  name: 'plugin',
  source: { plugin: { name: 'own' } },
  files: { 'a.txt': 'a' },
}
