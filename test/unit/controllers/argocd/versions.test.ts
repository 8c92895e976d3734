/** Versions of Argo CD: the warnings for them, and their differences. */
import { describe, expect, it } from 'vitest'
import { has, mayPassOver, versionNote, versionOf } from '../../../../src/controllers/argocd/versions.ts'

describe('a version', () => {
  it.each([
    ['v3.5.7+a1b2c3d', undefined],
    ['v2.14.21', undefined],
    ['v3.6.0-rc1', undefined],
    ['v2.13.9+0000000', 'Argo CD 2.13.9+0000000 is older than 2.14'],
    ['v3.7.0', 'Argo CD 3.7.0 is newer than 3.6'],
    ['v4.0.0', 'Argo CD 4.0.0 is newer than 3.6'],
    ['latest+unknown', 'does not report a known version ("latest+unknown")'],
    ['', 'does not report a known version'],
    ['3.5.7.1.2', 'does not report a known version'],
  ])('%j is told: %s', (text, told) => {
    if (told === undefined) expect(versionNote(text)).toBeUndefined()
    else expect(versionNote(text)).toContain(told)
  })
  it('that is not known counts as the newest', () => expect(has(undefined, 'refresh-timestamps')).toBe(true))
  it('has what began with it or before', () => {
    expect(has(versionOf('v3.2.0'), 'cronjob-health')).toBe(true)
    expect(has(versionOf('v3.1.9'), 'cronjob-health')).toBe(false)
    expect(has(versionOf('v2.14.3'), 'status-updates-ignored')).toBe(false)
  })
  it('may pass over a commit, but for those in which that was mended', () => {
    const may = ['v3.3.9', 'v3.4.4', 'v3.4.5', 'v3.5.7', 'v3.6.0'].map((text) => mayPassOver(versionOf(text)))
    expect(may).toEqual([true, true, false, false, true])
  })
})
