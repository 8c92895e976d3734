/** ApplicationSets whose parameters come from folders and files of the repository. */
import { REPO, set, template } from './case.ts'

const git = (more: string) => `git: {repoURL: ${REPO}, revision: main, ${more}}`

export const gitSets = [
  set(
    'dirs-fast',
    ['dirs-blue-web', 'dirs-x-dash'],
    `
generators:
- ${git("directories: [{path: 'teams/*/*'}, {path: teams/blue/internal, exclude: true}, {path: 'teams/green/*', exclude: true}], values: {team: '{{path[1]}}', twice: '{{values.team}}'}")}
${template('dirs-{{path[1]}}-{{path.basenameNormalized}}', '{{path}} {{path.basename}} {{path[0]}} {{path[1]}} {{path[2]}} {{path[3]}} {{values.team}} {{values.twice}}', { path: '{{path}}', rest: '' }).replace(/\n +helm:\n.*/, '')}`,
    /invalid|name/,
  ),
  set(
    'dirs-go',
    ['go-red-team-web', 'go-red-team-api.v2', 'go-blue-web', 'go-blue-internal', 'go-x-dash', 'go-ber-gr--e'],
    `
goTemplate: true
goTemplateOptions: [missingkey=error]
generators:
- ${git("directories: [{path: 'teams/*/*'}, {path: 'teams/blue/[j-z]*'}, {path: 'nothing/*'}], values: {team: '{{index .path.segments 1 | normalize}}'}")}
${template('go-{{.values.team}}-{{.path.basenameNormalized}}', '{{.path.path}} {{.path.basename}} {{.path.segments}} {{len .path.segments}} {{.path | toJson}} {{.path.segments | join "/"}} {{slice .path.segments 1 | first}}', { path: '{{.path.path}}' }).replace(/\n +helm:\n.*/, '')}`,
  ),
  set(
    'dirs-prefix',
    ['prefix-blue-web', 'prefix-blue-internal'],
    `
generators:
- ${git("directories: [{path: 'teams/blue/*'}], pathParamPrefix: from, values: {x: '{{from.path}}'}")}
${template('prefix-{{from.path[1]}}-{{from.path.basename}}', '{{from.path}} {{path}} {{values.x}} {{from.path.basenameNormalized}}')}`,
  ),
  set(
    'files-fast',
    ['ff-one', 'ff-two', 'ff-three'],
    `
generators:
- ${git("files: [{path: 'params/*/config.*'}, {path: 'params/many/*', exclude: true}, {path: 'params/{empty,documents,elements}/*', exclude: true}], values: {owner: '{{cluster.owner}}'}")}
${template('ff-{{name}}', '{{cluster.address}} {{values.owner}} {{ports.0}} {{ports.1}} {{ports.2}} {{ports}} {{ratio}} {{large}} {{huge}} {{on}} {{off}} {{nothing}} {{empty}} {{none}} {{none.1.y}} {{dotted.key}} {{slashed/key}} {{UPPER}} {{version}} {{date}} {{answer}} {{word}} {{octal}} {{text}} {{copy.address}} {{merged.owner}} {{merged.address}} {{path}} {{path.basename}} {{path.filename}} {{path.filenameNormalized}} {{path[1]}}')}`,
  ),
  set(
    'files-go',
    ['fg-one', 'fg-two', 'fg-three'],
    `
goTemplate: true
generators:
- ${git("files: [{path: 'params/{one,two,three}/config.*'}], values: {owner: '{{.cluster.owner}}'}")}
${template('fg-{{.name}}', '{{.cluster}} {{.values.owner}} {{.ports}} {{.ratio}} {{.large}} {{.huge}} {{.large | int64}} {{printf "%.0f" .large}} {{.on}} {{.nothing}} {{.empty}} {{.none}} {{index . "dotted.key"}} {{index . "slashed/key"}} {{.UPPER}} {{.version}} {{.date}} {{.answer}} {{.octal}} {{.text}} {{.merged | toJson}} {{.path | toJson}} {{. | toJson}}')}`,
  ),
  set(
    'files-many',
    ['many-a', 'many-b', 'deeper'],
    `
goTemplate: true
generators:
- ${git("files: [{path: 'params/**/config.yaml'}, {path: params/many/skip.yaml}, {path: 'params/{three,empty,documents,elements}/*', exclude: true}, {path: '**/skip.yaml', exclude: true}]")}
  selector: {matchExpressions: [{key: deep.list.1.b, operator: NotIn, values: [x]}]}
${template('{{.name}}', '{{.tier}} {{.deep}} {{.path.path}}')}`,
  ),
  set(
    'files-documents',
    ['first'],
    `
generators:
- ${git('files: [{path: params/documents/config.yaml}]')}
${template('{{name}}', '{{path}}')}`,
  ),
  set(
    'files-empty',
    ['empty'],
    `
goTemplate: true
generators:
- ${git('files: [{path: params/empty/config.yaml}, {path: params/none/config.yaml}]')}
${template('{{.path.basename}}', '{{.name}} {{. | toJson}}')}`,
  ),
]
