import { describe, expect, test } from 'vitest'
import { keyOf } from '../../../src/kube/ids.ts'
import { idOf } from '../../../src/kube/manifests.ts'
import type { AppRef } from '../../../src/affected/app-ref.ts'
import type { Mover } from '../../../src/review/object-moves.ts'
import { moveNotes, movesBetween, NO_MOVES } from '../../../src/review/object-moves.ts'
import { makeApp } from '../../support/report.ts'
import { rendered } from '../../support/rendered.ts'

const map = (name: string, namespace = ', namespace: shop', data = 'a: b') =>
  `{apiVersion: v1, kind: ConfigMap, metadata: {name: ${name}${namespace}}, data: {${data}}}`
const role = '{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: r}}'
const manifests = (...documents: string[]) =>
  documents.length === 0 ? [] : rendered(documents.join('\n---\n')).manifests
const mover = (
  name: string,
  before: string[],
  after: string[],
  more: Partial<Mover & AppRef> = {},
): Mover => ({
  app: makeApp({ name, namespace: 'shop', ...('namespace' in more ? { namespace: more.namespace } : {}) })
    .app,
  target: more.target ?? 'eu',
  before: 'before' in more ? more.before : manifests(...before),
  after: 'after' in more ? more.after : manifests(...after),
})
const notes = (...movers: Mover[]) => {
  const found = movesBetween(movers)
  return movers.map(({ app }) => moveNotes(app, found.get(app) ?? NO_MOVES))
}

describe('objects that move between apps', () => {
  test('are told in both, with what the order of the syncs can do', () => {
    const [from, to] = notes(
      mover('infra', [map('a'), map('b'), role], []),
      mover('infra-core', [], [map('a'), map('b'), role]),
    )
    expect(from).toEqual([
      '3 objects move unchanged from infra to infra-core. If infra syncs first, they are deleted and recreated; if infra-core syncs first, they stay as they are.',
    ])
    expect(to).toEqual(['3 objects move unchanged here from infra.'])
  })

  test('are the same object where one app leaves the namespace to its destination, and an object without one in any', () => {
    const [from] = notes(
      mover('one', [map('a', '')], []),
      mover('two', [], [map('a', ', namespace: shop')], { namespace: 'elsewhere' }),
    )
    expect(from?.[0]).toMatch(/^1 object moves unchanged/)
    const [wide] = notes(mover('one', [role], []), mover('two', [], [role], { namespace: 'elsewhere' }))
    expect(wide?.[0]).toMatch(/^1 object moves unchanged/)
  })

  test('may change on their way', () => {
    const [from] = notes(mover('one', [map('a')], []), mover('two', [], [map('a', undefined, 'a: z')]))
    expect(from?.[0]).toMatch(/^1 object moves \(1 of them changed\)/)
  })

  test('are none in another cluster, in another namespace, where several apps get it, or one side is not known', () => {
    const leaves = mover('one', [map('a')], [])
    const gets = (more: Partial<Mover & AppRef> = {}) => mover('two', [], [map('a')], more)
    expect(notes(leaves, gets({ target: 'us' }))).toEqual([[], []])
    expect(notes(leaves, mover('two', [], [map('a', ', namespace: other')]))).toEqual([[], []])
    expect(notes(leaves, gets(), mover('three', [], [map('a')]))).toEqual([[], [], []])
    expect(notes(leaves, gets({ before: undefined }))).toEqual([[], []])
    expect(notes(mover('one', [map('a')], [map('a')]), gets())).toEqual([[], []])
  })

  test('are found by their own ids in each app', () => {
    const [a, b] = [mover('one', [map('a', '')], []), mover('two', [], [map('a')])]
    const found = movesBetween([a, b])
    const [old] = a.before ?? []
    expect(old && found.get(a.app)?.to.get(keyOf(idOf(old)))?.app.name).toBe('two')
  })
})
