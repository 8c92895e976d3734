import { short } from '../../../git/find-commit.ts'
import { isObject } from '../../../yaml/value.ts'
import { oneLine } from '../said.ts'
import { comparedOf, sourcesOf } from './commit.ts'
import { failed, hasCommit, LASTS, unknown, waits } from './facts.ts'
import type { Facts, Rule } from './facts.ts'
import { leftOver, missing, plain } from './same.ts'

/** Rules about the commit that the controller has compared the cluster with. */

export const beingDeleted: Rule = {
  id: 'stays',
  phase: 'commit',
  description: 'The Application is not being deleted.',
  judge: ({ live: { metadata } }) =>
    metadata.deletionTimestamp === undefined ? undefined : waits('the Application is being deleted'),
}

export const rightSpec: Rule = {
  id: 'spec',
  phase: 'commit',
  description: 'If the commit changes the spec of the Application, the Application has the new spec.',
  judge({ expected, live }) {
    const { spec, specBefore } = expected
    if (spec === undefined) return undefined
    const place = missing(spec, live.spec, 'spec')
    if (place !== undefined) return waits(`the Application does not match the commit yet: ${place} differs`)
    // Argo CD itself sets the project if there is none. Source: util/argo/argo.go, NormalizeApplicationSpec
    const was = isObject(specBefore) && { ...specBefore, project: null }
    const left = leftOver(was, spec, live.spec, 'spec')
    return left === undefined
      ? undefined
      : waits(`the Application does not match the commit yet: it still has ${left}`)
  },
}

export const comparedWithSpec: Rule = {
  id: 'compared-with-spec',
  phase: 'commit',
  description: 'The controller has compared the current spec, not the previous one.',
  judge({ live }) {
    const { comparedTo } = live.status?.sync ?? {}
    if (live.spec.sourceHydrator != null) return undefined
    if (comparedTo == null) return waits('Argo CD has not compared it yet', { needsRefresh: true })
    const was = comparedTo.sources.length > 0 ? comparedTo.sources : [comparedTo.source]
    // Source: pkg/apis/application/v1alpha1/types.go, BuildComparedToStatus
    const isSame =
      plain(was) === plain(sourcesOf(live)) &&
      plain(comparedTo.destination) === plain(live.spec.destination) &&
      plain(comparedTo['ignoreDifferences'] ?? []) === plain(live.spec['ignoreDifferences'] ?? [])
    return isSame ? undefined : waits('Argo CD has not compared its current spec yet', { needsRefresh: true })
  },
}

export const renders: Rule = {
  id: 'renders',
  phase: 'commit',
  description: 'The controller can render the app at the commit.',
  judge({ live, renderFault }) {
    const condition = (live.status?.conditions ?? []).find(
      ({ type }) => type !== null && ERRORS.has(type ?? ''),
    )
    if (renderFault !== undefined && condition !== undefined)
      return failed(`Argo CD cannot render it ${atWhat(live)}: ${renderFault}`, { mayPass: LASTS.settling })
    if (condition === undefined) return undefined
    const reason = `Argo CD reports ${condition.type}: ${oneLine(condition.message ?? '')}`
    // The condition is about the spec, not about rendering. A parent may still deploy another spec.
    if (condition.type === 'InvalidSpecError') return failed(reason, { mayPass: LASTS.settling })
    return waits(reason, { needsRefresh: true })
  },
}

/**
 * The API renders several sources at the revisions that they follow. With given revisions it would change its own
 * copy of the spec.
 */
function atWhat({ spec: { sources } }: Facts['live']): string {
  return sources.length > 0 ? 'at the current revisions of its sources' : 'at the commit'
}

/** Source: the error conditions in pkg/apis/application/v1alpha1/types.go that leave an app as it was. */
const ERRORS = new Set(['ComparisonError', 'InvalidSpecError', 'UnknownError'])

export const atCommit: Rule = {
  id: 'at-commit',
  phase: 'commit',
  description: 'Each of its sources in the infra repo was compared at the commit or at a descendant of it.',
  judge(facts) {
    const { live, isOurs, expected } = facts
    const sources = sourcesOf(live)
    // If all sources of an app are elsewhere, such as a chart, the commit can only change the spec.
    if (
      expected.spec === undefined &&
      !sources.some(({ repoURL, targetRevision }) => isOurs(repoURL ?? '', targetRevision ?? ''))
    )
      return unknown(
        `none of its sources is known to be this repo, so Fairlead cannot determine whether it has the commit: ${sources.map(({ repoURL }) => oneLine(repoURL ?? '')).join(', ') || 'it has none'}`,
        { mayPass: LASTS.settling },
      )
    for (const { revision } of comparedOf(facts, facts.expected.isChanged)) {
      const relation = facts.relationOf(revision)
      if (hasCommit(relation)) continue
      const at = short(revision)
      // Source: controller/appcontroller.go, canProcessApp
      if (/^(?:1|t|true)$/i.test(live.metadata.annotations?.['argocd.argoproj.io/skip-reconcile'] ?? ''))
        return unknown(
          `Argo CD has ${at || 'no comparison'} and does not process the Application, because its annotation argocd.argoproj.io/skip-reconcile is set`,
          { mayPass: LASTS.comparing },
        )
      if (revision === '') return waits('Argo CD has not compared it yet', { needsRefresh: true })
      if (relation === 'ancestor')
        return waits(`Argo CD still has ${at}, which is older than the commit`, { needsRefresh: true })
      if (relation === 'unknown')
        return waits(`Argo CD has ${at}, and this checkout does not show how that relates to the commit`, {
          needsRefresh: true,
        })
      return waits(`Argo CD has ${at}, which does not contain the commit`, { needsRefresh: true })
    }
    return undefined
  },
}

export const hydrated: Rule = {
  id: 'hydrated',
  phase: 'commit',
  description:
    'If manifests are hydrated: those of the commit are hydrated and compared, also if they were promoted to another branch (`hydrateTo`).',
  judge(facts) {
    const { live } = facts
    if (live.spec.sourceHydrator == null) return undefined
    const isThere = (one: string) => hasCommit(facts.relationOf(one))
    const hydrator = live.status?.sourceHydrator ?? undefined
    const { currentOperation: current, lastSuccessfulOperation: last } = hydrator ?? {}
    if (current != null && current.phase === 'Failed') {
      const reason = `the commit cannot be hydrated: ${oneLine(current.message ?? '')}`
      // If rendering fails, the operation has no dry commit, but the commit was compared.
      const of = current.drySHA || hydrator?.lastComparedDryRevision || ''
      return isThere(of)
        ? failed(reason, { mayPass: LASTS.settling })
        : waits(
            `the hydration of ${of === '' ? 'a commit' : short(of)} has failed: ${oneLine(current.message ?? '')}`,
          )
    }
    if (current != null && current.phase === 'Hydrating') return waits('the commit is being hydrated')
    if (last == null || last.hydratedSHA === '') return waits('nothing is hydrated yet')
    const at = live.status?.sync?.revision ?? ''
    const hydratedAt = short(last.hydratedSHA ?? '')
    if (at === last.hydratedSHA || facts.isPromoted?.(at) === true) return undefined
    const { hydrateTo } = live.spec.sourceHydrator
    if (hydrateTo != null)
      return waits(
        `the hydrated commit ${hydratedAt} on ${oneLine(hydrateTo.targetBranch || 'its branch')} is waiting for its promotion: Argo CD has ${short(at)}, which has different manifests`,
        { needsRefresh: true },
      )
    return waits(`Argo CD has not compared the hydrated commit ${hydratedAt} yet`, { needsRefresh: true })
  },
}
