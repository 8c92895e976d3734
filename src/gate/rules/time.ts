import { freezesAt, isOpen, opensAt, shownTime } from '../when.ts'
import { holds, pending } from './rule.ts'
import type { GateRule } from './rule.ts'

/** When a change may go ahead. */

export const window: GateRule = {
  id: 'window',
  description: 'One of the `windows` is open now.',
  judge({ policy: { windows }, now }) {
    if (windows.length === 0) return []
    const open = windows.find((one) => isOpen([one], now))
    if (open !== undefined) return [holds(`It is ${shownTime(now, open.timeZone)}, in a window.`)]
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
  description: 'None of the `freezes` is on now.',
  judge({ policy: { freezes, override }, now }) {
    if (freezes.length === 0) return []
    const found = freezesAt(freezes, now)
    if (found.length === 0) return [holds('No freeze is on.')]
    const others = override === undefined ? '' : `, or ${override.by.join(' or ')} overrides it`
    return found.map(({ from, to, timeZone = 'UTC' }) =>
      pending(
        `A freeze is on, from ${from} to ${to} (${timeZone}).`,
        `It passes when ${to} is over${others}.`,
      ),
    )
  },
}
