import { describe, expect, it } from 'vitest'
import { readJson } from '../../../src/shapes/json.ts'
import { syncJson } from '../../../src/report/sync/json.ts'
import { syncShape } from '../../../src/report/sync/shape.ts'
import { Board } from '../../../src/report/sync/board.ts'
import { syncMarkdown } from '../../../src/report/sync/markdown.ts'
import { stateLine, syncText } from '../../../src/report/sync/text.ts'
import { columnsOf, cutTo } from '../../../src/text/columns.ts'
import { appRef, outcome, resultOf } from '../../support/sync-result.ts'

const fault = {
  outcome: 'failed',
  sync: 'Synced',
  health: 'Degraded',
  reason: 'Deployment shop/payments is Degraded: Deployment "payments" exceeded its progress deadline',
  details: [
    'Pod shop/payments-7d9-x2k: BackOff: Back-off restarting failed container main in pod payments-7d9-x2k',
    ...Array.from({ length: 8 }, (_, i) => `Pod shop/payments-7d9-x2k says: line ${i} of a log that is long`),
  ],
} as const

const many = (bad: number, good: number) =>
  resultOf([
    ...Array.from({ length: good }, (_, i) => outcome(`app-${i}`)),
    ...Array.from({ length: bad }, (_, i) => outcome(`payments-${i}`, fault)),
  ])

const screen = { rows: 24, columns: 80 }

describe('the text at the end', () => {
  it.each([
    [1, 19],
    [2, 18],
    [5, 15],
    [20, 0],
    [1, 0],
    [0, 20],
    [0, 1],
  ])('%i failed of %i more: it fits on a screen of 24 rows and 80 columns', (bad, good) => {
    const lines = syncText(many(bad, good), { width: 80, screen })
    expect(lines.length).toBeLessThan(24)
    for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(80)
  })

  it('begins with what is wrong and says why; the rest is counted', () => {
    const lines = syncText(many(1, 19), { width: 80, screen })
    expect(lines.slice(0, 4).join('\n')).toMatchInlineSnapshot(`
      "failed: cccccccccccc (since bbbbbbbbbbbb) in 20 apps (1 failed, 19 verified),
      after 31 s.
        payments-0 (prod, prod-eu) failed:
            Deployment shop/payments is Degraded: Deployment "payments" exceeded its"
    `)
    expect(lines.join('\n')).toContain('BackOff: Back-off restarting failed container')
    expect(lines.at(-1)).toMatch(/^ {2}… and \d+ more: \d+ verified$/)
  })

  it('of many that failed, each reason that has room is told, and the others are named', () => {
    const text = syncText(many(20, 0), { width: 80, screen }).join('\n')
    expect(text.match(/exceeded its/g)?.length).toBeGreaterThan(2)
    expect(text).toMatch(/… and \d+ more: payments-/)
  })

  it('a log has all of it: each app with each column', () => {
    const text = syncText(many(1, 19), { width: 100 }).join('\n')
    for (const head of [
      'App',
      'Environment',
      'Cluster',
      'Outcome',
      'Sync',
      'Health',
      'Revision',
      'Images',
      'Reason',
    ])
      expect(text).toContain(head)
    for (const head of ['Noticed', 'Synced', 'Healthy', 'Ended']) expect(text).toContain(head)
    for (let i = 0; i < 19; i++)
      expect(text).toMatch(new RegExp(`^  app-${i} .*ghcr.io/acme/app-${i}:1.4.0`, 'm'))
    expect(text).toContain('line 7 of a log')
  })

  it('tells a control plane where it is another one than the cluster', () => {
    const two = resultOf([outcome('a'), outcome('b', { app: appRef('b', { controlPlane: 'hub' }) })])
    expect(syncText(two, { width: 100 }).join('\n')).toContain('Control plane')
    expect(syncText(many(0, 2), { width: 100 }).join('\n')).not.toContain('Control plane')
  })

  it('says that the commits touch no app, and why nothing is known', () => {
    expect(syncText(resultOf([]), { width: 100 })).toEqual([
      'nothing: cccccccccccc (since bbbbbbbbbbbb) touches no app.',
    ])
    const cancelled = {
      ...resultOf([]),
      outcome: 'unknown',
      base: '',
      reason: 'the job was cancelled',
    } as const
    expect(syncText(cancelled, { width: 100 })).toEqual(['unknown: cccccccccccc: the job was cancelled.'])
    expect(syncText({ ...cancelled, revision: '' }, { width: 100 })).toEqual([
      'unknown: the job was cancelled.',
    ])
  })
})

describe('the summary', () => {
  it('has the fault with its reason and details before all else, and folds many that are well', () => {
    const text = syncMarkdown(many(1, 19))
    expect(text.indexOf('exceeded its progress deadline')).toBeLessThan(text.indexOf('| App |'))
    expect(text.indexOf('payments-0')).toBeLessThan(text.indexOf('<details>'))
    expect(text).toContain('<summary>19 apps without errors</summary>')
    expect(text).toContain('```text\nPod shop/payments-7d9-x2k: BackOff')
  })
})

describe('the table of a terminal', () => {
  const apps = Array.from({ length: 40 }, (_, i) => appRef(`app-${i}`))

  it('keeps to the screen, and shows what is waited for before what has ended', () => {
    const board = new Board(apps)
    for (const app of apps.slice(0, 30))
      board.tell({ app, state: 'it is live', outcome: 'verified', seconds: 3 })
    board.tell({ app: appRef('app-35'), state: `a sync is running: ${'word '.repeat(50)}`, seconds: 4 })
    const lines = board.lines(12, screen)
    expect(lines.length).toBeLessThan(24)
    for (const line of lines) expect(columnsOf(line)).toBeLessThan(80)
    expect(lines[0]).toBe('12 s: 10 of 40 waited for, 30 verified')
    expect(lines.slice(1, 11).every((line) => line.includes('waits'))).toBe(true)
    expect(lines.at(-1)).toBe('… and 19 more')
    // The time since the last change of its state.
    expect(lines.find((line) => line.startsWith('app-35'))).toMatch(/8\.0 s +waits +a sync is running/)
  })

  it('takes a screen of any size', () => {
    for (const size of [
      { rows: 1, columns: 1 },
      { rows: 3, columns: 10 },
      { rows: 500, columns: 400 },
    ]) {
      const lines = new Board(apps).lines(1, size)
      expect(lines.length).toBeLessThanOrEqual(Math.max(3, size.rows))
      for (const line of lines) expect(columnsOf(line)).toBeLessThan(Math.max(2, size.columns))
    }
  })
})

it('a line for each change says which app, how long, and what', () => {
  const line = { app: appRef('web'), state: 'a sync is running', seconds: 4.14 }
  expect(stateLine(line)).toBe('web (prod, prod-eu), after 4.1 s: a sync is running.')
  expect(stateLine({ ...line, outcome: 'failed', state: 'the image is not there.', seconds: 125 })).toBe(
    'web (prod, prod-eu) failed, after 2 min 5 s: the image is not there.',
  )
})

it('a text is cut where its columns end, and a wide letter takes two', () => {
  expect(cutTo('abcdef', 6)).toBe('abcdef')
  expect(cutTo('abcdefg', 6)).toBe('abcde…')
  expect(columnsOf('日本')).toBe(4)
  expect(columnsOf(cutTo('日本語日本語', 6))).toBeLessThanOrEqual(6)
})

it('the JSON is what its published schema says', () => {
  const early = { ...resultOf([]), outcome: 'unknown', base: '', revision: '', reason: 'cancelled' } as const
  for (const result of [many(1, 2), resultOf([]), early]) {
    const json: unknown = JSON.parse(JSON.stringify(syncJson(result)))
    expect(readJson(syncShape, json, 'it')).toEqual(json)
  }
})
