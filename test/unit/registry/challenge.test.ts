import { describe, expect, it } from 'vitest'
import { parseChallenges } from '../../../src/registry/challenge.ts'

describe('parseChallenges', () => {
  it.each([
    [
      'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:a/b:pull,push"',
      [
        {
          scheme: 'bearer',
          parameters: {
            realm: 'https://auth.docker.io/token',
            service: 'registry.docker.io',
            scope: 'repository:a/b:pull,push',
          },
        },
      ],
    ],
    ['Basic realm="a \\"b\\", c"', [{ scheme: 'basic', parameters: { realm: 'a "b", c' } }]],
    [
      'BASIC realm=x , Bearer Realm = "https://x", service=y',
      [
        { scheme: 'basic', parameters: { realm: 'x' } },
        { scheme: 'bearer', parameters: { realm: 'https://x', service: 'y' } },
      ],
    ],
    [
      'Negotiate, Basic realm=""',
      [
        { scheme: 'negotiate', parameters: {} },
        { scheme: 'basic', parameters: { realm: '' } },
      ],
    ],
    ['realm="x"', []],
    ['', []],
    ['Bearer realm="never ends', [{ scheme: 'bearer', parameters: {} }]],
  ])('reads %j', (header, challenges) => {
    expect(parseChallenges(header)).toEqual(challenges)
  })

  it('takes no long time for a long header', () => {
    const hostile = `Bearer ${'a="'.repeat(20_000)}`
    expect(parseChallenges(hostile)[0]?.scheme).toBe('bearer')
    expect(parseChallenges(' ,'.repeat(50_000))).toEqual([])
  })
})
