/** Secret values in the messages of a server: they are masked before the message is cut. */
import { expect, it } from 'vitest'
import { oneLine } from '../../../src/controllers/argocd/said.ts'
import { maskMessages } from '../../../src/sync/follow/masked.ts'

const mask = (text: string) => text.replaceAll('hunter2hunter2', '***')

it('a value at the place where a message is cut does not leave its first half', () => {
  const message = `${'x'.repeat(594)}hunter2hunter2 and more`
  expect(oneLine(message)).toContain('hunter')
  const { conditions } = maskMessages({ conditions: [{ type: 'ComparisonError', message }] }, mask)
  expect(oneLine(conditions[0]?.message ?? '')).not.toContain('hunter')
})

it('what has nothing to hide stays the very same', () => {
  const value = { status: { message: 'good', list: [{ message: 'fine' }, 1, null] } }
  expect(maskMessages(value, mask)).toBe(value)
})
