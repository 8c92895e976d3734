import { describe, expect, it } from 'vitest'
import type { Applied } from '../../../src/render/flux/applied.ts'
import { applyNotes, listed } from '../../../src/render/flux/applied.ts'
import { objectOf } from '../../support/world.ts'

const app = (kind: string, spec = '{}') => objectOf(`{kind: ${kind}, spec: ${spec}}`)
const marked = (metadata: string) => objectOf(`{kind: ConfigMap, metadata: ${metadata}}`)
const PRUNES = app('Kustomization', '{prune: true}')
const GROUP = 'kustomize.toolkit.fluxcd.io'

describe('a report tells of a change that', () => {
  const change = (action: Applied['action'], metadata: string): Applied => ({
    action,
    label: 'ConfigMap shop/a',
    before: action === 'added' ? undefined : marked(metadata),
    after: action === 'removed' ? undefined : marked(metadata),
  })

  it.each([
    ['is not applied', PRUNES, 'changed', `{annotations: {${GROUP}/ssa: Ignore}}`, /ignore these objects/],
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
    expect(listed(many)).toMatch(/ and 2 more$/)
  })
})
