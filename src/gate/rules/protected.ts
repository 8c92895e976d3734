import { denied, holds } from './rule.ts'
import type { GateRule } from './rule.ts'

/** That nobody gets past the gate. */

export const protectedThere: GateRule = {
  id: 'protected',
  description:
    'What should hold the change back on its forge is really there: what the settings say, and what they cannot be read for.',
  isHard: true,
  judge({ protections }) {
    if (protections.length === 0) return []
    const faults = protections.filter(({ word }) => word !== 'yes')
    if (faults.length === 0) return [holds(protections.map(({ message }) => message).join(' '))]
    return faults.map(({ message, cure }) =>
      denied(message, cure ?? 'fairlead gate --check-setup shows all that is looked at.'),
    )
  },
}
