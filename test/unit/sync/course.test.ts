/** A finding against green decides only after it has lasted as long as such problems usually last. */
import { describe, expect, it } from 'vitest'
import type { Found } from '../../../src/controllers/argocd/verdict/table.ts'
import { Course } from '../../../src/sync/follow/course.ts'

const fault = (more: Partial<Found> = {}): Found => ({
  word: 'failed',
  rule: 'r',
  phase: 'health',
  reason: '',
  ...more,
})

describe('a fault', () => {
  it('that cannot pass decides at once', () => {
    expect(new Course().decided([fault()], 0, 0)).toBeDefined()
  })

  it('that may pass has to stand, however short the settling time is', () => {
    const course = new Course()
    const decided = [0, 4000, 5000].map(
      (now) => course.decided([fault({ mayPass: 5 })], now, 0) !== undefined,
    )
    expect(decided).toEqual([false, false, true])
  })

  it('has to stand for the settling time where that is longer', () => {
    const course = new Course()
    const decided = [0, 5000, 20_000].map(
      (now) => course.decided([fault({ mayPass: 5 })], now, 20_000) !== undefined,
    )
    expect(decided).toEqual([false, false, true])
  })

  it('begins anew where it was gone for a moment', () => {
    const course = new Course()
    const look = (found: readonly Found[], now: number) => course.decided(found, now, 0)
    look([fault({ mayPass: 5 })], 0)
    look([], 4000)
    expect(look([fault({ mayPass: 5 })], 6000)).toBeUndefined()
  })

  it('that is not proved is given the same time, and what only waits never decides', () => {
    const course = new Course()
    expect(course.decided([fault({ word: 'unknown' })], 0, 0)).toBeUndefined()
    expect(course.decided([fault({ word: 'unknown' })], 5000, 0)).toBeDefined()
    expect(new Course().decided([fault({ word: 'waits' })], 1e9, 0)).toBeUndefined()
  })
})
