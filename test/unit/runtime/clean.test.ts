import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clean, cleanLine, safeJson, safeJsonPieces } from '../../../src/runtime/clean.ts'

/** Reports whether the runner of GitHub Actions parses a text as a command: `::` after blanks, or `##[` anywhere. */
function isCommand(text: string): boolean {
  return text.split(/\r\n|\r|\n/).some((line) => line.trimStart().startsWith('::') || line.includes('##['))
}
// oxlint-disable-next-line no-control-regex
const controls = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/

const hostile = [
  '::set-output name=x::y',
  '  \t::error::x',
  'fine\n::add-path::/evil',
  'fine\r::stop-commands::x',
  '\u00A0::error::x',
  '\u200B::error::x',
  ':\u00AD:error::x',
  '\u001B[2K\u001B[1A::error::x',
  '\u0085::error::x',
  '\u2028::error::x',
  'name ##[error]x',
  '###[error]x',
  '#\u200B#[error]x',
  '\u001B]0;title\u0007',
  '\u009B31mred',
  '\u001B]8;;https://evil.example\u001B\\link',
  'a\bb',
]

describe('clean', () => {
  it.each(hostile)('disarms %j', (text) => {
    const cleaned = clean(text)
    expect(isCommand(cleaned)).toBe(false)
    expect(cleaned).not.toMatch(controls)
  })

  it('disarms every text', () => {
    const piece = fc.constantFrom(
      ':',
      '#',
      '[',
      ' ',
      '\n',
      '\r',
      '\t',
      '\u200B',
      '\u001B',
      '\u2028',
      'a',
      '\uFEFF',
    )
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(piece).map((pieces) => pieces.join('')),
    )
    fc.assert(
      fc.property(text, (given) => {
        const cleaned = clean(given)
        return !isCommand(cleaned) && !controls.test(cleaned) && clean(cleaned) === cleaned
      }),
      { numRuns: 1000 },
    )
  })

  it('leaves ordinary text as it is', () => {
    const text =
      'Set a/b.yaml:3 image.tag: 1.0 -> 1.1 for web\n\tstd::string #[x] ## Größe 版本 🚀 [a] a::b::c'
    expect(clean(text)).toBe(text)
  })

  it('makes one line of several', () => {
    expect(cleanLine('a\r\n::error::b\u2028c')).toBe('a ::error::b c')
  })
})

describe('safeJson', () => {
  it.each(hostile)('writes %j so that it means the same', (text) => {
    const json = safeJson({ [text]: [text] })
    expect(isCommand(json)).toBe(false)
    expect(json.replaceAll('\n', '')).not.toMatch(controls)
    expect(JSON.parse(json)).toEqual({ [text]: [text] })
  })

  it('keeps the meaning of every value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(safeJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })

  it('is JSON also for what JSON does not know', () => {
    expect(safeJson(undefined)).toBe('null')
  })
})

describe('safeJsonPieces', () => {
  const whole = (value: unknown) => [...safeJsonPieces(value)].join('')

  it('gives the same text as the whole', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(whole(value)).toBe(safeJson(value))
      }),
    )
  })

  it.each([0, 1, 100, 101, 200, 250])('cuts a list of %i items between them', (length) => {
    const list = Array.from({ length }, (_, i) => (i % 3 === 0 ? { name: '##[x]', of: [i] } : []))
    const value = { list, none: undefined, last: { list } }
    expect(whole(value)).toBe(safeJson(value))
    const pieces = [...safeJsonPieces({ list })].map((piece) => piece.length)
    if (length > 200) expect(Math.max(...pieces)).toBeLessThan(safeJson({ list }).length / 2)
  })

  it('is JSON also for what JSON does not know, and for what writes itself', () => {
    for (const value of [undefined, {}, { none: undefined }, new Date(0)])
      expect(whole(value)).toBe(safeJson(value))
  })
})
