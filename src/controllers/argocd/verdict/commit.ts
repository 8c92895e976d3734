import type { Application, ApplicationSource } from '../api/shapes.ts'
import { hasCommit } from './facts.ts'
import type { Facts } from './facts.ts'
import { plain } from './same.ts'

/** Finds the commits that an Application shows: those of its comparison and of its operations. */

/** Returns the sources of an Application, in their order. */
export function sourcesOf({ spec }: Pick<Application, 'spec'>): readonly ApplicationSource[] {
  if (spec.sources.length > 0) return spec.sources
  if (spec.sourceHydrator?.drySource != null) return [spec.sourceHydrator.drySource]
  return spec.source == null ? [] : [spec.source]
}

/** A source of an Application with the revision that it was compared at. */
interface Compared {
  readonly source: ApplicationSource
  /** The commit, or a chart's version. If the comparison failed, it is the branch's name. */
  readonly revision: string
}

/**
 * Returns the sources in the infra repo, with the commits that they were compared at. If manifests are hydrated, the
 * commit is that of the dry source.
 *
 * @param isChanged whether the commit changes objects of the app
 */
export function comparedOf({ live, isOurs }: Pick<Facts, 'live' | 'isOurs'>, isChanged: boolean): Compared[] {
  const { sync } = live.status ?? {}
  const revisions = sync?.revisions ?? []
  return sourcesOf(live).flatMap((source, i) => {
    if (!isOurs(source.repoURL ?? '', source.targetRevision ?? '')) return []
    const own = live.spec.sourceHydrator == null ? (sync?.revision ?? '') : dryRevision(live, isChanged)
    return [{ source, revision: revisions.length > 0 ? (revisions[i] ?? '') : own }]
  })
}

/**
 * Since 3.5 a commit that changes no manifest is only compared, not hydrated. A commit is also reported as compared
 * before it is hydrated, so this alone proves nothing for a commit that changes manifests.
 *
 * Source: controller/hydrator/hydrator.go, ProcessAppHydrateQueueItem
 */
function dryRevision({ status }: Application, isChanged: boolean): string {
  const { lastSuccessfulOperation: last, lastComparedDryRevision: compared } = status?.sourceHydrator ?? {}
  const hydrated = last?.drySHA ?? ''
  return isChanged ? hydrated : compared || hydrated
}

/** Returns the revisions that the sources in the infra repo were compared at. */
export function observedAt(
  facts: Pick<Facts, 'live' | 'isOurs'> & Partial<Pick<Facts, 'expected'>>,
): readonly string[] {
  return comparedOf(facts, facts.expected?.isChanged ?? true).map(({ revision }) => revision)
}

/** The revisions that were synced, as an operation or the history contains them. */
export interface SyncedRevisions {
  readonly revision?: string | null
  readonly revisions: readonly string[]
  readonly source?: ApplicationSource | null | undefined
  readonly sources?: readonly ApplicationSource[]
}

/**
 * Reports whether the synced revisions are the commit or a descendant of it. If there are several sources, each one
 * in the infra repo must be. If manifests are hydrated, those of the commit must be synced. If all sources are
 * elsewhere, such as a chart, the present sources must be synced, because the commit can only change those.
 */
export function isAtCommit(facts: Facts, synced: SyncedRevisions): boolean {
  const { revision, revisions } = synced
  const { live, isOurs, relationOf } = facts
  const isThere = (one: string) => hasCommit(relationOf(one)) || facts.isAsGood?.(one) === true
  if (live.spec.sourceHydrator != null) {
    const { drySHA, hydratedSHA } = live.status?.sourceHydrator?.lastSuccessfulOperation ?? {}
    const isHydrated = revision === hydratedSHA || facts.isPromoted?.(revision ?? '') === true
    return Boolean(hydratedSHA) && isHydrated && isThere(drySHA ?? '')
  }
  const sources = sourcesOf(live)
  const isOfCommit = (source: ApplicationSource | undefined) =>
    isOurs(source?.repoURL ?? '', source?.targetRevision ?? '')
  if (!sources.some(isOfCommit)) {
    const was = synced.sources?.length ? synced.sources : [synced.source]
    return plain(was) === plain(sources)
  }
  // The operation may be of an older spec, with other sources.
  if (revisions.length === 0 || revisions.length !== sources.length)
    return (revisions.length > 0 ? revisions : [revision ?? '']).some(isThere)
  const ours = revisions.filter((_, i) => isOfCommit(sources[i]))
  return ours.length > 0 && ours.every(isThere)
}

/** Returns the commits that an Application contains besides those that it was compared at. */
export function otherCommits({ status }: Application): string[] {
  const { operationState, history = [] } = status ?? {}
  const { syncResult, operation } = operationState ?? {}
  const last = {
    revision: syncResult?.revision || operation?.sync?.revision,
    revisions: syncResult?.revisions ?? [],
  }
  return [last, ...history.slice(-3)].flatMap(({ revision, revisions }) =>
    revisions.length > 0 ? revisions : [revision ?? ''],
  )
}

/** Returns why the commit never reaches the app by itself, if the app follows no branch of the infra repo. */
export function notFollowing(
  { live, isOurs }: Pick<Facts, 'live' | 'isOurs'>,
  branches: readonly string[],
): string | undefined {
  const ours = sourcesOf(live).filter(({ repoURL }) => isOurs(repoURL ?? ''))
  const followed = ours.map(({ targetRevision }) => targetRevision || 'HEAD')
  if (ours.length === 0 || followed.some((one) => branches.includes(one))) return undefined
  return `it follows ${[...new Set(followed)].join(' and ')}, not the branch of this commit`
}
