import { expect, it } from 'vitest'
import { soakOf } from '../../bed/soak.ts'

it('a soak draws a seed and tells how it is had again', () => {
  const { env, words, again } = soakOf([], () => 42)
  expect(env).toEqual({ FAIRLEAD_BED_SEED: '42', FAIRLEAD_BED_ROUNDS: '200' })
  expect(words).toEqual([])
  expect(soakOf(again.split(' '), () => 1)).toEqual(soakOf([], () => 42))
})

it('takes its own words out, and leaves the rest to vitest', () => {
  const { env, words } = soakOf(['changes', '--seed', '7', '-t', 'a name', '--rounds=3'])
  expect(env).toEqual({ FAIRLEAD_BED_SEED: '7', FAIRLEAD_BED_ROUNDS: '3' })
  expect(words).toEqual(['changes', '-t', 'a name'])
})

it.each([[['--seed']], [['--rounds', 'many']], [['--seed=-1']]])('%j is refused', (words) => {
  expect(() => soakOf(words)).toThrow('takes a whole number')
})
