import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { InputDescriptions } from '../../../src/commands/describe.ts'
import { FairleadError } from '../../../src/errors.ts'
import { formerNotes, readInputs } from '../../../src/runtime/inputs.ts'

const inputs = {
  name: { type: 'text', description: 'A name.', required: true },
  path: { type: 'text', description: 'A path.', default: '.' },
  title: { type: 'text', description: 'A title.' },
  changes: { type: 'text', description: 'JSON.' },
  files: { type: 'list', aliases: ['file'], description: 'Files.' },
  draft: { type: 'flag', default: false, description: 'A draft.' },
  method: { type: 'choice', options: ['merge', 'squash'], default: 'squash', description: 'How.' },
  when: {
    type: 'choices',
    options: ['never', 'low', 'high'],
    default: 'low',
    alone: 'never',
    description: 'On.',
  },
  document: { type: 'number', description: 'Which.' },
  token: { type: 'text', secret: true, description: 'A token.' },
} as const satisfies InputDescriptions

const read = (texts: Record<string, string | string[]>) =>
  readInputs(inputs, {
    texts: new Map(Object.entries({ name: 'n', ...texts }).map(([name, text]) => [name, [text].flat()])),
    faults: [],
    label: (name) => `--${name}`,
  })

function faultsOf(texts: Record<string, string | string[]>): string[] {
  try {
    read(texts)
  } catch (error) {
    if (error instanceof FairleadError && error.kind === 'input')
      return error.faults.map(({ message, hint }) => (hint ? `${message} | ${hint}` : message))
    throw error
  }
  return []
}

describe('readInputs', () => {
  it('gives defaults for what is not given, and takes an empty text as not given', () => {
    const defaults = {
      name: 'n',
      path: '.',
      title: undefined,
      changes: undefined,
      files: [],
      draft: false,
      method: 'squash',
      when: ['low'],
      document: undefined,
      token: undefined,
    }
    expect(read({})).toEqual(defaults)
    const names = Object.keys(inputs).filter((name) => name !== 'name')
    expect(read(Object.fromEntries(names.map((name) => [name, ' \n'])))).toEqual(defaults)
  })

  it.each([
    ['a,b', ['a', 'b']],
    ['a\nb\r\nc\n', ['a', 'b', 'c']],
    [' a , ,\n , b ', ['a', 'b']],
    ['images[0].tag', ['images[0].tag']],
  ])('splits the list %j', (text, list) => {
    expect(read({ files: text }).files).toEqual(list)
  })

  it('adds up a list that is given again', () => {
    expect(read({ files: ['a,b', 'c'] }).files).toEqual(['a', 'b', 'c'])
  })

  it('leaves a text alone, whatever commas and lines it has', () => {
    const changes = '{"a.yaml": {"x": "1", "y": "2"},\n "b.yaml": {"z": "3"}}'
    expect(read({ changes }).changes).toBe(changes)
  })

  it.each(['true', 'True', 'TRUE'])('takes the flag %s', (text) => {
    expect(read({ draft: text }).draft).toBe(true)
  })

  it.each(['yes', '1', 'on', 'tRue', 'y'])('refuses the flag %s', (text) => {
    expect(faultsOf({ draft: text })).toEqual([`--draft must be true or false, not "${text}"`])
  })

  it.each(['-1', '1.5', '1e3', '0x10', '٣', '99999999999999999999'])('refuses the number %s', (text) => {
    expect(faultsOf({ document: text })).toEqual([`--document must be a whole number from 0, not "${text}"`])
  })

  it('takes an alias, but not with the name itself', () => {
    expect(read({ file: 'a' }).files).toEqual(['a'])
    expect(read({ file: 'a', files: '' }).files).toEqual(['a'])
    expect(faultsOf({ file: 'a', files: 'b' })).toEqual([
      '--file and --files are both set, but are the same option | Use only --files.',
    ])
  })

  it('takes a former name, and says what it is called now', () => {
    const renamed = {
      concurrency: { type: 'number', formerNames: ['lanes'], description: '' },
    } as const satisfies InputDescriptions
    const raw = (texts: Record<string, string>) => ({
      texts: new Map(Object.entries(texts).map(([name, text]) => [name, [text]])),
      faults: [],
      label: (name: string) => `--${name}`,
    })
    expect(readInputs(renamed, raw({ lanes: '3' })).concurrency).toBe(3)
    expect(formerNotes(renamed, raw({ lanes: '3' }))).toEqual([
      '--lanes is now called --concurrency. The old name still works in this release and is removed in the next one.',
    ])
    // A GitLab component passes every input, most of them empty.
    expect(formerNotes(renamed, raw({ lanes: '', concurrency: '3' }))).toEqual([])
  })

  it('reports all faults at once', () => {
    expect(faultsOf({ name: '', draft: 'maybe', method: 'sqash', titl: 'x', title: ['a', 'b'] })).toEqual([
      'Unknown input --titl | Did you mean --title?',
      '--name is missing | A name.',
      '--title is set 2 times, with different values',
      '--draft must be true or false, not "maybe"',
      '--method cannot be "sqash" | Did you mean "squash"?',
    ])
  })

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('does not know %s', (name) => {
    const texts = new Map([
      ['name', ['n']],
      [name, ['x']],
    ])
    const attempt = () => readInputs(inputs, { texts, faults: [], label: (label) => label })
    expect(attempt).toThrow(`Unknown input ${name}`)
    expect(({} as Record<string, unknown>)['x']).toBeUndefined()
  })

  it('never shows a secret in a fault', () => {
    const faults = faultsOf({ token: ['s3cret-one', 's3cret-two'] })
    expect(faults).toHaveLength(1)
    expect(faults[0]).not.toContain('s3cret')
  })

  it('keeps the faults of the surface', () => {
    const raw = { texts: new Map([['name', ['n']]]), faults: [{ message: 'odd' }], label: String }
    expect(() => readInputs(inputs, raw)).toThrow('odd')
  })

  it('throws nothing but faults, whatever is given', () => {
    const texts = fc.dictionary(
      fc.oneof(fc.constantFrom(...Object.keys(inputs), 'file'), fc.string()),
      fc.array(fc.string({ unit: 'binary' })),
    )
    fc.assert(fc.property(texts, (given) => void faultsOf(given)))
  })

  it('takes some of a few words, once each, and refuses what contradicts them', () => {
    expect(read({}).when).toEqual(['low'])
    expect(read({ when: 'high, low\nhigh' }).when).toEqual(['high', 'low'])
    expect(read({ when: ['low', 'high'] }).when).toEqual(['low', 'high'])
    expect(read({ when: 'never' }).when).toEqual(['never'])
    expect(faultsOf({ when: 'hihg' })).toEqual([expect.stringContaining('--when cannot be "hihg"')])
    expect(faultsOf({ when: 'never,low' })).toEqual([
      expect.stringContaining('--when cannot combine never with other values'),
    ])
  })
})
