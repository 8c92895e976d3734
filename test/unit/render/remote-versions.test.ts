import { expect, it } from 'vitest'
import { newest, readRange } from '../../../src/render/remote-sources/versions.ts'

const versions = ['v1.0.0', '1.2.0', '1.2.5', '1.10.0', '2.0.0-rc.1', '2.0.0', '2.1.0-beta.1', 'latest', '3']

it.each([
  ['*', '3'],
  ['1.x', '1.10.0'],
  ['1.X.x', '1.10.0'],
  ['~1.2', '1.2.5'],
  ['~>1.2.0', '1.2.5'],
  ['^1.2.0', '1.10.0'],
  ['1.2', '1.2.5'],
  ['=1.0.0', 'v1.0.0'],
  ['>=1.0.0, <1.10.0', '1.2.5'],
  ['>=1.0.0 <1.10.0', '1.2.5'],
  ['=>1.0.0,=<1.2.0', '1.2.0'],
  ['1.0.0 - 1.2.0', '1.2.0'],
  ['<1.2 || ~2.0', '2.0.0'],
  ['1.x, != 1.10.0', '1.2.5'],
  ['>= 2.0.0-0, < 2.0.0-z', '2.0.0-rc.1'],
  ['>=2.1.0-0 <3.0.0-0', '2.1.0-beta.1'],
  ['>=2.1.0-0 <3.0.0', undefined],
  ['9.x', undefined],
])('of %s it is %s', (range, version) => {
  expect(newest(versions, range)).toBe(version)
})

it.each(['main', 'latest', '', 'release-1.2', 'x-feature', '1.2.3.4', '>=', 'feature/1.x', '1.x || main'])(
  '%s is no range',
  (text) => {
    expect(readRange(text)).toBeUndefined()
  },
)
