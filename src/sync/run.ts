import type { ExpectedApp } from './expected.ts'
import { Follower } from './follow.ts'
import type { Awaited, FollowPorts } from './ports.ts'
import { worstOf } from './model.ts'
import type { AppOutcome, SyncResult } from './model.ts'
import { firstLook, nameOf, refuseAmbiguous, serverOf } from './reach.ts'
import type { Reached } from './reach.ts'

/** What a wait needs beside what each app needs. */
export interface RunPorts extends FollowPorts {
  readonly base: string
  readonly servers: readonly Reached[]
}

/**
 * Waits until what became of a commit is certain in every app that it touches, or the wait ends.
 *
 * @throws FairleadError (input) and (remote) before anything is waited for
 */
export async function awaitCommit(expected: readonly ExpectedApp[], ports: RunPorts): Promise<SyncResult> {
  const { servers, signal, base, revision, monotonic } = ports
  const started = monotonic()
  refuseAmbiguous(expected, servers)
  const settled: AppOutcome[] = []
  const open: Awaited[] = []
  for (const one of expected) {
    const unknown = whyUnknown(one, servers)
    if (typeof unknown === 'string') settled.push(notAwaited(one, unknown))
    else open.push({ expected: one, name: nameOf(one), watch: unknown.watch })
  }
  const asked = servers.filter(({ watch }) => open.some((one) => one.watch === watch))
  for (const { watch } of asked)
    watch.wants(open.filter((one) => one.watch === watch).map(({ name }) => name))
  await firstLook(open, ports)
  const streams = new AbortController()
  for (const { watch } of asked) void watch.stream(AbortSignal.any([signal, streams.signal]))
  try {
    const outcomes = await Promise.all(open.map((one) => new Follower(one, ports).follow()))
    const apps = [...settled, ...outcomes]
    const outcome = worstOf(apps.map((app) => app.outcome))
    return { outcome, base, revision, waitedSeconds: (monotonic() - started) / 1000, apps }
  } finally {
    streams.abort()
  }
}

/** The server that an app is asked of; or why nothing can be known of it. */
function whyUnknown(expected: ExpectedApp, servers: readonly Reached[]): Reached | string {
  if (expected.app.kind !== 'Application')
    return expected.app.kind === 'Convention'
      ? 'no object in the repo declares it, so its name in Argo CD is not known'
      : `it is a ${expected.app.kind} of Flux, which sync does not wait for yet`
  return serverOf(expected.app, servers)
}

function notAwaited({ app }: ExpectedApp, reason: string): AppOutcome {
  return {
    app,
    outcome: 'unknown',
    reason,
    rule: undefined,
    observed: undefined,
    supersededBy: undefined,
    sync: undefined,
    health: undefined,
    images: [],
    phases: { ended: 0 },
    url: undefined,
    notes: [],
    details: [],
  }
}
