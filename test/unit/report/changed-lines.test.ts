import { describe, expect, it } from 'vitest'
import { changedLines } from '../../../src/report/changed-lines.ts'
import { memoryTree } from '../../support/memory-tree.ts'

const linesOf = (before: Record<string, string>, after: Record<string, string | undefined>) =>
  changedLines(
    memoryTree(before),
    Object.entries(after).map(([path, text]) => ({
      path,
      content: text === undefined ? undefined : Buffer.from(text, 'latin1'),
      mode: '100644' as const,
    })),
  )

describe('the lines that a dry run shows', () => {
  it('are those that change, with their place', async () => {
    const before = 'image:\n  repository: web\n  tag: 1.0.0 # prod\nreplicas: 2\n'
    const after = before.replace('1.0.0', '1.1.0').replace('replicas: 2', 'replicas: 2\nport: 80')
    expect(await linesOf({ 'values.yaml': before }, { 'values.yaml': after })).toEqual([
      '  values.yaml:3',
      '  -   tag: 1.0.0 # prod',
      '  +   tag: 1.1.0 # prod',
      '  values.yaml:5',
      '  + port: 80',
    ])
  })

  it('are those of files that come and go, too, and of what is no text', async () => {
    expect(
      await linesOf(
        { 'a.yaml': 'a: 1\n', bin: '\0' },
        { 'a.yaml': undefined, 'b.yaml': 'b: 1\n', bin: '\xff' },
      ),
    ).toEqual(['  a.yaml:1', '  - a: 1', '  b.yaml:1', '  + b: 1', '  bin: not a text file'])
  })

  it.each([
    ['a Secret', 'kind: Secret\nstringData:\n  word: s3cret\n', 'kind: Secret\nstringData:\n  word: n3w\n'],
    ['a file of SOPS', 'word: s3cret\nsops:\n  mac: x\n', 'word: n3w\nsops:\n  mac: x\n'],
    ['a value that is named like one', 'db:\n  password: s3cret\n', 'db:\n  password: n3w\n'],
    ['lines below such a name', 'tls:\n  privateKey: |\n    s3cret\n', 'tls:\n  privateKey: |\n    n3w\n'],
    ['a value in a list', 'env:\n  - API_TOKEN=s3cret\n', 'env:\n  - API_TOKEN=n3w\n'],
  ])('hide the values of %s', async (_, before, after) => {
    const lines = (await linesOf({ 'values.yaml': before }, { 'values.yaml': after })).join('\n')
    expect(lines).toMatch(/values\.yaml:\d\n {2}- .*\n {2}\+ /)
    expect(lines).not.toMatch(/s3cret|n3w/)
  })

  it('are a person’s to read: not too many, not too long, and nothing in them unseen', async () => {
    const many = Array.from({ length: 500 }, (_, i) => `key${i}: 1\n`).join('')
    const lines = await linesOf({}, { 'a.yaml': many })
    expect(lines).toHaveLength(201)
    expect(lines.at(-1)).toBe('  … and 301 more lines')
    const [, long = ''] = await linesOf({}, { 'a.yaml': `a: ${'x'.repeat(9999)}\u001B[2J\n` })
    expect(long.length).toBeLessThan(310)
    expect((await linesOf({}, { 'a.yaml': 'a: \u001B[2J\n' }))[1]).toBe(String.raw`  + a: \u001b[2J`)
  })
})
