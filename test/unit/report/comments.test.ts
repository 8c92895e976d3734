import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { shownObjects } from '../../../src/report/text.ts'
import { html } from '../../../src/report/html.ts'
import { comments } from '../../../src/report/markdown/comments.ts'
import { summary } from '../../../src/report/markdown/summary.ts'
import { gfmToHtml, proseOf, tagsOf } from '../../support/gfm.ts'
import {
  anyReport,
  hostileTexts,
  largeReport,
  makeApp,
  makeObject,
  makeReport,
  makeRisk,
} from '../../support/report.ts'

const github = { limit: 65_536, most: 5, request: 'pull request' }
/** The characters for the marker that is added when a comment is posted. */
const MARK = 200

/** Returns the number of objects whose diffs are in the given comments. */
function shownIn(bodies: readonly string[]): number {
  return bodies.reduce((sum, body) => {
    const heads = [...withoutFences(body).matchAll(OBJECT)]
    return sum + heads.reduce((own, [, more = '0']) => own + 1 + Number(more), 0)
  }, 0)
}
/** The heading of an object, or of several objects with the same change. */
const OBJECT = /^\*\*(?:added|removed|changed)\*\* .*?(?: and (\d+) more(?:, the same in .*| in .*))?$/gm

function leftOut(bodies: readonly string[]): number {
  const [, found] = /\*\*([\d,]+) objects? of [\d,]+ apps? did not fit/.exec(bodies[0] ?? '') ?? []
  return Number(found?.replaceAll(',', '') ?? 0)
}

/** Removes fenced code as CommonMark defines it: a fence is closed by at least as many backticks, alone on a line. */
function withoutFences(body: string): string {
  let open: string | undefined
  const kept = body.split('\n').filter((line) => {
    const [, marks, info = ''] = /^(`{3,})([^`]*)$/.exec(line) ?? []
    if (open === undefined) {
      if (marks !== undefined) open = marks
      return marks === undefined
    }
    if (marks !== undefined && marks.length >= open.length && info.trim() === '') open = undefined
    return false
  })
  expect(open, 'a fence is left open').toBeUndefined()
  return kept.join('\n')
}

describe('any report', () => {
  test('gives bodies within the limit that show or count every object', () => {
    fc.assert(
      fc.property(
        anyReport,
        fc.integer({ min: 10_000, max: 70_000 }),
        fc.integer({ min: 1, max: 4 }),
        (report, limit, most) => {
          const bodies = comments(report, { ...github, limit, most })
          expect(bodies.length).toBeLessThanOrEqual(most)
          for (const body of bodies) expect(body.length).toBeLessThanOrEqual(limit - MARK)
          const listed = report.apps.filter(({ objects }) => objects.length > 0)
          expect(shownIn(bodies) + leftOut(bodies)).toBe(
            listed.reduce((sum, change) => sum + shownObjects(change).length, 0),
          )
        },
      ),
      { numRuns: 100, endOnFailure: true },
    )
  })

  test('holds no link, image, mention or HTML but its own, and each details is closed', () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        for (const body of comments(report, { ...github, limit: 30_000 })) {
          const html = gfmToHtml(body)
          const tags = tagsOf(html)
          expect(tags.filter((tag) => !allowed.has(tag.replace('/', '')))).toEqual([])
          expect(tags.filter((tag) => tag === 'details').length).toBe(
            tags.filter((tag) => tag === '/details').length,
          )
          expect(proseOf(html)).not.toMatch(/[@#!~%$](?=[a-z0-9])|https?:\/\/|www\./i)
        }
      }),
      { numRuns: 60 },
    )
  })
})

const allowed = new Set(
  'h3 p strong code pre table thead tbody tr th td ul li details summary b br'.split(' '),
)

describe('a hostile chart', () => {
  test.each(hostileTexts)('cannot fake a row of a table: %j', (text) => {
    const report = makeReport({
      apps: [
        makeApp(
          { name: text, environment: text, cluster: text },
          {
            images: [{ artifact: 'image', repository: text, from: text, to: text }],
            risks: [{ rule: text, level: 'high', message: text }],
            objects: [
              makeObject({
                diff: `+${text}\n`,
                id: { group: text, kind: text, namespace: text, name: text },
              }),
            ],
            notes: [text],
            failures: [{ side: 'after', message: text, hint: text, at: { file: text, line: 3 } }],
          },
        ),
      ],
      digests: { [text]: text },
      unclaimed: [text],
      warnings: [text],
      versions: { [text]: text },
    })
    const [body = ''] = comments(report, github)
    const html = gfmToHtml(body)
    const tags = tagsOf(html)
    const number = (tag: string) => tags.filter((other) => other === tag).length
    // Two tables with their headers: a row of the app, one with a digest, and one of the environment without a
    // digest.
    expect([number('table'), number('tr'), number('td'), number('details'), number('/details')]).toEqual([
      2, 5, 12, 1, 1,
    ])
    // Renderers drop surplus cells, so the last cell shows whether any cell was split.
    expect(html).toContain('<td>🔴 <strong>high</strong>, only partly compared</td>')
    expect(number('a')).toBe(0)
    // The diff and the error.
    expect(number('pre')).toBe(2)
    expect(body).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u200b-\u200f\u202a-\u202e]/)
  })

  test('is seen for what it is: invisible characters are written out', () => {
    const report = makeReport({
      apps: [makeApp({}, { objects: [makeObject({ diff: '+  name: a\u202Eb\u200Bc\r\n' })] })],
    })
    expect(comments(report, github)[0]).toContain(String.raw`+  name: a\u202eb\u200bc\u000d`)
  })
})

/** Returns an image change, so that two apps with different images do not have the same change. */
function movedFrom(from: string) {
  return [{ artifact: 'image' as const, repository: 'ghcr.io/acme/web', from, to: '9' }]
}

describe('a long report', () => {
  test('goes on in further comments, whole objects only, and the rest is counted', () => {
    const report = largeReport(100, 20)
    const bodies = comments(report, github)
    expect(bodies).toHaveLength(5)
    expect(shownIn(bodies)).toBeGreaterThan(500)
    expect(shownIn(bodies) + leftOut(bodies)).toBe(2000)
    expect(bodies[0]).toContain('More diffs are in 4 further comments.')
    expect(bodies[4]).toContain('continued (5 of 5)')
  })

  test('shows the most dangerous first', () => {
    const safe = Array.from({ length: 300 }, (_, i) =>
      makeObject({
        id: { group: '', kind: 'ConfigMap', namespace: 'a', name: `safe-${i}` },
        diff: `+name: safe-${i}\n`.repeat(60),
      }),
    )
    const grave = makeObject({
      id: { group: '', kind: 'PersistentVolumeClaim', namespace: 'z', name: 'data' },
      action: 'removed',
      risks: [makeRisk('high', 'pvc-deleted', 'The data goes with it.')],
    })
    const report = makeReport({
      apps: [makeApp({ name: 'a' }, { objects: safe }), makeApp({ name: 'z' }, { objects: [grave] })],
    })
    const [first = ''] = comments(report, { ...github, most: 1 })
    expect(first).toContain('**removed** `PersistentVolumeClaim z/data`')
    expect(first).toMatch(
      /\d+ objects of 1 app did not fit in the comments\. See the report\*\*: .*Highest risk among them: none/,
    )
  })

  test('counts the apps in which a new version of a chart changes nothing else, and lists none of them', () => {
    const images = [
      { artifact: 'chart' as const, repository: 'oci://acme.io/charts/base', from: '1.0', to: '1.1' },
    ]
    const apps = ['a', 'b'].map((app) => makeApp({ name: app }, { status: 'noise', noise: 2, images }))
    const [first = ''] = comments(makeReport({ apps }), github)
    expect(first).toContain('No changes to rendered manifests')
    expect(first).not.toContain('| App |')
    expect(first).toContain(
      'Charts whose version changes without any other change: `base 1.0 → 1.1` in 2 apps.',
    )
  })

  test('has room for workloads before the definitions of any app', () => {
    const objects = (app: string) => [
      makeObject({
        id: {
          group: 'apiextensions.k8s.io',
          kind: 'CustomResourceDefinition',
          namespace: undefined,
          name: app,
        },
        diff: `+description: ${app}\n`.repeat(1500),
      }),
      makeObject({ diff: `-tag: 1\n+tag: ${app}\n` }),
    ]
    const apps = ['a', 'b', 'c'].map((app) => makeApp({ name: app }, { objects: objects(app) }))
    const [first = ''] = comments(makeReport({ apps }), { ...github, most: 1 })
    for (const app of ['a', 'b', 'c']) expect(first).toContain(`+tag: ${app}`)
    expect(first).toContain('did not fit')
  })

  test('shows the same lines once, and refers to them', () => {
    const diff = (line: number) => `@@ -${line},1 +${line},1 @@\n-tag: 1\n+tag: 2\n`
    const apps = ['eu', 'us', 'asia'].map((cluster, i) =>
      makeApp(
        { name: 'web', cluster },
        { objects: [makeObject({ diff: diff(i + 1) })], images: movedFrom(String(i)) },
      ),
    )
    const [first = '', ...more] = comments(makeReport({ apps }), github)
    expect(more).toEqual([])
    expect(first.match(/\+tag: 2/g)).toHaveLength(1)
    expect(first.match(/Same diff as `Deployment shop\/web` in `web \(prod, eu\)`\./g)).toHaveLength(2)
  })

  test('refers to no lines that it does not show, and counts what would have', () => {
    const objects = [1, 2].map((n) =>
      makeObject({
        id: { group: '', kind: 'ConfigMap', namespace: 'a', name: `big-${n}` },
        diff: '+x: y\n'.repeat(20_000),
      }),
    )
    const [first = ''] = comments(makeReport({ apps: [makeApp({}, { objects })] }), github)
    expect(first).not.toContain('Same diff as')
    expect(first).toContain('**2 objects of 1 app did not fit in the comments. See the report**')
  })

  test('says once what is said of several apps: risks, failures and notes', () => {
    const failure = { message: 'no such host', hint: 'Check it.', at: undefined }
    const apps = Array.from({ length: 8 }, (_, i) =>
      makeApp(
        { name: `web-${i}` },
        {
          status: 'failed',
          risks: [makeRisk('low', 'production', 'It changes prod.')],
          failures: [
            { ...failure, side: 'before' },
            { ...failure, side: 'after' },
          ],
          notes: ['It is pinned.'],
        },
      ),
    )
    const [first = ''] = comments(makeReport({ apps }), github)
    const names = Array.from({ length: 5 }, (_, i) => `\`web-${i} (prod, eu-1)\``).join(', ')
    expect(first).toContain(`- 🔵 **low** \`production\`: ${names} and 3 more: It changes prod.`)
    expect(first).toContain(`${names} and 3 more, before and after the change:`)
    expect(first.match(/no such host/g)).toHaveLength(1)
    expect(first).toContain(`- ${names} and 3 more: It is pinned.`)
    expect(first).toContain('Highest risk: **high**.')
  })

  test('tells a HelmRelease from the Kustomization of the same name', () => {
    const apps = ['HelmRelease', 'Kustomization'].map((kind) =>
      makeApp({ kind }, { objects: [makeObject()], images: movedFrom(kind) }),
    )
    const [first = ''] = comments(makeReport({ apps }), github)
    for (const kind of ['HelmRelease', 'Kustomization']) {
      expect(first).toContain(`| \`web\` ${kind} |`)
      expect(first).toContain(`<summary>${kind} <code>web</code>`)
    }
  })

  test('names a commit once where the revision is its hash', () => {
    const base = { name: '1'.repeat(40), commit: '1'.repeat(40) }
    const [first = ''] = comments(makeReport({ base }), github)
    expect(first).toContain('Deployment preview: `111111111111` → `bump/web` (`222222222222`)')
  })

  test('counts an object whose own diff is longer than a comment, and still shows the others', () => {
    const objects = [
      makeObject({ diff: '+x: y\n'.repeat(20_000) }),
      makeObject({ id: { group: '', kind: 'Service', namespace: 'shop', name: 'web' } }),
    ]
    const bodies = comments(makeReport({ apps: [makeApp({}, { objects })] }), github)
    expect(bodies).toHaveLength(1)
    expect(bodies[0]).toContain('**changed** `Service shop/web`')
    expect(bodies[0]).toContain('**1 object of 1 app did not fit in the comments. See the report**')
    expect(bodies[0]).toContain('1 of 2 objects shown here')
  })

  test('counts the apps that its table has no room for', () => {
    const [first = ''] = comments(largeReport(2000, 1), github)
    const rows = first.match(/^\| `app-\d+` \|/gm)?.length ?? 0
    const [, more] = /^\| and ([\d,]+) more apps \|/m.exec(first) ?? []
    expect(rows + Number(more?.replace(',', ''))).toBe(2000)
  })

  test('fits a step summary in one piece', () => {
    const text = summary(largeReport(400, 30, 20), 'pull request')
    expect(Buffer.byteLength(text)).toBeLessThan(1024 * 1024)
    expect(shownIn([text]) + leftOut([text])).toBe(12_000)
  })

  test('fits a step summary where each character takes three bytes', () => {
    const objects = Array.from({ length: 200 }, () => makeObject({ diff: '+名前\n'.repeat(2000) }))
    const text = summary(makeReport({ apps: [makeApp({}, { objects })] }), 'pull request')
    expect(Buffer.byteLength(text)).toBeLessThan(1024 * 1024)
    expect(shownIn([text]) + leftOut([text])).toBe(200)
  })
})

describe('links into the page', () => {
  const report = makeReport({
    apps: [makeApp({}, { objects: [makeObject({})], url: 'https://argo.example/a' })],
  })
  const body = (page?: string) =>
    comments(report, { ...github, ...(page === undefined ? {} : { page }) })[0] ?? ''

  test('are there where the address of the page is known, and hold what the page has', () => {
    const address = 'https://ci.example/job/1/report.html'
    const keys = [...html(report, 'pull request').matchAll(/"key":"([0-9a-f]{12})"/g)].map(([, key]) => key)
    for (const [, kind, key] of body(address).matchAll(/report\.html#([ao])-([0-9a-f]{12})/g)) {
      expect(keys).toContain(key)
      expect(['a', 'o']).toContain(kind)
    }
    expect(body(address).match(/report\.html#a-/g)).toHaveLength(1)
    expect(body(address).match(/report\.html#o-/g)).toHaveLength(1)
    expect(body(address)).toContain('[(Argo CD)](https://argo.example/a)')
  })

  test('are not where it is not, or where it could end a link', () => {
    for (const page of [undefined, 'https://x.example/a)b', 'javascript:alert(1)'])
      expect(body(page)).not.toMatch(/#[ao]-/)
  })
})
