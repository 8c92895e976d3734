import { short } from '../../../git/find-commit.ts'
import type { Json } from '../../../yaml/value.ts'
import { oneLine } from '../said.ts'
import type { Application, ApplicationSource } from '../shapes.ts'
import { failed, waits } from './facts.ts'
import type { Facts, Rule } from './facts.ts'

/** Rules about which commit the controller has compared the cluster with. */

/** The sources of an Application, in their order. */
export function sourcesOf({ spec }: Pick<Application, 'spec'>): readonly ApplicationSource[] {
  if (spec.sources.length > 0) return spec.sources
  if (spec.sourceHydrator?.drySource != null) return [spec.sourceHydrator.drySource]
  return spec.source == null ? [] : [spec.source]
}

/** What one source of an Application was compared at. */
interface Compared {
  readonly source: ApplicationSource
  /** The commit, a chart's version, or what stands there where the comparison failed: the branch's name. */
  readonly revision: string
}

/**
 * The sources that are of the infra repo, with the commits that they were compared at. Where manifests are hydrated,
 * the commit is that of the dry source.
 */
export function comparedOf({ live, isOurs }: Pick<Facts, 'live' | 'isOurs'>): Compared[] {
  const { sync, sourceHydrator } = live.status ?? {}
  const revisions = sync?.revisions ?? []
  return sourcesOf(live).flatMap((source, i) => {
    if (!isOurs(source.repoURL ?? '')) return []
    const dry = sourceHydrator?.lastSuccessfulOperation?.drySHA ?? ''
    const own = live.spec.sourceHydrator == null ? (sync?.revision ?? '') : dry
    return [{ source, revision: revisions.length > 0 ? (revisions[i] ?? '') : own }]
  })
}

/** What the sources of the infra repo were compared at. */
export function observedAt(facts: Pick<Facts, 'live' | 'isOurs'>): readonly string[] {
  return comparedOf(facts).map(({ revision }) => revision)
}

/** Whether a list of revisions, as an operation or the history has it, shows the commit or a descendant. */
export function isAtCommit(facts: Facts, revision: string, revisions: readonly string[]): boolean {
  const all = revisions.length > 0 ? revisions : [revision]
  return all.some((one) => ['same', 'descendant'].includes(facts.relationOf(one)))
}

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
  description: 'The Application has the spec that the commit declares, where the commit changes it.',
  judge({ expected, live }) {
    const place = expected.spec === undefined ? undefined : missing(expected.spec, live.spec, 'spec')
    return place === undefined
      ? undefined
      : waits(`the Application is not yet as the commit declares it: ${place} is another one`)
  },
}

export const comparedWithSpec: Rule = {
  id: 'compared-with-spec',
  phase: 'commit',
  description: 'The controller has compared the present spec, not the one before.',
  judge({ live }) {
    const { comparedTo } = live.status?.sync ?? {}
    if (live.spec.sourceHydrator != null) return undefined
    if (comparedTo == null) return waits('Argo CD has not compared it yet', { needsRefresh: true })
    const was = comparedTo.sources.length > 0 ? comparedTo.sources : [comparedTo.source]
    const isSame =
      plain(was) === plain(sourcesOf(live)) && plain(comparedTo.destination) === plain(live.spec.destination)
    return isSame ? undefined : waits('Argo CD has not compared its present spec yet', { needsRefresh: true })
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
    if (renderFault !== undefined) return failed(`Argo CD cannot render it at the commit: ${renderFault}`)
    if (condition === undefined) return undefined
    const reason = `Argo CD reports ${condition.type}: ${oneLine(condition.message ?? '')}`
    // Of the spec, not of what is rendered; a parent may still bring another one.
    if (condition.type === 'InvalidSpecError') return failed(reason, { mayPass: true })
    return waits(reason, { needsRefresh: true })
  },
}

/** Source: the conditions of errors in pkg/apis/application/v1alpha1/types.go that leave an app as it was. */
const ERRORS = new Set(['ComparisonError', 'InvalidSpecError', 'UnknownError'])

export const atCommit: Rule = {
  id: 'at-commit',
  phase: 'commit',
  description: 'Each of its sources in the infra repo was compared at the commit or at a descendant of it.',
  judge(facts) {
    for (const { revision } of comparedOf(facts)) {
      const relation = facts.relationOf(revision)
      if (relation === 'same' || relation === 'descendant') continue
      const at = short(revision)
      if (revision === '') return waits('Argo CD has not compared it yet', { needsRefresh: true })
      if (relation === 'ancestor')
        return waits(`Argo CD still has ${at}, which is older than the commit`, { needsRefresh: true })
      if (relation === 'unknown')
        return waits(`Argo CD has ${at}, of which this checkout does not know how it stands to the commit`, {
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
    'Where manifests are hydrated: those of the commit are hydrated, and the comparison is with them.',
  judge(facts) {
    const { live } = facts
    if (live.spec.sourceHydrator == null) return undefined
    const { currentOperation: current, lastSuccessfulOperation: last } = live.status?.sourceHydrator ?? {}
    if (current != null && current.phase === 'Failed' && isAtCommit(facts, current.drySHA ?? '', []))
      return failed(`the commit cannot be hydrated: ${oneLine(current.message ?? '')}`, { mayPass: true })
    if (current != null && current.phase === 'Hydrating') return waits('the commit is being hydrated')
    if (last == null || last.hydratedSHA === '') return waits('nothing is hydrated yet')
    return live.status?.sync?.revision === last.hydratedSHA
      ? undefined
      : waits(`Argo CD has not compared the hydrated commit ${short(last.hydratedSHA ?? '')} yet`, {
          needsRefresh: true,
        })
  },
}

/** Where the app follows none of the infra repo's branches, the commit never reaches it by itself. */
export function notFollowing(
  { live, isOurs }: Pick<Facts, 'live' | 'isOurs'>,
  branches: readonly string[],
): string | undefined {
  const ours = sourcesOf(live).filter(({ repoURL }) => isOurs(repoURL ?? ''))
  const followed = ours.map(({ targetRevision }) => targetRevision || 'HEAD')
  if (ours.length === 0 || followed.some((one) => branches.includes(one))) return undefined
  return `it follows ${[...new Set(followed)].join(' and ')}, not the branch of this commit`
}

/** The first place where a live object lacks what is declared, or has something else there. Null and empty are none. */
function missing(wanted: Json, live: unknown, place: string): string | undefined {
  if (isEmpty(wanted)) return isEmpty(live) ? undefined : place
  if (Array.isArray(wanted)) {
    if (!Array.isArray(live) || live.length !== wanted.length) return place
    return firstOf(wanted.map((one, i) => missing(one, live[i], `${place}[${i}]`)))
  }
  if (typeof wanted === 'object' && wanted !== null) {
    if (typeof live !== 'object' || live === null) return place
    const record = live as Record<string, unknown>
    return firstOf(
      Object.entries(wanted).map(([key, value]) => missing(value, record[key], `${place}.${key}`)),
    )
  }
  return wanted === live ? undefined : place
}

function firstOf(places: readonly (string | undefined)[]): string | undefined {
  return places.find((place) => place !== undefined)
}

/** What Go leaves out as it writes JSON. */
function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '' || value === false || value === 0) return true
  return typeof value === 'object' && Object.values(value).every(isEmpty)
}

/** As text, whatever the order of keys and what is empty. */
function plain(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner))
      return isEmpty(inner) ? undefined : inner
    return Object.fromEntries(
      Object.entries(inner)
        .filter(([, one]) => !isEmpty(one))
        .toSorted(([a], [b]) => (a < b ? -1 : 1)),
    )
  })
}
