import { isSameEnvironment } from '../../inventory/environments/judge.ts'
import { broughtBy, distinct, recordedName, shownArtifact } from '../brings.ts'
import type { Brought } from '../brings.ts'
import type { Facts, Verified } from '../model.ts'
import { shownSpan, shownTime } from '../when.ts'
import { denied, holds, pending } from './rule.ts'
import type { GateRule, Said } from './rule.ts'

/** What has to have been tried before. */

export const verifiedBefore: GateRule = {
  id: 'verified-before',
  description:
    'Every image (by digest) and chart that it brings was verified in the environment of `after`, and has stood there for the soak time, without a fault since. That something later runs there now takes nothing from that.',
  judge(facts) {
    const { policy, change, verified } = facts
    const { after } = policy
    if (after === undefined) return []
    const { environment } = after
    if ('fault' in verified)
      return [
        denied(
          `Nobody can tell what was verified in ${environment}: ${verified.fault}.`,
          'docs/records.md says how the branch fairlead-records is read and protected.',
        ),
      ]
    const brought = distinct(broughtBy(change.apps))
    if (brought.length === 0)
      return [holds(`It brings no image and no chart that ${environment} would have to try.`)]
    const faults = brought.flatMap((one) => whyUnverified(one, facts, verified) ?? [])
    if (faults.length === 0) return [holds(`All that it brings was verified in ${environment}.`)]
    if (!change.alsoChanges.some((other) => isSameEnvironment(other, environment))) return faults
    const cure = `The change is one of ${environment}, too, which has to come first: split it into two, and merge that of ${environment} before this one.`
    return faults.map(({ message }) => denied(message, cure))
  },
}

/** What is missing for one image or chart; undefined where nothing is. */
function whyUnverified(one: Brought, facts: Facts, verified: readonly Verified[]): Said | undefined {
  const { policy, now } = facts
  const { environment = '', soak = 0 } = policy.after ?? {}
  const shown = shownArtifact(one)
  const name = recordedName(one, facts.pinned)
  if (name === undefined)
    return denied(
      `${shown} names no digest, and its registry tells none, so nobody can tell whether it is what ${environment} verified.`,
      'Bump it with its digest (pin-digest: true), or let the job ask its registry.',
    )
  const own = verified.filter(({ artifacts }) => artifacts.includes(name))
  const since = standsSince(own)
  if (since === undefined) {
    const last = own.at(-1)
    const message =
      last === undefined
        ? `${shown} was never verified in ${environment}.`
        : `${shown} was ${last.outcome} in ${environment} on ${shownTime(last.at)}, and not verified after that.`
    return pending(message, `It passes once sync has recorded it as verified in ${environment}.`)
  }
  if (now - since >= soak) return undefined
  return pending(
    `${shown} was verified in ${environment} on ${shownTime(since)}, and has to stand for ${shownSpan(soak)}.`,
    `It passes on ${shownTime(since + soak)}.`,
  )
}

/** Since when it stands: verified, and neither failed nor reverted after that. */
function standsSince(own: readonly Verified[]): number | undefined {
  const lastFault = own.findLastIndex(({ outcome }) => outcome === 'failed' || outcome === 'reverted')
  return own.slice(lastFault + 1).find(({ outcome }) => outcome === 'verified')?.at
}
