/** The reasons for which Argo CD delays an app: the conclusions from sync windows and from a rolling sync. */
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { stepHolds, windowHolds } from '../../../../src/controllers/argocd/holds.ts'
import { ApplicationSet, SyncWindows } from '../../../../src/controllers/argocd/api/shapes.ts'

const window = (kind: string) => ({ kind, schedule: '0 22 * * *', duration: '8h' })
const windows = (active: readonly string[], assigned = active) =>
  windowHolds(
    v.parse(SyncWindows, { activeWindows: active.map(window), assignedWindows: assigned.map(window) }),
  )

describe('sync windows', () => {
  it('let an app without windows sync, whatever Go writes for an empty list', () => {
    expect(windowHolds(v.parse(SyncWindows, { canSync: true }))).toBeUndefined()
    expect(windowHolds(v.parse(SyncWindows, { activeWindows: null, assignedWindows: null }))).toBeUndefined()
  })
  it('forbid it while one that denies is open, also beside one that allows', () => {
    expect(windows(['allow', 'deny'])).toContain('starts at "0 22 * * *"')
    expect(windows(['allow', 'deny'])).toContain('lasts 8h')
  })
  it('forbid it while none that allows is open', () =>
    expect(windows([], ['allow'])).toContain('none is open now'))
  it('allow it in one that allows, and outside of one that denies', () => {
    expect(windows(['allow'])).toBeUndefined()
    expect(windows([], ['deny'])).toBeUndefined()
  })
})

const set = (apps: readonly (readonly [string, string, string])[], steps: readonly object[] = [{}, {}]) =>
  v.parse(ApplicationSet, {
    metadata: { name: 'shops' },
    spec: { strategy: { type: 'RollingSync', rollingSync: { steps } } },
    status: {
      applicationStatus: apps.map(([application, step, status]) => ({
        application,
        step,
        status,
        message: 'm',
      })),
    },
  })

describe('a rolling sync', () => {
  it('names the apps of the steps before that are not healthy', () =>
    expect(
      stepHolds(
        set([
          ['web', '2', 'Waiting'],
          ['api', '1', 'Progressing'],
          ['db', '1', 'Healthy'],
        ]),
        'web',
      ),
    ).toBe(
      'its ApplicationSet shops has it in step 2 of 2, and these apps of earlier steps are not healthy: api (Progressing)',
    ))
  it('names them also where the set has not seen yet that the app has to wait', () =>
    expect(
      stepHolds(
        set([
          ['web', '2', 'Healthy'],
          ['api', '1', 'Pending'],
        ]),
        'web',
      ),
    ).toContain('api (Pending)'))
  it('holds nothing back whose step has come', () =>
    expect(
      stepHolds(
        set([
          ['web', '2', 'Pending'],
          ['api', '1', 'Healthy'],
        ]),
        'web',
      ),
    ).toBeUndefined())
  it.each([[0], ['0'], ['0%']])('never syncs what is in a step with maxUpdate %j', (maxUpdate) =>
    expect(stepHolds(set([['web', '1', 'Waiting']], [{ maxUpdate }]), 'web')).toContain(
      'it needs a manual sync',
    ),
  )
  it('never syncs what is in no step', () =>
    expect(stepHolds(set([['web', '-1', 'Waiting']]), 'web')).toContain('not have it in any step'))
  it('is none where all apps are synced at once', () =>
    expect(stepHolds(v.parse(ApplicationSet, { metadata: { name: 's' }, spec: {} }), 'web')).toBeUndefined())
})
