import { isSameEnvironment } from '../../inventory/environments/judge.ts'
import { broughtBy, distinct, recordedName, shownArtifact } from '../brings.ts'
import type { Brought } from '../brings.ts'
import type { Facts, Verified } from '../model.ts'
import { shownSpan, shownTime } from '../when.ts'
import { denied, holds, pending } from './rule.ts'
import type { GateRule, Said } from './rule.ts'

/** The rules about earlier environments. */

export const verifiedBefore: GateRule = {
  id: 'verified-before',
  description:
    'Every image (by digest) and chart that the change introduces was verified in the environment of `after`, and has been there for the soak time without a failure since. A later version that runs there now does not change this.',
  judge(facts) {
    const { policy, change, verified } = facts
    const { after } = policy
    if (after === undefined) return []
    const { environment } = after
    if ('fault' in verified)
      return [
        denied(
          `It cannot be determined what was verified in ${environment}: ${verified.fault}.`,
          'See docs/records.md for how the branch fairlead-records is read and protected.',
        ),
      ]
    const brought = distinct(broughtBy(change.apps))
    if (brought.length === 0)
      return [holds(`It introduces no image and no chart that has to be verified in ${environment}.`)]
    const faults = brought.flatMap((one) => whyUnverified(one, facts, verified) ?? [])
    if (faults.length === 0) return [holds(`Everything that it introduces was verified in ${environment}.`)]
    if (!change.alsoChanges.some((other) => isSameEnvironment(other, environment))) return faults
    const cure = `The change also affects ${environment}, which must come first: split it into two, and merge the one for ${environment} before this one.`
    return faults.map(({ message }) => denied(message, cure))
  },
}

/** Returns what is missing for one image or chart; undefined if nothing is. */
function whyUnverified(one: Brought, facts: Facts, verified: readonly Verified[]): Said | undefined {
  const { policy, now } = facts
  const { environment = '', soak = 0 } = policy.after ?? {}
  const shown = shownArtifact(one)
  const name = recordedName(one, facts.pinned)
  if (name === undefined)
    return denied(
      `${shown} has no digest, and its registry returns none, so it cannot be determined whether it is what was verified in ${environment}.`,
      'Bump it with its digest (pin-digest: true), or give the job access to its registry.',
    )
  const own = verified.filter(({ artifacts }) => artifacts.includes(name))
  const since = standsSince(own)
  if (since === undefined) {
    const last = own.toSorted((a, b) => a.at - b.at).at(-1)
    const message =
      last === undefined
        ? `${shown} was never verified in ${environment}.`
        : `${shown} was ${last.outcome} in ${environment} on ${shownTime(last.at)}, and not verified after that.`
    return pending(message, `It passes once sync has recorded it as verified in ${environment}.`)
  }
  if (now - since >= soak) return undefined
  return pending(
    `${shown} was verified in ${environment} on ${shownTime(since)}, and has to stay there for ${shownSpan(soak)}.`,
    `It passes on ${shownTime(since + soak)}.`,
  )
}

/**
 * Returns since when it is verified without a failure or revert after that, both in the order of the records and by
 * their times: a run that ends last may have seen an earlier state.
 */
function standsSince(own: readonly Verified[]): number | undefined {
  const isFault = ({ outcome }: Verified) => outcome === 'failed' || outcome === 'reverted'
  const lastFault = own.findLastIndex(isFault)
  const latest = Math.max(...own.filter(isFault).map(({ at }) => at))
  return own.slice(lastFault + 1).find(({ outcome, at }) => outcome === 'verified' && at >= latest)?.at
}
