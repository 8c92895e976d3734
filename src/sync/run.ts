import { FaultCollector } from '../errors.ts'
import { Lanes } from '../lanes.ts'
import type { AppChange } from '../review/model.ts'
import { followedOnceMade } from './follow/coming.ts'
import type { ExpectedApp } from './range/expected.ts'
import { evidenceOf } from './record/evidence.ts'
import { Follower } from './follow/follow.ts'
import { CANCELLED, worstOf } from './model.ts'
import type { AppOutcome, SyncResult } from './model.ts'
import { isLookedUp, placesOf } from './places/places.ts'
import type { PlacePorts } from './places/places.ts'
import { PACE } from './ports.ts'
import type { Awaited, FollowPorts } from './ports.ts'
import { firstReading, greet, refuseAmbiguous, serverOf } from './server/reach.ts'
import type { Reached } from './server/reach.ts'
import { hidden, notAwaited } from './unawaited.ts'

/** The dependencies of a wait, in addition to those of each app. */
export interface RunPorts extends FollowPorts, PlacePorts {
  readonly base: string
  /** Whether the further content of a record is also read. */
  readonly records: boolean
}

/**
 * Waits until the outcome of a commit is certain in every app that it affects, or until the wait ends.
 *
 * @param hiding changes that may hide affected apps: each is reported as unknown
 * @throws FairleadError (input) and (remote) before anything is awaited
 */
export async function awaitCommit(
  expected: readonly ExpectedApp[],
  hiding: readonly AppChange[],
  ports: RunPorts,
): Promise<SyncResult> {
  const { servers, named, signal, base, revision, monotonic } = ports
  const started = monotonic()
  refuseAmbiguous(
    expected.filter((one) => !isLookedUp(one, named)),
    servers,
  )
  const asked = servers.filter((server) =>
    expected.some((one) => isLookedUp(one, named) || serverOf(one.app, servers) === server),
  )
  // An error of one server does not hide the errors of the apps on another.
  const faults = new FaultCollector()
  const reaching = { signal, monotonic, faults, retryFor: PACE.retryFor }
  const here = await greet(
    asked.map(({ watch }) => watch),
    reaching,
  )
  const begun = timesOf(asked)
  if (expected.some((one) => isLookedUp(one, named))) faults.throwIfAny()
  const { open, coming, unknown } = await placesOf(expected, ports)
  for (const { watch } of asked)
    watch.wants(open.filter((one) => one.watch === watch).map(({ name }) => name))
  await firstReading(
    open.filter(({ watch }) => here.has(watch)),
    reaching,
  )
  faults.throwIfAny()
  const streams = new AbortController()
  for (const watch of new Set(open.map((one) => one.watch)))
    void watch.stream(AbortSignal.any([signal, streams.signal]))
  try {
    const how = { started, lanes: new Lanes(EVIDENCE.lanes) }
    const follow = (one: Awaited) => followed(one, ports, how)
    const [outcomes, late] = await Promise.all([
      Promise.all(open.map(follow)),
      Promise.all(coming.map((one) => followedOnceMade(one, follow, ports))),
    ])
    const ended = timesOf(asked)
    const apps = [
      ...hiding.map(hidden),
      ...unknown.map((one) => notAwaited(one.expected.app, one.reason)),
      ...outcomes,
      ...late.flat(),
    ]
    const outcome = worstOf(apps.map((app) => app.outcome))
    return {
      outcome,
      base,
      revision,
      waitedSeconds: (monotonic() - started) / 1000,
      apps,
      ...(begun.length > 0 && { clock: { begun: Math.min(...begun), ended: Math.max(...ended) } }),
    }
  } finally {
    streams.abort()
  }
}

/** Returns the current time of each server whose clock is known. */
function timesOf(servers: readonly Reached[]): number[] {
  return servers.flatMap(({ watch }) => watch.now() ?? [])
}

/**
 * Limits on the requests for the further content of a record: the milliseconds (few if the time is over), and the
 * number of apps at the same time.
 */
const EVIDENCE = { most: 5000, atEnd: 500, lanes: 10 }

async function followed(
  awaited: Awaited,
  ports: RunPorts,
  { started, lanes }: { readonly started: number; readonly lanes: Lanes },
): Promise<AppOutcome> {
  const outcome = await new Follower(awaited, ports, started).follow()
  ports.ended(outcome)
  const { records, signal } = ports
  // A cancelled run is not recorded.
  if (!records || signal.reason === CANCELLED) return outcome
  const ended = awaited.watch.now()
  const evidence = await lanes.run(() =>
    evidenceOf(awaited, AbortSignal.timeout(signal.aborted ? EVIDENCE.atEnd : EVIDENCE.most)),
  )
  return { ...outcome, evidence: { ...evidence, ended } }
}
