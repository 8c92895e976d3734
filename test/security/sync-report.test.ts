/**
 * The output of `sync` contains text from clusters, charts and logs of programs: none of it can issue commands to a
 * terminal, a runner or a page.
 */
import { describe, expect, it } from 'vitest'
import { Board } from '../../src/report/sync/board.ts'
import { syncMarkdown } from '../../src/report/sync/markdown.ts'
import { stateLine, syncText } from '../../src/report/sync/text.ts'
import { clean } from '../../src/runtime/clean.ts'
import { columnsOf } from '../../src/text/columns.ts'
import { gfmToHtml, proseOf } from '../support/gfm.ts'
import { appRef, outcome, resultOf } from '../support/sync-result.ts'

const hostile = {
  'a command of the runner': 'x\n::set-output name=verdict::verified\n::add-mask::a',
  'an older command': '##[set-output name=verdict]verified',
  'escape sequences':
    '\u001B[2J\u001B[1;1Hverified\u001B]8;;https://evil.example\u0007click\u001B]8;;\u0007\u009B31m',
  'a carriage return': 'failed\rverified',
  'bidi overrides': 'a\u202Edeifirev\u202C\u2066b\u2069',
  'invisible letters': 'ver\u200Bi\u2060fied\uFEFF',
  'a cell of a table': 'a | verified | b\n| web | verified |',
  Markdown: '**bold** [a](javascript:alert(1)) ![i](https://evil.example/p.png) <img src=x onerror=alert(1)>',
  'mentions and references':
    '@acme/everyone #1 acme/infra#2 GH-3 https://evil.example www.evil.example !4 ~bug',
  'the end of a fence': 'a\n```\n# not a heading\n```',
  'the end of a fold': '</details></summary><script>alert(1)</script>',
  'a comment': '<!-- fairlead --> -->',
  'a long word': 'a'.repeat(100_000),
  'many words': 'word '.repeat(20_000),
  'wide letters': '日本語'.repeat(30_000),
  'half of a pair': 'a\uD800b',
  'separators of lines': 'a\u2028b\u2029c\u0085d\u000Be',
}

const worst = (text: string) =>
  resultOf([
    outcome('web', {
      app: appRef(text, { environment: text, cluster: text, controlPlane: `${text}2`, toldApartBy: text }),
      outcome: 'failed',
      reason: text,
      sync: text,
      health: text,
      observed: text,
      images: [text, text],
      notes: [text],
      details: [text, text],
    }),
    outcome('good', { app: appRef(text), reason: text, images: [text] }),
  ])

// eslint-disable-next-line no-control-regex
const unseen = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u

describe.each(Object.entries(hostile))('%s', (_, text) => {
  it('is text in the log and on the screen, in lines of ours', () => {
    for (const room of [{ width: 100 }, { width: 80, screen: { rows: 24, columns: 80 } }]) {
      const lines = syncText(worst(text), room)
      for (const line of [...lines, stateLine({ app: appRef(text), state: text, seconds: 1 })]) {
        expect(line).not.toMatch(unseen)
        expect(line).not.toContain('\n')
        expect(clean(line)).not.toMatch(/^\s*::|##\[/)
        expect(line.length).toBeLessThan(20_000)
      }
      if (room.screen !== undefined) {
        expect(lines.length).toBeLessThan(24)
        for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(80)
      }
    }
  })

  it('is text in the table of a terminal', () => {
    const board = new Board([appRef(text)])
    board.tell({ app: appRef(text), state: text, seconds: 1 })
    const lines = board.lines(2, { rows: 24, columns: 80 })
    expect(lines).toHaveLength(2)
    for (const line of lines) {
      expect(line).not.toMatch(unseen)
      expect(columnsOf(line)).toBeLessThan(80)
    }
  })

  it('is text in the summary: as many rows and cells as there are apps and columns', () => {
    const markdown = syncMarkdown(worst(text))
    expect(markdown.length).toBeLessThan(60_000)
    const html = gfmToHtml(markdown)
    expect(html).not.toMatch(/<(script|img|h1|a href="(?!https:\/\/argocd\.example\.com\/))/)
    const rows = [...html.matchAll(/<tr>([^]*?)<\/tr>/g)].map(
      ([, row = '']) => row.match(/<t[hd]\b/g)?.length,
    )
    expect(rows).toHaveLength(4)
    expect(new Set(rows).size).toBe(1)
    expect(proseOf(html)).not.toMatch(/@acme|#1\b|GH-3|www\.evil|https:\/\/evil/)
    expect(markdown).not.toMatch(unseen)
  })
})
