import { describe, expect, test } from 'vitest'
import { compareApp } from '../../../src/review/compare.ts'
import { restartLines } from '../../../src/report/text.ts'
import { rendered } from '../../support/rendered.ts'

const deployment = (name: string, template: string, spec = '') =>
  `{apiVersion: apps/v1, kind: Deployment, metadata: {name: ${name}}, spec: {${spec}selector: {matchLabels: {app: a}}, template: ${template}}}`
const pod = (annotations: string, container = 'env: [{name: A, value: a}, {name: B, value: b}]') =>
  `{metadata: {labels: {app: a}, annotations: {${annotations}}}, spec: {containers: [{name: a, image: "a:1", ${container}}]}}`
const compare = (before: string, after: string, noise: string[] = []) =>
  compareApp(rendered(before), rendered(after), { production: false, noise })

describe('restarts', () => {
  test('a label that says nothing on an object replaces pods in their template: one line, and part of the digest', () => {
    const side = (version: string) =>
      ['api', 'web', 'worker']
        .map((name) => deployment(name, pod(`helm.sh/chart: a-${version}`)))
        .join('\n---\n')
    const found = compare(side('1'), side('2'))
    expect(found.objects).toEqual([])
    expect(restartLines(found.restarts)).toEqual([
      '3 Deployments restart: api, web, worker (annotation helm.sh/chart)',
    ])
    expect(found.digest).toBeDefined()
    expect(compare(side('1'), side('3')).digest).not.toBe(found.digest)
  })

  test('the same label on the object itself replaces nothing', () => {
    const side = (version: string) =>
      deployment('web', pod('')).replace('name: web', `name: web, labels: {helm.sh/chart: a-${version}}`)
    expect(compare(side('1'), side('2'))).toMatchObject({ restarts: [], digest: undefined, noise: 1 })
  })

  test("what the user's own settings take for noise still replaces pods", () => {
    const side = (time: string) => deployment('web', pod(`acme.io/rolled-at: "${time}"`))
    const { restarts } = compare(side('1'), side('2'), ['acme.io/*'])
    expect(restarts).toMatchObject([{ effect: 'restart', because: ['annotation acme.io/rolled-at'] }])
  })

  test('another order of variables is another pod template', () => {
    const [a, b] = ['{name: A, value: a}', '{name: B, value: b}']
    const found = compare(
      deployment('web', pod('', `env: [${a}, ${b}]`)),
      deployment('web', pod('', `env: [${b}, ${a}]`)),
    )
    expect(found).toMatchObject({ objects: [], restarts: [{ because: ['order of a list'], isShown: false }] })
  })

  test('another hash in the name of a ConfigMap replaces the pods that read it', () => {
    const side = (hash: string, value: string) =>
      [
        `{apiVersion: v1, kind: ConfigMap, metadata: {name: config-${hash}}, data: {a: ${value}}}`,
        deployment('web', pod('', `envFrom: [{configMapRef: {name: config-${hash}}}]`)),
      ].join('\n---\n')
    const { objects, restarts } = compare(side('6ct58987ht', 'one'), side('tkfh9m8tgm', 'two'))
    expect(objects.map(({ id }) => id.kind)).toEqual(['ConfigMap'])
    expect(restarts).toMatchObject([{ effect: 'restart', because: ['name of a ConfigMap or Secret'] }])
    expect(objects.flatMap(({ risks }) => risks.map(({ rule }) => rule))).toEqual([])
  })

  test('nothing restarts where no pod runs, and a CronJob only changes its next run', () => {
    const idle = (label: string) => deployment('web', pod(`helm.sh/chart: ${label}`), 'replicas: 0, ')
    expect(compare(idle('1'), idle('2')).restarts).toEqual([])
    const cron = (label: string, image: string) =>
      `{apiVersion: batch/v1, kind: CronJob, metadata: {name: c}, spec: {jobTemplate: {spec: {template: {metadata: {labels: {helm.sh/chart: "${label}"}}, spec: {containers: [{name: a, image: "${image}"}]}}}}}}`
    expect(compare(cron('1', 'a:1'), cron('2', 'a:1'))).toMatchObject({ restarts: [], digest: undefined })
    expect(compare(cron('1', 'a:1'), cron('1', 'a:2')).restarts).toMatchObject([{ effect: 'next-run' }])
  })

  test('a value that changes on each run restarts at each sync, and is in no digest', () => {
    const side = (image: string) => {
      const one = rendered(deployment('web', pod('rollme: x')).replace('a:1', image))
      const [manifest] = one.manifests
      if (!manifest) throw new Error('there is one')
      return { ...one, generated: new Map([[manifest, ['/spec/template/metadata/annotations/rollme']]]) }
    }
    const same = compareApp(side('a:1'), side('a:1'), { production: false })
    expect(same).toMatchObject({ objects: [], restarts: [], digest: undefined })
    expect(same.notes).toEqual([expect.stringMatching(/^Deployment web restarts on each sync/)])
  })
})
