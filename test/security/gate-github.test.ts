/** What can be done to pass the gate of GitHub's protected environments, with the whole command against the fake. */
import { afterEach, describe, expect, it } from 'vitest'
import { gatedRequest } from '../support/gated-github.ts'
import type { Gated } from '../support/gated-github.ts'
import { hasTools } from '../support/helm.ts'

let open: Gated | undefined
afterEach(async () => {
  expect(open?.fake.violations).toEqual([])
  await open?.[Symbol.asyncDispose]()
  open = undefined
})

async function setUp(...options: Parameters<typeof gatedRequest>): Promise<Gated> {
  open = await gatedRequest(...options)
  return open
}

describe.skipIf(!hasTools)('the gate of a protected environment of GitHub', () => {
  it('approves exactly what the run has shown, once a reviewer whom the policy names has let it go', async () => {
    const gated = await setUp()
    const digest = await gated.plan()
    const run = gated.approvedRun()
    const answer = await gated.gate(run, { 'plan-digest': digest })
    expect(answer.missing).toBe('')
    expect(answer).toMatchObject({ decision: 'approved', digest, approvals: [{ by: 'bob' }] })
  })
})
