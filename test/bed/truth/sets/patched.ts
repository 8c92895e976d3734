/** ApplicationSets with a `templatePatch`. */
import { REPO, set, template } from './case.ts'

const shown = template('{{.name}}', '{{.name}}', {
  labels: "kept: 'yes', gone: 'yes', changed: 'old'",
  rest: 'syncPolicy: {automated: {prune: true}, syncOptions: [A=1, B=2]}\nignoreDifferences: [{kind: A, jsonPointers: [/a]}]\ninfo: [{name: a, value: a}]',
})

const patched = (name: string, makes: readonly string[], elements: string, patch: string, refused?: RegExp) =>
  set(
    name,
    makes,
    `
goTemplate: true
generators:
- list: {elements: [${elements}]}
templatePatch: |
${patch.trim().replaceAll(/^(?=.)/gm, '  ')}
${shown}`,
    refused,
  )

export const patchedSets = [
  patched(
    'patch-if',
    ['pi-auto', 'pi-manual'],
    '{name: pi-auto, auto: true, prune: false}, {name: pi-manual, auto: false}',
    `
{{- if .auto }}
spec:
  syncPolicy:
    automated: {prune: {{ .prune }}, selfHeal: true}
    syncOptions: [C=3]
{{- end }}`,
  ),
  patched(
    'patch-lists',
    ['pl-a'],
    '{name: pl-a, files: [a.yaml, b.yaml]}',
    `
metadata:
  labels: {gone: null, changed: new, added: '{{.name}}'}
  annotations: {added: 'true'}
  finalizers: [another/finalizer]
spec:
  project: other
  source:
    helm:
      ignoreMissingValueFiles: true
      valueFiles:
      {{- range .files }}
      - {{ . }}
      {{- end }}
      parameters: [{name: from, value: patch}]
      valuesObject: {a: 1, none: null, deep: {b: [1, null]}}
  ignoreDifferences: [{kind: B, jsonPointers: [/b]}]
  info: []
  destination: {namespace: patched}`,
  ),
  patched(
    'patch-sources',
    ['ps-a'],
    '{name: ps-a}',
    `
{"spec": {"source": null, "sources": [
  {"repoURL": "${REPO}", "path": "charts/echo", "targetRevision": "main", "helm": {"valueFiles": ["$v/params/three/config.yaml"]}},
  {"repoURL": "${REPO}", "targetRevision": "main", "ref": "v"}
]}}`,
  ),
  patched(
    'patch-directives',
    ['pd-a'],
    '{name: pd-a}',
    `
metadata:
  labels: {$patch: replace, only: this}
  $deleteFromPrimitiveList/finalizers: [resources-finalizer.argocd.argoproj.io]
spec:
  syncPolicy: {$patch: delete}
  info: [{name: b, value: b}]`,
  ),
  patched(
    'patch-types',
    [],
    "{name: pt-text, value: '\"1\"'}, {name: pt-number, value: '1'}",
    `
metadata:
  labels: {typed: {{ .value }}}`,
    /templatePatch|unmarshal/,
  ),
  patched(
    'patch-nothing',
    ['pn-a', 'pn-b'],
    '{name: pn-a}, {name: pn-b, other: x}',
    `
{{- with .other }}
metadata: {labels: {other: {{ . }}}}
{{- end }}
# a comment`,
  ),
  patched('patch-flow', [], '{name: pfl-a}', `{metadata: {labels: {flow: 'yes'}}}`, /invalid|templatePatch/),
  set(
    'patch-fast',
    ['pf-a', 'pf-b'],
    `
generators:
- list: {elements: [{name: a, size: '3'}, {name: b}]}
templatePatch: |
  metadata: {labels: {name: '{{ name }}'}, annotations: {size: '{{size}}'}}
  spec: {revisionHistoryLimit: 4, info: [{name: '{{name}}', value: '{{none}}'}]}
${template('pf-{{name}}', '{{name}}')}`,
  ),
  set(
    'patch-values',
    ['pv-a'],
    `
goTemplate: true
generators:
- list: {elements: [{name: a}]}
templatePatch: |
  spec:
    source:
      helm:
        values: |
          of: {{ .name }}
          patched: true
        valuesObject: {new: '{{ .name }}', scalar: 2}
template:
  metadata: {name: 'pv-{{.name}}'}
  spec:
    project: default
    source:
      repoURL: ${REPO}
      targetRevision: main
      path: charts/echo
      helm: {values: 'old: true', valuesObject: {old: true, scalar: 1}}
    destination: {server: https://kubernetes.default.svc, namespace: patched}
`,
  ),
  set(
    'patch-values-deep',
    [],
    `
goTemplate: true
generators:
- list: {elements: [{name: a}]}
templatePatch: |
  spec: {source: {helm: {valuesObject: {deep: {new: 1}}}}}
template:
  metadata: {name: 'pvd-{{.name}}'}
  spec:
    project: default
    source:
      repoURL: ${REPO}
      targetRevision: main
      path: charts/echo
      helm: {valuesObject: {deep: {old: 1}}}
    destination: {server: https://kubernetes.default.svc, namespace: patched}
`,
    /RawExtension|api field/,
  ),
]
