import { expect, test } from 'vitest'
import { tagFamily } from '../../../src/images/tag-family.ts'

test.each([
  ['app-1.4.0', 'app-1.5.0'],
  ['1.2.3', 'v2.0'],
  ['main-202611231530-1a2b3c4', 'main-202612010000-9f8e7d6'],
  ['main-7248651', 'main-1a2b3c4'],
  ['1.2.3-alpine3.20', '1.3.0-alpine3.21'],
  ['2026.11.23', '2026.12.1'],
  ['1.2.3-rc.1', '1.3.0-rc.2'],
])('%s and %s are of one family', (a, b) => {
  expect(tagFamily(a)).toBe(tagFamily(b))
})

test.each([
  ['app-1.4.0', 'helper-1.4.0'],
  ['1.4.0', '1.4.0-alpine'],
  ['1.4.0-alpine', '1.4.0-debian'],
  ['main-1a2b3c4', 'dev-1a2b3c4'],
  ['latest', '1.0.0'],
])('%s and %s are of two', (a, b) => {
  expect(tagFamily(a)).not.toBe(tagFamily(b))
})
