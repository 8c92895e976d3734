import { describe, expect, test } from 'vitest'
import { compareApp } from '../../../src/review/compare.ts'
import { rendered } from '../../support/rendered.ts'

const base64 = (text: string) => Buffer.from(text).toString('base64')
const compare = (before: string, after: string) =>
  compareApp(rendered(before), rendered(after), { production: false })
const secret = (data: string, meta = '') =>
  `{apiVersion: v1, kind: Secret, metadata: {name: s${meta}}, data: {${data}}}`
const OLD = 'hunter2-Old!'
const NEW = 'hunter3-New!'

describe('values of Secrets', () => {
  test('what is equal, what differs, what is new', () => {
    const { objects } = compare(
      secret(`same: ${base64('stays the same')}, password: ${base64(OLD)}`),
      secret(`same: ${base64('stays the same')}, password: ${base64(NEW)}, token: ${base64('abcdefgh')}`),
    )
    expect(objects[0]?.before).toMatchObject({ data: { same: '***', password: '*** (before)' } })
    expect(objects[0]?.after).toMatchObject({ data: { same: '***', password: '*** (after)', token: '***' } })
    expect(objects[0]?.diff).toContain(
      "-  password: '*** (before)'\n+  password: '*** (after)'\n   same: '***'\n+  token: '***'",
    )
  })

  test('a new and a removed Secret', () => {
    const added = compareApp(undefined, rendered(secret(`password: ${base64(NEW)}`)), { production: false })
    const removed = compareApp(rendered(secret(`password: ${base64(OLD)}`)), undefined, { production: false })
    expect(added.objects[0]?.after).toMatchObject({ data: { password: '***' } })
    expect(removed.objects[0]?.before).toMatchObject({ data: { password: '***' } })
  })

  test('stringData, short values, values that are no text, and a Secret in a List', () => {
    const list = (value: string) =>
      `{apiVersion: v1, kind: List, metadata: {name: l}, items: [{apiVersion: v1, kind: Secret, metadata: {name: x}, stringData: {pin: ${value}, on: true, deep: {a: ${value}}}}]}`
    const { objects } = compare(list('1234'), list('4321'))
    expect(objects[0]?.after).toMatchObject({
      items: [{ stringData: { pin: '*** (after)', on: '***', deep: { a: '*** (after)' } } }],
    })
  })

  test('elsewhere: in annotations, environment and ConfigMaps, plain, as base64 and in JSON', () => {
    const app = (
      value: string,
    ) => `${secret(`password: ${base64(value)}`, `, annotations: {note: "is ${value}"}`)}
---
{apiVersion: apps/v1, kind: Deployment, metadata: {name: d, annotations: {acme.io/copy: ${base64(value)}}},
 spec: {template: {spec: {containers: [{name: c, image: a/b:1, env: [{name: P, value: "${value}"}, {name: U, value: "https://u:${value}@h/"}]}]}}}}`
    const result = compare(app(OLD), app(NEW))
    const text = JSON.stringify(result)
    for (const value of [OLD, NEW, base64(OLD), base64(NEW)]) expect(text).not.toContain(value)
    const deployment = result.objects.find(({ id }) => id.kind === 'Deployment')
    expect(deployment?.diff).toContain(
      "-              value: '*** (before)'\n+              value: '*** (after)'",
    )
    expect(deployment?.diff).toContain('https://u:***@h/ (after)')
  })

  test('in what kubectl left in an annotation', () => {
    const applied = (value: string, more: string) =>
      secret(
        `password: ${base64(value)}`,
        `, labels: {a: ${more}}, annotations: {kubectl.kubernetes.io/last-applied-configuration: '{"data":{"password":"${base64(value)}"}}'}`,
      )
    expect(JSON.stringify(compare(applied(OLD, 'x'), applied(OLD, 'y')))).not.toContain(base64(OLD))
  })

  test('in what a rule says, and in an error message', () => {
    const app = (image: string) => `${secret(`password: ${base64('evil-registry.example')}`)}
---
{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, image: ${image}}]}}`
    const { objects, mask } = compare(app('ghcr.io/acme/a:1'), app('evil-registry.example/a:1'))
    expect(objects[0]?.risks.map(({ message }) => message)).toEqual([
      'Images come from evil-registry.example, a registry that is new for this app.',
    ])
    expect(mask(`cannot parse ${base64('evil-registry.example')}: evil-registry.example`)).toBe(
      'cannot parse ***: ***',
    )
  })

  test('what is no secret by its key stays readable elsewhere', () => {
    const app = (tag: string) => `${secret(`username: ${base64('postgres')}`)}
---
{apiVersion: v1, kind: Pod, metadata: {name: p, labels: {app: postgres}}, spec: {containers: [{name: c, image: postgres:${tag}}]}}`
    expect(compare(app('16.1'), app('16.2')).objects[0]?.after).toMatchObject({
      metadata: { labels: { app: 'postgres' } },
    })
  })

  test('what is encrypted stays closed: SOPS, whose own block is noise, and SealedSecrets', () => {
    const sops = (value: string, mac: string) =>
      `{apiVersion: v1, kind: Secret, metadata: {name: s}, data: {a: "ENC[AES256_GCM,data:${value},iv:x]", b: "ENC[AES256_GCM,data:same,iv:x]"}, sops: {mac: "ENC[AES256_GCM,data:${mac}]", lastmodified: "${mac}"}}`
    expect(compare(sops('one', 'm1'), sops('one', 'm2'))).toMatchObject({ objects: [], noise: 2 })
    const { objects } = compare(sops('one', 'm1'), sops('two', 'm2'))
    expect(objects[0]?.after).toMatchObject({ data: { a: '(encrypted, after)', b: '(encrypted)' } })
    expect(JSON.stringify(objects)).not.toMatch(/AES256|"m1"/)
    const sealed = (value: string) =>
      `{apiVersion: bitnami.com/v1alpha1, kind: SealedSecret, metadata: {name: s}, spec: {encryptedData: {a: ${value}}}}`
    expect(compare(sealed('AgBone'), sealed('AgBtwo')).objects[0]?.after).toMatchObject({
      spec: { encryptedData: { a: '(encrypted, after)' } },
    })
  })

  test('a swapped value changes the digest, though nothing that is shown differs', () => {
    const [one, two] = ['first-value', 'other-value'].map((value) =>
      compare(secret(`password: ${base64(OLD)}`), secret(`password: ${base64(value)}`)),
    )
    expect(one?.objects).toEqual(two?.objects)
    expect(one?.digest).not.toBe(two?.digest)
    expect(
      compare(secret(`password: ${base64(OLD)}`), secret(`password: ${base64('first-value')}`)).digest,
    ).toBe(one?.digest)
  })
})
