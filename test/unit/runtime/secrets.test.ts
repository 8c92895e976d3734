import { describe, expect, it } from 'vitest'
import type { InputDescriptions } from '../../../src/commands/describe.ts'
import { Mask, secretsIn } from '../../../src/runtime/secrets.ts'

const inputs = {
  token: { type: 'text', secret: true, aliases: ['key'], formerNames: ['password'], description: '' },
  repository: { type: 'text', description: '' },
} as const satisfies InputDescriptions

const found = (texts: Record<string, string>) =>
  secretsIn(inputs, new Map(Object.entries(texts).map(([name, text]) => [name, [text]])))

describe('secretsIn', () => {
  it.each([
    [{ token: ' abcd ' }, ['abcd']],
    [{ token: '' }, []],
    [{ key: 'abcd', password: 'efgh' }, ['abcd', 'efgh']],
    [{ repository: 'acme/infra' }, []],
    [{ repository: 'https://x-access-token:s3%2Bcret@host/x' }, ['s3%2Bcret', 's3+cret']],
    [{ repository: `https://${'a'.repeat(40)}:x-oauth-basic@host/x` }, ['x-oauth-basic', 'a'.repeat(40)]],
    [{ repository: `ghp_${'a'.repeat(36)}` }, [`ghp_${'a'.repeat(36)}`]],
    [{ unknown: `github_pat_${'b'.repeat(40)}` }, [`github_pat_${'b'.repeat(40)}`]],
    [{ repository: `glpat-${'c'.repeat(20)}` }, [`glpat-${'c'.repeat(20)}`]],
    [{ repository: 'https://u:p@ss@host/x@y' }, ['p@ss']],
    [{ repository: 'https://u:%E0%A4%A@host/x' }, ['%E0%A4%A']],
  ])('finds in %j', (texts, secrets) => {
    expect(found(texts as Record<string, string>)).toEqual(secrets)
  })
})

describe('Mask', () => {
  const mask = new Mask()
  mask.hide(['hunter22', 'a.b*', 'abc'])

  it('hides secrets and passwords in URLs, and leaves what is too short to be one', () => {
    expect(mask.text('x hunter22 a.b* abc aXbb')).toBe('x *** *** abc aXbb')
    expect(mask.text('https://u:p@ss@host/x')).toBe('https://***@host/x')
    expect(mask.text('https://u:p@host/x and ssh://git@host/x')).toBe(
      'https://***@host/x and ssh://git@host/x',
    )
  })

  it('hides them anywhere in data', () => {
    const data = { a: ['hunter22', 1, null, { hunter22: true }] }
    expect(mask.data(data)).toEqual({ a: ['***', 1, null, { '***': true }] })
  })
})
