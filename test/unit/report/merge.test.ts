import { describe, expect, test } from 'vitest'
import type { AppChange, Review } from '../../../src/review/model.ts'
import { compareApps } from '../../../src/review/order.ts'
import { mergeShards, takeReports } from '../../../src/report/merge.ts'
import { largeReport, makeApp, makeObject, makeReport } from '../../support/report.ts'

const digestsOf = (apps: readonly AppChange[]) => ({ all: apps.map(({ app }) => app.name).join() })

const whole: Review = (() => {
  const report = largeReport(11, 3)
  const apps = report.apps.toSorted(compareApps)
  return { ...report, apps, digests: digestsOf(apps), unclaimed: ['README.md'] }
})()

/** The report as a matrix of three jobs creates it, with every third app in each part. */
const parts: Review[] = [0, 1, 2].map((part) => ({
  ...whole,
  apps: whole.apps.filter((_, index) => index % 3 === part),
  digests: {},
  unclaimed: part === 0 ? ['README.md', 'children/x.yaml'] : ['README.md'],
  took: { inventory: 10, rendering: 100 * (part + 1), total: 150 * (part + 1) },
  shard: { index: part + 1, count: 3 },
}))

describe('parts of a matrix', () => {
  test('make the whole report, in whatever order they come', () => {
    const expected = { ...whole, took: { inventory: 10, rendering: 300, total: 450 } }
    expect(mergeShards(parts, digestsOf)).toStrictEqual(expected)
    expect(mergeShards(parts.toReversed(), digestsOf)).toStrictEqual(expected)
  })

  test.each<[string, Review[], RegExp]>([
    ['none', [], /there is no report to merge/],
    ['one is missing', parts.slice(0, 2), /of 3 parts 3 is missing/],
    ['one is there twice', [...parts.slice(0, 2), parts[1] ?? whole], /part 2 of 3 is given twice/],
    [
      'one is of another matrix',
      [...parts.slice(1), { ...whole, shard: { index: 1, count: 2 } }],
      /one part belongs to 3 parts, another to 2/,
    ],
    [
      'one is of another commit',
      [
        ...parts.slice(0, 2),
        { ...whole, head: { name: 'bump/web', commit: 'f'.repeat(40) }, shard: { index: 3, count: 3 } },
      ],
      /part 3 of 3 compares a different commit as head/,
    ],
  ])('are refused where %s', (_, some, message) => {
    expect(() => mergeShards(some, digestsOf)).toThrow(message)
  })

  test('that rendered with different versions say so', () => {
    const [first = whole, ...others] = parts
    const merged = mergeShards([{ ...first, versions: { helm: '3.18.0' } }, ...others], digestsOf)
    expect(merged.versions).toEqual({ helm: '3.18.0 and 3.19.0' })
    expect(merged.warnings).toEqual([
      'The parts were rendered with different versions of helm: 3.18.0 and 3.19.0. Objects may differ for that reason alone.',
    ])
  })

  test('are apps that the whole report has: the gravest first, then by environment and name', () => {
    const names = largeReport(6, 1)
      .apps.toSorted(compareApps)
      .map(({ app }) => `${app.environment} ${app.name}`)
    expect(names).toEqual([
      'prod app-0',
      'staging app-1',
      'dev app-2',
      'dev app-5',
      'prod app-3',
      'staging app-4',
    ])
  })
})

test('a report of another job sends nobody to an address that it names', () => {
  const change = makeApp({}, { url: 'https://evil.example/applications/a/b', objects: [makeObject()] })
  const taken = takeReports([makeReport({ apps: [change] })], () => ({}))
  expect(JSON.stringify(taken)).not.toContain('evil.example')
})
