import { pause } from '../aborted.ts'
import { describeFault, FairleadError } from '../../errors.ts'
import type { AppOutcome } from '../model.ts'
import { placesOf } from '../places/places.ts'
import type { PlacePorts, Places } from '../places/places.ts'
import { PACE } from '../ports.ts'
import type { Awaited, FollowPorts } from '../ports.ts'
import { notAwaited } from '../unawaited.ts'
import { Watch } from '../server/watch.ts'

/**
 * Waits until there is an Application for an app that the commit adds and no object in the repo declares, such as one
 * that an ApplicationSet on the server generates from its files. Then follows it.
 *
 * @param follow follows one app to its end
 */
export async function followedOnceMade(
  { expected, reason: first }: Places['coming'][number],
  follow: (awaited: Awaited) => Promise<AppOutcome>,
  ports: FollowPorts & PlacePorts,
): Promise<readonly AppOutcome[]> {
  const { signal, monotonic } = ports
  let reason = first
  while (!signal.aborted) {
    ports.tell(expected, `${reason}. It may still be created`)
    await pause(PACE.quiet, signal)
    if (signal.aborted) break
    try {
      const { open, coming } = await placesOf([expected], ports)
      if (open.length > 0) return await Promise.all(open.map((one) => follow(apart(one, monotonic))))
      reason = coming[0]?.reason ?? reason
    } catch (error) {
      if (!(error instanceof FairleadError)) throw error
      reason = describeFault(error.faults[0])
    }
  }
  return [notAwaited(expected.app, `${String(signal.reason)}; last state: ${reason}`)]
}

/** Returns the app with a watch of its own: the shared watch only knows the Applications that it started with. */
function apart({ expected, name, watch }: Awaited, monotonic: () => number): Awaited {
  const own = new Watch(watch.server, monotonic)
  own.version = watch.version
  own.wants([name])
  return { expected, name, watch: own }
}
