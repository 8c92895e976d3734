/** Charts in the repository, with values and parameters from all sources. */
import type { TruthApp } from './app.ts'
import { chart, configMap, showValues } from './app.ts'

const values = `# the chart's own
image: {repository: example.com/web, tag: 1.0.0}
replicas: 1
list: [1, 2, 3]
map: {a: 1, b: {c: 2, d: 3}}
gone: it goes
empty: null
nested: {empty: null, kept: 1}
`
const base = chart('', { 'values.yaml': values, 'templates/values.yaml': showValues })

/** Numbers and words that YAML, values and Go templates convert in unexpected ways. */
const odd = `int: 1234567
large: 12345678901234567890
float: 1.10
exponent: 123e4
octal: 0123
newOctal: 0o17
hex: 0x1f
under: 1_000
sexagesimal: 1:20
date: 2024-01-01
time: 2024-01-01T10:00:00Z
yes: no
on: off
y: n
tilde: ~
infinity: ".inf"
binary: 0b101
plus: +12
quoted: "0123"
merge: {<<: {a: 1}, b: 2}
anchored: &anchor {x: 1}
alias: *anchor
text: |
  two
  lines
folded: >-
  one
  line
`

/** A template that shows the capabilities of the cluster. */
const capabilities = `apiVersion: v1
kind: ConfigMap
metadata:
  name: capabilities
data:
  version: {{ .Capabilities.KubeVersion.Version | quote }}
  major: {{ .Capabilities.KubeVersion.Major | quote }}
  minor: {{ .Capabilities.KubeVersion.Minor | quote }}
  helm: {{ .Capabilities.HelmVersion.Version | quote }}
  deployments: {{ .Capabilities.APIVersions.Has "apps/v1/Deployment" | quote }}
  apps: {{ .Capabilities.APIVersions.Has "apps/v1" | quote }}
  extensions: {{ .Capabilities.APIVersions.Has "extensions/v1beta1/Ingress" | quote }}
  rollouts: {{ .Capabilities.APIVersions.Has "argoproj.io/v1alpha1/Rollout" | quote }}
  applications: {{ .Capabilities.APIVersions.Has "argoproj.io/v1alpha1/Application" | quote }}
  monitors: {{ .Capabilities.APIVersions.Has "monitoring.coreos.com/v1/ServiceMonitor" | quote }}
  autoscalers: {{ .Capabilities.APIVersions.Has "autoscaling/v2/HorizontalPodAutoscaler" | quote }}
  lookup: {{ lookup "v1" "Namespace" "" "default" | toJson | quote }}
  upgrade: {{ .Release.IsUpgrade | quote }}
`

export const helmApps: readonly TruthApp[] = [
  { name: 'helm-plain', source: {}, files: base },
  {
    name: 'helm-layers',
    source: {
      helm: {
        valueFiles: ['base.yaml', '/shared/values/all.yaml', '../shared/values/prod.yaml', 'base.yaml'],
      },
    },
    files: {
      ...base,
      'base.yaml': 'replicas: 2\nlist: [4]\nmap: {b: {c: null}}\ngone: null\n',
      '/shared/values/all.yaml': 'replicas: 3\nmap: {e: [1, {f: 2}]}\n',
      '/shared/values/prod.yaml': 'image: {tag: 2.0.0}\n',
    },
  },
  {
    name: 'helm-missing',
    source: {
      helm: {
        ignoreMissingValueFiles: true,
        valueFiles: ['none.yaml', 'values-*.yaml', 'none/*.yaml', '/shared/values/$ARGOCD_APP_NAME.yaml'],
      },
    },
    files: {
      ...base,
      'values-b.yaml': 'which: b\nb: 1\n',
      'values-a.yaml': 'which: a\na: 1\n',
      'values-dev.yml': 'which: yml\n',
      '/shared/values/helm-missing.yaml': 'named: after the app\n',
    },
  },
  {
    name: 'helm-globs',
    source: {
      helm: { valueFiles: ['deep/**/*.yaml', 'deep/a/last.yaml', 'deep/[bc].yaml'] },
    },
    files: {
      ...base,
      'deep/z.yaml': 'which: z\nz: 1\n',
      'deep/a/last.yaml': 'which: last\n',
      'deep/a/first.yaml': 'which: first\nfirst: 1\n',
      'deep/b.yaml': 'which: b\nb: 1\n',
      'deep/c.yaml': 'which: c\nc: 1\n',
      'deep/d.yaml': 'which: d\nd: 1\n',
    },
  },
  {
    name: 'helm-object',
    source: {
      helm: {
        valueFiles: ['odd.yaml'],
        values: 'fromText: true\nreplicas: 9\n',
        valuesObject: {
          replicas: 7,
          map: { b: null },
          flag: false,
          large: 12345678,
          text: '012',
          list: [],
          object: {},
        },
      },
    },
    files: { ...base, 'odd.yaml': odd },
  },
  {
    name: 'helm-text',
    source: { helm: { values: `${odd}image:\n  tag: 1e3\nreplicas: !!str 5\n` } },
    files: base,
  },
  {
    name: 'helm-parameters',
    source: {
      helm: {
        parameters: [
          { name: 'image.tag', value: '1.10' },
          { name: 'a.int', value: '1234567' },
          { name: 'a.zero', value: '0123' },
          { name: 'a.bool', value: 'true' },
          { name: 'a.null', value: 'null' },
          { name: 'a.large', value: '12345678901234567890' },
          { name: 'a.comma', value: 'x,y' },
          { name: 'a.escaped', value: String.raw`x\,y` },
          { name: 'a.list', value: '{x,y}' },
          { name: 'list[1]', value: 'changed' },
          { name: 'list[4]', value: 'far' },
          { name: String.raw`labels.example\.com/name`, value: 'dotted' },
          { name: 'forced', value: 'true', forceString: true },
          { name: 'forced', value: 'plain' },
          { name: 'forcedInt', value: '0012', forceString: true },
          { name: 'twice', value: 'first' },
          { name: 'twice', value: 'second' },
          { name: 'env', value: '$ARGOCD_APP_NAME in ${ARGOCD_APP_NAMESPACE} of $NOBODY$$x' },
          { name: 'source', value: '$ARGOCD_APP_SOURCE_PATH at $ARGOCD_APP_SOURCE_REPO_URL' },
          { name: 'project', value: '$ARGOCD_APP_PROJECT_NAME' },
          { name: 'gone', value: 'null' },
          { name: 'equals', value: 'a=b' },
          { name: 'blank', value: '' },
          { name: 'space', value: ' x ' },
          { name: 'map', value: '' },
        ],
      },
    },
    files: base,
  },
  {
    name: 'helm-files',
    source: {
      helm: {
        fileParameters: [
          { name: 'config', path: 'files/config.ini' },
          { name: 'shared', path: '/shared/values/all.txt' },
          { name: 'map.b', path: 'files/$ARGOCD_APP_NAME.txt' },
        ],
        parameters: [{ name: 'config', value: 'loses' }],
      },
    },
    files: {
      ...base,
      'files/config.ini': '[a]\nb = "c, d"\n\ttab: {x}\n',
      'files/helm-files.txt': 'no newline',
      '/shared/values/all.txt': 'shared\r\nlines\r\n',
    },
  },
  {
    name: 'helm-names',
    source: { helm: { releaseName: 'other-name', namespace: 'elsewhere' } },
    files: chart('', {
      'templates/values.yaml': showValues,
      'templates/own.yaml': configMap('own', 'x', ', namespace: {{ .Release.Namespace }}'),
      'templates/fixed.yaml': configMap('fixed', 'x', ', namespace: fixed'),
      'templates/cluster.yaml':
        '{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: r, namespace: wrong}}\n',
    }),
  },
  { name: 'helm-capabilities', source: {}, files: chart('', { 'templates/a.yaml': capabilities }) },
  {
    name: 'helm-kube-version',
    source: {
      helm: {
        kubeVersion: 'v1.29.3-gke.100',
        apiVersions: ['monitoring.coreos.com/v1/ServiceMonitor', 'traefik.io/v1alpha1'],
      },
    },
    files: chart('', { 'templates/a.yaml': capabilities }, 'kubeVersion: ">=1.25-0"\n'),
  },
  {
    name: 'helm-template-tricks',
    source: { helm: { valuesObject: { size: '10Gi', items: { b: 1, a: 2 }, tag: 1234567 } } },
    files: chart('', {
      '.helmignore': 'ignored/\n*.bak\n',
      'ignored/a.txt': 'ignored',
      'files/a.txt': 'a: {{ not a template }}\n',
      'files/b.bin': 'b',
      'templates/_helpers.tpl': '{{- define "name" }}{{ .Chart.Name }}-{{ .Release.Name }}{{ end -}}\n',
      'templates/NOTES.txt': 'Hello {{ .Release.Name }}\n',
      'templates/files.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {name: {{ include "name" . }}}
data:
{{ (.Files.Glob "**.txt").AsConfig | indent 2 }}
  tag: {{ .Values.tag | quote }}
  int: {{ .Values.tag | int | quote }}
  tpl: {{ tpl "{{ .Values.size }}" . }}
  keys: {{ range $k, $v := .Values.items }}{{ $k }}{{ $v }}{{ end }}
  path: {{ .Template.Name }} {{ .Template.BasePath }}
  digest: {{ include (print $.Template.BasePath "/empty.yaml") . | sha256sum }}
  secret: {{ "x" | b64enc }}
  chart: {{ .Chart.AppVersion | default "none" }}
`,
      'templates/empty.yaml': '{{- if .Values.never }}\nkind: Never\n{{- end }}\n# only a comment\n',
      'templates/many.yaml': `{{- range $i := until 3 }}
---
${configMap('many-{{ $i }}')}{{- end }}
---
---
# comment
--- # with a comment
${configMap('after')}`,
    }),
  },
  {
    name: 'helm-odd-output',
    source: {},
    files: chart('', {
      'templates/numbers.yaml': `apiVersion: example.com/v1
kind: Numbers
metadata:
  name: numbers
spec:
${odd.replaceAll(/^/gm, '  ')}
`,
      'templates/list.yaml': `apiVersion: v1
kind: List
metadata: {name: ignored}
items:
- ${configMap('one')}- ${configMap('two', 'x', ', namespace: fixed')}`,
      'templates/maps.yaml': `apiVersion: v1
kind: ConfigMapList
items:
- ${configMap('three')}`,
      'templates/empty-list.yaml': 'apiVersion: v1\nkind: List\nitems: []\n',
      'templates/generated.yaml':
        '{apiVersion: batch/v1, kind: Job, metadata: {generateName: job-}, spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: a}]}}}}\n',
      'templates/nulls.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: nulls\n  labels:\n  annotations: {}\ndata:\n',
      'templates/same.yaml': `${configMap('same', 'first')}---\n${configMap('same', 'second')}`,
      'templates/deep.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata:\n    name: deep\n    labels: {a: "b"}\ndata:\n    a: |+\n        keep\n\n    b: >\n        fold\n        ed\n\n        para\n    c: "tab\\tquote\\" \\u00e9 \\x41"\n    d: \'it\'\'s\'\n',
    }),
  },
]
