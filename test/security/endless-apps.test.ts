/**
 * Apps that declare other apps without end: comparing a change of them still ends, and it is not reported as
 * compared.
 */
import { expect, it } from 'vitest'
import { changedRepo, diffIn } from '../support/diff.ts'
import { hasTools } from '../support/helm.ts'

const application = (name: string, more = '', namespace = 'a') => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: "${name}", namespace: argocd}
spec:
  project: default
  source: {repoURL: https://github.com/acme/infra, targetRevision: HEAD, path: c${more}}
  destination: {server: https://kubernetes.default.svc, namespace: ${namespace}}
`

it.skipIf(!hasTools)(
  'a chart that deploys itself under another name is followed so far, and told',
  async () => {
    const next = '"{{ .Values.name }}x"'
    const child = (namespace: string) =>
      application(
        '{{ .Values.name }}x',
        `, helm: {releaseName: r, parameters: [{name: name, value: ${next}}]}`,
        namespace,
      )
    const folder = changedRepo(
      {
        'root.yaml': application('root'),
        'c/Chart.yaml': 'apiVersion: v2\nname: c\nversion: 0.1.0\n',
        'c/values.yaml': 'name: root\n',
        'c/templates/app.yaml': child('a'),
      },
      { 'c/templates/app.yaml': child('b') },
    )
    const { report, failure } = await diffIn(folder)
    const failed = report.apps.filter(({ status }) => status === 'failed')
    expect(failed).toHaveLength(1)
    expect(failed[0]?.failures[0]?.message).toContain('levels below the objects that this change affects')
    expect(report.digests).toEqual({})
    expect(failure).toContain('1 app could not be compared')
  },
  120_000,
)
