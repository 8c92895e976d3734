import { describe, expect, it } from 'vitest'
import type { InputDescriptions } from '../../../src/commands/describe.ts'
import { parseArguments } from '../../../src/runtime/arguments.ts'

const inputs = {
  title: { type: 'text', description: '' },
  labels: { type: 'list', aliases: ['label'], description: '' },
  draft: { type: 'flag', default: false, description: '' },
  'no-op': { type: 'flag', default: false, description: '' },
} as const satisfies InputDescriptions

function parse(...args: string[]) {
  const { texts, faults, help } = parseArguments(args, inputs)
  return { texts: Object.fromEntries(texts), faults: faults.map(({ message }) => message), help }
}
const given = (...args: string[]) => {
  const { texts, faults, help } = parse(...args)
  expect({ faults, help }).toEqual({ faults: [], help: false })
  return texts
}

describe('parseArguments', () => {
  it('takes a value behind a blank or an equals sign', () => {
    expect(given('--title', 'a b', '--labels=x=y', '--labels', 'z')).toEqual({
      title: ['a b'],
      labels: ['x=y', 'z'],
    })
  })

  it('takes flags, set and unset, and a flag whose own name starts with no', () => {
    expect(given('--draft')).toEqual({ draft: ['true'] })
    expect(given('--no-draft')).toEqual({ draft: ['false'] })
    expect(given('--draft=false')).toEqual({ draft: ['false'] })
    expect(given('--no-op')).toEqual({ 'no-op': ['true'] })
    expect(given('--draft', '--title', 'x')).toEqual({ draft: ['true'], title: ['x'] })
  })

  it.each([
    '-1',
    '- item',
    '-',
    '--',
    '-- x',
    '--=x',
    '---',
    "'; rm -rf /",
    '$(id)',
    '::error::x',
    '\u001B[2J',
    'a\nb',
  ])('takes the value %j as it is', (value) => {
    expect(given('--title', value)).toEqual({ title: [value] })
    expect(given(`--title=${value}`)).toEqual({ title: [value] })
  })

  it('asks for a value rather than take the next option for it', () => {
    expect(parse('--title', '--draft')).toMatchObject({
      faults: ['--title has no value'],
      texts: { draft: ['true'] },
    })
    expect(parse('--title').faults).toEqual(['--title has no value'])
    expect(given('--title=--draft')).toEqual({ title: ['--draft'] })
  })

  it('keeps options that are not known, with their value, for the check of the names', () => {
    expect(given('--tilte', 'x', '--draft')).toEqual({ tilte: ['x'], draft: ['true'] })
    expect(given('--dratf', '--title', 'x')).toEqual({ dratf: [''], title: ['x'] })
    expect(given('--no-title', 'x')).toEqual({ 'no-title': ['x'] })
    expect(given('--__proto__=x', '--constructor=y')).toEqual(
      Object.fromEntries([
        ['__proto__', ['x']],
        ['constructor', ['y']],
      ]),
    )
  })

  it('refuses words that are no options', () => {
    expect(parse('x', '-t', '', '--').faults).toEqual(
      ['x', '-t', '', '--'].map((arg) => `${JSON.stringify(arg)} is not expected`),
    )
  })

  it('says of a word after a flag that the flag takes no value', () => {
    const { faults } = parseArguments(['--draft', 'yes', 'more'], inputs)
    expect(faults.map(({ hint }) => hint)).toEqual([
      '--draft takes no value of its own. Write --draft, or --draft=true or --draft=false.',
      'Options are written --name value or --name=value.',
    ])
  })

  it('takes the beginning of an option for it where no other begins so', () => {
    expect(given('--ti', 'x')).toEqual({ title: ['x'] })
    expect(given('--ti=x')).toEqual({ title: ['x'] })
    expect(given('--dra')).toEqual({ draft: ['true'] })
    expect(given('--no-dra')).toEqual({ draft: ['false'] })
    // Both names belong to the same option.
    expect(given('--lab', 'x')).toEqual({ labels: ['x'] })
    expect(given('--label', 'x')).toEqual({ label: ['x'] })
    expect(parse('--he').help).toBe(true)
  })

  it('asks which option is meant where several begin so', () => {
    const several = {
      image: { type: 'list', description: '' },
      'image-tag': { type: 'text', aliases: ['tag'], description: '' },
      'image-policy': { type: 'list', description: '' },
    } as const satisfies InputDescriptions
    const { faults, texts } = parseArguments(['--image-', 'x', '--image', 'y'], several)
    expect(faults).toEqual([
      {
        message: '--image- matches several options',
        hint: 'Use one of: --image-tag, --image-policy.',
      },
    ])
    expect(Object.fromEntries(texts)).toEqual({ image: ['y'] })
  })

  it('sees a wish for help, but not in a value', () => {
    expect(parse('--title', 'x', '--help').help).toBe(true)
    expect(parse('-h').help).toBe(true)
    expect(parse('--title', '-h').help).toBe(false)
  })
})
