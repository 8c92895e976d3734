import fc from 'fast-check'
import { expect, it } from 'vitest'
import { position } from '../../../src/yaml/position.ts'

it('is what counting gives, in whatever order and of whatever texts it is asked for', () => {
  const text = fc
    .array(fc.constantFrom('a', '\n', '\n', 'ä', '\r\n', '\uFEFF'), { maxLength: 12 })
    .map((parts) => parts.join(''))
  const asked = fc.array(fc.tuple(fc.nat(1), fc.nat(20)), { minLength: 1, maxLength: 8 })
  fc.assert(
    fc.property(text, text, asked, (one, other, places) => {
      for (const [which, place] of places) {
        const of = which === 0 ? one : other
        const offset = Math.min(place, of.length)
        const before = of.slice(0, offset).split('\n')
        const mark = before.length === 1 && of.startsWith('\uFEFF') ? 1 : 0
        const column = Math.max(1, (before.at(-1) ?? '').length + 1 - mark)
        expect(position(of, offset)).toEqual({ line: before.length, column })
      }
    }),
    { numRuns: 500 },
  )
})
