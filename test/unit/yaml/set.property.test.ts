import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { FairleadError } from '../../../src/errors.ts'
import type { KeyPath } from '../../../src/yaml/keys.ts'
import { formatKeyPath, parseKeyPath } from '../../../src/yaml/keys.ts'
import type { YamlNode } from '../../../src/yaml/nodes.ts'
import { keyText } from '../../../src/yaml/nodes.ts'
import { parseYaml } from '../../../src/yaml/parse.ts'
import type { Assignment } from '../../../src/yaml/set.ts'
import { findValues, setValues } from '../../../src/yaml/set.ts'
import { yamlText } from './arbitrary.ts'

/** Returns every scalar of a text by its path, with the range of its content. */
function scalarsOf(text: string) {
  const found: { path: KeyPath; document: number; start: number; end: number; style: string }[] = []
  const file = parseYaml(text, 'any.yaml')
  const walk = (node: YamlNode, path: KeyPath, document: number): void => {
    if (node.kind === 'map')
      for (const e of node.entries) walk(e.value, [...path, keyText(e.key) ?? ''], document)
    if (node.kind === 'sequence')
      for (const [i, item] of node.items.entries()) walk(item, [...path, i], document)
    if (node.kind === 'scalar')
      found.push({ path, document, start: node.start, end: node.end, style: node.style })
  }
  for (const document of file.documents) walk(document.root, [], document.index)
  return { file, found }
}

const newValue = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      '1.2.3',
      '1.10',
      '0123',
      '1e3',
      'yes',
      '2024-01-01',
      '1_000',
      '',
      ' x',
      'a: b',
      'a #b',
      '- x',
      "it's",
      '"q"',
      'null',
      '0x1f',
      '12:30',
      '=',
      '<<',
      '{a}',
      '[b',
      '*x',
      '&x',
      '!t',
      '%d',
      '@a',
      '`b',
      '---',
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme' }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
)

test('only the bytes of the scalar change, and a second parser reads the new value back', () => {
  fc.assert(
    fc.property(yamlText, fc.nat(), newValue, (text, pick, value) => {
      const { file, found } = scalarsOf(text)
      fc.pre(found.length > 0)
      const target = found[pick % found.length]
      if (!target || target.path.length === 0) return
      const edited = setValues(file, [{ path: target.path, document: target.document, value }]).text

      // The text before and after the scalar (with its quotes or its block header) is unchanged.
      const margin = target.style === 'single' || target.style === 'double' ? 1 : 0
      const block = target.style === 'literal' || target.style === 'folded'
      const headStart = block ? text.lastIndexOf('\n', target.start - 2) + 1 : target.start - margin
      const head = block
        ? (/^.*?(?=[|>][-+0-9]*[ \t]*(#.*)?\r?$)/m.exec(text.slice(headStart))?.[0] ?? '')
        : ''
      const before = text.slice(0, headStart) + head
      expect(edited.startsWith(before)).toBe(true)
      const after = block ? text.slice(target.end).trimStart() : text.slice(target.end + margin)
      expect(edited.endsWith(after)).toBe(true)

      for (const version of ['1.1', '1.2'] as const) {
        const documents = parseAllDocuments(edited.replace(/^\uFEFF/, ''), { version, uniqueKeys: false })
        if ('empty' in documents) throw new Error('the edited text holds no document')
        expect(documents.flatMap((d) => d.errors)).toEqual([])
        expect(documents[target.document]?.getIn(target.path)).toBe(value)
      }
    }),
    { numRuns: 3000 },
  )
})

test('what is found before anything is edited is what an edit finds', () => {
  const key = fc.constantFrom('tag', 'image', 'new', '')
  fc.assert(
    fc.property(
      yamlText,
      fc.nat(),
      newValue,
      fc.option(key, { nil: undefined }),
      (text, pick, value, added) => {
        const { file, found } = scalarsOf(text)
        const target = found[pick % Math.max(1, found.length)]
        const path = [...(target?.path ?? []), ...(added === undefined ? [] : [added])]
        fc.pre(path.length > 0)
        const { document = 0 } = target ?? {}
        const assignment: Assignment = { path, document, value, create: added !== undefined }
        const attempt = <T>(work: () => T) => {
          try {
            return work()
          } catch (error) {
            if (error instanceof FairleadError) return { faults: error.faults }
            throw error
          }
        }
        const edited = attempt(() => {
          const { text: after, assigned } = setValues(file, [assignment])
          return { assigned, isChange: after !== file.text }
        })
        expect(attempt(() => findValues(file, [assignment]))).toEqual(edited)
      },
    ),
    { numRuns: 3000 },
  )
})

test('a key path is written so that it is read back', () => {
  const segment = fc.oneof(fc.string(), fc.nat(99))
  fc.assert(
    fc.property(fc.array(segment, { minLength: 1 }), (path) => {
      expect(parseKeyPath(formatKeyPath(path))).toEqual(path)
    }),
  )
})

test('any text at all is either edited or refused with a fault of the input', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      try {
        const { file, found } = scalarsOf(text)
        for (const { path, document } of found)
          if (path.length > 0) setValues(file, [{ path, document, value: '1.2.3' }])
      } catch (error) {
        expect(error).toBeInstanceOf(FairleadError)
      }
    }),
    { numRuns: 3000 },
  )
})
