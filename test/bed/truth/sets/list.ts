/** ApplicationSets that define their parameters themselves. */
import { set, template } from './case.ts'

export const list = [
  set(
    'list-fast',
    ['list-fast-dev', 'list-fast-prod'],
    `
generators:
- list:
    elements:
    - {env: dev, url: https://1.2.3.4, values: {tier: low, zone: a}}
    - {env: prod, url: https://5.6.7.8, 'dotted.key': dot, 'slashed/key': slash, Upper: Case}
${template('list-fast-{{env}}', 'url={{ url }} tier={{values.tier}} zone={{values.zone}} dot={{dotted.key}} slash={{slashed/key}} {{Upper}} {{upper}} {{unknown}} {{ }} }} {{env}}{{env}}', { labels: "env: '{{env}}', 'of-{{env}}': 'true'" })}`,
  ),
  set(
    'list-go',
    ['list-go-dev', 'list-go-prod'],
    `
goTemplate: true
goTemplateOptions: [missingkey=error]
generators:
- list:
    elements:
    - {env: dev, number: 1000000, float: 1.5, flag: true, none: a, nested: {a: {b: c}}, items: [x, {y: z}], 'dotted.key': dot, 'slashed/key': slash, Upper: Case}
    - {env: prod, number: 3, float: 2.0, flag: false, none: text, nested: {a: {b: d}}, items: [], 'dotted.key': dot2, 'slashed/key': slash2, Upper: Case2}
${template('list-go-{{.env}}', '{{.number}} {{.float}} {{.flag}} {{.none}} {{.nested.a.b}} {{.nested}} {{.items}} {{len .items}} {{index . "dotted.key"}} {{index . "slashed/key"}} {{.Upper | lower}}', { labels: "env: '{{.env}}', 'of-{{.env}}': '{{if .flag}}on{{else}}off{{end}}'" })}`,
  ),
  set(
    'list-sprig',
    ['list-sprig-a', 'list-sprig-b'],
    `
goTemplate: true
generators:
- list:
    elements:
    - {name: a, text: 'Hello, World 1.2.3', items: [c, a, b], map: {x: 1, y: [1, 2]}}
    - {name: b, text: ' spaces ', items: [], map: {}}
${template('list-sprig-{{.name}}', '{{.text | upper | trunc 8}}|{{.text | trim | quote}}|{{.text | b64enc}}|{{.text | sha256sum | trunc 8}}|{{.items | sortAlpha | join "-"}}|{{.map | toJson}}|{{.map | toYaml}}|{{dig "x" "none" .map}}|{{.missing | default "fallback"}}|{{.missing}}|{{ternary "yes" "no" (gt (len .items) 1)}}|{{regexReplaceAll "[^a-z]+" (lower .text) "-"}}|{{semverCompare ">=1.2" "1.3.0"}}|{{list 1 2 3 | rest}}|{{dict "k" "v"}}|{{.text | snakecase}}|{{"a,b" | splitList ","}}|{{printf "%05d" 42}}|{{add 1 2}}|{{until 3}}|{{.text | normalize}}|{{.text | slugify}}|{{.text | slugify 8 true}}|{{(fromYaml "a: {b: 1}").a.b}}|{{index (fromYamlArray "[x, y]") 1}}|{{"x" | repeat 3}}|{{.text | replace " " "_"}}|{{coalesce nil "" .name}}|{{kindOf .map}}|{{kindOf .items}}|{{typeOf .name}}')}`,
  ),
  set(
    'list-missing',
    ['list-missing-a'],
    `
goTemplate: true
goTemplateOptions: [missingkey=zero]
generators:
- list: {elements: [{name: a, deep: {}}]}
${template('list-missing-{{.name}}', '[{{.nothing}}] [{{.deep.nothing}}] {{with .nothing}}x{{else}}none{{end}}')}`,
  ),
  set(
    'list-own-template',
    ['own-low', 'own-high', 'own-plain'],
    `
generators:
- list:
    elements: [{name: low}]
    template:
      metadata: {name: 'own-{{name}}', labels: {own: '{{name}}'}, annotations: {more: 'yes'}}
      spec:
        project: ''
        source: {repoURL: '', targetRevision: '', path: teams/blue/web}
        destination: {namespace: own}
- list:
    elements: [{name: high}]
    template:
      metadata: {}
      spec:
        project: default
        source:
          repoURL: https://git.example.test/acme/infra.git
          targetRevision: main
          path: charts/echo
          helm: {parameters: [{name: a, value: '{{name}}'}], valuesObject: {b: '{{name}}'}, releaseName: 'of-{{name}}'}
        destination: {}
        syncPolicy: {syncOptions: [CreateNamespace=true]}
- list:
    elements: [{name: plain}]
${template('own-{{name}}', '{{name}}', { labels: "from: 'base'", rest: 'syncPolicy: {automated: {prune: true}, syncOptions: [ServerSideApply=true, Validate=false]}' })}`,
  ),
  set(
    'list-keeps',
    ['keeps'],
    `
syncPolicy: {preserveResourcesOnDeletion: true, applicationsSync: create-only}
preservedFields: {annotations: [kept]}
ignoreApplicationDifferences: [{jsonPointers: [/spec/source/targetRevision]}]
generators:
- list: {elements: [{name: keeps}]}
${template('{{name}}', '{{name}}')}`,
  ),
  set(
    'list-finalizers',
    ['finalized'],
    `
generators:
- list: {elements: [{name: finalized}]}
${template('{{name}}', '{{name}}').replace('metadata:', 'metadata:\n    finalizers: [resources-finalizer.argocd.argoproj.io/background]')}`,
  ),
  set(
    'list-selector',
    ['chosen-a', 'chosen-d'],
    `
goTemplate: true
generators:
- list:
    elements:
    - {name: a, tier: {level: gold}, at: https://1.2.3.4/x, count: 3, active: true}
    - {name: b, tier: {level: silver}, at: https://1.2.3.4/x, count: 3, active: true}
    - {name: c, tier: {level: gold}, at: https://1.2.3.4/x, count: 4, active: true}
    - {name: d, tier: {level: gold}, at: https://1.2.3.4/x, count: 3, active: true, extra: x}
    - {name: e, tier: {level: gold}, at: elsewhere, count: 3, active: true}
    - {name: f, tier: {level: gold}, at: https://1.2.3.4/x, count: 3, active: false}
  selector:
    matchLabels: {tier.level: gold, at: https://1.2.3.4/x, count: '3'}
    matchExpressions:
    - {key: active, operator: In, values: ['true']}
    - {key: name, operator: NotIn, values: [z]}
    - {key: tier.level, operator: Exists}
    - {key: gone, operator: DoesNotExist}
${template('chosen-{{.name}}', '{{.tier.level}}')}`,
  ),
  set(
    'list-sources',
    ['sources-a'],
    `
goTemplate: true
generators:
- list: {elements: [{name: a, values: {x: 1, list: [1, two]}, file: teams/blue/web}]}
template:
  metadata: {name: 'sources-{{.name}}'}
  spec:
    project: default
    sources:
    - repoURL: https://git.example.test/acme/infra.git
      targetRevision: main
      path: charts/echo
      helm:
        releaseName: 'release-{{.name}}'
        valueFiles: ['$values/params/three/config.yaml', '/params/{{.name}}/none.yaml']
        ignoreMissingValueFiles: true
        valuesObject: {fixed: 1, '{{.name}}': '{{.values.x}}', nested: [{inner: '{{index .values.list 1}}'}]}
    - {repoURL: 'https://git.example.test/acme/infra.git', targetRevision: main, ref: values}
    - {repoURL: 'https://git.example.test/acme/infra.git', targetRevision: main, path: '{{.file}}', directory: {recurse: true, include: '*.yaml'}}
    destination: {name: in-cluster, namespace: '{{.name}}'}
    ignoreDifferences: [{group: apps, kind: Deployment, jsonPointers: ['/spec/{{.name}}']}]
    info: [{name: owner, value: '{{.name}}'}]
    revisionHistoryLimit: 3
    syncPolicy:
      automated: {enabled: false, prune: true, selfHeal: true}
      managedNamespaceMetadata: {labels: {'{{.name}}': '{{.name}}'}}
      retry: {limit: 2, backoff: {duration: 5s, factor: 2, maxDuration: 1m}}
`,
  ),
  // Kubernetes reads `y` in YAML as a boolean.
  set(
    'list-yaml-booleans',
    [],
    `
generators:
- list: {elements: [{name: a, extra: y}]}
${template('booleans-{{name}}', '{{extra}}')}`,
    /error parsing value as string/,
  ),
  set(
    'list-values-not-a-map',
    [],
    `
generators:
- list: {elements: [{name: a, values: text}]}
${template('not-a-map-{{name}}', '{{values}}')}`,
    /error parsing values map/,
  ),
  set(
    'list-values-text',
    ['text-a'],
    `
goTemplate: true
generators:
- list: {elements: [{name: a, tag: '1.10', list: [x, y]}]}
template:
  metadata: {name: 'text-{{.name}}'}
  spec:
    project: '{{"default"}}'
    source:
      repoURL: https://git.example.test/acme/infra.git
      targetRevision: '{{"main"}}'
      path: charts/echo
      helm:
        values: |
          image: {tag: "{{.tag}}"}
          number: {{.tag}}
          {{- range $i, $one := .list }}
          item-{{$i}}: {{$one}}
          {{- end }}
          {{- /* nothing */ -}}
          {{ if false }}never: true{{ end }}
          braces: '{{"{{"}} x }}'
    destination: {server: https://kubernetes.default.svc, namespace: text}
`,
  ),
]
