/** Apps that declare others, in each of the supported ways. */
import { REPO } from '../sets/case.ts'
import { application, chart, folder } from './parts.ts'

/** A root: an Application that a user applies, the Applications that it leads to, and its files. */
export interface Root {
  /** The name of its Application. */
  readonly name: string
  /** All Applications that it leads to, directly or through others. */
  readonly leadsTo: readonly string[]
  readonly files: Readonly<Record<string, string>>
}

const source = `repoURL: ${REPO}, targetRevision: main`

/** A chart whose templates are Applications, an ApplicationSet and an AppProject. */
const byChart: Root = {
  name: 'by-chart',
  leadsTo: ['chart-web', 'chart-api', 'chart-fixed', 'chart-one', 'chart-two', 'chart-listed'],
  files: {
    'roots/by-chart.yaml': application(
      'by-chart',
      `path: by-chart/apps
helm:
  releaseName: of-apps
  valueFiles: [values-prod.yaml, ../more.yaml]
  values: 'region: eu'
  parameters: [{name: apps.api.tag, value: '1.10', forceString: true}]`,
      { leads: true },
    ),
    ...chart('by-chart/apps', {
      'values.yaml': `prefix: chart
region: none
apps:
  web: {enabled: true, tag: '1.0'}
  api: {enabled: true, tag: '1.0'}
  off: {enabled: false}
`,
      'values-prod.yaml': 'environment: prod\napps: {web: {tag: "2.0"}}\n',
      'templates/_helpers.tpl': `{{- define "apps.destination" -}}
server: https://kubernetes.default.svc
namespace: {{ . }}-{{ "prod" }}
{{- end }}
`,
      'templates/apps.yaml': `{{- range $name, $app := .Values.apps }}
{{- if $app.enabled }}
---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: {{ $.Values.prefix }}-{{ $name }}
  labels: {environment: {{ $.Values.environment }}, release: {{ $.Release.Name }}, in: {{ $.Release.Namespace }}}
  annotations: {argocd.argoproj.io/sync-wave: "1", chart: "{{ $.Chart.Name }}-{{ $.Chart.Version }}"}
  finalizers: [resources-finalizer.argocd.argoproj.io]
spec:
  project: {{ $.Values.project | default "by-chart" }}
  source:
    repoURL: ${REPO}
    targetRevision: main
    path: charts/echo
    helm:
      valuesObject: {{ dict "tag" $app.tag "region" $.Values.region "more" $.Values.more | toJson }}
  destination:
    {{- include "apps.destination" $name | nindent 4 }}
  syncPolicy: {syncOptions: [CreateNamespace=true]}
{{- end }}
{{- end }}
`,
      'templates/fixed.yaml': application('chart-fixed', 'path: by-chart/fixed', {
        namespace: 'fixed',
        more: 'revisionHistoryLimit: 2',
      }),
      'templates/list.yaml': `apiVersion: v1
kind: List
items:
- {apiVersion: argoproj.io/v1alpha1, kind: Application, metadata: {name: chart-listed, namespace: argocd}, spec: {project: default, source: {${source}, path: by-chart/fixed}, destination: {name: in-cluster, namespace: listed}}}
`,
      'templates/set.yaml': `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: {{ .Release.Name }}-set}
spec:
  goTemplate: true
  generators:
  - git: {repoURL: ${REPO}, revision: main, directories: [{path: 'by-chart/{{ .Values.region }}/*'}]}
  template:
    metadata: {name: '{{ .Values.prefix }}-{{ \`{{ .path.basename }}\` }}'}
    spec:
      project: default
      source: {${source}, path: '{{ "{{" }} .path.path {{ "}}" }}'}
      destination: {server: https://kubernetes.default.svc, namespace: '{{ .Values.environment }}'}
`,
      'templates/project.yaml': `apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: by-chart, annotations: {argocd.argoproj.io/sync-wave: "-1"}}
spec: {sourceRepos: ['*'], destinations: [{namespace: '*', server: '*'}]}
`,
    }),
    'by-chart/more.yaml': 'more: {from: outside}\n',
    ...folder('by-chart/fixed'),
    ...folder('by-chart/eu/one'),
    ...folder('by-chart/eu/two'),
    ...folder('by-chart/us/three'),
  },
}

/**
 * A chart like argocd-apps: its values are the Applications, and strings in these values are templates themselves.
 */
const byValues: Root = {
  name: 'by-values',
  leadsTo: ['values-web', 'values-db', 'values-set-x', 'values-set-z'],
  files: {
    'roots/by-values.yaml': application('by-values', 'path: by-values/instance', { leads: true }),
    'by-values/instance/Chart.yaml': `apiVersion: v2
name: instance
version: 0.0.1
dependencies: [{name: generic-apps, version: 2.x.x, repository: 'file://../generic-apps', alias: all}]
`,
    'by-values/instance/values.yaml': `global: {domain: example.com}
all:
  environment: staging
  applications:
    values-web:
      namespace: argocd
      additionalLabels: {environment: '{{ .Values.environment }}'}
      project: default
      source: {${source}, path: charts/echo, helm: {values: "domain: {{ .Values.global.domain }}\\nkeep: '{{ \`{{ x }}\` }}'"}}
      destination: {server: https://kubernetes.default.svc, namespace: 'web-{{ .Values.environment }}'}
      syncPolicy: {automated: {enabled: false, prune: true, selfHeal: false}}
    values-db:
      project: default
      sources:
      - {${source}, path: charts/echo, helm: {valueFiles: [$values/by-values/db.yaml], ignoreMissingValueFiles: true}}
      - {${source}, ref: values}
      destination: {name: in-cluster, namespace: db}
      ignoreDifferences: [{group: apps, kind: Deployment, jsonPointers: [/spec/replicas]}]
  applicationsets:
    values-set:
      goTemplate: false
      generators: [{list: {elements: [{name: x}, {name: z}]}}]
      template:
        metadata: {name: 'values-set-{{ "{{name}}" }}'}
        spec:
          project: default
          source: {${source}, path: 'by-values/{{ "{{name}}" }}'}
          destination: {server: https://kubernetes.default.svc, namespace: set}
`,
    'by-values/instance/charts/generic-apps/Chart.yaml':
      'apiVersion: v2\nname: generic-apps\nversion: 2.0.4\n',
    'by-values/instance/charts/generic-apps/values.yaml': 'applications: {}\napplicationsets: {}\n',
    'by-values/instance/charts/generic-apps/templates/applications.yaml': `{{- range $name, $app := .Values.applications }}
---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  {{- with $app.additionalLabels }}
  labels:
    {{- tpl (toYaml .) $ | nindent 4 }}
  {{- end }}
  name: {{ tpl $name $ }}
  {{- with $app.namespace }}
  namespace: {{ . }}
  {{- end }}
spec:
  project: {{ tpl $app.project $ }}
  {{- range $key := list "source" "sources" "destination" "syncPolicy" "ignoreDifferences" }}
  {{- with index $app $key }}
  {{ $key }}:
    {{- tpl (toYaml .) $ | nindent 4 }}
  {{- end }}
  {{- end }}
{{- end }}
`,
    'by-values/instance/charts/generic-apps/templates/applicationsets.yaml': `{{- range $name, $set := .Values.applicationsets }}
---
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: {{ $name }}}
spec:
  {{- tpl (toYaml $set) $ | nindent 2 }}
{{- end }}
`,
    'by-values/db.yaml': 'db: {size: 3}\n',
    ...folder('by-values/x'),
    ...folder('by-values/z'),
  },
}

/** A kustomization whose overlay changes the Applications of its base. */
const byOverlay: Root = {
  name: 'by-overlay',
  leadsTo: ['prod-web', 'prod-api', 'prod-extra', 'prod-set-one'],
  files: {
    'roots/by-overlay.yaml': application('by-overlay', 'path: by-overlay/prod', { leads: true }),
    'by-overlay/base/kustomization.yaml': 'resources: [web.yaml, api.yaml, set.yaml, gone.yaml]\n',
    'by-overlay/base/web.yaml': application(
      'web',
      'path: charts/echo\nhelm: {parameters: [{name: a, value: base}], values: "from: base"}',
      { metadata: 'labels: {app: web}', namespace: 'web' },
    ),
    'by-overlay/base/api.yaml': application('api', 'path: by-overlay/api/base', { namespace: 'api' }),
    'by-overlay/base/gone.yaml': application('gone', 'path: nowhere'),
    'by-overlay/base/set.yaml': `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: set, namespace: argocd}
spec:
  generators: [{list: {elements: [{name: base, path: nowhere}]}}]
  template:
    metadata: {name: 'prod-set-{{name}}'}
    spec:
      project: default
      source: {${source}, path: '{{path}}'}
      destination: {server: https://kubernetes.default.svc, namespace: base}
`,
    'by-overlay/prod/kustomization.yaml': `resources: [../base]
components: [../component]
namePrefix: prod-
labels: [{pairs: {environment: prod}}]
commonAnnotations: {note: overlay}
patches:
- target: {kind: Application, name: web}
  patch: |
    - {op: replace, path: /spec/source/helm/parameters/0/value, value: prod}
    - {op: add, path: /spec/source/helm/parameters/-, value: {name: b, value: added}}
- target: {kind: Application, name: '.*'}
  patch: |
    - {op: add, path: /spec/syncPolicy/syncOptions, value: [CreateNamespace=true]}
- path: api.yaml
- patch: |
    $patch: delete
    apiVersion: argoproj.io/v1alpha1
    kind: Application
    metadata: {name: gone, namespace: argocd}
- patch: |
    apiVersion: argoproj.io/v1alpha1
    kind: ApplicationSet
    metadata: {name: set, namespace: argocd}
    spec:
      generators: [{list: {elements: [{name: one, path: by-overlay/one}]}}]
      template: {spec: {destination: {namespace: patched}}}
replacements:
- source: {kind: ConfigMap, name: facts, fieldPath: data.namespace}
  targets: [{select: {kind: Application, name: web}, fieldPaths: [spec.destination.namespace]}]
configMapGenerator: [{name: facts, literals: [namespace=from-facts], options: {disableNameSuffixHash: true}}]
`,
    'by-overlay/prod/api.yaml': `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: api, namespace: argocd, annotations: {patched: "yes"}}
spec:
  source: {path: by-overlay/api/prod, kustomize: {namePrefix: p-, images: ['web=example.com/web:2']}}
`,
    'by-overlay/component/kustomization.yaml': `apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
resources: [extra.yaml]
patches:
- target: {kind: Application, name: api}
  patch: |
    - {op: add, path: /metadata/labels, value: {component: "yes"}}
`,
    'by-overlay/component/extra.yaml': application('extra', 'path: by-overlay/one', { namespace: 'extra' }),
    'by-overlay/api/base/kustomization.yaml': 'resources: [pod.yaml]\n',
    'by-overlay/api/base/pod.yaml':
      'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, image: "web:1"}]}\n',
    'by-overlay/api/prod/kustomization.yaml': 'resources: [../base]\nnameSuffix: -prod\n',
    ...folder('by-overlay/one'),
  },
}

/** Three levels: a folder declares Applications of a chart, and these are apps of apps themselves. */
const deep: Root = {
  name: 'deep',
  leadsTo: [
    'deep-teams',
    'deep-team-a',
    'deep-team-b',
    'a-web',
    'a-api',
    'b-web',
    'b-api',
    'set-of-apps',
    'from-set',
  ],
  files: {
    'roots/deep.yaml': application(
      'deep',
      "path: deep/top\ndirectory: {recurse: true, exclude: '{skip/*,*.json}'}",
      { leads: true },
    ),
    'deep/top/teams.yaml': application(
      'deep-teams',
      'path: deep/teams\nhelm: {valuesObject: {teams: [a, b]}}',
      { leads: true },
    ),
    'deep/top/below/set.yaml': `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: sets, namespace: argocd}
spec:
  goTemplate: true
  generators: [{list: {elements: [{name: set-of-apps}]}}]
  template:
    metadata: {name: '{{.name}}'}
    spec:
      project: default
      source: {${source}, path: deep/apps, helm: {valuesObject: {apps: [from-set], team: ''}}}
      destination: {server: https://kubernetes.default.svc, namespace: argocd}
      syncPolicy: {automated: {}}
`,
    'deep/top/skip/skipped.yaml': application('skipped', 'path: deep/app'),
    'deep/top/skipped.json':
      '{"apiVersion": "argoproj.io/v1alpha1", "kind": "Application", "metadata": {"name": "skipped-too"}}',
    ...chart('deep/teams', {
      'templates/teams.yaml': `{{- range .Values.teams }}
---
${application('deep-team-{{ . }}', "path: deep/apps\nhelm: {valueFiles: ['/deep/{{ . }}.yaml'], parameters: [{name: team, value: '{{ . }}-'}]}", { leads: true })}
{{- end }}
`,
    }),
    ...chart('deep/apps', {
      'values.yaml': 'apps: []\nteam: none-\n',
      'templates/apps.yaml': `{{- range .Values.apps }}
---
${application('{{ $.Values.team }}{{ . }}', 'path: deep/app', { namespace: '{{ . }}' })}
{{- end }}
`,
    }),
    'deep/a.yaml': 'apps: [web, api]\n',
    'deep/b.yaml': 'apps: [web, api]\n',
    // A change here affects the app of apps that creates the Applications of one team.
    ...folder('deep/app'),
  },
}

/** Overrides of the source next to the chart, and a template that uses the name of the release. */
const overridden: Root = {
  name: 'overridden',
  leadsTo: ['overridden-own', 'overridden-argocd'],
  files: {
    'roots/overridden.yaml': application(
      'overridden',
      'path: overridden\nhelm: {parameters: [{name: suffix, value: x}]}',
      { leads: true },
    ),
    ...chart('overridden', {
      '.argocd-source.yaml': 'helm: {parameters: [{name: suffix, value: shared}]}\n',
      '.argocd-source-overridden.yaml': 'helm: {parameters: [{name: suffix, value: own}]}\n',
      'values.yaml': 'suffix: none\n',
      'templates/apps.yaml': `${application('{{ .Release.Name }}-{{ .Values.suffix }}', 'path: charts/echo')}
---
${application('{{ .Release.Name }}-{{ .Release.Namespace }}', 'path: charts/echo')}`,
    }),
  },
}

export const roots: readonly Root[] = [byChart, byValues, byOverlay, deep, overridden]
