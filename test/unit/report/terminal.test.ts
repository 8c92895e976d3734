import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { progress, terminal } from '../../../src/report/terminal.ts'
import { anyReport, makeApp, makeReport } from '../../support/report.ts'

describe('the terminal', () => {
  test('is driven by nothing in a report, and no line is a command to a CI runner', () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        for (const line of terminal(report, { color: true, width: 100 })) {
          const rest = line.replaceAll(/\u001B\[(?:1|2|22|3[0-9])m/g, '')
          expect(rest).not.toMatch(/[\p{Cc}\p{Cs}\p{Bidi_Control}]/u)
          expect(rest).not.toMatch(/^\s*::|##\[/)
        }
      }),
      { numRuns: 100 },
    )
  })
})

describe('a note on apps that do not change', () => {
  const apps = (names: readonly string[]) =>
    names.map((name) =>
      makeApp(
        { name, environment: undefined, cluster: undefined },
        { status: 'rerendered', objects: [], notes: ['it is so'] },
      ),
    )
  const lines = (names: readonly string[]) =>
    terminal(makeReport({ apps: apps(names) }), { color: false, width: 100 }).filter((line) =>
      line.startsWith('Note for'),
    )

  test('is said once, with the first of them', () => {
    expect(lines(['a'])).toEqual(['Note for a: it is so'])
    expect(lines(['a', 'b', 'c', 'd', 'e', 'f', 'g'])).toEqual([
      'Note for 7 apps (a, b, c, d, e and 2 more): it is so',
    ])
  })
})

describe('progress', () => {
  test('is a bar that fills up, and what is at work', () => {
    expect(progress(0, 40, 'web', 60)).toBe('[--------------------] 0 of 40 web')
    expect(progress(20, 40, 'web', 60)).toBe('[##########----------] 20 of 40 web')
    expect(progress(40, 40, '', 60)).toBe('[####################] 40 of 40')
    expect(progress(0, 0, '', 60)).toBe('[####################] 0 of 0')
  })

  test('keeps to one line of the terminal', () => {
    expect(progress(1, 2, 'a\nb\u001B[2J'.repeat(50), 40).length).toBeLessThan(40)
  })
})
