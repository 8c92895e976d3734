import { Cron } from 'croner'
import type { ForgeFreeze } from '../../approvals.ts'
import type { Finding, GateCheck } from '../../gate-checks.ts'
import { unread } from '../../gate-checks.ts'
import type { FreezePeriod } from '../api.ts'
import type { GateFacts } from './facts.ts'

/**
 * Returns the active freeze periods of a project. A period is active from each of its start times until its next end
 * time.
 *
 * Source: https://docs.gitlab.com/api/freeze_periods/, and app/services/ci/find_freeze_period.rb of GitLab
 *
 * @param now milliseconds since 1970
 * @returns the active ones of those that can be read
 */
export async function freezesIn(facts: GateFacts, now: number): Promise<ForgeFreeze[]> {
  const { data = [] } = await facts.freezePeriods()
  return data.flatMap((period) => {
    const end = endOf(period, now)
    if (typeof end !== 'object') return []
    return [{ what: `GitLab's freeze period from ${shown(period)}`, until: end.until }]
  })
}

/** The check that the freeze periods can be read: one in an unknown format may be active. */
export const freezesAreRead: GateCheck<{ readonly facts: GateFacts }> = {
  id: 'freeze-periods',
  description: "The gate can read the project's freeze periods.",
  async inspect({ facts }) {
    const periods = await facts.freezePeriods()
    if (periods.data === undefined) return [unread('whether a freeze period is active', periods)]
    return periods.data.flatMap((period): Finding[] =>
      endOf(period, Date.now()) === 'unknown'
        ? [
            unread(`whether the freeze period from ${shown(period)} is active`, {
              needs: 'times in cron format, in an IANA time zone',
              fault: { message: 'it is not valid' },
            }),
          ]
        : [],
    )
  },
}

function shown({ freeze_start: start, freeze_end: end, cron_timezone: zone }: FreezePeriod): string {
  return `${JSON.stringify(start)} to ${JSON.stringify(end)} (${zone ?? 'UTC'})`
}

/** Returns the end of an active period; `off` if it is not active, or `unknown` if its times are not valid. */
function endOf(
  { freeze_start: start, freeze_end: end, cron_timezone: zone }: FreezePeriod,
  now: number,
): { readonly until: number | undefined } | 'off' | 'unknown' {
  try {
    const at = new Date(now)
    const [from, to] = [start, end].map(
      (pattern) => new Cron(pattern, { timezone: zone ?? 'UTC', paused: true }),
    )
    const [began] = from?.previousRuns(1, at) ?? []
    const [ended] = to?.previousRuns(1, at) ?? []
    if (began === undefined || (ended !== undefined && ended >= began)) return 'off'
    return { until: to?.nextRun(at)?.getTime() }
  } catch {
    return 'unknown'
  }
}
