import type { AppRef } from '../affected/app-ref.ts'
import { FaultCollector, inputError } from '../errors.ts'
import { explain, isHidden } from '../controllers/argocd/failure.ts'
import type { ServerAddress } from '../controllers/argocd/address.ts'
import { refuseExpired } from '../controllers/argocd/token.ts'
import type { ApplicationName } from '../controllers/argocd/server.ts'
import type { ExpectedApp } from './expected.ts'
import type { Awaited } from './ports.ts'
import type { Watch } from './watch.ts'

/** A server with what is known of how to reach it. */
export interface Reached {
  readonly address: ServerAddress
  readonly token: string
  readonly watch: Watch
}

/**
 * The server of an app.
 *
 * @returns why there is none, as a sentence without a full stop
 */
export function serverOf({ controlPlane }: AppRef, servers: readonly Reached[]): Reached | string {
  const [only] = servers
  if (only !== undefined && only.address.controlPlane === undefined) return only
  const found = servers.find(({ address }) => address.controlPlane === controlPlane)
  return (
    found ??
    `no server of Argo CD is given for the control plane ${controlPlane ?? 'that it is of, which has no name'}`
  )
}

/** How an app is called on its server. */
export function nameOf({ app, project }: ExpectedApp): ApplicationName {
  return { name: app.name, namespace: app.ownNamespace, ...(project !== undefined && { project }) }
}

/**
 * Asks each server for its version, and whether the token is good for anything: what is wrong there is said at once.
 *
 * @throws FairleadError (input) for what the inputs are to blame for, (remote) where a server is not reached
 */
export async function greet(servers: readonly Reached[], signal: AbortSignal): Promise<void> {
  const faults = new FaultCollector()
  await Promise.all(
    servers.map(async ({ watch, token }) => {
      const { host } = watch.server
      try {
        const { data, date } = await watch.server.version(signal)
        watch.version = data
        watch.heard(date)
        refuseExpired(token, date)
      } catch (error) {
        faults.keep(explain(error, 'its version', host))
      }
    }),
  )
  faults.throwIfAny()
}

/**
 * Reads each app once, before anything is waited for.
 *
 * @throws FairleadError (input) for each app that should be there and is not to be seen
 */
export async function firstLook(all: readonly Awaited[], signal: AbortSignal): Promise<void> {
  const faults = new FaultCollector()
  await Promise.all(
    all.map(async ({ expected, name, watch }) => {
      try {
        watch.took(name, await watch.server.application(name, signal))
      } catch (error) {
        // What the commit adds is not made yet, and what it takes away may be gone already.
        const mayLack = expected.status === 'added' || expected.status === 'removed'
        if (mayLack && isHidden(error)) watch.took(name, { data: undefined, date: undefined })
        else faults.keep(explain(error, `the Application ${JSON.stringify(name.name)}`, watch.server.host))
      }
    }),
  )
  faults.throwIfAny()
}

/**
 * One server for all control planes cannot tell two apps of one name apart.
 *
 * @throws FairleadError (input) where that would be needed
 */
export function refuseAmbiguous(all: readonly ExpectedApp[], servers: readonly Reached[]): void {
  if (servers.some(({ address }) => address.controlPlane !== undefined)) return
  const seen = new Map<string, AppRef>()
  for (const { app } of all) {
    const key = `${app.ownNamespace ?? ''}/${app.name}`
    const other = seen.get(key)
    if (other !== undefined && other.controlPlane !== app.controlPlane)
      throw inputError(
        `there is an app ${JSON.stringify(app.name)} in the control planes ${other.controlPlane} and ${app.controlPlane}, and argocd-server does not say which it is`,
        {
          hint: `Give a server for each, as name=address: ${other.controlPlane}=https://… and ${app.controlPlane}=https://…`,
        },
      )
    seen.set(key, app)
  }
}
