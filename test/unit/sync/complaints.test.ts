/**
 * Complaints that the Argo CD of the bed does not produce: states that its versions have written, replayed. The
 * others are in test/bed/sync/complaints.test.ts.
 */
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { Application } from '../../../src/controllers/argocd/api/shapes.ts'
import type { Facts } from '../../../src/controllers/argocd/verdict/facts.ts'
import { objectionsTo } from '../../../src/controllers/argocd/verdict/table.ts'
import { short } from '../../../src/git/find-commit.ts'
import { versionOf } from '../../../src/controllers/argocd/versions.ts'

const [commit, before] = ['c'.repeat(40), 'b'.repeat(40)]
const source = { repoURL: 'https://github.com/acme/infra', path: 'apps/web', targetRevision: 'main' }
const destination = { server: 'https://kubernetes.default.svc', namespace: 'web' }

/**
 * The state in which the controller of 3.4.4 leaves an app whose commit arrived during the sync of the commit before
 * it.
 */
const passedOver = {
  metadata: { name: 'web', annotations: { 'argocd.argoproj.io/manifest-generate-paths': '.' } },
  spec: { source, destination, syncPolicy: { automated: {} } },
  status: {
    reconciledAt: '2026-01-01T12:00:20Z',
    sync: { status: 'OutOfSync', revision: commit, comparedTo: { source, destination } },
    health: { status: 'Healthy' },
    operationState: {
      phase: 'Succeeded',
      finishedAt: '2026-01-01T12:00:12Z',
      operation: { sync: { revision: before } },
      syncResult: { revision: before, source },
    },
    resources: [{ group: 'apps', kind: 'Deployment', name: 'web', status: 'OutOfSync' }],
  },
}

function facts(live: object, version: string): Facts {
  const web = { group: 'apps', kind: 'Deployment', namespace: 'web', name: 'web' }
  return {
    expected: { isChanged: true, changed: [web], removed: [], spec: undefined },
    live: v.parse(Application, live),
    isOurs: (url) => url === source.repoURL,
    relationOf: (one) => (one === commit ? 'same' : 'ancestor'),
    renderFault: undefined,
    objects: undefined,
    version: versionOf(version),
  }
}

describe('a commit during a sync', () => {
  it('that leaves the app OutOfSync for ever is recognised, not waited out (argo-cd#21902, #27875)', () => {
    const [found] = objectionsTo(facts(passedOver, 'v3.4.4'))
    expect(found).toMatchObject({ word: 'failed', rule: 'not-skipped', needsRefresh: true })
    expect(found?.reason).toContain(
      'has skipped the commit, which can happen if a commit arrives during a sync',
    )
    expect(found?.reason).toContain(`the last one is older (${short(before)})`)
  })

  it('is no fault as long as a sync is asked for', () => {
    const found = objectionsTo(facts({ ...passedOver, operation: { sync: { revision: commit } } }, 'v3.4.4'))
    expect(found).toMatchObject([{ word: 'waits', rule: 'no-operation' }])
  })

  it('does not take another failed sync for its own (argo-cd#4505)', () => {
    const operationState = { ...passedOver.status.operationState, phase: 'Failed', message: 'hook failed' }
    const found = objectionsTo(
      facts({ ...passedOver, status: { ...passedOver.status, operationState } }, 'v3.5.7'),
    )
    expect(found.map(({ rule }) => rule)).not.toContain('operation-result')
  })
})
