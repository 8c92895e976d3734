/**
 * The events that the simulated notification controller of Flux sends and skips, by the rules in the source of the
 * real one.
 */
import { expect, it } from 'vitest'
import type { KubeObject } from '../../bed/kube.ts'
import { cleaned, combined, duplicateKey, revisionOf } from '../../bed/notification/event.ts'
import type { FluxEvent } from '../../bed/notification/event.ts'
import { commitOf, githubStatus, isRepeated, takes, wants } from '../../bed/notification/rules.ts'

const id = '0123456789abcdef0123456789abcdef01234567'
const group = 'kustomize.toolkit.fluxcd.io'

function event(change: Partial<FluxEvent> = {}): FluxEvent {
  return {
    involvedObject: {
      apiVersion: `${group}/v1`,
      kind: 'Kustomization',
      namespace: 'flux-system',
      name: 'app',
    },
    severity: 'info',
    reason: 'ReconciliationSucceeded',
    message: 'Reconciliation finished',
    metadata: { [`${group}/revision`]: `main@sha1:${id}` },
    ...change,
  }
}

const object = (spec: object): KubeObject => ({
  apiVersion: 'notification.toolkit.fluxcd.io/v1beta3',
  kind: 'Any',
  metadata: { name: 'any', namespace: 'flux-system', uid: 'abcd1234-0000' },
  spec,
})
const alert = (spec: object) => object({ eventSources: [{ kind: 'Kustomization', name: '*' }], ...spec })

it('a commit status is sent for an update, for a commit of its own and for any failure, and for nothing else', () => {
  const github = object({ type: 'github' })
  const update = event({ metadata: { [`${group}/commit_status`]: 'update' } })
  expect(takes(github, event())).toBe(false)
  expect(takes(github, update)).toBe(true)
  expect(takes(github, event({ metadata: { 'event.toolkit.fluxcd.io/commit': id } }))).toBe(true)
  expect(takes(github, event({ severity: 'error' }))).toBe(true)
  expect(takes(object({ type: 'github', suspend: true }), update)).toBe(false)
  // Chat providers do not receive updates without changes; a webhook does.
  expect(takes(object({ type: 'slack' }), update)).toBe(false)
  expect(takes(object({ type: 'slack' }), event())).toBe(true)
  expect(takes(object({ type: 'generic' }), update)).toBe(true)
})

it('its words and its context are those of GitHub', () => {
  const provider = object({ type: 'github' })
  expect(githubStatus(provider, event())).toEqual({
    state: 'success',
    context: 'kustomization/app/abcd1234',
    description: 'reconciliation succeeded',
  })
  expect(githubStatus(provider, event({ severity: 'error', reason: 'HealthCheckFailed' }))).toMatchObject({
    state: 'failure',
    description: 'health check failed',
  })
  expect(githubStatus(provider, event({ reason: 'Progressing' }))).toBeUndefined()
})

it('a status that stands there is not said again, but one that changed since is', () => {
  const status = { state: 'success', context: 'a', description: 'd' } as const
  const failed = { ...status, state: 'failure' } as const
  expect(isRepeated([{ ...status, context: 'b' }, status], status)).toBe(true)
  expect(isRepeated([failed, status], status)).toBe(false)
  expect(isRepeated([], status)).toBe(false)
})

it('an alert wants what its sources, its severity and its lists let through', () => {
  expect(wants(alert({}), event(), {})).toBe(true)
  expect(wants(alert({ suspend: true }), event(), {})).toBe(false)
  expect(wants(alert({ eventSeverity: 'error' }), event(), {})).toBe(false)
  expect(wants(alert({ eventSeverity: 'error' }), event({ severity: 'error' }), {})).toBe(true)
  expect(wants(alert({ exclusionList: ['finished$'] }), event(), {})).toBe(false)
  expect(wants(alert({ inclusionList: ['^failed'] }), event(), {})).toBe(false)
  const elsewhere = { eventSources: [{ kind: 'Kustomization', name: 'app', namespace: 'apps' }] }
  expect(wants(alert(elsewhere), event(), {})).toBe(false)
  const labelled = { eventSources: [{ kind: 'Kustomization', name: '*', matchLabels: { team: 'a' } }] }
  expect(wants(alert(labelled), event(), { team: 'a' })).toBe(true)
  expect(wants(alert(labelled), event(), {})).toBe(false)
})

it('of metadata the two groups count, without digests; the object has the last word', () => {
  const metadata = {
    [`${group}/revision`]: `main@sha1:${id}`,
    [`${group}/checksum`]: 'c',
    [`${group}/token`]: 't',
    'event.toolkit.fluxcd.io/team': 'a',
    'example.com/other': 'o',
  }
  const clean = cleaned(event({ metadata }))
  expect(Object.keys(clean.metadata ?? {})).not.toContain('example.com/other')
  const { metadata: all } = combined(clean, { team: 'b', revision: 'x' })
  expect(all).toEqual({ team: 'b', revision: `main@sha1:${id}` })
  expect(duplicateKey(clean)).not.toBe(duplicateKey(event()))
})

it('a commit is found in every form of a revision, and nowhere else', () => {
  expect(revisionOf(event({ metadata: { revision: 'r', originRevision: 'o', commit: 'c' } }))).toBe('c')
  for (const revision of [id, `main@sha1:${id}`, `refs/heads/main@sha1:${id}`, `sha1:${id}`, `main/${id}`])
    expect(commitOf(revision)).toBe(id)
  expect(() => commitOf('v1.2.0')).toThrow('failed to extract commit hash')
})
