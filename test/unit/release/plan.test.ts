import { describe, expect, it } from 'vitest'
import { nextVersion, planRelease } from '../../../scripts/release/plan.ts'
import type { ReleaseState } from '../../../scripts/release/plan.ts'

const here = 'a'.repeat(40)
const there = 'b'.repeat(40)

/** Returns a checkout that is ready for the release of a version, after these versions. */
function ready(
  version: string,
  released: readonly string[],
  changes: Partial<ReleaseState> = {},
): ReleaseState {
  return {
    commit: here,
    manifestVersion: version,
    changelog: `# Changelog\n\n## Unreleased\n\n## ${version} - 2026-11-25\n\n- New.\n\n## 0.0.1 - 2026-01-01\n\n- Old.\n`,
    tags: new Map(released.map((other) => [`v${other}`, there])),
    changedFiles: [],
    ...changes,
  }
}
const plan = (version: string, released: readonly string[], changes: Partial<ReleaseState> = {}) =>
  planRelease(version, ready(version, released, changes))

describe('the plan of a release', () => {
  it('says what it does', () => {
    expect(plan('1.2.3', ['1.2.2', '0.9.0'])).toEqual({
      faults: [],
      plan: {
        version: '1.2.3',
        commit: here,
        tag: 'v1.2.3',
        branch: 'v1',
        prerelease: false,
        latest: true,
        npmTag: 'latest',
        image: 'ghcr.io/fairlead-dev/fairlead:1.2.3',
        notes: '- New.',
      },
    })
  })

  it.each([
    // The first release, a new major version, and a number that is higher but sorts lower as text.
    ['0.1.0', [], { branch: 'v0', latest: true, npmTag: 'latest' }],
    ['2.0.0', ['1.9.0'], { branch: 'v2', latest: true, npmTag: 'latest' }],
    ['1.10.0', ['1.9.0'], { branch: 'v1', latest: true, npmTag: 'latest' }],
    // A pre-release does not move a branch, but the release after it does.
    ['1.1.0-rc.1', ['1.0.0'], { branch: undefined, latest: false, npmTag: 'next', prerelease: true }],
    ['1.1.0', ['1.0.0', '1.1.0-rc.1'], { branch: 'v1', latest: true }],
    ['1.0.1', ['1.0.0', '2.0.0-rc.1'], { branch: 'v1', latest: true }],
    // A fix of an older major version moves only its own branch.
    ['1.0.1', ['1.0.0', '2.0.0'], { branch: 'v1', latest: false, npmTag: 'release-1' }],
    // Tags of other kinds are not releases.
    ['1.0.1', ['1.0.0', '1', 'next'], { branch: 'v1', latest: true }],
  ] as const)('%s after %j', (version, released, expected) => {
    const { plan: made, faults } = plan(version, released)
    expect(faults).toEqual([])
    expect(made).toMatchObject(expected)
  })

  it.each([
    [
      'a version that is not higher',
      () => plan('1.2.3', ['1.2.4']),
      '1.2.3 is not higher than 1.2.4, which is released',
    ],
    [
      'a pre-release of what is released',
      () => plan('1.2.3-rc.1', ['1.2.3']),
      '1.2.3-rc.1 is not higher than 1.2.3',
    ],
    [
      'a tag elsewhere',
      () => plan('1.2.3', ['1.2.3']),
      `v1.2.3 is at ${there}, not at ${here}; a tag never moves`,
    ],
    [
      'another version in package.json',
      () => plan('1.2.3', [], { manifestVersion: '1.2.2' }),
      'package.json is at 1.2.2',
    ],
    [
      'no changelog',
      () => plan('1.2.3', [], { changelog: '## 1.2.30 - x\n\n- Other.\n' }),
      'has no text under "## 1.2.3"',
    ],
    [
      'an empty section',
      () => plan('1.2.3', [], { changelog: '## 1.2.3\n\n## 1.2.2\n\n- Old.\n' }),
      'has no text under',
    ],
    [
      'changed files',
      () => plan('1.2.3', [], { changedFiles: ['dist/cli.js'] }),
      'not committed: dist/cli.js',
    ],
  ])('refuses %s', (_, make, message) => {
    expect(make().faults).toEqual([expect.stringContaining(message)])
  })

  it('names all that stands against it', () => {
    const faults = plan('1.2.3', ['1.3.0'], {
      manifestVersion: '1.0.0',
      changelog: '',
      changedFiles: ['a'],
    }).faults
    expect(faults).toHaveLength(4)
  })

  it.each(['v1.2.3', '1.2', '1.2.3+build', ' 1.2.3', 'latest', '', '1.2.3; rm -rf /'])(
    'takes %j for no version',
    (text) => {
      expect(() => planRelease(text, ready('1.2.3', []))).toThrow('is not a version such as')
    },
  )

  describe('run again at the same commit', () => {
    const tags = new Map([['v1.2.3', here]])

    it('goes on', () => {
      expect(plan('1.2.3', [], { tags })).toMatchObject({ faults: [], plan: { branch: 'v1', latest: true } })
    })

    it('does not bring the branch back from a newer release', () => {
      const after = new Map([...tags, ['v1.3.0', there]])
      expect(plan('1.2.3', [], { tags: after })).toMatchObject({
        faults: [],
        plan: { branch: undefined, latest: false, npmTag: 'release-1' },
      })
    })
  })
})

it('the version that comes next is the one of package.json, until that is released', () => {
  expect(nextVersion(ready('1.2.3', ['1.2.2']))).toBe('1.2.3')
  expect(nextVersion(ready('1.2.3', ['1.2.3']))).toBe('1.2.4')
})
