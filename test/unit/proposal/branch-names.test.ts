import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { branchOf, formerBranchOf } from '../../../src/proposal/group.ts'

describe('the branch of a group', () => {
  it.each([
    ['app web-prod environment prod', /^fairlead\/web-prod-[0-9a-f]{8}$/],
    ['app web environment prod', /^fairlead\/web-prod-[0-9a-f]{8}$/],
    [
      'files apps/web/values-prod.yaml apps/api/values-prod.yaml',
      /^fairlead\/apps-web-values-prod-yaml-api-[0-9a-f]{8}$/,
    ],
    ['app web environment  base release/1', /^fairlead\/web-base-release-1-[0-9a-f]{8}$/],
  ])('of %s says each word once', (key, name) => {
    expect(branchOf(key)).toMatch(name)
  })

  it('stays its own, whatever looks alike', () => {
    expect(branchOf('app web-prod environment prod')).not.toBe(branchOf('app web environment prod'))
  })

  it('ends as its former name does, so that both are of one group', () => {
    expect(formerBranchOf('app web-prod environment prod')).toBe('fairlead/web-prod-prod-8aad4116')
    expect(branchOf('app web-prod environment prod')).toBe('fairlead/web-prod-8aad4116')
  })

  it('is a name that git takes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (key) => {
        expect(branchOf(key)).toMatch(/^fairlead\/(?:[a-z0-9]+(?:-[a-z0-9]+)*)?-[0-9a-f]{8}$/)
      }),
    )
  })
})
