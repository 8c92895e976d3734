import { describe, expect, test } from 'vitest'
import type { Review } from '../../../src/review/model.ts'
import { comments } from '../../../src/report/markdown/comments.ts'
import { terminal } from '../../../src/report/terminal.ts'
import { makeApp, makeObject, makeReport, makeRisk } from '../../support/report.ts'

const github = { limit: 65_536, most: 5, request: 'pull request' }
const golden = (name: string) => `../../fixtures/report/${name}`

/** One of everything that a report can contain. */
const mixed: Review = makeReport({
  apps: [
    makeApp(
      { name: 'db' },
      {
        risks: [makeRisk('low', 'production-touched', 'prod is production.')],
        objects: [
          makeObject({
            id: { group: '', kind: 'PersistentVolumeClaim', namespace: 'db', name: 'data' },
            action: 'removed',
            after: undefined,
            diff: '@@ -1,2 +0,0 @@\n-apiVersion: v1\n-kind: PersistentVolumeClaim\n',
            risks: [makeRisk('high', 'pvc-deleted', 'Its data may be deleted with it.')],
          }),
        ],
      },
    ),
    makeApp(
      { name: 'api', kind: 'HelmRelease', environment: 'staging', cluster: undefined, production: false },
      {
        status: 'failed',
        failures: [
          {
            side: 'after',
            message:
              'Error: template: api/templates/deploy.yaml:7:12: nil pointer evaluating interface {}.tag',
            hint: 'Set image.tag in the values.',
            at: { file: 'charts/api/templates/deploy.yaml', line: 7, column: 12 },
          },
        ],
      },
    ),
    makeApp(
      { name: 'web', environment: 'staging', cluster: 'eu-2', production: false },
      {
        images: [
          {
            artifact: 'image',
            repository: 'ghcr.io/acme/web',
            from: '1.2.0',
            to: `1.3.0@sha256:${'0123456789ab'.repeat(5)}cdef`,
          },
        ],
        noise: 3,
        notes: ['The chart is fetched from github.com/acme/web at v1.3.0.'],
        objects: [
          makeObject({ noise: 2 }),
          makeObject({
            id: { group: '', kind: 'ConfigMap', namespace: 'shop', name: 'web-v2' },
            renamedFrom: { group: '', kind: 'ConfigMap', namespace: 'shop', name: 'web' },
            diff: '@@ -1,3 +1,3 @@\n data:\n   help: |\n-    ```old```\n+    ````new````\n',
          }),
        ],
      },
    ),
    makeApp({ name: 'docs', environment: 'dev' }, { status: 'rerendered' }),
    makeApp({ name: 'mail', environment: 'dev' }, { status: 'noise', noise: 4 }),
  ],
  digests: { prod: 'aa'.repeat(32) },
  unclaimed: ['README.md', 'scripts/lint.sh'],
  warnings: ['helm 3.19.0 renders; the controller runs 3.17.1.'],
})

describe('the comment', () => {
  test('tells all that there is, in the order in which a reviewer needs it', async () => {
    const bodies = comments(mixed, github)
    expect(bodies).toHaveLength(1)
    await expect(bodies[0]).toMatchFileSnapshot(golden('mixed.md'))
  })

  test('on a merge request that affects no app says so and what was looked at', async () => {
    const report = makeReport({
      base: { name: 'main', commit: undefined },
      unclaimed: ['README.md', '.gitlab-ci.yml'],
      comparedInstead: 'main and bump/web conflict; bump/web was compared with where it left main.',
    })
    const [body] = comments(report, { ...github, request: 'merge request' })
    await expect(body).toMatchFileSnapshot(golden('nothing.md'))
  })

  test('goes on in a second one, and says where the rest is', async () => {
    const objects = ['a', 'b', 'c'].map((name, i) =>
      makeObject({
        id: { group: '', kind: 'ConfigMap', namespace: 'shop', name },
        diff: `+${name}: ${'x'.repeat(7000)}\n`,
        risks: i === 2 ? [makeRisk('medium', 'replicas-zero')] : [],
      }),
    )
    const report = makeReport({ apps: [makeApp({ name: 'web' }, { objects })] })
    const whole = { text: 'the report of this run', url: 'https://github.com/acme/infra/actions/runs/1' }
    const bodies = comments(report, { ...github, limit: 10_000, most: 2, whole })
    expect(bodies).toHaveLength(2)
    const shown = bodies.join('\n\n-------- the next comment --------\n\n').replaceAll(/x{1000,}/g, 'xxx…')
    await expect(shown).toMatchFileSnapshot(golden('two-comments.md'))
  })
})

describe('the terminal', () => {
  test('tells the same, coloured only where it is asked to', async () => {
    const plain = terminal(mixed, { color: false, width: 80 })
    await expect(`${plain.join('\n')}\n`).toMatchFileSnapshot(golden('terminal.txt'))
    const coloured = terminal(mixed, { color: true, width: 80 }).join('\n')
    expect(coloured).toContain('\u001B[32m+  replicas: 3\u001B[39m')
    expect(coloured.replaceAll(/\u001B\[\d+m/g, '')).toBe(plain.join('\n'))
  })
})
