/** ApplicationSets that use the cluster generator. */
import { REPO, set, template } from './case.ts'

/** A cluster as its Secret and as `fairlead.yaml` describe it. */
export interface ClusterCase {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
  readonly project?: string
}

/** Two clusters in addition to the one that Argo CD runs in. */
export const clusters: readonly ClusterCase[] = [
  {
    name: 'Prod_EU.1',
    labels: { tier: 'prod', region: 'eu', 'example.com/zone': 'a' },
    annotations: { owner: 'team a', 'example.com/path': 'teams/blue/web' },
    project: 'default',
  },
  { name: 'staging', labels: { tier: 'staging' } },
]

export const clusterSets = [
  set(
    'clusters-fast',
    ['cf-prod-eu.1'],
    `
generators:
- clusters:
    selector: {matchLabels: {tier: prod}, matchExpressions: [{key: region, operator: In, values: [eu, us]}]}
    values: {region: '{{metadata.labels.region}}', zone: '{{metadata.labels.example.com/zone}}', none: '{{metadata.labels.none}}'}
${template('cf-{{nameNormalized}}', '{{name}} {{metadata.labels.tier}} {{metadata.annotations.owner}} [{{project}}] {{values.region}} {{values.zone}} {{values.none}} {{metadata.labels.argocd.argoproj.io/secret-type}}', { server: '{{server}}' })}`,
  ),
  set(
    'clusters-go',
    ['cg-prod-eu.1', 'cg-staging', 'cg-in-cluster'],
    `
goTemplate: true
generators:
- clusters: {values: {tier: '{{if .metadata}}{{.metadata.labels.tier}}{{else}}own{{end}}'}}
${template('cg-{{.nameNormalized}}', '{{.name}} {{.project}} {{.metadata | toJson}} {{.values | toJson}}', { server: '{{.server}}' })}`,
  ),
  set(
    'clusters-flat',
    ['cflat'],
    `
goTemplate: true
generators:
- clusters: {flatList: true, selector: {matchExpressions: [{key: tier, operator: Exists}, {key: tier, operator: NotIn, values: [dev]}]}}
${template('cflat', '{{- $names := list }}{{- range .clusters }}{{- $names = append $names .name }}{{- end }}{{ $names | sortAlpha | join "," }}')}`,
  ),
  set(
    'clusters-matrix',
    ['cm-web-prod-eu.1', 'cm-internal-prod-eu.1', 'cm-web-staging', 'cm-internal-staging'],
    `
goTemplate: true
goTemplateOptions: [missingkey=error]
generators:
- matrix:
    generators:
    - git: {repoURL: ${REPO}, revision: main, directories: [{path: teams/blue/*}]}
    - clusters:
        selector: {matchExpressions: [{key: tier, operator: In, values: [prod, '{{if eq .path.basename "web"}}staging{{else}}staging{{end}}']}]}
        values: {app: '{{.path.basename}}', at: '{{.name}}'}
${template('cm-{{.path.basename}}-{{.nameNormalized}}', '{{.values.app}} {{.values.at}} {{.metadata.labels.tier}}', { path: '{{.path.path}}', server: '{{.server}}' }).replace(/\n +helm:\n.*/, '')}`,
  ),
  // A value may use the parameters of the first generator or of its own generator, but not both.
  set(
    'clusters-both',
    [],
    `
goTemplate: true
goTemplateOptions: [missingkey=error]
generators:
- matrix:
    generators:
    - git: {repoURL: ${REPO}, revision: main, directories: [{path: teams/blue/web}]}
    - clusters: {selector: {matchLabels: {tier: prod}}, values: {at: '{{.name}}-{{.path.basename}}'}}
${template('cb-{{.nameNormalized}}', '{{.values.at}}', { server: '{{.server}}' })}`,
    /no entry for key/,
  ),
  set(
    'clusters-merge',
    ['cme-prod-eu.1-big', 'cme-staging-small', 'cme-in-cluster-small'],
    `
generators:
- merge:
    mergeKeys: [name]
    generators:
    - clusters: {values: {size: small}}
    - list: {elements: [{name: Prod_EU.1, values: {size: big}}, {name: unknown, values: {size: none}}]}
${template('cme-{{nameNormalized}}-{{values.size}}', '{{name}} {{values.size}}', { server: '{{server}}' })}`,
  ),
  set(
    'clusters-selected',
    ['cs-staging'],
    `
goTemplate: true
generators:
- clusters: {}
  selector: {matchLabels: {metadata.labels.tier: staging}}
${template('cs-{{.nameNormalized}}', '{{.name}}', { server: '{{.server}}' })}`,
  ),
]
