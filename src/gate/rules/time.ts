import { freezesAt, isOpen, opensAt, shownTime } from '../when.ts'
import { holds, pending } from './rule.ts'
import type { GateRule } from './rule.ts'

/** The rules about the time of a change. */

export const window: GateRule = {
  id: 'window',
  description: 'One of the `windows` is open now.',
  judge({ policy: { windows }, now }) {
    if (windows.length === 0) return []
    const open = windows.find((one) => isOpen([one], now))
    if (open !== undefined) return [holds(`It is ${shownTime(now, open.timeZone)}, which is in a window.`)]
    const zone = windows[0]?.timeZone
    const time = shownTime(now, zone)
    const next = opensAt(windows, now)
    const cure =
      next === undefined ? 'None opens within a week.' : `The next one opens on ${shownTime(next, zone)}.`
    return [pending(`It is ${time}, and no window is open.`, cure)]
  },
}

export const freeze: GateRule = {
  id: 'freeze',
  description: 'No freeze in `freezes` is active now, and on GitLab no freeze period of the project.',
  judge({ policy: { freezes, override }, forgeFreezes, now }) {
    if (freezes.length === 0 && forgeFreezes === undefined) return []
    const others = override === undefined ? '' : `, or ${override.by.join(' or ')} overrides it`
    const found = [
      ...freezesAt(freezes, now).map(({ from, to, timeZone = 'UTC' }) =>
        pending(`A freeze is active from ${from} to ${to} (${timeZone}).`, `It passes after ${to}${others}.`),
      ),
      ...(forgeFreezes ?? []).map(({ what, until }) =>
        pending(
          `${what} is active.`,
          `It passes ${until === undefined ? 'when that is over' : `on ${shownTime(until)}`}${others}.`,
        ),
      ),
    ]
    return found.length > 0 ? found : [holds('No freeze is active.')]
  },
}
