import type { AppRef } from '../../affected/app-ref.ts'
import { pause } from '../aborted.ts'
import { FairleadError, inputError, remoteError } from '../../errors.ts'
import type { FaultCollector } from '../../errors.ts'
import { isForGood, isHidden, isPassing } from '../../controllers/argocd/faults/failure.ts'
import { diagnose } from '../../controllers/argocd/faults/diagnosis.ts'
import type { ServerAddress } from '../../controllers/argocd/access/address.ts'
import { refuseExpired } from '../../controllers/argocd/access/token.ts'
import type { ApplicationName } from '../../controllers/argocd/api/server.ts'
import type { ExpectedApp } from '../range/expected.ts'
import type { Awaited, FollowPorts } from '../ports.ts'
import { keyOf } from './names.ts'
import type { Watch } from './watch.ts'

/** A server with its address. */
export interface Reached {
  readonly address: ServerAddress
  readonly watch: Watch
}

/**
 * Finds the server of an app.
 *
 * @returns the server, or the reason why it has none, as a sentence without a full stop
 */
export function serverOf({ controlPlane }: AppRef, servers: readonly Reached[]): Reached | string {
  const [only] = servers
  if (only !== undefined && only.address.controlPlane === undefined) return only
  const found = servers.find(({ address }) => address.controlPlane === controlPlane)
  return (
    found ??
    `argocd-server has no entry for the control plane ${controlPlane ?? 'of the app, which has no name'}`
  )
}

/** Returns the name of an app's Application on its server. */
export function nameOf({ app, project }: ExpectedApp): ApplicationName {
  return { name: app.name, namespace: app.ownNamespace, ...(project !== undefined && { project }) }
}

/** The pause before a server that did not answer is asked again: milliseconds, doubled each time. */
const PAUSE = { first: 500, most: 4000 }

/** The dependencies of the checks before the wait. */
export interface ReachPorts extends Pick<FollowPorts, 'signal' | 'monotonic'> {
  /** Collects the errors, so that all of them are reported together. */
  readonly faults: FaultCollector
  /** The time in milliseconds for which a request without an answer is repeated. */
  readonly retryFor: number
}

/**
 * Requests the version of each server, and checks whether the server can accept its token. Collects the errors:
 * (input) if the inputs are wrong, (remote) if a server cannot be reached.
 *
 * @returns the servers without errors
 */
export async function greet(all: readonly Watch[], ports: ReachPorts): Promise<ReadonlySet<Watch>> {
  const here = new Set<Watch>()
  await Promise.all(
    all.map(async (watch) => {
      try {
        await meet(watch, ports)
        here.add(watch)
      } catch (error) {
        ports.faults.keep(await unreached(error, 'its version', watch, ports.signal))
      }
    }),
  )
  return here
}

/** Reads each app once, before the wait. Collects an error for each app that should exist and cannot be read. */
export async function firstReading(all: readonly Awaited[], ports: ReachPorts): Promise<void> {
  await Promise.all(
    all.map((one) => readFirst(one, ports).catch((error: unknown) => ports.faults.keep(error))),
  )
}

async function meet(watch: Watch, ports: ReachPorts): Promise<void> {
  const token = await persistently(() => watch.server.token(), ports)
  // Before the token is used in a header.
  refuseExpired(token, undefined)
  const { data, date } = await persistently(() => watch.server.version(ports.signal), ports)
  watch.heard(date)
  watch.version = data
  refuseExpired(token, date)
}

async function readFirst({ expected, name, watch }: Awaited, ports: ReachPorts): Promise<void> {
  const { signal } = ports
  try {
    await persistently(() => watch.read(name, signal), ports)
  } catch (error) {
    // An Application that the commit adds does not exist yet, and one that it removes may be gone already. If the
    // token has no permission to read it once it exists, waiting would be useless.
    const mayLack = expected.status === 'added' || expected.status === 'removed'
    if (mayLack && isHidden(error) && (await watch.server.mayRead(name, signal)))
      watch.took(name, { data: undefined, date: undefined })
    else throw await unreached(error, `the Application ${JSON.stringify(name.name)}`, watch, signal, name)
  }
}

/** Repeats a request for a while: a server that restarts is soon back, but a refusal does not change. */
async function persistently<T>(
  work: () => Promise<T>,
  { signal, monotonic, retryFor }: ReachPorts,
): Promise<T> {
  const started = monotonic()
  let last: unknown
  for (let wait = PAUSE.first; ; wait = Math.min(wait * 2, PAUSE.most)) {
    try {
      return await work()
    } catch (error) {
      if (signal.aborted) throw last ?? error
      const isOver = monotonic() - started + wait > retryFor
      if (!isPassing(error) || isForGood(error) || isOver) throw error
      last = error
      await pause(wait, signal)
    }
  }
}

async function unreached(
  error: unknown,
  what: string,
  { server }: Watch,
  signal: AbortSignal,
  name?: ApplicationName,
): Promise<FairleadError> {
  if (signal.aborted && !(error instanceof FairleadError) && !isPassing(error))
    return remoteError(`Argo CD at ${server.host} has not responded yet: ${String(signal.reason)}`)
  return diagnose(server, error, what, name)
}

/**
 * Refuses ambiguous apps: with one server for all control planes, two apps of the same name cannot be distinguished.
 *
 * @throws FairleadError (input) if two apps have the same name in different control planes
 */
export function refuseAmbiguous(all: readonly ExpectedApp[], servers: readonly Reached[]): void {
  if (servers.some(({ address }) => address.controlPlane !== undefined)) return
  const seen = new Map<string, AppRef>()
  for (const { app } of all) {
    const key = keyOf({ name: app.name, namespace: app.ownNamespace })
    const other = seen.get(key)
    if (other !== undefined && other.controlPlane !== app.controlPlane)
      throw inputError(
        `the app ${JSON.stringify(app.name)} exists in the control planes ${other.controlPlane} and ${app.controlPlane}, and argocd-server does not say which of them it serves`,
        {
          hint: `Set one server for each, as name=address: ${other.controlPlane}=https://… and ${app.controlPlane}=https://…`,
        },
      )
    seen.set(key, app)
  }
}
