import { describe, expect, it } from 'vitest'
import { differences, exactJson, withoutArgocd, withoutFlux } from '../../bed/truth/objects.ts'

const configMap = (name: string, data: Record<string, unknown>, namespace?: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, ...(namespace !== undefined && { namespace }) },
  data,
})

describe('the comparison of what is rendered with what a controller has', () => {
  it('finds nothing where only the order of objects and of keys differs', () => {
    const [a, b] = [configMap('a', { x: '1', y: '2' }), configMap('b', {}, 'web')]
    expect(differences([a, b], [b, configMap('a', { y: '2', x: '1' })])).toEqual([])
  })

  it('tells each difference with its object and its path', () => {
    const ours = [configMap('a', { x: '1', list: [1, { b: 2 }] }), configMap('ours', {})]
    const theirs = [configMap('a', { x: 1, list: [1] }), configMap('theirs', {}, 'web')]
    expect(differences(ours, theirs)).toEqual([
      'ConfigMap a .data.list[1]: {"b":2} | nothing',
      'ConfigMap a .data.x: "1" | 1',
      'ConfigMap ours: only in the first',
      'ConfigMap web/theirs: only in the second',
    ])
  })

  it('counts objects of one name, and takes an empty map and null for something', () => {
    expect(differences([configMap('a', {}), configMap('a', {})], [configMap('a', {})])).toEqual([
      'ConfigMap a #2: only in the first',
    ])
    expect(differences([configMap('a', { x: null })], [configMap('a', {})])).toEqual([
      'ConfigMap a .data.x: null | nothing',
    ])
    expect(differences([{ ...configMap('a', {}), spec: {} }], [configMap('a', {})])).toEqual([
      'ConfigMap a .spec: {} | nothing',
    ])
  })

  it('sees the last digit of a large number', () => {
    const [one, other] = ['9007199254740993', '9007199254740992'].map((number) =>
      exactJson(`{"apiVersion":"v1","kind":"A","metadata":{"name":"a"},"n":${number}}`),
    )
    expect(differences([one ?? {}], [other ?? {}])).toEqual([
      'A a .n: "9007199254740993n" | "9007199254740992n"',
    ])
  })

  it('takes away the marks of controllers and nothing else', () => {
    const mark = { 'argocd.argoproj.io/tracking-id': 'web:/ConfigMap:web/a' }
    const labels = { 'kustomize.toolkit.fluxcd.io/name': 'web', 'kustomize.toolkit.fluxcd.io/namespace': 'x' }
    const plain = configMap('a', {})
    const withMetadata = (more: object) => ({ ...plain, metadata: { ...plain.metadata, ...more } })
    expect(withoutArgocd(withMetadata({ annotations: mark }))).toEqual(plain)
    expect(
      withoutArgocd(withMetadata({ annotations: { ...mark, 'argocd.argoproj.io/sync-wave': '1' } })),
    ).toEqual(withMetadata({ annotations: { 'argocd.argoproj.io/sync-wave': '1' } }))
    expect(withoutFlux(withMetadata({ labels: { ...labels, app: 'a' } }))).toEqual(
      withMetadata({ labels: { app: 'a' } }),
    )
    expect(withoutFlux(plain)).toEqual(plain)
  })
})
