import { describe, expect, it } from 'vitest'
import { commands } from '../../../src/entries/commands.ts'
import { dotenvOf, outputVariable } from '../../../src/runtime/dotenv.ts'
import { secretVariable, inputVariable } from '../../../src/runtime/variables.ts'

describe('dotenvOf', () => {
  it('gives one line for each output that says something', () => {
    const outputs = [['changed', 'true'] as const, ['digest', ''] as const, ['new-tag', '1.2.3'] as const]
    expect(dotenvOf(outputs)).toEqual({
      text: 'FAIRLEAD_CHANGED=true\nFAIRLEAD_NEW_TAG=1.2.3\n',
      leftOut: [],
    })
  })

  it.each([
    ['a\nb', 'more than one line'],
    ['a\u2028b', 'more than one line'],
    [' a', 'space'],
    ['$CI_JOB_TOKEN', 'expand'],
    ['x'.repeat(5000), '5 KB'],
  ])('leaves out %j, which would not arrive as it is', (value, reason) => {
    const { text, leftOut } = dotenvOf([
      ['title', value],
      ['changed', 'true'],
    ])
    expect(text).toBe('FAIRLEAD_CHANGED=true\n')
    expect(leftOut).toEqual([{ name: 'title', reason: expect.stringContaining(reason) as string }])
  })

  it('stays within 5 KB and 20 variables, the longest left out first', () => {
    const long = dotenvOf(Array.from({ length: 10 }, (_, i) => [`o${i}`, 'é'.repeat(100 * (i + 1))] as const))
    expect(Buffer.byteLength(long.text)).toBeLessThanOrEqual(5000)
    expect(long.leftOut.map(({ name }) => name)).toEqual(['o6', 'o7', 'o8', 'o9'])
    const many = dotenvOf(Array.from({ length: 25 }, (_, i) => [`o${i}`, 'x'] as const))
    expect(many.text.trim().split('\n')).toHaveLength(20)
    expect(many.leftOut).toHaveLength(5)
  })
})

it('no output of any command is a variable that means something else', async () => {
  const taken = new Set([
    'FAIRLEAD_HOME',
    'FAIRLEAD_PROJECT',
    'FAIRLEAD_COMMIT',
    'FAIRLEAD_COMPONENT',
    'FAIRLEAD_DEBUG',
  ])
  const all = await Promise.all([...commands.values()].map((load) => load()))
  for (const { description } of all)
    for (const [name, { secret }] of Object.entries(description.inputs))
      taken.add(secret === true ? secretVariable(name) : inputVariable(name))
  for (const { description } of all) {
    const names = Object.keys(description.outputs).map(outputVariable)
    expect(names.filter((name) => taken.has(name))).toEqual([])
    expect(names.length).toBeLessThanOrEqual(20)
  }
})
