import fc from 'fast-check'
import semver from 'semver'
import { describe, expect, it } from 'vitest'
import { commitIn } from '../../../src/images/tag-fields.ts'
import { compareByForm, compareStrict, compareTags } from '../../../src/images/tag-order.ts'

/** Each row is ordered from old to new. */
const rows: readonly (readonly [rule: string, ...tags: string[]])[] = [
  ['semver', '0.9.9', '1.0.0', '1.2.3', '1.2.10', '1.10.0', '2.0.0'],
  ['a leading v does not matter', 'v1.2.3', '1.2.4', 'v1.3'],
  ['missing parts', 'v1', '1.1', '1.1.1', 'v2'],
  ['dotted numbers', '2024.01.15', '2024.1.16', '2024.11.02', '2026.11.23.1'],
  ['pre-releases', '1.2.3-alpha', '1.2.3-alpha.1', '1.2.3-beta.2', '1.2.3-beta.11', '1.2.3-rc.1', '1.2.3'],
  ['pre-releases without a dot', '1.2.3-rc2', '1.2.3-rc10', '1.2.3'],
  ['as Python writes them', '1.2.3a1', '1.2.3b2', '1.2.3rc1', '1.2.3', '1.2.4rc1'],
  ['milestones', '6.0.0-M4', '6.0.0-M10', '6.0.0'],
  ['snapshots', '1.2.3-SNAPSHOT', '1.2.3'],
  ['git describe', 'v1.2.3-rc.1', 'v1.2.3', 'v1.2.3-2-g1a2b3c4', 'v1.2.3-14-gfedcba9', 'v1.2.4'],
  ['words before a version', 'release-4.9.0', 'release-4.10.0-rc.1', 'release-4.10.0', 'release-v4.10.1'],
  ['an app before a version', 'web-v1.2.3', 'web-v1.2.4-alpine'],
  ['variants', '1.2.3-alpine', '1.2.4-alpine', '1.10.0-alpine'],
  ['revisions of a package', '1.2.3-debian-12-r3', '1.2.3-debian-12-r10', '1.2.4-debian-12-r0'],
  ['builds of one version', '1.2.3-9', '1.2.3-10'],
  ['commits behind a version', '1.2.3-f00baa1', '1.2.4-1a2b3c4'],
  ['dates', '20251231', '20261123', '20261124'],
  ['builds of a day', '20261122.9', '20261123.5', '20261123.12'],
  ['times', 'main-202611231529-ffffff1', 'main-202611231530-1a2b3c4', 'main-202612010000-0000000'],
  ['ISO times', '2026-11-23T15-30-00Z', '2026-11-23T15-30-01Z', '2026-11-24T00-00-00Z'],
  ['times on any branch', 'feature-x-20261123-153000', 'feature-x-20261123-160000'],
  ['Unix times', 'main-1a2b3c4-1795447800', 'main-5d6e7f8-1795447801'],
  ['builds', 'build-99', 'build-100', 'build-1234'],
  ['builds of a branch', 'main-99-f00baa1', 'main-123-1a2b3c4', 'main-1000-1234567'],
  ['bare numbers', '9', '10', '1234'],
  ['a number and a time', 'main-9-20261122', 'main-10-20261122', 'main-11-20261123'],
]

const unknown: readonly (readonly [why: string, a: string, b: string])[] = [
  ['commit ids', '1a2b3c4', '5d6e7f8'],
  ['commit ids behind a word', 'main-1a2b3c4', 'main-5d6e7f8'],
  ['commit ids of digits', 'main-1234567', 'main-7654321'],
  ['commit ids behind one version', '1.2.3-1a2b3c4', '1.2.3-5d6e7f8'],
  ['commit ids behind one pre-release', '1.2.3-rc.1-1a2b3c4', '1.2.3-rc.1-5d6e7f8'],
  ['commit ids behind one time', 'main-202611231530-1a2b3c4', 'main-202611231530-5d6e7f8'],
  ['two branches', 'main-12-1a2b3c4', 'develop-13-5d6e7f8'],
  ['two apps', 'web-1.2.3', 'api-1.2.4'],
  ['pull requests', 'pr-12', 'pr-13'],
  ['pull requests with a version', 'pr-12.1', 'pr-13.1'],
  ['tickets', 'feature-ABC-12-1a2b3c4', 'feature-ABC-13-5d6e7f8'],
  ['a variant and none', '1.2.3', '1.2.3-alpine'],
  ['two variants', '1.2.3-alpine', '1.2.3-slim'],
  ['variants by version', '1.2.3-alpine3.18', '1.2.3-alpine3.19'],
  ['variants by number', '1.2.3-debian-12', '1.2.3-debian-13'],
  ['the version of something else', 'python3.11-1.2.3', 'python3.12-1.2.2'],
  ['which version is meant', 'python-3.11-1.2.3', 'python-3.12-1.2.2'],
  ['a pre-release and a variant', '1.2.3-rc.1', '1.2.3-alpine'],
  ['stages of no order', '1.2.3-dev.4', '1.2.3-beta.1'],
  ['a revision or a pre-release', '1.2.3', '1.2.3-1'],
  ['another shape', 'main-20261123', 'main-20261123-1'],
  ['another form of time', '20261123', '2026-11-24'],
  ['a time that contradicts', 'main-10-20261123', 'main-11-20261122'],
  ['no times', '99999999', '99999998'],
  ['words', 'blue', 'green'],
  ['a date and a version', '20261123.5', '1.2.3'],
  ['build metadata', '1.2.3+a', '1.2.3+b'],
  ['numbers beyond all versions', '1.2.99999999999999999998', '1.2.99999999999999999999'],
]

describe('the order of tags', () => {
  it.each(rows)('%s', (_, ...tags) => {
    for (const [i, a] of tags.entries())
      for (const [j, b] of tags.entries())
        expect(compareTags(a, b), `${a} to ${b}`).toBe(Math.sign(i - j) as -1 | 0 | 1)
  })

  it.each(unknown)('is unknown: %s', (_, a, b) => {
    expect([compareTags(a, b), compareTags(b, a)]).toEqual([undefined, undefined])
  })

  it('is the same for two ways to write one version', () => {
    expect(compareTags('v1.2', '1.2.0')).toBe(0)
    expect(compareTags('1.2.3-rc.1', '1.2.3-rc1')).toBe(0)
  })

  const pieces =
    'main release web pr v rc alpha beta alpine r build dev 1a2b3c4 5d6e7f8 g1a2b3c4 1234567 20261123 20261124 ' +
    '202611231530 1795447800 0 1 2 10 12 1.2 1.2.3 1.10 3.18 2026-11-23'
  const word = fc.constantFrom(...pieces.split(' '))
  const tag = fc
    .array(fc.tuple(word, fc.constantFrom('-', '-', '.', '_', '')), { minLength: 1, maxLength: 4 })
    .map((parts) =>
      parts
        .map(([text, separator]) => text + separator)
        .join('')
        .replace(/[-._]$/, ''),
    )

  it('of strict versions is that of semver, and our own says the same', () => {
    const number = fc.oneof(fc.nat(12), fc.nat(9_999_999))
    const stage = fc.tuple(
      fc.constantFrom('alpha', 'beta', 'rc'),
      fc.array(fc.nat(999_999), { maxLength: 3 }),
    )
    const version = fc
      .tuple(fc.constantFrom('', 'v'), fc.tuple(number, fc.nat(2), fc.nat(2)), fc.option(stage))
      .map(([v, core, rest]) => v + core.join('.') + (rest ? `-${[rest[0], ...rest[1]].join('.')}` : ''))
    // Similar versions, so that not all pairs differ in the first number.
    const pair = fc.tuple(version, version, fc.boolean()).map(([a, b, isNear]) => {
      const core = (/[\d.]+/.exec(a) ?? [''])[0]
      return [a, isNear ? b.replace(/[\d.]+/, core.replace(/\.$/, '')) : b] as const
    })
    fc.assert(
      fc.property(pair, ([a, b]) => {
        const order = semver.compare(a, b)
        expect([compareStrict(a, b), compareByForm(a, b), compareTags(a, b)], `${a} to ${b}`).toEqual([
          order,
          order,
          order,
        ])
      }),
      { numRuns: 3000 },
    )
  })

  it.each([
    ['a variant is no pre-release', '1.2.3-alpine', '1.2.3', undefined],
    ['nor is what git describe adds', 'v1.2.3-2-g1a2b3c4', 'v1.2.3', 1],
    ['numbers count without a dot, too', '1.2.3-rc2', '1.2.3-rc10', -1],
    ['stages have one order in any case', '1.2.3-RC.1', '1.2.3-beta.1', 1],
    ['commit ids have no order', '1.2.3-1a2b3c4', '1.2.3-5d6e7f8', undefined],
    ['nor may a number of digits that is one', '1.2.3-rc.1234567', '1.2.3-rc.7654321', undefined],
    ['a date is no version', '20261123.1.0', '1.2.3', undefined],
    ['leading zeros do not matter', '2024.01.15', '2024.1.16', -1],
  ])('departs from semver on purpose: %s', (_, a, b, order) => {
    expect(compareStrict(a, b)).toBeUndefined()
    expect(compareTags(a, b)).toBe(order)
    if (order !== undefined && semver.valid(a) && semver.valid(b))
      expect(semver.compare(a, b)).not.toBe(order)
  })

  it('turns round with its sides', () => {
    fc.assert(
      fc.property(tag, tag, (a, b) => {
        const order = compareTags(a, b)
        expect(compareTags(b, a)).toBe(order === undefined ? undefined : order === 0 ? 0 : -order)
      }),
      { numRuns: 5000 },
    )
  })

  it('never goes in a circle', () => {
    // Similar tags, because tags of different kinds are rarely comparable.
    const near = fc
      .tuple(tag, fc.array(fc.tuple(fc.nat(30), word), { minLength: 3, maxLength: 3 }))
      .map(([first, changes]) =>
        changes.map(([at, by]) => {
          const parts = first.split(/([-._])/)
          parts[at % parts.length] = by
          return parts.join('')
        }),
      )
    let known = 0
    fc.assert(
      fc.property(fc.oneof(near, fc.array(tag, { minLength: 3, maxLength: 3 })), (three) => {
        for (const [i, j, k] of [
          [0, 1, 2],
          [0, 2, 1],
          [1, 0, 2],
          [1, 2, 0],
          [2, 0, 1],
          [2, 1, 0],
        ] as const) {
          const [a = '', b = '', c = ''] = [three[i], three[j], three[k]]
          if (compareTags(a, b) !== -1 || compareTags(b, c) !== -1) continue
          known++
          expect(compareTags(a, c), `${a} < ${b} < ${c}`).toBe(-1)
        }
      }),
      { numRuns: 20_000 },
    )
    expect(known).toBeGreaterThan(100)
  })
})

describe('the commit in a tag', () => {
  it.each([
    ['1a2b3c4', '1a2b3c4'],
    ['main-1a2b3c4', '1a2b3c4'],
    ['sha-1a2b3c4d', '1a2b3c4d'],
    ['v1.2.3-5-g1a2b3c4', '1a2b3c4'],
    ['main-202611231530-1a2b3c4', '1a2b3c4'],
    ['a'.repeat(40), 'a'.repeat(40)],
    ['1.2.3', undefined],
    ['main-20261123', undefined],
    ['main-7248651', '7248651'],
    ['main-7248651-1a2b3c4', '1a2b3c4'],
    ['v1.2.3-rc12345678', undefined],
    ['latest', undefined],
  ])('%s: %s', (text, id) => {
    expect(commitIn(text)).toBe(id)
  })
})
