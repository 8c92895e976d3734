import type { Application, ApplicationSource } from '../api/shapes.ts'
import { hasCommit } from './facts.ts'
import type { Facts } from './facts.ts'
import { plain } from './same.ts'

/** Which commits an Application shows: of its comparison, of its operations. */

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
 * Since 3.5 a commit that changes no manifest is only compared, not hydrated. It is named as compared also before it is
 * hydrated, so that alone proves nothing of one that changes something.
 *
 * Source: controller/hydrator/hydrator.go, ProcessAppHydrateQueueItem
 */
function dryRevision({ status }: Application, isChanged: boolean): string {
  const { lastSuccessfulOperation: last, lastComparedDryRevision: compared } = status?.sourceHydrator ?? {}
  const hydrated = last?.drySHA ?? ''
  return isChanged ? hydrated : compared || hydrated
}

/** What the sources of the infra repo were compared at. */
export function observedAt(
  facts: Pick<Facts, 'live' | 'isOurs'> & Partial<Pick<Facts, 'expected'>>,
): readonly string[] {
  return comparedOf(facts, facts.expected?.isChanged ?? true).map(({ revision }) => revision)
}

/** What was synced, as an operation or the history has it. */
export interface SyncedRevisions {
  readonly revision?: string | null
  readonly revisions: readonly string[]
  readonly source?: ApplicationSource | null | undefined
  readonly sources?: readonly ApplicationSource[]
}

/**
 * Whether what was synced is the commit or a descendant of it: of several sources each that is of the infra repo; where
 * manifests are hydrated, what was made of the commit; of an app whose sources are all elsewhere, such as a chart, its
 * present sources, since the commit can only change those.
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
  // Of an older spec, which may have had other sources.
  if (revisions.length === 0 || revisions.length !== sources.length)
    return (revisions.length > 0 ? revisions : [revision ?? '']).some(isThere)
  const ours = revisions.filter((_, i) => isOfCommit(sources[i]))
  return ours.length > 0 && ours.every(isThere)
}

/** The commits that an Application names beside those that it was compared at. */
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
