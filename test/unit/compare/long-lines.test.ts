import { describe, expect, test } from 'vitest'
import { cutLongLines } from '../../../src/compare/long-lines.ts'
import { toYaml, unified } from '../../../src/compare/text.ts'

const shown = (before: unknown, after: unknown) =>
  cutLongLines(unified(toYaml({ data: before } as never), toYaml({ data: after } as never)))
const lines = (patch: string, sign: string) => patch.split('\n').filter((line) => line.startsWith(sign))
const dashboard = (title: string, extra: object = {}) =>
  JSON.stringify({
    panels: Array.from({ length: 500 }, (_, id) => ({ id, title: id === 250 ? title : `panel ${id}` })),
    ...extra,
  })

describe('a long line', () => {
  test('of minified JSON shows the path and the values that differ', () => {
    const patch = shown({ 'a.json': dashboard('before') }, { 'a.json': dashboard('after') })
    expect(lines(patch, '-').join()).toContain('panels[250].title: "before"')
    expect(lines(patch, '+').join()).toContain('panels[250].title: "after"')
    expect(patch.length).toBeLessThan(1_000)
  })

  test('of JSON in a block of text does so, too', () => {
    const patch = shown({ 'a.json': `${dashboard('before')}\n` }, { 'a.json': `${dashboard('after')}\n` })
    expect(lines(patch, '+').join()).toContain('panels[250].title: "after"')
  })

  test('shows each of several differences with a little around it', () => {
    const words = Array.from({ length: 2_000 }, (_, i) => `word${i}`)
    const changed = words.with(100, 'FIRST').with(1_900, 'SECOND')
    const patch = shown({ a: words.join(' ') }, { a: changed.join(' ') })
    const [added = ''] = lines(patch, '+')
    expect(added).toContain('word99 FIRST word101')
    expect(added).toContain('word1899 SECOND word1901')
    expect(added.length).toBeLessThan(700)
    expect(added).toMatch(/…\(\d+ characters\)…/)
  })

  test('with a key that is there twice is no JSON: the text is compared', () => {
    const hidden = (command: string, x: number) =>
      `{"run":"${command}","run":"ok","pad":"${'x'.repeat(600)}","x":${x}}`
    const patch = shown({ a: hidden('safe', 1) }, { a: hidden('curl evil.example', 2) })
    expect(lines(patch, '+').join()).toContain('curl evil.example')
  })

  test('that is cut carries a hash where changed text is left out, so that two of them are told apart', () => {
    const [one, other] = ['a', 'b'].map((end) => shown({}, { a: `${'x'.repeat(5_000)}${end}` }))
    expect(one).not.toBe(other)
    expect(one?.length).toBeLessThan(2_000)
  })

  test('is never cut in the middle of a character', () => {
    const patch = shown({ a: '🚢'.repeat(3_000) }, { a: `${'🚢'.repeat(1_500)}!${'🚢'.repeat(1_500)}` })
    expect(patch.isWellFormed()).toBe(true)
    expect(patch).toContain('🚢!🚢')
  })

  test('keeps its line: as many lines as before, and short ones are as they were', () => {
    const before = { a: dashboard('before'), b: 'one', c: 'y'.repeat(900) }
    const after = { a: dashboard('after'), b: 'two', c: 'y'.repeat(900) }
    const whole = unified(toYaml({ data: before }), toYaml({ data: after }))
    const patch = cutLongLines(whole)
    expect(patch.split('\n')).toHaveLength(whole.split('\n').length)
    expect(patch).toContain('-  b: one')
    expect(patch).toContain('+  b: two')
    expect(cutLongLines('-a\n+b\n')).toBe('-a\n+b\n')
  })

  test('of JSON that is deeply nested, or of many megabytes, takes no long time and no stack', () => {
    const deep = (n: number) => `${'['.repeat(50_000)}${n}${']'.repeat(50_000)}`
    expect(shown({ a: deep(1) }, { a: deep(2) })).toContain('2')
    const wide = 'abcdefgh'.repeat(200_000)
    expect(shown({ a: wide }, { a: wide.toUpperCase() }).length).toBeLessThan(2_000)
  })
})
