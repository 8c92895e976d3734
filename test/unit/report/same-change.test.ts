import { describe, expect, test } from 'vitest'
import type { AppChange } from '../../../src/review/model.ts'
import { comments } from '../../../src/report/markdown/comments.ts'
import { terminal } from '../../../src/report/terminal.ts'
import { makeApp, makeObject, makeReport, makeRisk } from '../../support/report.ts'

/** One change that affects many apps. */

const images = [
  {
    artifact: 'chart' as const,
    repository: 'https://charts.acme.io/cert-manager',
    from: '1.13.0',
    to: '1.14.0',
  },
]
const deployment = (name: string, to = '2', context = name) =>
  makeObject({
    id: { group: 'apps', kind: 'Deployment', namespace: name, name: `${name}-controller` },
    diff: `@@ -1,4 +1,4 @@\n   name: ${context}-controller\n spec:\n-  image: a:1\n+  image: a:${to}\n`,
  })
const app = (name: string, environment: string, objects = [deployment(name)]): AppChange =>
  makeApp({ name, environment, namespace: name, production: environment === 'prod' }, { images, objects })
const body = (apps: readonly AppChange[]) =>
  comments(makeReport({ apps }), { limit: 65_536, most: 1, request: 'pull request' })[0] ?? ''
const diffsOf = (text: string) => text.match(/^ *(\| )?\+ {2}image/gm)?.length

describe('one change of many apps', () => {
  const extra = makeObject({
    id: { group: '', kind: 'PersistentVolumeClaim', namespace: 'c', name: 'data' },
    action: 'removed',
    diff: '@@ -1 +0,0 @@\n-kind: PersistentVolumeClaim\n',
    risks: [makeRisk('high', 'pvc-deleted', 'Its data may be deleted with it.')],
  })
  const apps = [
    app('a', 'dev'),
    app('b', 'staging'),
    app('c', 'dev', [deployment('c'), extra]),
    app('d', 'prod'),
  ]

  test('is one section with the versions, production first, and then the differences', () => {
    const text = body(apps)
    expect(text).toContain(
      '<summary><b>4 apps, the same change</b>: chart <code>cert-manager 1.13.0 → 1.14.0</code>; 0 added, 4 changed, 1 removed; risk 🔴 <b>high</b></summary>',
    )
    expect(text).toContain('In `d (prod, eu-1)`, `a (dev, eu-1)`, `b (staging, eu-1)`, `c (dev, eu-1)`.')
    const shared = text.indexOf('**changed** `Deployment d/d-controller` and 3 more, the same in all 4 apps')
    const alone = text.indexOf('**removed** `PersistentVolumeClaim c/data` in `c (dev, eu-1)` alone')
    expect(shared).toBeGreaterThan(0)
    expect(alone).toBeGreaterThan(shared)
    expect(diffsOf(text)).toBe(1)
  })

  test('is shown once in the terminal, too', () => {
    const text = terminal(makeReport({ apps }), { color: false, width: 80 }).join('\n')
    expect(text).toContain(
      '-- 4 apps, the same change:\n   chart https://charts.acme.io/cert-manager: 1.13.0 → 1.14.0',
    )
    expect(diffsOf(text)).toBe(1)
    for (const name of ['a', 'b', 'c', 'd']) expect(text).toContain(`== ${name} (`)
  })

  test.each([
    ['what comes is another value', deployment('e', '3')],
    ['what comes holds its own name', deployment('e', 'e')],
    ['it stands elsewhere', deployment('e', '2', 'other')],
    ['its risk is another', { ...deployment('e'), risks: [makeRisk('high')] }],
  ])('is not the same where %s', (_, other) => {
    const text = body([...apps, app('e', 'dev', [other])])
    expect(text).toContain('<b>4 apps, the same change</b>')
    expect(text).toContain('`Deployment e/e-controller`')
  })

  test('of other versions is another section', () => {
    const moved = images.map((image) => ({ ...image, to: '1.15.0' }))
    const text = body([...apps, { ...app('e', 'dev'), images: moved }])
    expect(text).toContain('<b>4 apps, the same change</b>')
    expect(text).toContain('<summary><code>e</code> (<code>dev</code>')
  })

  test('names that are patterns are only names', () => {
    const text = body([app('a.*', 'dev'), app('(b|', 'prod')])
    expect(text).toContain('<b>2 apps, the same change</b>')
  })

  test('failures of one cause are one', () => {
    const failed = ['a', 'b'].map((name) =>
      makeApp(
        { name, namespace: name },
        {
          status: 'failed',
          failures: [
            {
              side: 'after',
              message: `Error: ${name}/templates/x.yaml: nil pointer`,
              hint: undefined,
              at: { file: `${name}/values.yaml` },
            },
          ],
        },
      ),
    )
    const text = body(failed)
    expect(text).toContain(
      '2 apps, same cause: `a (prod, eu-1)`, `b (prod, eu-1)`, after the change, at `a/values.yaml`, `b/values.yaml`:',
    )
    expect(text.match(/nil pointer/g)).toHaveLength(1)
  })
})
