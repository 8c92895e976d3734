/** Folders without a kustomization.yaml, and the files of them that the artifact contains. */
import type { Piece } from './corpus.ts'
import { configMap, deployment, kustomization } from './corpus.ts'

export const generated: readonly Piece[] = [
  {
    name: 'generated-nested',
    files: {
      'web.yaml': deployment('web'),
      'more/several.yml': `${configMap('one')}---\n# Nothing.\n---\n${configMap('two')}`,
      'more/list.yaml': `apiVersion: v1
kind: List
items:
  - {apiVersion: v1, kind: ConfigMap, metadata: {name: of-list}, data: {a: "1"}}
`,
      'more/lists.yaml': `apiVersion: v1
kind: ConfigMapList
items:
  - {apiVersion: v1, kind: ConfigMap, metadata: {name: of-typed-list}, data: {a: "1"}}
`,
      'more/comment.yaml': '# Only a comment.\n',
      'more/object.json': configMap('of-json').slice(4),
      'more/readme.md': 'Not YAML: {{',
      'more/windows.yaml': configMap('windows').replaceAll('\n', '\r\n'),
      'more/bom.yaml': `\uFEFF${configMap('bom').slice(4)}`,
      'more/config.yaml.tmpl': 'a: {{ b }}',
      '.hidden/map.yaml': configMap('hidden'),
      'whole/kustomization.yaml': kustomization('namePrefix: whole-\nresources: [map.yaml]\n'),
      'whole/map.yaml': configMap('map'),
      'whole/unused.yaml': configMap('unused'),
      'whole/below/kustomization.yml': kustomization('resources: [map.yaml]\n'),
      'whole/below/map.yaml': configMap('never'),
      'upper/Kustomization': kustomization('nameSuffix: -upper\nresources: [map.yaml]\n'),
      'upper/map.yaml': configMap('map'),
      'anchors.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {name: anchors, labels: &labels {team: web}, annotations: *labels}
data:
  folded: >-
    some
    text
  kept: |+
    some

  number: "1e3"
  octal: "0o17"
  old: "0777"
  yes: "yes"
  date: "2024-01-01"
  tilde: "~"
`,
      'binary.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {name: binary}
binaryData: {blob: AAECAw==}
immutable: true
`,
      'names.yaml': `apiVersion: v1
kind: ConfigMap
metadata:
  # Another one than that of the Kustomization.
  namespace: default
  name: elsewhere
`,
    },
  },
  {
    name: 'generated-empty',
    files: { 'README.md': 'Nothing yet.\n' },
  },
  {
    name: 'generated-ignored',
    files: {
      '.sourceignore': '# Not for Flux\nvalues*.yaml\n!values-map.yaml\n/draft/\n**/tests\n*.skip.yaml\n',
      'map.yaml': configMap('map'),
      'values.yaml': 'replicas: 1\n',
      'values-map.yaml': configMap('values-map'),
      'draft/map.yaml': configMap('draft'),
      'deep/draft/map.yaml': configMap('deep-draft'),
      'deep/tests/map.yaml': configMap('tests'),
      'deep/.sourceignore': 'own.yaml\n',
      'deep/own.yaml': configMap('own'),
      'deep/some.skip.yaml': 'not: an object\n',
      'deep/image.png': 'no picture',
    },
  },
  {
    name: 'generated-spec-ignore',
    spec: `sourceRef: {kind: GitRepository, name: only-some}`,
    files: {
      'map.yaml': configMap('map'),
      'values.yaml': 'replicas: 1\n',
      'ci/.gitlab-ci.yml': 'stages: []\n',
    },
    beside: {
      'clusters/staging/sources/only-some.yaml': `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: only-some, namespace: flux-system}
spec:
  interval: 1h
  url: \${URL}
  ref: {branch: main}
  ignore: |
    # All but one app
    /*
    !/apps
    /apps/*
    !/apps/generated-spec-ignore
    values.yaml
    .gitlab-ci.yml
`,
    },
  },
  {
    name: 'path-dots',
    spec: 'path: ../../apps//path-dots/./inner/../',
    files: { 'map.yaml': configMap('map'), 'inner/map.yaml': configMap('inner') },
  },
  {
    name: 'path-slash',
    spec: 'path: /apps/path-slash/',
    files: { 'map.yaml': configMap('map') },
  },
  {
    name: 'path-missing',
    spec: 'path: ./apps/not-there',
    files: { 'map.yaml': configMap('map') },
    fails: 'kustomization path not found',
  },
  {
    name: 'generated-values',
    files: { 'map.yaml': configMap('map'), 'values.yaml': 'replicas: 1\n' },
    fails: 'failed to decode Kubernetes YAML',
  },
]
