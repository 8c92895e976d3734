/** A change that moves an app out of production is still judged as a change of production: the base decides. */
import { describe, expect, it } from 'vitest'
import { changedRepo, diffIn } from '../support/diff.ts'
import type { Edits } from '../support/diff.ts'

const deployment = (tag: string) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {template: {spec: {containers: [{name: main, image: "example.com/web:${tag}"}]}}}
`

const application = (more: {
  labels?: string
  path?: string
  cluster?: string
}) => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: web, namespace: argocd, labels: {${more.labels ?? ''}}}
spec:
  project: default
  source: {repoURL: https://github.com/acme/infra, targetRevision: main, path: ${more.path ?? 'web'}}
  destination: {name: ${more.cluster ?? 'in-cluster'}, namespace: web}
`

const config = `environments:
  prod: {paths: [live/**], labels: {stage: live}, clusters: [eu-live]}
  dev: {paths: [try/**], labels: {stage: try}, clusters: [eu-try]}
`

const ways: readonly (readonly [string, Edits, Edits])[] = [
  [
    'its label',
    { 'argocd/web.yaml': application({ labels: 'stage: live' }) },
    { 'argocd/web.yaml': application({ labels: 'stage: try' }) },
  ],
  [
    'the folder that declares it',
    { 'live/web.yaml': application({}) },
    { 'live/web.yaml': undefined, 'try/web.yaml': application({}) },
  ],
  [
    'its cluster',
    { 'argocd/web.yaml': application({ cluster: 'eu-live' }) },
    { 'argocd/web.yaml': application({ cluster: 'eu-try' }) },
  ],
  [
    'the label of a generated one',
    { 'argocd/web.yaml': generated('live') },
    { 'argocd/web.yaml': generated('try') },
  ],
  [
    'the label of one that another app brings',
    {
      'argocd/root.yaml': application({ path: 'children' }).replace('name: web', 'name: root'),
      'children/web.yaml': application({ labels: 'stage: live' }),
    },
    { 'children/web.yaml': application({ labels: 'stage: try' }) },
  ],
]

function generated(stage: string): string {
  return `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: all, namespace: argocd}
spec:
  generators: [{list: {elements: [{app: web}]}}]
  template:
    metadata: {name: "{{app}}", labels: {stage: ${stage}}}
    spec:
      project: default
      source: {repoURL: https://github.com/acme/infra, targetRevision: main, path: web}
      destination: {name: in-cluster, namespace: web}
`
}

describe.each(ways)('an app that leaves production by %s', (_, before, after) => {
  const folder = () =>
    changedRepo(
      { 'fairlead.yaml': config, 'web/web.yaml': deployment('1'), ...before },
      { 'web/web.yaml': deployment('latest'), ...after },
    )

  it('is told as a change of production, with the risks of one', async () => {
    const { app } = await diffIn(folder())
    const web = app('web')
    expect(web.leaves).toEqual({ environment: 'prod', production: true })
    const rules = [...web.risks, ...web.objects.flatMap(({ risks }) => risks)].map(({ rule }) => rule)
    expect(rules).toEqual(expect.arrayContaining(['production-left', 'production', 'image-floating']))
  })

  it('gives production a digest, so that it takes an approval of it', async () => {
    const { report } = await diffIn(folder())
    expect(Object.keys(report.digests)).toEqual(expect.arrayContaining(['dev', 'prod']))
  })
})
