import { applyPatch } from 'diff'
import { describe, expect, test } from 'vitest'
import { compareApp } from '../../../src/review/compare.ts'
import { toYaml } from '../../../src/compare/text.ts'
import { readManifests } from '../../../src/render/engine/manifests.ts'
import type { Manifest } from '../../../src/kube/manifests.ts'
import { rendered } from '../../support/rendered.ts'

const options = { production: false }
const compare = (before: string | undefined, after: string | undefined, noise: string[] = []) =>
  compareApp(
    before === undefined ? undefined : rendered(before),
    after === undefined ? undefined : rendered(after),
    {
      ...options,
      noise,
    },
  )

const deployment = (
  inner: { image?: string; env?: string; meta?: string; args?: string; more?: string } = {},
) => `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
  ${inner.meta ?? 'labels: {app: web}'}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: ${inner.image ?? 'ghcr.io/acme/web:1.2.3'}
          args: ${inner.args ?? '[a, b]'}
          env: ${inner.env ?? '[{name: A, value: "1"}, {name: B, value: "2"}]'}
        ${inner.more ?? ''}
`

describe('what counts as a change', () => {
  test('nothing changed', () => {
    expect(compare(deployment(), deployment())).toMatchObject({
      objects: [],
      images: [],
      noise: 0,
      risks: [],
      digest: undefined,
    })
  })

  test('an image: what is shown, and what the images become', () => {
    const { objects, images, digest } = compare(deployment(), deployment({ image: 'ghcr.io/acme/web:1.3.0' }))
    expect(images).toEqual([
      { artifact: 'image', repository: 'ghcr.io/acme/web', from: '1.2.3', to: '1.3.0' },
    ])
    expect(objects).toHaveLength(1)
    expect(objects[0]?.diff).toBe(
      [
        '@@ -16,7 +16,7 @@',
        '     spec:',
        '       containers:',
        '         - name: web',
        '-          image: ghcr.io/acme/web:1.2.3',
        '+          image: ghcr.io/acme/web:1.3.0',
        '           args:',
        '             - a',
        '             - b',
        '',
      ].join('\n'),
    )
    expect(digest).toMatch(/^[0-9a-f]{64}$/)
  })

  test('the order of args is a change, that of env and of containers is noise', () => {
    expect(compare(deployment(), deployment({ args: '[b, a]' })).objects).toHaveLength(1)
    const reordered = compare(
      deployment(),
      deployment({ env: '[{name: B, value: "2"}, {name: A, value: "1"}]' }),
    )
    expect(reordered).toMatchObject({ objects: [], noise: 1 })
  })

  test('the order of env is a change where a variable uses another one', () => {
    const [before, after] = [
      '[{name: A, value: x}, {name: B, value: $(A)}]',
      '[{name: B, value: $(A)}, {name: A, value: x}]',
    ]
    expect(compare(deployment({ env: before }), deployment({ env: after })).objects).toHaveLength(1)
  })

  test('an item that is added in the middle of a reordered list shows as that alone', () => {
    const { objects } = compare(
      deployment(),
      deployment({ env: '[{name: B, value: "2"}, {name: C, value: "3"}, {name: A, value: "1"}]' }),
    )
    expect(objects[0]?.diff.split('\n').filter((line) => /^[+-]/.test(line))).toEqual([
      '+            - name: C',
      "+              value: '3'",
    ])
  })

  test('a number and a text are not the same, nor are null and nothing', () => {
    const map = (data: string) => `{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: ${data}}`
    expect(compare(map('{a: 1}'), map('{a: "1"}')).objects).toHaveLength(1)
    expect(compare(map('{a: null}'), map('{}')).objects).toHaveLength(1)
    expect(compare(map('[[a]]'), map('[a]')).objects).toHaveLength(1)
  })

  test('the version of the API does not make another object, and is shown', () => {
    const ingress = (version: string) =>
      `{apiVersion: networking.k8s.io/${version}, kind: Ingress, metadata: {name: a}}`
    const { objects } = compare(ingress('v1beta1'), ingress('v1'))
    expect(objects).toMatchObject([{ action: 'changed', renamedFrom: undefined }])
    expect(objects[0]?.diff).toContain(
      '-apiVersion: networking.k8s.io/v1beta1\n+apiVersion: networking.k8s.io/v1\n',
    )
  })

  test('applying the diff to what was gives what will be', () => {
    const { objects } = compare(deployment(), deployment({ image: 'ghcr.io/acme/web:2.0.0', args: '[c]' }))
    const [object] = objects
    expect(applyPatch(toYaml(object?.before), `--- a\n+++ b\n${object?.diff}`)).toBe(toYaml(object?.after))
  })
})

describe('noise', () => {
  const labels = (chart: string, more = '') => `labels: {app: web, helm.sh/chart: ${chart}${more}}`

  test('is counted and not shown', () => {
    const noisy = compare(deployment({ meta: labels('web-1') }), deployment({ meta: labels('web-2') }))
    expect(noisy).toMatchObject({ objects: [], noise: 1, digest: undefined })
    const both = compare(
      deployment({ meta: labels('web-1') }),
      deployment({ meta: labels('web-2', ', tier: front'), image: 'ghcr.io/acme/web:1.2.4' }),
    )
    expect(both.objects).toMatchObject([{ noise: 1 }])
    expect(JSON.stringify(both.objects)).not.toContain('helm.sh/chart')
  })

  test('an order to a controller is none', () => {
    const wave = (n: number) => deployment({ meta: `annotations: {argocd.argoproj.io/sync-wave: "${n}"}` })
    expect(compare(wave(1), wave(2)).objects).toHaveLength(1)
  })

  test('can be told more of, by name and by pointer', () => {
    const rolled = (text: string) => deployment({ meta: `annotations: {acme.io/rolled: ${text}}` })
    expect(compare(rolled('a'), rolled('b'), ['acme.io/*'])).toMatchObject({ objects: [], noise: 1 })
    const args = ['/spec/template/spec/containers/*/args']
    expect(compare(deployment(), deployment({ args: '[z]' }), args)).toMatchObject({ objects: [], noise: 1 })
  })

  test('a selector has none', () => {
    const service = (chart: string) =>
      `{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {selector: {helm.sh/chart: ${chart}}}}`
    expect(compare(service('a-1'), service('a-2')).objects).toHaveLength(1)
  })
})

describe('renames', () => {
  test('an object with another name and the same content', () => {
    const renamed = compare(deployment(), deployment().replace('name: web', 'name: shop-web'))
    expect(renamed.objects).toMatchObject([
      {
        action: 'changed',
        id: { name: 'shop-web' },
        renamedFrom: { name: 'web' },
        risks: [{ rule: 'object-renamed' }],
      },
    ])
  })

  test('a claim under a new name is deleted, and said to be', () => {
    const claim = (name: string) =>
      `{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: ${name}}, spec: {accessModes: [ReadWriteOnce], storageClassName: fast, resources: {requests: {storage: 1Gi}}}}`
    const { objects } = compare(claim('a'), claim('b'))
    expect(objects.map(({ action, risks }) => [action, risks[0]?.rule])).toEqual([
      ['removed', 'pvc-deleted'],
      ['added', undefined],
    ])
  })

  test('the hash of a generated ConfigMap is noise, also where it is referred to; its content is not', () => {
    const app = (hash: string, level: string) =>
      `{apiVersion: v1, kind: ConfigMap, metadata: {name: conf-${hash}, namespace: shop}, data: {level: ${level}}}\n---${deployment({ more: `\n      volumes: [{name: c, configMap: {name: conf-${hash}}}]` })}`
    const { objects, noise } = compare(app('2k9gt8hm64', 'info'), app('c5b7d9f2h4', 'debug'))
    expect(objects).toMatchObject([{ id: { kind: 'ConfigMap', name: 'conf-c5b7d9f2h4' }, action: 'changed' }])
    expect(objects[0]?.diff).toContain('-  level: info\n+  level: debug')
    expect(noise).toBe(2)
  })

  test('a workload that still refers to the old hash shows', () => {
    const app = (hash: string, ref: string) =>
      `{apiVersion: v1, kind: ConfigMap, metadata: {name: conf-${hash}, namespace: shop}, data: {a: ${hash}}}\n---${deployment({ more: `\n      volumes: [{name: c, configMap: {name: conf-${ref}}}]` })}`
    const { objects } = compare(app('2k9gt8hm64', '2k9gt8hm64'), app('c5b7d9f2h4', '2k9gt8hm64'))
    expect(objects.map(({ id }) => id.kind)).toContain('Deployment')
  })
})

test('what is generated at each run is no change, and shown as generated', () => {
  const side = (value: string, more: string) => {
    const result = rendered(
      `{apiVersion: v1, kind: Secret, metadata: {name: a}, data: {p/w: ${value}, x: ${more}}}`,
    )
    return { ...result, generated: new Map(result.manifests.map((manifest) => [manifest, ['/data/p~1w']])) }
  }
  expect(compareApp(side('cmFuZG9tMQ==', 'YQ=='), side('cmFuZG9tMg==', 'YQ=='), options).objects).toEqual([])
  const [object] = compareApp(side('cmFuZG9tMQ==', 'YQ=='), side('cmFuZG9tMg==', 'Yg=='), options).objects
  expect(object?.after).toMatchObject({ data: { 'p/w': '(generated)', x: '*** (after)' } })
})

describe('objects that get their names when they are deployed', () => {
  const read = (yaml: string) => ({
    manifests: readManifests(yaml, 'a.yaml', () => undefined),
    warnings: [],
    generated: new Map<Manifest, readonly string[]>(),
  })
  const job = (image: string, name = 'generateName: migrate-') =>
    `{apiVersion: batch/v1, kind: Job, metadata: {${name}}, spec: {template: {spec: {containers: [{name: a, image: "${image}"}]}}}}\n`

  test('are all there, also where two have the same beginning', () => {
    const { objects } = compareApp(
      read(job('acme/a:1')),
      read(`${job('evil/a:1')}---\n${job('acme/a:1')}`),
      options,
    )
    expect(Object.fromEntries(objects.map(({ id, action }) => [id.name, action]))).toEqual({
      'migrate-*': 'changed',
      'migrate-* (2)': 'added',
    })
    expect(objects.map(({ diff }) => diff).join('')).toMatch(/^\+ .*image: evil\/a:1$/m)
  })

  test('have the same digest at each run', () => {
    const side = (random: string) => {
      const result = read(`${job('acme/a:1', `name: ${random}1`)}---\n${job('acme/b:1', `name: ${random}2`)}`)
      return { ...result, generated: new Map(result.manifests.map((one) => [one, ['/metadata/name']])) }
    }
    const [one, other] = [
      compareApp(undefined, side('x'), options),
      compareApp(undefined, side('y'), options),
    ]
    expect(one.objects.map(({ id }) => id.name).toSorted()).toEqual(['(generated)', '(generated) (2)'])
    expect(other.digest).toBe(one.digest)
  })
})

test.each([
  ['a NetworkPolicy', 'spec: {podSelector: {matchLabels: {app.kubernetes.io/version: "1"}}}'],
  [
    'an expression',
    'spec: {podSelector: {matchExpressions: [{key: app.kubernetes.io/version, operator: In, values: ["1"]}]}}',
  ],
  ['a Service', 'spec: {selector: {app.kubernetes.io/version: "1"}}'],
])('a label by which %s selects is no noise', (_, spec) => {
  const pod = (version: string) =>
    `{apiVersion: v1, kind: Pod, metadata: {name: a, labels: {app.kubernetes.io/version: "${version}"}}}`
  const policy = `{apiVersion: x/v1, kind: Policy, metadata: {name: p}, ${spec}}`
  expect(compare(pod('1'), pod('2'))).toMatchObject({ objects: [], noise: 1 })
  const { objects, noise } = compare(`${pod('1')}\n---\n${policy}`, `${pod('2')}\n---\n${policy}`)
  expect(objects.map(({ id }) => id.kind)).toEqual(['Pod'])
  expect(noise).toBe(0)
})
