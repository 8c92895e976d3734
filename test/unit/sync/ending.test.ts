/** The messages at the end of a wait. */
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { Application } from '../../../src/controllers/argocd/api/shapes.ts'
import type { Found } from '../../../src/controllers/argocd/verdict/table.ts'
import { decision, ranOut, warningsOf } from '../../../src/sync/follow/ending.ts'

const found = (reason: string, more: Partial<Found> = {}): Found => ({
  word: 'waits',
  rule: 'no-operation',
  phase: 'sync',
  reason,
  ...more,
})

describe('a wait whose time is over', () => {
  it('says what was awaited', () =>
    expect(ranOut('after 9 s', [found('a sync is running')], undefined)).toMatchObject({
      outcome: 'unknown',
      reason: 'after 9 s; last state: a sync is running',
    }))
  it('says that nothing was heard, and what was awaited before that', () =>
    expect(ranOut('after 9 s', [found('a sync is running')], 'Argo CD gives no answer').reason).toBe(
      'after 9 s; last state: Argo CD gives no answer; before that: a sync is running',
    ))
  it('says that all was good for too short a time', () =>
    expect(ranOut('after 9 s', [], undefined).reason).toContain('not for long enough'))
})

describe('a fault that decides', () => {
  it('of a later commit names that', () => {
    const supersededBy = 'd'.repeat(40)
    expect(decision(found('it crashes', { word: 'failed' }), { supersededBy }).reason).toMatch(
      /^at d+, a later commit: it crashes$/,
    )
  })
  it('of what the commit does not touch says so', () =>
    expect(
      decision(found('db is Degraded', { word: 'failed', isUnrelated: true }), { supersededBy: undefined })
        .reason,
    ).toContain('the commit does not touch it'))
  it('does not say so if the effect of the commit is not known', () => {
    const by = found('db is Degraded', { word: 'failed', isUnrelated: true })
    const { reason } = decision(by, { supersededBy: undefined, doubt: 'its plugin cannot be run' })
    expect(reason).not.toContain('the commit does not touch it')
    expect(reason).toContain('it is not known whether the commit touches it: its plugin cannot be run')
  })
})

it('Argo CD’s warnings of objects that are there twice are passed on, and no others', () => {
  const conditions = [
    { type: 'SharedResourceWarning', message: 'ConfigMap/a is part of applications x and y' },
    { type: 'OrphanedResourceWarning', message: 'Application has 1 orphaned resources' },
  ]
  const live = v.parse(Application, {
    metadata: { name: 'web' },
    spec: { destination: {} },
    status: { conditions },
  })
  expect(warningsOf(live)).toEqual([
    'Argo CD warns (SharedResourceWarning): ConfigMap/a is part of applications x and y.',
  ])
  expect(warningsOf(undefined)).toEqual([])
})
