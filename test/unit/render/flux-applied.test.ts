import { describe, expect, it } from 'vitest'
import { compareApp } from '../../../src/diff/compare.ts'
import type { Applied } from '../../../src/render/flux/applied.ts'
import { applyNotes, staysWhenRemoved } from '../../../src/render/flux/applied.ts'
import { objectOf, rendered } from '../../support/world.ts'

const app = (kind: string, spec = '{}') => objectOf(`{kind: ${kind}, spec: ${spec}}`)
const marked = (metadata: string) => objectOf(`{kind: ConfigMap, metadata: ${metadata}}`)
const PRUNES = app('Kustomization', '{prune: true}')
const GROUP = 'kustomize.toolkit.fluxcd.io'

describe('what is removed', () => {
  it.each([
    ['goes where the Kustomization prunes', PRUNES, '{}', false],
    ['stays where it does not', app('Kustomization', '{prune: false}'), '{}', true],
    ['stays where an annotation says so', PRUNES, `{annotations: {${GROUP}/prune: disabled}}`, true],
    ['stays where a label says so', PRUNES, `{labels: {${GROUP}/prune: disabled}}`, true],
    ['stays where Flux leaves it alone', PRUNES, `{annotations: {${GROUP}/reconcile: disabled}}`, true],
    ['stays where Flux does not apply it', PRUNES, `{annotations: {${GROUP}/ssa: Ignore}}`, true],
    ['goes where Flux only creates it', PRUNES, `{annotations: {${GROUP}/ssa: IfNotPresent}}`, false],
    ['goes with a release', app('HelmRelease'), `{annotations: {${GROUP}/prune: disabled}}`, false],
    [
      'stays of a release where Helm keeps it',
      app('HelmRelease'),
      '{annotations: {helm.sh/resource-policy: keep}}',
      true,
    ],
    ['is no matter of Flux elsewhere', app('Application'), `{annotations: {${GROUP}/ssa: Ignore}}`, false],
  ])('%s', (_, owner, metadata, stays) => {
    expect(staysWhenRemoved(owner, marked(metadata))).toBe(stays)
  })

  it('is no danger where it stays', () => {
    const claim = rendered('apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data}\n')
    const rest = rendered('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n')
    const both = { ...claim, manifests: [...claim.manifests, ...rest.manifests] }
    const rules = (owner: ReturnType<typeof app>) =>
      compareApp(both, rest, {
        production: false,
        stays: (object) => staysWhenRemoved(owner, object),
      }).objects.map(({ risks }) => risks.map(({ rule }) => rule))
    expect(rules(PRUNES)).toEqual([['pvc-deleted']])
    expect(rules(app('Kustomization', '{prune: false}'))).toEqual([[]])
  })
})

describe('a report tells of a change that', () => {
  const change = (action: Applied['action'], metadata: string): Applied => ({
    action,
    label: 'ConfigMap shop/a',
    before: action === 'added' ? undefined : marked(metadata),
    after: action === 'removed' ? undefined : marked(metadata),
  })

  it.each([
    [
      'removes nothing',
      app('Kustomization'),
      'removed',
      '{}',
      /stays in the cluster \(prune is off\): ConfigMap shop\/a/,
    ],
    [
      'keeps one object',
      PRUNES,
      'removed',
      `{labels: {${GROUP}/prune: disabled}}`,
      /stays .*\(so it is marked\)/,
    ],
    ['is not applied', PRUNES, 'changed', `{annotations: {${GROUP}/ssa: Ignore}}`, /leave this alone/],
    [
      'only creates',
      PRUNES,
      'changed',
      `{annotations: {${GROUP}/ssa: IfNotPresent}}`,
      /nothing changes in the cluster/,
    ],
  ] as const)('%s', (_, owner, action, metadata, note) => {
    expect(applyNotes(owner, [change(action, metadata)])).toEqual([expect.stringMatching(note)])
  })

  it('does what it shows: nothing', () => {
    expect(applyNotes(PRUNES, [change('removed', '{}'), change('changed', '{}')])).toEqual([])
    expect(applyNotes(PRUNES, [change('added', `{annotations: {${GROUP}/ssa: IfNotPresent}}`)])).toEqual([])
    expect(applyNotes(app('Application'), [change('removed', '{}')])).toEqual([])
  })

  it('names some of many', () => {
    const many = Array.from({ length: 12 }, () => change('removed', '{}'))
    expect(applyNotes(app('Kustomization'), many)[0]).toMatch(/ and 2 more$/)
  })
})
