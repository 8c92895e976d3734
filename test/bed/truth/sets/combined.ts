/** ApplicationSets that combine generators. */
import { REPO, set, template } from './case.ts'

const git = (more: string) => `git: {repoURL: ${REPO}, revision: main, ${more}}`

export const combined = [
  set(
    'matrix-fast',
    ['mf-dev-blue-web', 'mf-prod-blue-web', 'mf-dev-red', 'mf-prod-red'],
    `
generators:
- matrix:
    generators:
    - list: {elements: [{env: dev, team: blue}, {env: prod, team: blue}]}
    - ${git("directories: [{path: 'teams/{{team}}/w*'}], values: {both: '{{env}}-{{path.basename}}'}")}
- matrix:
    generators:
    - ${git("directories: [{path: 'teams/Red_Team/web'}]")}
    - list: {elements: [{env: dev, at: '{{path.basename}}'}, {env: prod, at: '{{path}}'}]}
    template:
      metadata: {name: 'mf-{{env}}-red', annotations: {shown: '{{at}}'}}
      spec: {project: default, destination: {}}
${template('mf-{{env}}-{{path[1]}}-{{path.basename}}', '{{values.both}} {{path}}')}`,
  ),
  set(
    'matrix-go',
    ['mg-one-web', 'mg-two-web'],
    `
goTemplate: true
goTemplateOptions: [missingkey=error]
generators:
- matrix:
    generators:
    - ${git("files: [{path: 'params/*/config.json'}], pathParamPrefix: config, values: {w: '{{.name}}'}")}
    - ${git("directories: [{path: 'teams/*/{{if .on}}web{{else}}web{{end}}'}, {path: 'teams/Red_Team/*', exclude: true}], pathParamPrefix: app, values: {of: '{{.name}}', late: '{{.app.path.basename}}'}")}
      selector: {matchLabels: {app.path.basename: web}}
${template('mg-{{.name}}-{{.app.path.basename}}', '{{.config.path.path}} {{.app.path.path}} {{.values | toJson}} {{.cluster.name}}')}`,
  ),
  set(
    'matrix-elements',
    ['me-a', 'me-b', 'me-true'],
    `
goTemplate: true
generators:
- matrix:
    generators:
    - ${git('files: [{path: params/elements/config.yaml}]')}
    - list: {elementsYaml: '{{ .parts | toJson }}', elements: []}
${template('me-{{.part}}', '{{.part}} {{.count}} {{.on}} {{.name}} {{.path.basename}}')}`,
  ),
  set(
    'matrix-overrides',
    ['mo-first'],
    `
goTemplate: true
generators:
- matrix:
    generators:
    - list: {elements: [{name: first, empty: '', zero: 0, closed: false, list: [], map: {a: 1, gone: ''}, only: a}]}
    - list: {elements: [{name: second, empty: full, zero: 5, closed: true, list: [x], map: {a: 2, b: 3, gone: there}, also: b}]}
${template('mo-{{.name}}', '[{{.empty}}] {{.zero}} {{.closed}} {{.list}} {{.map | toJson}} {{.only}} {{.also}}')}`,
  ),
  set(
    'matrix-nested',
    ['mn-dev-a-x', 'mn-dev-b-y2', 'mn-prod-a-x', 'mn-prod-b-y2'],
    `
generators:
- matrix:
    generators:
    - list: {elements: [{env: dev}, {env: prod}]}
    - merge:
        mergeKeys: [name]
        generators:
        - list: {elements: [{name: a, kind: x, of: '{{env}}'}, {name: b, kind: x}]}
        - list: {elements: [{name: b, kind: y2}]}
          selector: {matchLabels: {name: b}}
        - list: {elements: [{name: '{{env}}', kind: z}, {name: c, kind: none}]}
${template('mn-{{env}}-{{name}}-{{kind}}', '{{of}}')}`,
  ),
  set(
    'merge-fast',
    ['mgf-a', 'mgf-b', 'mgf-c'],
    `
generators:
- merge:
    mergeKeys: [name, values.zone]
    generators:
    - list: {elements: [{name: a, size: s, values: {zone: '1'}}, {name: b, size: s, values: {zone: '1'}}, {name: c, size: s}]}
    - list: {elements: [{name: a, size: l, values: {zone: '1', more: x}}, {name: b, size: l, values: {zone: '2'}}, {name: d}]}
    - list: {elements: [{name: c, size: m, extra: z}]}
${template('mgf-{{name}}', '{{size}} {{values.zone}} {{values.more}} {{extra}}')}`,
  ),
  set(
    'merge-go',
    ['mgg-a', 'mgg-b'],
    `
goTemplate: true
generators:
- merge:
    mergeKeys: [key]
    generators:
    - matrix:
        generators:
        - list: {elements: [{name: a, key: {k: 1, l: [2]}, deep: {x: 1, y: {z: 1}}, list: [1, 2]}, {name: b, key: 2, deep: {}}]}
        - list: {elements: [{env: dev}]}
    - list: {elements: [{key: {l: [2], k: 1}, deep: {y: {w: 2}, x: 0}, list: [3], name: ''}, {key: 2.0, deep: {v: 1}}]}
  selector: {matchLabels: {env: dev}}
${template('mgg-{{if .name}}{{.name}}{{else}}a{{end}}', '{{.deep | toJson}} {{.list}} {{.env}}')}`,
  ),
  set(
    'two-kinds',
    ['tk-list', 'tk-web'],
    `
goTemplate: true
generators:
- list: {elements: [{name: list}]}
  ${git('directories: [{path: teams/blue/web}]')}
${template('tk-{{if .name}}{{.name}}{{else}}{{.path.basename}}{{end}}', '{{. | toJson}}')}`,
  ),
  set(
    'one-fails',
    [],
    `
generators:
- list: {elements: [{name: good}]}
- list: {elements: [{name: bad, number: 3}]}
- ${git("files: [{path: 'params/documents/nothing.yaml'}]")}
${template('of-{{name}}', '{{number}}')}`,
    /error parsing value as string/,
  ),
  set(
    'matrix-conflict',
    [],
    `
generators:
- matrix:
    generators:
    - list: {elements: [{name: a, env: dev}]}
    - list: {elements: [{name: b}]}
${template('mc-{{name}}', '{{env}}')}`,
    /duplicate key/,
  ),
  set(
    'merge-not-unique',
    [],
    `
generators:
- merge:
    mergeKeys: [env]
    generators:
    - list: {elements: [{name: a, env: dev}, {name: b, env: dev}]}
    - list: {elements: [{name: c, env: dev}]}
${template('mnu-{{name}}', '{{env}}')}`,
    /not unique/,
  ),
]
