import { describe, expect, test } from 'vitest'
import { collisions } from '../../../src/risks/collisions.ts'
import { ControlPlanesApart } from '../../../src/inventory/control-planes/identity.ts'
import type { AppRef } from '../../../src/affected/app-ref.ts'
import type { AppSide } from '../../../src/risks/app.ts'
import { appRisks } from '../../../src/risks/app.ts'
import { movedApps } from '../../../src/affected/pair-apps.ts'
import { rendered } from '../../support/rendered.ts'

const ref = (name: string, production = false): AppRef => ({
  name,
  kind: 'Application',
  controlPlane: 'apps',
  ownNamespace: 'argocd',
  toldApartBy: undefined,
  namespace: 'argocd',
  cluster: 'eu',
  environment: production ? 'prod' : 'test',
  production,
  declaredAt: undefined,
})
const side = (changes: Partial<AppSide> = {}): AppSide => ({
  ref: ref('web'),
  release: 'web',
  targetNamespace: 'shop',
  kept: undefined,
  isKnown: true,
  ...changes,
})
const ids = (...sides: Parameters<typeof appRisks>) => appRisks(...sides).map(({ rule }) => rule)

describe('risks of an app itself', () => {
  test('a removed app takes its objects along, unless they are kept', () => {
    expect(appRisks(side(), undefined, true)).toEqual([
      {
        rule: 'app-removed',
        level: 'high',
        message: 'web is removed, and everything it deployed is also deleted.',
      },
    ])
    expect(appRisks(side({ kept: 'prune is off' }), undefined, true)).toEqual([
      {
        rule: 'app-orphaned',
        level: 'medium',
        message: 'web is removed; what it deployed stays without an owner: prune is off.',
      },
    ])
  })

  test('renamed or moved is installed anew; nothing of it is said where nothing moved', () => {
    expect(ids(side(), side({ ref: ref('shop') }), true)).toEqual(['app-renamed'])
    expect(ids(side(), side({ release: 'other', targetNamespace: 'x' }), true)).toEqual([
      'app-reinstalled',
      'app-reinstalled',
    ])
    expect(ids(side(), side(), true)).toEqual([])
    expect(ids(undefined, side(), true)).toEqual([])
  })

  test('production, where something changes', () => {
    const prod = side({ ref: ref('web', true) })
    expect(ids(prod, prod, true)).toEqual(['production'])
    expect(ids(prod, prod, false)).toEqual([])
  })

  test('a removed and an added app are one that moved, where no other fits', () => {
    const path = ({ path }: { path: string }) => path
    const [a, b, c] = [{ path: 'apps/a' }, { path: 'apps/a' }, { path: 'apps/c' }]
    expect(movedApps([a, c], [b], path)).toEqual([{ before: a, after: b }])
    expect(movedApps([a], [b, { path: 'apps/a' }], path)).toEqual([])
  })
})

describe('objects of two apps', () => {
  const nothing = new ControlPlanesApart()
  const map = (name: string, annotations = '') =>
    `{apiVersion: v1, kind: ConfigMap, metadata: {name: ${name}, namespace: shop${annotations}}}\n---\n`
  const owner = (name: string, text: string, cluster = 'eu') => ({
    app: ref(name),
    target: { cluster },
    manifests: rendered(text).manifests,
  })

  test('are named in both', () => {
    const [one, two, three] = [
      owner('one', map('a') + map('b')),
      owner('two', map('b')),
      owner('three', map('c')),
    ]
    const found = collisions([one, two, three], nothing)
    expect([...found.keys()].map(({ name }) => name)).toEqual(['one', 'two'])
    expect(found.get(one.app)).toEqual([
      { rule: 'owned-twice', level: 'high', message: 'two also deploys ConfigMap shop/b.' },
    ])
  })

  test('not in the own clusters of control planes whose folders are named after two, unlike other folders', () => {
    const at = (name: string, controlPlane: string) => ({
      ...owner(name, map('a')),
      app: { ...ref(name), controlPlane },
      target: { controlPlane },
    })
    const of = (one: string, two: string) =>
      collisions([at('web-dev', one), at('web-prod', two)], nothing).size
    expect(of('clusters/dev', 'clusters/prod')).toBe(0)
    expect(of('gitops/clusters/dev/apps', 'gitops/clusters/prod/apps')).toBe(0)
    expect(of('clusters/dev/infra', 'clusters/dev/apps')).toBe(2)
    expect(of('apps/dev', 'apps/prod')).toBe(2)
    const [dev, prod] = [at('web-dev', 'apps/dev'), at('web-prod', 'apps/prod')]
    expect(collisions([dev, prod], nothing).get(dev.app)?.[0]?.message).toContain(
      'If apps/dev and apps/prod are applied to two clusters, declare them in fairlead.yaml: controlPlanes:',
    )
    for (const part of ['apps', 'base', 'network']) expect(of('cluster/core', `cluster/${part}`)).toBe(2)
    expect(of('clusters/prod', 'clusters/common')).toBe(2)
  })

  test('not in two clusters, twice in one app, as a hook, or where Flux does not touch it', () => {
    const hook = ', annotations: {argocd.argoproj.io/hook: PreSync}'
    const ssa = ', annotations: {kustomize.toolkit.fluxcd.io/ssa: Ignore}'
    expect(collisions([owner('one', map('a')), owner('two', map('a'), 'us')], nothing).size).toBe(0)
    expect(collisions([owner('one', map('a') + map('a'))], nothing).size).toBe(0)
    expect(collisions([owner('one', map('a', hook)), owner('two', map('a', hook))], nothing).size).toBe(0)
    expect(collisions([owner('one', map('a', ssa)), owner('two', map('a'))], nothing).size).toBe(0)
  })
})
