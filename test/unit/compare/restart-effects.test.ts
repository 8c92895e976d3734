import { describe, expect, it } from 'vitest'
import { compareApp } from '../../../src/review/compare.ts'
import type { Json } from '../../../src/yaml/value.ts'
import { rendered } from '../../support/rendered.ts'

/** Returns the effects on the pods of a workload whose image changes. */
function effects(kind: string, { spec = '', annotations = '' }, declaration?: Json): string[] {
  const workload = (tag: string) =>
    rendered(`
apiVersion: ${kind === 'Job' ? 'batch/v1' : 'apps/v1'}
kind: ${kind}
metadata: {name: a, annotations: {${annotations}}}
spec: {${spec === '' ? '' : `${spec}, `}template: {spec: {containers: [{name: main, image: "web:${tag}"}]}}}`)
  const found = compareApp(workload('1'), workload('2'), { production: false, declaration })
  return found.restarts.map(({ effect }) => effect)
}

describe('the partition of a StatefulSet', () => {
  it.each([
    ['replicas: 3', 'restart'],
    ['replicas: 3, updateStrategy: {rollingUpdate: {partition: 0}}', 'restart'],
    ['replicas: 3, updateStrategy: {rollingUpdate: {partition: 2}}', 'partition'],
    // None of its pods has an ordinal that is high enough.
    ['replicas: 3, updateStrategy: {rollingUpdate: {partition: 3}}', 'paused'],
    ['updateStrategy: {rollingUpdate: {partition: 1}}', 'paused'],
  ])('%s: %s', (spec, effect) => {
    expect(effects('StatefulSet', { spec })).toEqual([effect])
  })
})

describe('a Job of an Application that applies server-side', () => {
  const spec = { syncPolicy: { syncOptions: ['ServerSideApply=true'] } }
  it.each([
    // Argo CD: "--force cannot be used with --server-side".
    ['argocd.argoproj.io/sync-options: Force=true', 'job-fails'],
    ['argocd.argoproj.io/sync-options: "Force=true,Replace=true"', 'job-runs'],
  ])('with %s: %s', (annotations, effect) => {
    expect(effects('Job', { annotations }, { kind: 'Application', spec })).toEqual([effect])
  })
})

describe('a Job', () => {
  it.each([
    ['Application', 'argocd.argoproj.io/hook: Sync', 'job-runs'],
    ['Application', 'argocd.argoproj.io/sync-options: Force=true', 'job-runs'],
    ['Application', 'kustomize.toolkit.fluxcd.io/force: enabled', 'job-fails'],
    ['HelmRelease', 'helm.sh/hook: post-upgrade', 'job-runs'],
    ['HelmRelease', 'argocd.argoproj.io/hook: Sync', 'job-fails'],
    ['Kustomization', 'argocd.argoproj.io/hook: Sync', 'job-fails'],
    ['Kustomization', 'kustomize.toolkit.fluxcd.io/force: enabled', 'job-runs'],
  ])('of a %s with %s: %s', (kind, annotations, effect) => {
    expect(effects('Job', { annotations }, { kind })).toEqual([effect])
  })
})
