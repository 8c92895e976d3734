import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Review } from '../../src/review/model.ts'
import { toYaml, unified } from '../../src/compare/text.ts'
import { html } from '../../src/report/html.ts'
import { openBrowser } from '../support/browser.ts'
import { hostileTexts, largeReport, makeApp, makeObject, makeReport, makeRisk } from '../support/report.ts'

/** The page of a report in a real browser, opened from a file like an artifact. */

let context: BrowserContext
let closeBrowser: () => Promise<void>
let folder: string
let page: Page
/** The console messages and all requests except the one for the page itself. */
let noise: string[]

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fairlead-page-'))
  ;({ context, close: closeBrowser } = await openBrowser())
})
afterAll(async () => {
  await closeBrowser?.()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(async () => {
  noise = []
  page = await context.newPage()
  page.on('console', (message) => noise.push(`console: ${message.text()}`))
  page.on('pageerror', (error) => noise.push(`error: ${error.message}`))
  page.on('dialog', (dialog) => {
    noise.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
})
afterEach(async () => {
  await page.evaluate(() => localStorage.clear())
  await page.close()
  expect(noise).toEqual([])
})

async function open(report: Review): Promise<void> {
  const file = join(folder, 'diff.html')
  writeFileSync(file, html(report, 'pull request'))
  const url = pathToFileURL(file).href
  page.on('request', (request) => {
    if (request.url() !== url && request.url() !== 'data:,') noise.push(`request: ${request.url()}`)
  })
  await page.goto(url)
  await page.locator('main').waitFor()
}

const count = (text: string) => page.locator(`output:text-is("${text}")`).waitFor()
const focused = () => page.evaluate(() => document.activeElement?.closest('article')?.id)
const shownArticles = () => page.locator('article:visible').count()

describe('a page of 2,000 objects', () => {
  const report = largeReport(100, 20)

  test('shows the table, the tree and the diffs near the screen; the others are drawn when they come near', async () => {
    await open(report)
    await count('2,000 of 2,000 objects')
    expect(await page.locator('.apps tbody tr').count()).toBe(100)
    expect(await page.locator('nav a').count()).toBe(2000)
    await page.locator('#app-0-0 .diff').waitFor()
    expect(await page.locator('.diff').count()).toBeLessThan(60)
    await page.locator('nav a').last().click()
    await page.locator('#app-99-19 .diff .new').first().waitFor()
    expect(await focused()).toBe('app-99-19')
    expect(await page.locator('#app-99-19').boundingBox()).toMatchObject({ y: expect.closeTo(96, -1) })
  })

  test('is searched in names and diffs, and filtered by risk and environment', async () => {
    await open(report)
    const search = page.locator('input[type=search]')
    await search.fill('app-7/part-3')
    await count('1 of 2,000 objects')
    expect(await shownArticles()).toBe(1)
    expect(await page.locator('nav details:visible').count()).toBe(1)
    await search.fill('NEW-42-5')
    await count('1 of 2,000 objects')
    await search.fill('no such thing')
    await page.locator('.nothing:visible').waitFor()
    await search.fill('')
    const expected = (fits: (level: string, environment: string | undefined) => boolean) =>
      report.apps
        .flatMap(({ app, objects }) =>
          objects.filter(({ risks }) => fits(risks[0]?.level ?? 'none', app.environment)),
        )
        .length.toLocaleString('en')
    await page.locator('select[aria-label=Risk]').selectOption('high')
    await count(`${expected((level) => level === 'high')} of 2,000 objects`)
    await page.locator('select[aria-label=Environment]').selectOption({ label: 'prod' })
    await count(`${expected((level, name) => level === 'high' && name === 'prod')} of 2,000 objects`)
    await page.locator('select[aria-label=Risk]').selectOption('none')
    await count(`${expected((_, name) => name === 'prod')} of 2,000 objects`)
  })

  test('marks what was found, in what is drawn, in what is drawn later, and across parts of a line', async () => {
    await open(report)
    const marked = () =>
      page.evaluate(() =>
        [...(CSS.highlights.get('found') ?? [])]
          .map(String)
          .filter((text) => text !== '')
          .toSorted(),
      )
    const search = page.locator('input[type=search]')
    await page.locator('#app-0-0 .diff').waitFor()
    await search.fill('KEY3: new-0-0')
    await count('1 of 2,000 objects')
    expect(await marked()).toEqual(['key3: new-0-0'])
    await search.fill('key3: new-99-19')
    await count('1 of 2,000 objects')
    await page.locator('#app-99-19 .diff').waitFor()
    expect(await marked()).toEqual(['key3: new-99-19'])
    await page.keyboard.press('Escape')
    await page.keyboard.press('s')
    await page.locator('#app-99-19 .split').waitFor()
    expect(await marked()).toEqual(['key3: new-99-19'])
    await search.fill('')
    await count('2,000 of 2,000 objects')
    expect(await marked()).toEqual([])
  })

  test('shows the lines that hold what was found, however far down', async () => {
    const diff = `@@ -1,0 +1,900 @@\n${Array.from({ length: 900 }, (_, i) => `+line-${i}\n`).join('')}`
    await open(makeReport({ apps: [makeApp({}, { objects: [makeObject({ diff })] })] }))
    await page.getByRole('button', { name: 'Show all' }).waitFor()
    await page.locator('input[type=search]').fill('line-888')
    await page.locator('tr', { hasText: 'line-888' }).waitFor()
  })

  test('goes by keys', async () => {
    await open(report)
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    expect(await focused()).toBe('app-0-2')
    expect(await page.locator('nav a[aria-current]').getAttribute('href')).toBe('#app-0-2')
    await page.keyboard.press('k')
    expect(await focused()).toBe('app-0-1')
    await page.keyboard.press('Enter')
    expect(await page.locator('#app-0-1-body').isVisible()).toBe(false)
    await page.keyboard.press('Enter')
    expect(await page.locator('#app-0-1-body').isVisible()).toBe(true)
    await page.keyboard.press('/')
    await page.keyboard.type('jk?part-1')
    expect(await page.locator('input[type=search]').inputValue()).toBe('jk?part-1')
    await page.keyboard.press('Escape')
    expect(await page.locator('input[type=search]').inputValue()).toBe('jk?part-1')
    await page.keyboard.press('?')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    expect(await page.getByRole('dialog').isVisible()).toBe(false)
  })

  test('goes on with what a filter let through', async () => {
    await open(report)
    await page.locator('input[type=search]').fill('part-19')
    await count('100 of 2,000 objects')
    await page.keyboard.press('Escape')
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    expect(await focused()).toBe('app-1-19')
  })

  test('prints the diffs of what is shown', async () => {
    await open(report)
    await page.locator('input[type=search]').fill('app-7/')
    await count('20 of 2,000 objects')
    await page.emulateMedia({ media: 'print' })
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')))
    expect(await page.locator('article:visible .diff').count()).toBe(20)
    expect(await page.locator('nav').isVisible()).toBe(false)
  })
})

describe('a diff', () => {
  const report = makeReport({
    apps: [makeApp({}, { objects: [makeObject({ risks: [makeRisk('high')], noise: 2 })] })],
  })

  test('is inline or side by side, and marks what differs within a line', async () => {
    await open(report)
    const lines = () => page.locator('.diff tr').evaluateAll((rows) => rows.map((row) => row.textContent))
    await page.locator('.diff').waitFor()
    expect(await lines()).toEqual([
      '@@ -1,3 +1,3 @@',
      '11 kind: Deployment',
      '22 spec:',
      '3-  replicas: 2',
      '3+  replicas: 3',
    ])
    expect(await page.locator('.differs').allTextContents()).toEqual(['2', '3'])
    await page.keyboard.press('s')
    await page.locator('.diff.split').waitFor()
    expect((await lines()).at(-1)).toBe('3-  replicas: 23+  replicas: 3')
    await page.reload()
    await page.locator('.diff.split').waitFor()
  })

  test('is light or dark as the system is, until one chooses', async () => {
    const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    await page.emulateMedia({ colorScheme: 'light' })
    await open(report)
    expect(await paper()).toBe('rgb(255, 255, 255)')
    await page.emulateMedia({ colorScheme: 'dark' })
    expect(await paper()).toBe('rgb(20, 23, 28)')
    await page.keyboard.press('t')
    expect(await paper()).toBe('rgb(255, 255, 255)')
    await page.reload()
    expect(await paper()).toBe('rgb(255, 255, 255)')
  })

  test.each(['light', 'dark'] as const)(
    'can be read: every text has the contrast of WCAG AA (%s)',
    async (colorScheme) => {
      await page.emulateMedia({ colorScheme })
      await open(report)
      await page.locator('.diff').waitFor()
      const faint = await page.evaluate(faintTexts)
      expect(faint).toEqual([])
    },
  )
})

describe('a reviewer', () => {
  const yaml = (version: string) => ({
    kind: 'Deployment',
    metadata: { labels: { a: '1', b: '2', c: '3', d: '4' } },
    spec: { image: version, args: ['one', 'two', 'three', 'four', 'five'] },
  })
  const object = (name: string) =>
    makeObject({
      id: { group: 'apps', kind: 'Deployment', namespace: name, name },
      before: yaml('1'),
      after: yaml('2'),
      diff: unified(toYaml(yaml('1')), toYaml(yaml('2'))),
    })
  const app = (name: string, environment: string) =>
    makeApp(
      { name, namespace: name, environment, production: environment === 'prod' },
      {
        images: [{ artifact: 'chart', repository: 'https://charts.acme.io/web', from: '1', to: '2' }],
        objects: [object(name)],
        restarts:
          name === 'b'
            ? [{ id: object(name).id, effect: 'restart', because: ['pod template'], isShown: true }]
            : [],
        onMerge: environment === 'prod' ? 'deploys' : 'manual',
        files: [`apps/${name}/values.yaml`],
      },
    )
  const failure = { side: 'after', message: 'no such file', hint: undefined, at: undefined } as const
  const report = (more: Review['apps'] = []) =>
    makeReport({
      apps: [
        makeApp({ name: 'broken' }, { status: 'failed', failures: [failure] }),
        ...more,
        app('a', 'prod'),
        app('b', 'dev'),
      ],
    })
  const show = (what: string) => page.locator('select[aria-label=Show]').selectOption(what)
  const apps = () => page.locator('section.app:visible h2').evaluateAll((all) => all.map((one) => one.id))

  test('sees changes before failures, the same change once, its files, and what a merge does', async () => {
    await open(report())
    const text = await page.locator('main').innerText()
    expect(text.indexOf('no such file')).toBeGreaterThan(text.indexOf('b/b'))
    expect(text).toContain('It deploys as soon as this is merged.')
    expect(text).toContain('It waits for a manual sync.')
    expect(text).toContain('Same change in several apps (1)')
    expect(await page.locator('article .body:visible').count()).toBe(1)
    await page.locator('#app-1 .equal').click()
    expect(await focused()).toBe('app-0-0')
    await page.locator('#app-1 summary', { hasText: 'Changed files' }).click()
    await page.getByText('apps/b/values.yaml').waitFor()
  })

  test('filters by action, restart and failure', async () => {
    await open(report())
    await show('restarts')
    expect(await apps()).toEqual(['app-1-title'])
    await show('failed')
    expect(await apps()).toEqual(['app-2-title'])
    await show('removed')
    expect(await apps()).toEqual([])
    await show('changed')
    expect(await apps()).toEqual(['app-0-title', 'app-1-title'])
  })

  test('marks what was viewed: it stays, until it changes in another way', async () => {
    await open(report())
    await page.locator('#app-0-0 .viewed input').check()
    expect(await page.locator('#app-0-0-body').isVisible()).toBe(false)
    // An additional app before it does not affect that.
    await open(report([app('aa', 'staging')]))
    expect(await page.locator('#app-0-0 .viewed input').isChecked()).toBe(true)
    await show('new')
    await count('2 of 3 objects')
    const other = report()
    const [, first] = other.apps
    if (!first) throw new Error('no app')
    const diff = first.objects[0]?.diff.replace("image: '2'", "image: '3'") ?? ''
    await open({ ...other, apps: [{ ...first, objects: [{ ...object('a'), diff }] }] })
    expect(await page.locator('#app-0-0 .viewed input').isChecked()).toBe(false)
  })

  test('comes by a link to an object and to an app, whatever else is in the report', async () => {
    await open(report())
    const hash = await page.locator('#app-1-0 .anchor').getAttribute('href')
    await open(report([app('aa', 'staging')]))
    await page.evaluate((to) => (location.hash = to), hash ?? '')
    await page.waitForFunction(() => document.activeElement?.closest('article') !== null)
    expect(await page.locator('article:focus-within h3').innerText()).toContain('b/b')
  })

  test.each(['inline', 'side by side'])('sees what stands around a change (%s)', async (form) => {
    await open(report())
    if (form !== 'inline') await page.keyboard.press('s')
    await page.locator('#app-0-0 .diff .context').first().click()
    expect(await page.locator('#app-0-0 tr.around').allTextContents()).toContain('kind: Deployment')
    await page.locator('#app-0-0 .diff .context').last().click()
    expect(await page.locator('#app-0-0 tr.around').allTextContents()).toContain('    - five')
  })

  test('need not scroll sideways on a phone', async () => {
    await page.setViewportSize({ width: 400, height: 800 })
    for (const one of [report(), largeReport(30, 5)]) {
      await open(one)
      const wide = await page.evaluate(() =>
        [document.documentElement, ...document.querySelectorAll('.scroll, nav')]
          .filter((box) => box.scrollWidth > box.clientWidth)
          .map((box) => box.className),
      )
      expect(wide).toEqual([])
    }
  })
})

describe('a hostile report', () => {
  test('is text: nothing runs, loads, or becomes an element', async () => {
    await open(
      makeReport({
        base: { name: hostileTexts.join(' '), commit: hostileTexts[1] },
        apps: hostileTexts.map((text) =>
          makeApp(
            { name: text, environment: text, cluster: text },
            {
              objects: [
                makeObject({
                  id: { group: text, kind: text, namespace: text, name: text },
                  diff: `+${text}\n`,
                }),
              ],
              notes: [text],
              risks: [{ rule: text, level: 'high', message: text }],
              images: [{ artifact: 'image', repository: text, from: text, to: text }],
              failures: [{ side: 'after', message: text, hint: text, at: { file: text, line: 1 } }],
            },
          ),
        ),
        unclaimed: [...hostileTexts],
        warnings: [...hostileTexts],
        digests: Object.fromEntries(hostileTexts.map((text) => [text, text])),
      }),
    )
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')))
    expect(await page.locator('body img, body iframe, body script:not([type]) ~ script').count()).toBe(0)
    // Two scripts: the data and the page's own.
    expect(await page.locator('script').count()).toBe(2)
    const hrefs = await page
      .locator('a')
      .evaluateAll((links) => links.map((link) => link.getAttribute('href')))
    expect(hrefs.filter((href) => !/^#(app-\d+(-\d+)?|[ao]-[0-9a-f]{12})$/.test(href ?? ''))).toEqual([])
    const text = await page.locator('main').innerText()
    expect(text).toContain('<img src=x onerror=alert(1)>')
    expect(text).toContain(String.raw`\u202eevil`)
  })

  test('could not run a script even if one came in', async () => {
    await open(makeReport())
    await page.evaluate(() => {
      const script = document.createElement('script')
      script.textContent = 'window.ran = true'
      document.body.append(script)
    })
    expect(await page.evaluate(() => 'ran' in window)).toBe(false)
    expect(noise.splice(0).join()).toContain('Content Security Policy')
  })
})

/** Returns the texts whose color is too similar to their background: WCAG 2.2, 1.4.3. Runs in the page. */
function faintTexts(): string[] {
  const channels = (color: string) => (color.match(/[\d.]+/g) ?? []).map(Number)
  const luminance = (color: string) => {
    const [r = 0, g = 0, b = 0] = channels(color).map((value) => {
      const part = value / 255
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const behind = (element: Element | null): string => {
    if (!element) return 'rgb(255, 255, 255)'
    const color = getComputedStyle(element).backgroundColor
    return channels(color)[3] === 0 ? behind(element.parentElement) : color
  }
  const faint: string[] = []
  for (const element of document.querySelectorAll<HTMLElement>('body *')) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim())
    if (!own || !element.checkVisibility()) continue
    const [light = 0, dark = 0] = [
      luminance(getComputedStyle(element).color),
      luminance(behind(element)),
    ].toSorted((a, b) => b - a)
    const ratio = (light + 0.05) / (dark + 0.05)
    if (ratio < 4.5) faint.push(`${element.className} "${element.textContent}" ${ratio.toFixed(2)}`)
  }
  return faint
}
