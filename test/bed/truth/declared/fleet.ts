/** One layout for two clusters, each with its own Argo CD. The first Argo CD also deploys to the second cluster. */
import { REPO } from '../sets/case.ts'
import { application, chart, folder } from './parts.ts'

/** The Applications that each cluster should have, with the cluster that each deploys to. */
export const fleet: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  a: { root: 'a', shared: 'a', web: 'a', far: 'b', 'chart-a': 'a', 'set-one': 'a', 'set-far': 'b' },
  b: { root: 'b', shared: 'b', web: 'b', 'chart-b': 'b', 'set-one': 'b' },
}

const set = (elements: string) => `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: set, namespace: argocd}
spec:
  generators: [{list: {elements: [${elements}]}}]
  template:
    metadata: {name: 'set-{{name}}'}
    spec:
      project: default
      source: {repoURL: ${REPO}, targetRevision: main, path: apps/web}
      destination: {name: '{{cluster}}', namespace: set}
`

/** @param server the address of the second cluster */
export function fleetFiles(server: string): Record<string, string> {
  const here = (name: string) => ({
    [`clusters/${name}/root.yaml`]: application('root', `path: clusters/${name}/apps`, { leads: true }),
    [`clusters/${name}/apps/shared.yaml`]: application(
      'shared',
      `path: shared\nhelm: {valueFiles: [values-${name}.yaml]}`,
      { leads: true },
    ),
    [`clusters/${name}/apps/web.yaml`]: application('web', `path: apps/web-${name}`, { namespace: 'web' }),
    ...folder(`apps/web-${name}`),
    [`shared/values-${name}.yaml`]: `name: ${name}\n`,
  })
  return {
    'fairlead.yaml': `clusters:
  a: {kubeVersion: 1.36.3}
  b: {kubeVersion: 1.36.3, server: ${server}}
controlPlanes:
  a: {paths: [clusters/a/**], cluster: a}
  b: {paths: [clusters/b/**], cluster: b}
argocd: {version: 3.5.7, namespace: argocd, newGitFileGlobbing: true}
`,
    ...here('a'),
    ...here('b'),
    'clusters/a/apps/far.yaml': application('far', 'path: apps/web', {
      destination: 'name: b',
      namespace: 'far',
    }),
    'clusters/a/apps/set.yaml': set('{name: one, cluster: in-cluster}, {name: far, cluster: b}'),
    'clusters/b/apps/set.yaml': set('{name: one, cluster: in-cluster}'),
    ...folder('apps/web'),
    ...chart('shared', {
      'templates/app.yaml': application('chart-{{ .Values.name }}', 'path: apps/web', { namespace: 'chart' }),
    }),
  }
}
