import { describe, expect, it } from 'vitest'
import { withIgnored } from '../../../src/compare/ignored-fields.ts'
import type { IgnoredFields } from '../../../src/render/argocd/ignore-differences.ts'
import { readManifests } from '../../../src/render/engine/manifests.ts'
import type { Rendered } from '../../../src/render/model.ts'

const rendered = (spec: object, name = 'web'): Rendered => ({
  manifests: readManifests(
    JSON.stringify({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace: 'shop' },
      spec,
    }),
    'a.yaml',
    () => ({ file: 'a.yaml' }),
  ),
  warnings: [],
  generated: new Map(),
})

const entry = (more: Partial<IgnoredFields>): IgnoredFields => ({
  group: 'apps',
  kind: 'Deployment',
  name: '',
  namespace: '',
  jsonPointers: [],
  jqPathExpressions: [],
  managedFieldsManagers: [],
  file: undefined,
  ...more,
})

/** Returns a Deployment's spec after the ignored fields are applied, with the notes. */
function becomes(before: object, after: object, more: Partial<IgnoredFields>, isRespected = true) {
  const ignored = { isRespected, entries: [entry(more)] }
  const result = withIgnored(rendered(before), rendered(after), ignored)
  return { spec: result.after.manifests[0]?.content['spec'], count: result.count, notes: result.notes }
}

describe('fields that Argo CD ignores', () => {
  const pointer = { jsonPointers: ['/spec/replicas'] }

  it('stay as they are where a sync respects that, also where they come or go', () => {
    const changed = becomes({ replicas: 2, paused: true }, { replicas: 5, paused: false }, pointer)
    expect(changed).toMatchObject({ spec: { replicas: 2, paused: false }, count: 1 })
    expect(changed.notes.join()).toContain(
      'does not apply the change of /spec/replicas of Deployment shop/web',
    )
    expect(becomes({ paused: true }, { paused: true, replicas: 5 }, pointer).spec).toEqual({ paused: true })
    expect(becomes({ paused: true, replicas: 2 }, { paused: true }, pointer).spec).toEqual({
      paused: true,
      replicas: 2,
    })
  })

  it('are applied where a sync does not respect it', () => {
    const changed = becomes({ replicas: 2 }, { replicas: 5 }, pointer, false)
    expect(changed).toMatchObject({ spec: { replicas: 5 }, count: 0 })
    expect(changed.notes.join()).toContain(
      'the change alone does not start a sync; the next sync still applies it',
    )
  })

  it('are created with an object', () => {
    const ignored = { isRespected: true, entries: [entry(pointer)] }
    const result = withIgnored(rendered({ replicas: 2 }), rendered({ replicas: 5 }, 'new'), ignored)
    expect(result).toMatchObject({ count: 0, notes: [] })
    expect(result.after.manifests[0]?.content['spec']).toEqual({ replicas: 5 })
  })

  it('are those of the objects that the entry is for', () => {
    const of = (more: Partial<IgnoredFields>) =>
      becomes({ replicas: 2 }, { replicas: 5 }, { ...pointer, ...more }).count
    expect(of({ name: 'web', namespace: 'shop' })).toBe(1)
    expect(of({ group: '*', kind: '*' })).toBe(1)
    expect(of({ name: 'api' })).toBe(0)
    expect(of({ namespace: 'other' })).toBe(0)
    expect(of({ group: '' })).toBe(0)
  })

  it('of lists are those of the item of the same name', () => {
    const image = (name: string, tag: string) => ({ name, image: `${name}:${tag}` })
    const path = { jqPathExpressions: ['.spec.containers[] | select(.name == "side") | .image'] }
    const changed = becomes(
      { containers: [image('side', '1'), image('web', '1')] },
      { containers: [image('web', '2'), image('side', '2')] },
      path,
    )
    expect(changed).toMatchObject({ spec: { containers: [image('web', '2'), image('side', '1')] }, count: 1 })
    expect(changed.notes.join()).toContain('/spec/containers/[side]/image')
  })

  it('are shown with a note where an expression is no path, or only the cluster knows them', () => {
    const unread = becomes({ replicas: 2 }, { replicas: 5 }, { jqPathExpressions: ['.. | .replicas?'] })
    expect(unread).toMatchObject({ spec: { replicas: 5 }, count: 0 })
    expect(unread.notes.join()).toContain('not supported here')
    const managed = becomes(
      { replicas: 2 },
      { replicas: 5 },
      { managedFieldsManagers: ['kube-controller-manager'] },
    )
    expect(managed.notes.join()).toContain(
      'the fields of Deployment shop/web managed by kube-controller-manager',
    )
  })
})
